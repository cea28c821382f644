"""Rounds: interviews that a person leads. What callers send, and how a round looks."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value
from shared.interviews.meetings import Decision, Outcome, Rating, Review, Slot
from shared.interviews.models import Interview, InterviewStatus, InterviewView, StatusWord

MOST_SLOTS = 20
DEFAULT_MINUTES = 60
ROUND_PREFIX = "Round"

Minutes = Annotated[int, Field(ge=5, le=180)]
Text = Annotated[str, Field(max_length=2000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Link = Annotated[str, Field(max_length=1000, pattern=r"^https?://\S+$")]
Fold = Annotated[
    Literal[0, 1] | None,
    Field(description="Which of the two is meant where clocks, put back, show a time twice: 0 the first, 1 the second"),
]


class SlotDraft(Input):
    """A time to be proposed. Without an offset it is a time of the clocks in the round's time zone."""

    start_time: datetime
    end_time: datetime
    fold: Fold = None


_OTHER_NAMES = {
    "timezone": ("time_zone",),
    "duration_minutes": ("interview_duration",),
    "round_number": ("interview_round",),
    "instructions": ("additional_instructions",),
    "candidate_id": ("candidate",),
    "job_id": ("job",),
}
"""What the contracts call the same things."""


def renamed(value: Any) -> Any:
    """What a caller sent, by our names."""
    if not isinstance(value, Mapping):
        return value
    others = {name: value[other] for name, given in _OTHER_NAMES.items() for other in given if other in value}
    return {**others, **value}


class RoundDraft(Input):
    """A round to be held by a person: at `scheduled_at`, or at the one of `proposed_slots` that the candidate chooses.

    It belongs to `application_id`; or to the candidate's application for `job_id`, which is made if there is none; or
    to the candidate's latest open application, if there is one.
    """

    application_id: str | None = None
    candidate_id: str | None = None
    job_id: str | None = None
    round_number: Annotated[int | None, Field(ge=1, le=50)] = None
    round_name: Name | None = None
    round_type: Annotated[str | None, Field(max_length=60, description="`SCREENING`, `TECHNICAL`, …")] = None
    scheduled_at: Annotated[datetime | None, Field(description="With an offset, or a time of the time zone")] = None
    fold: Fold = None
    proposed_slots: Annotated[list[SlotDraft], Field(max_length=MOST_SLOTS)] = []
    timezone: Annotated[str, Field(max_length=64, description="IANA name: Europe/Warsaw")] = "UTC"
    duration_minutes: Minutes = DEFAULT_MINUTES
    interviewer_id: Annotated[str | None, Field(description="The user who leads it")] = None
    interview_mode: Annotated[str | None, Field(max_length=60, description="`Video`, `Phone`, `On site`, …")] = None
    meeting_link: Link | None = None
    instructions: Annotated[Text | None, Field(description="For the candidate")] = None

    @model_validator(mode="before")
    @classmethod
    def _from_other_names(cls, value: Any) -> Any:
        return renamed(value)

    @model_validator(mode="after")
    def _says_who_and_when(self) -> "RoundDraft":
        if not self.application_id and not self.candidate_id:
            raise ValueError("give candidate_id or application_id")
        if (self.scheduled_at is None) == (not self.proposed_slots):
            raise ValueError("give either scheduled_at or proposed_slots")
        return self


class RoundChanges(Input):
    """What may change of a round; what is not sent, or is null, stays. Another time is mailed to everybody."""

    scheduled_at: datetime | None = None
    fold: Fold = None
    proposed_slots: Annotated[list[SlotDraft] | None, Field(min_length=1, max_length=MOST_SLOTS)] = None
    timezone: Annotated[str | None, Field(max_length=64)] = None
    duration_minutes: Minutes | None = None
    interviewer_id: str | None = None
    round_type: Annotated[str | None, Field(max_length=60)] = None
    round_name: Name | None = None
    interview_mode: Annotated[str | None, Field(max_length=60)] = None
    meeting_link: Link | None = None
    instructions: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_other_names(cls, value: Any) -> Any:
        return renamed(value)


class RoundQuery(PageQuery):
    """Which rounds are wanted: those that fit all of what is given."""

    status: StatusWord | None = None
    application_id: str | None = None
    candidate_id: str | None = None
    job_id: str | None = None


