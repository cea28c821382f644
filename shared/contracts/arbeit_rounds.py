"""Arbeit's words for rounds."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, model_validator

from shared.contracts.arbeit import CANDIDATE_STATUS
from shared.core.resource import Instant, Value
from shared.interviews.meetings import Outcome, Slot
from shared.interviews.models import Interview, InterviewDraft, InterviewStatus
from shared.scheduling.decisions import History
from shared.scheduling.models import Decided, Fold, Link, Minutes, Name, Round, RoundDraft, SlotDraft, Text, renamed
from shared.scheduling.models import round_name as name_of

STATUS = {
    InterviewStatus.PROPOSED: "Awaiting Candidate Confirmation",
    InterviewStatus.CONFIRMED: "Confirmed",
    InterviewStatus.SCHEDULED: "Scheduled",
    InterviewStatus.IN_PROGRESS: "In Progress",
    InterviewStatus.COMPLETED: "Completed",
    InterviewStatus.NO_SHOW: "No Show",
    InterviewStatus.CANCELLED: "Cancelled",
}
OUTCOME = {Outcome.PASSED: "Passed", Outcome.REJECTED: "Rejected", Outcome.SELECTED: "SELECTED"}


class InterviewRequest(InterviewDraft):
    """What Arbeit and Recruiter send to plan an interview: with `proposed_slots` a person leads it, else the AI."""

    proposed_slots: Annotated[list[SlotDraft] | None, Field(min_length=1, max_length=20)] = None
    timezone: Annotated[str, Field(max_length=64)] = "UTC"
    fold: Fold = None
    round_number: Annotated[int | None, Field(ge=1, le=50)] = None
    round_name: Name | None = None
    interview_mode: Annotated[str | None, Field(max_length=60)] = None
    duration_minutes: Minutes | None = None
    interviewer_id: str | None = None
    meeting_link: Link | None = None
    instructions: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_arbeits_names(cls, value: Any) -> Any:
        return renamed(value)

    def round_draft(self) -> RoundDraft | None:
        """The round to be led by a person, if it is one."""
        if self.proposed_slots is None:
            return None
        sent = {name: getattr(self, name) for name in self.model_fields_set & RoundDraft.model_fields.keys()}
        kept = {name: value for name, value in sent.items() if value is not None and name != "scheduled_at"}
        return RoundDraft.model_validate(kept)


class ArbeitSlot(Value):
    """A proposed time."""

    slot_id: str
    start_time: Instant
    end_time: Instant

    @classmethod
    def of(cls, slot: Slot) -> "ArbeitSlot":
        """A slot in these words."""
        return cls(slot_id=slot.id, start_time=slot.start_time, end_time=slot.end_time)


class ArbeitInterview(Value):
    """A round as Arbeit's clients know it."""

    interview_id: str
    job_id: str | None
    candidate_id: str
    interview_status: str
    interview_round: int
    round_name: str
    interview_mode: str | None
    interview_duration: int
    time_zone: str | None
    proposed_slots: list[ArbeitSlot]
    slot_id: str | None
    scheduled_time: Instant | None
    meeting_link: str | None
    additional_instructions: str | None
    created_at: Instant
    message: str

    @classmethod
    def of(cls, interview: Interview, message: str) -> "ArbeitInterview":
        """A round in these words."""
        meeting = interview.meeting
        return cls(
            interview_id=interview.id,
            job_id=interview.job_id,
            candidate_id=interview.candidate_id,
            interview_status=OUTCOME[interview.decision.outcome] if interview.decision else STATUS[interview.status],
            interview_round=interview.round_number,
            round_name=name_of(interview),
            interview_mode=meeting.mode if meeting else interview.interview_type,
            interview_duration=meeting.duration_minutes if meeting else interview.limits.max_minutes,
            time_zone=meeting.time_zone if meeting else None,
            proposed_slots=[ArbeitSlot.of(slot) for slot in meeting.proposed_slots] if meeting else [],
            slot_id=meeting.slot_id if meeting else None,
            scheduled_time=interview.scheduled_at,
            meeting_link=meeting.link if meeting else None,
            additional_instructions=meeting.instructions if meeting else None,
            created_at=interview.created_at,
            message=message,
        )


