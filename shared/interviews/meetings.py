"""What an interview has around its conversation: the meeting that a person leads, a review, a decision, a call."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from shared.core.resource import Instant, Value


class Slot(Value):
    """A time that is proposed."""

    id: str
    start_time: Instant
    end_time: Instant


class Meeting(Value):
    """When and how a round is held that a person leads.

    `calendar_sequence` is that of the latest calendar file, None before the first. `reminders_due` are the reminders
    still to be sent, in minutes before the beginning. The organizer is who answers to the calendar file go to.
    """

    time_zone: str
    duration_minutes: int
    mode: str | None
    link: str | None
    instructions: str | None
    interviewer_id: str | None
    organizer_name: str
    organizer_email: str
    proposed_slots: list[Slot]
    slot_id: str | None
    calendar_sequence: int | None
    invited_at: Instant | None
    reminders_due: list[int]


Rating = Annotated[float | int, Field(ge=0, le=5, description="0 to 5")]


class Review(Value):
    """What the person who led a round wrote down after it."""

    notes: str | None
    feedback: str | None
    rating: Rating | None
    by_user_id: str
    by_name: str
    at: Instant


class Outcome(StrEnum):
    """What somebody decided after a round."""

    PASSED = "passed"
    """On to the next round."""
    REJECTED = "rejected"
    SELECTED = "selected"
    """Hiring begins."""


class Decision(Value):
    """What was decided after a round, by whom and why. Only people decide."""

    outcome: Outcome
    feedback: str | None
    rating: Rating | None
    next_round_name: str | None
    salary_offered: str | None
    joining_date: date | None
    offer_notes: str | None
    by_user_id: str
    by_name: str
    at: Instant


class CallFacts(Value):
    """What the client in which an interview by voice or video is held noted of the call. Nothing of it is scored."""

    call_connection_id: Annotated[str | None, Field(max_length=200)] = None
    server_call_id: Annotated[str | None, Field(max_length=2000)] = None
    recording_id: Annotated[str | None, Field(max_length=200)] = None
    recording_started: bool = False
    recording_processed: bool = False
    recording_status: Annotated[str | None, Field(max_length=60)] = None
    recording_error: Annotated[str | None, Field(max_length=2000)] = None
    recording_started_at: Instant | None = None
    recording_stopped_at: Instant | None = None
    recording_processed_at: Instant | None = None
    recording_url: Annotated[str | None, Field(max_length=2000)] = None
    transcript_status: Annotated[str | None, Field(max_length=60)] = None
    anti_cheat_signals: Annotated[list[Any], Field(max_length=200)] = []
    session_metadata: dict[str, Any] | None = None
    summary: Annotated[str | None, Field(max_length=4000)] = None