class Booking(Input):
    """The slot that the candidate chooses. With `confirmed` false they give back the one that they had chosen."""

    slot_id: Annotated[str, Field(min_length=1, max_length=64)]
    confirmed: bool = True


class LinkBooking(Booking):
    """The slot that the bearer of a mailed link chooses."""

    token: Annotated[str, Field(min_length=1, max_length=512)]


class Invite(Input):
    """Where the round takes place. With `auto_create_calendar_event` false the mail carries no calendar file."""

    meeting_link: Link | None = None
    interview_mode: Annotated[str | None, Field(max_length=60)] = None
    duration_minutes: Minutes | None = None
    auto_create_calendar_event: bool = True


class Reason(Input):
    """Why something is done."""

    reason: Text | None = None


class Completion(Input):
    """What the person who led the round writes down."""

    notes: Text | None = None
    feedback: Text | None = None
    rating: Rating | None = None


class Verdict(Input):
    """Why somebody decides."""

    feedback: Text | None = None
    rating: Rating | None = None


class Pass(Verdict):
    """On to the next round."""

    next_round_name: Name | None = None


class Hire(Verdict):
    """The offer with which hiring begins."""

    salary_offered: Annotated[str | None, Field(max_length=200)] = None
    joining_date: date | None = None
    offer_notes: Text | None = None


class Round(Resource):
    """An interview as a round of an application. Review, decision and reason are shown to the company alone."""

    plural: ClassVar[str] = "interview_rounds"

    application_id: str | None
    candidate_id: str
    candidate_name: str
    job_id: str | None
    job_title: str
    round_number: int
    round_name: str | None
    round_type: str | None
    led_by: Literal["ai", "person"]
    status: InterviewStatus
    scheduled_at: Instant | None
    timezone: str | None
    duration_minutes: int
    interviewer_id: str | None
    interview_mode: str | None
    meeting_link: str | None
    instructions: str | None
    proposed_slots: list[Slot]
    slot_id: str | None
    invited_at: Instant | None
    started_at: Instant | None
    ended_at: Instant | None
    review: Review | None
    decision: Decision | None
    cancel_reason: str | None
    created_at: Instant
    updated_at: Instant


class Cancelled(Round):
    """A round that was called off."""

    message: str


class Started(Round):
    """A round that began."""

    message: str


class Completed(InterviewView):
    """An interview that is over, with the judgement of who led it."""

    completed_at: Instant | None
    rating: Rating | None
    message: str


class Decided(Value):
    """A round, the decision after it, and how many rounds the candidate has passed."""

    round: Round
    outcome: Outcome
    rounds_cleared: int


class Appointment(Value):
    """A round as the bearer of its mailed link sees it."""

    interview_id: str
    company: str
    job_title: str
    round_name: str
    status: InterviewStatus
    timezone: str
    duration_minutes: int
    interview_mode: str | None
    meeting_link: str | None
    instructions: str | None
    scheduled_at: Instant | None
    slot_id: str | None
    proposed_slots: list[Slot]


def round_name(interview: Interview) -> str:
    """What a round is called, also where nobody gave it a name."""
    return interview.round_name or f"{ROUND_PREFIX} {interview.round_number}"


def round_of(interview: Interview, *, for_candidate: bool = False) -> Round:
    """An interview as a round, for the company or for its candidate."""
    meeting = interview.meeting
    same = {name: getattr(interview, name) for name in Round.model_fields if hasattr(interview, name)}
    hidden = dict.fromkeys(("review", "decision", "cancel_reason")) if for_candidate else {}
    return Round(
        **{**same, **hidden},
        led_by="person" if meeting else "ai",
        timezone=meeting.time_zone if meeting else None,
        duration_minutes=meeting.duration_minutes if meeting else interview.limits.max_minutes,
        interviewer_id=meeting.interviewer_id if meeting else None,
        interview_mode=meeting.mode if meeting else interview.interview_type,
        meeting_link=meeting.link if meeting else None,
        instructions=meeting.instructions if meeting else None,
        proposed_slots=meeting.proposed_slots if meeting else [],
        slot_id=meeting.slot_id if meeting else None,
        invited_at=meeting.invited_at if meeting else None,
    )