class ArbeitInvite(Value):
    """What became of an invitation. The mail is on its way; the calendar file goes with it."""

    message: str
    interview_id: str
    email_sent: bool
    calendar_event_created: bool


class ArbeitPassed(Value):
    """A candidate who goes on to the next round."""

    message: str
    interview_id: str
    current_round: int
    next_round: int
    candidate_id: str
    status: str

    @classmethod
    def of(cls, decided: Decided) -> "ArbeitPassed":
        """The decision in these words."""
        number = decided.round.round_number
        return cls(
            message=f"Candidate passed Round {number}. Ready for Round {number + 1}.",
            interview_id=decided.round.id,
            current_round=number,
            next_round=number + 1,
            candidate_id=decided.round.candidate_id,
            status=OUTCOME[decided.outcome],
        )


class ArbeitRejected(Value):
    """A candidate who was rejected."""

    message: str
    interview_id: str
    current_round: int
    candidate_id: str
    status: str

    @classmethod
    def of(cls, decided: Decided) -> "ArbeitRejected":
        """The decision in these words."""
        return cls(
            message=f"Candidate rejected in Round {decided.round.round_number}.",
            interview_id=decided.round.id,
            current_round=decided.round.round_number,
            candidate_id=decided.round.candidate_id,
            status=OUTCOME[decided.outcome],
        )


class ArbeitHired(Value):
    """A candidate whose hiring begins."""

    message: str
    interview_id: str
    candidate_id: str
    candidate_name: str
    status: str
    rounds_cleared: int
    salary_offered: str | None
    joining_date: date | None
    offer_notes: str | None

    @classmethod
    def of(cls, decided: Decided) -> "ArbeitHired":
        """The decision in these words."""
        decision = decided.round.decision
        return cls(
            message=f"Hiring initiated for candidate after {decided.rounds_cleared} round(s)",
            interview_id=decided.round.id,
            candidate_id=decided.round.candidate_id,
            candidate_name=decided.round.candidate_name,
            status=OUTCOME[decided.outcome],
            rounds_cleared=decided.rounds_cleared,
            salary_offered=decision.salary_offered if decision else None,
            joining_date=decision.joining_date if decision else None,
            offer_notes=decision.offer_notes if decision else None,
        )


class ArbeitRound(Value):
    """A round in a candidate's history."""

    interview_id: str
    round: int
    round_name: str
    status: str
    scheduled_time: Instant | None
    feedback: str | None
    rating: float | int | None
    interview_mode: str | None

    @classmethod
    def of(cls, one: Round) -> "ArbeitRound":
        """A round in these words. Who decided says how it was; else who led it."""
        said = [judged for judged in (one.decision, one.review) if judged is not None]
        return cls(
            interview_id=one.id,
            round=one.round_number,
            round_name=one.round_name or f"Round {one.round_number}",
            status=OUTCOME[one.decision.outcome] if one.decision else STATUS[one.status],
            scheduled_time=one.scheduled_at,
            feedback=next((judged.feedback for judged in said if judged.feedback), None),
            rating=next((judged.rating for judged in said if judged.rating is not None), None),
            interview_mode=one.interview_mode,
        )


class ArbeitHistory(Value):
    """The rounds of a candidate."""

    candidate_id: str
    candidate_name: str
    candidate_status: str
    total_rounds: int
    current_round: int
    interviews: list[ArbeitRound]

    @classmethod
    def of(cls, history: History) -> "ArbeitHistory":
        """A history in these words."""
        return cls(
            candidate_id=history.id,
            candidate_name=history.candidate_name,
            candidate_status=CANDIDATE_STATUS[history.candidate_status],
            total_rounds=history.total_rounds,
            current_round=history.current_round,
            interviews=[ArbeitRound.of(one) for one in history.rounds],
        )
