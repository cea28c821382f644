"""From what a caller asks for to a round: whose it is, when it is, and who leads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.applications.models import APPLICATION, Application
from shared.applications.service import ApplicationService
from shared.candidates.models import CANDIDATE, Candidate, Stage
from shared.candidates.service import CandidateService
from shared.core.caller import Caller, Role
from shared.core.clock import Clock
from shared.core.errors import Conflict, Invalid
from shared.core.ids import new_id
from shared.identity.models import USER
from shared.interviews.machine import InterviewState, Limits
from shared.interviews.meetings import Meeting, Slot
from shared.interviews.models import INTERVIEW, Interview, InterviewStatus, ScoringStatus
from shared.ports.engine import Engine
from shared.ports.interviewing import Difficulty, QuestionPlan
from shared.ports.rubric import DEFAULT_RUBRIC
from shared.scheduling.models import RoundDraft, SlotDraft
from shared.scheduling.times import instant_of, whole_minutes, zone_of
from shared.store.store import Change, Store, Stored

_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(minutes=180)
_OPEN = (Stage.APPLIED, Stage.SCREENING, Stage.INTERVIEW)
# Constructed without validation: what validates a model is built by its first use, which importing must not be.
_BY_A_PERSON = QuestionPlan.model_construct(
    questions=[], engine=Engine.model_construct(name="person", version="1", degraded=None)
)


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes rounds of drafts."""

    store: Store
    applications: ApplicationService
    candidates: CandidateService
    now: Clock

    def new_round(self, change: Change, caller: Caller, draft: RoundDraft, round_id: str) -> Interview:
        """The round of a draft, not written yet. Its application is made or brought into its stage in the change.

        Raises:
            NotFound: the caller's company has no such application, candidate or job.
            Conflict: the application has been decided (code `decided`).
            Invalid: a time does not exist or exists twice; or nobody of the company has the interviewer's id.
        """
        self.check_interviewer(caller, draft.interviewer_id)
        zone = zone_of(draft.timezone)
        slots = self.slots(draft.proposed_slots, draft.timezone)
        start = None
        if draft.scheduled_at is not None:
            start = instant_of(draft.scheduled_at, zone, "scheduled_at", draft.fold)
        stage = Stage.SCREENING if "screening" in (draft.round_type or "").casefold() else Stage.INTERVIEW
        candidate, application = self._application(change, caller, draft, stage)
        number, name = self._number(caller, candidate, application)
        meeting = _meeting(caller, draft, slots)
        facts: dict[str, Any] = {
            "round_number": draft.round_number or number,
            "round_name": draft.round_name or (name if draft.round_number in {None, number} else None),
            "round_type": draft.round_type,
            "status": InterviewStatus.PROPOSED if slots else InterviewStatus.SCHEDULED,
            "scheduled_at": start,
        }
        return _interview(round_id, self.now(), candidate, application, meeting, facts)

    def slots(self, drafts: Sequence[SlotDraft], time_zone: str) -> list[Slot]:
        """Proposed times, each with an identifier of ours.

        Raises:
            Invalid: a time does not exist or exists twice, a slot is too short or too long, or two overlap.
        """
        zone = zone_of(time_zone)
        slots: list[Slot] = []
        for number, draft in enumerate(drafts):
            field = f"proposed_slots.{number}"
            start = instant_of(draft.start_time, zone, f"{field}.start_time", draft.fold)
            end = instant_of(draft.end_time, zone, f"{field}.end_time", draft.fold)
            if not _SHORTEST <= end - start <= _LONGEST:
                raise Invalid.field(f"{field}.end_time", "range", "must be 5 to 180 minutes after start_time.")
            if any(start < other.end_time and other.start_time < end for other in slots):
                raise Invalid.field(f"{field}.start_time", "overlap", "overlaps another of the proposed slots.")
            slots.append(Slot(id=new_id(), start_time=start, end_time=end))
        return slots

    def check_interviewer(self, caller: Caller, user_id: str | None) -> None:
        """Make sure that somebody of the company, who is no candidate, has this id. Raises Invalid."""
        if user_id is None:
            return
        stored = self.store.find(caller.company_id, USER, user_id)
        if stored is None or stored.entity.role in {Role.CANDIDATE, Role.CLIENT} or not stored.entity.is_active:
            raise Invalid.field("interviewer_id", "unknown", "is not an active user of the company who can interview.")

    def _application(
        self, change: Change, caller: Caller, draft: RoundDraft, stage: Stage
    ) -> tuple[Candidate, Application | None]:
        """Whose round it is. Somebody without an application has rounds all the same."""
        company = caller.company_id
        if draft.application_id:
            stored = self.store.get(company, APPLICATION, draft.application_id)
            candidate = self.store.get(company, CANDIDATE, stored.entity.candidate_id)
            return candidate.entity, self._brought(change, caller, stored, stage)
        candidate = self.store.get(company, CANDIDATE, str(draft.candidate_id))
        if draft.job_id is None:
            own = self.store.each(company, APPLICATION, "candidate", (candidate.entity.id,))
            latest = next((one for one in own if one.status in _OPEN), None)
            found = self.store.find(company, APPLICATION, latest.id) if latest else None
            if found is None:
                self._bring_candidate(change, caller, candidate, stage)
                return candidate.entity, None
        else:
            found = self.store.find_by(company, APPLICATION, "pair", draft.job_id, candidate.entity.id)
            if found is None:
                made = self.applications.add_if_missing(change, caller, draft.job_id, candidate.entity, stage)
                self._bring_candidate(change, caller, candidate, stage)
                return candidate.entity, made
        return candidate.entity, self._brought(change, caller, found, stage)

    def _brought(self, change: Change, caller: Caller, stored: Stored[Application], stage: Stage) -> Application:
        """The application in the stage of its next round: never further back than it was."""
        application = stored.entity
        if application.status in {Stage.HIRED, Stage.REJECTED}:
            raise Conflict(f"The application has been decided: {application.status}.", code="decided")
        if not _is_before(application.status, stage):
            return application
        return self.applications.write_move(change, caller, stored, stage, "A round was planned.")

    def _bring_candidate(self, change: Change, caller: Caller, stored: Stored[Candidate], stage: Stage) -> None:
        if _is_before(stored.entity.status, stage):
            self.candidates.write(change, stored, {"status": stage}, by=caller)

    def _number(self, caller: Caller, candidate: Candidate, application: Application | None) -> tuple[int, str | None]:
        """The number of the next round, and the name that was given to it when the one before was passed."""
        index, value = ("application", application.id) if application else ("candidate", candidate.id)
        earlier = list(self.store.each(caller.company_id, INTERVIEW, index, (value,)))
        last = max(earlier, key=lambda one: one.round_number, default=None)
        if last is None:
            return 1, None
        return last.round_number + 1, last.decision.next_round_name if last.decision else None


def _meeting(caller: Caller, draft: RoundDraft, slots: list[Slot]) -> Meeting:
    """When and how the round is held, as the draft says; the caller organizes it."""
    return Meeting(
        time_zone=draft.timezone,
        duration_minutes=whole_minutes(slots[0].end_time - slots[0].start_time) if slots else draft.duration_minutes,
        mode=draft.interview_mode,
        link=draft.meeting_link,
        instructions=draft.instructions,
        interviewer_id=draft.interviewer_id,
        organizer_name=caller.name,
        organizer_email=caller.email,
        proposed_slots=slots,
        slot_id=None,
        calendar_sequence=None,
        invited_at=None,
        reminders_due=[],
    )


def _is_before(now: Stage, then: Stage) -> bool:
    return now in _OPEN and then in _OPEN and _OPEN.index(now) < _OPEN.index(then)


def _interview(
    round_id: str,
    now: datetime,
    candidate: Candidate,
    application: Application | None,
    meeting: Meeting,
    facts: dict[str, Any],
) -> Interview:
    return Interview(
        id=round_id,
        application_id=application.id if application else None,
        candidate_id=candidate.id,
        candidate_name=candidate.full_name,
        candidate_email=candidate.email,
        job_id=application.job_id if application else None,
        job_title=application.job_title if application else candidate.position or "an open position",
        company_name=None,
        scoring_status=ScoringStatus.NONE,
        interview_type=(meeting.mode or "meeting").casefold(),
        difficulty=Difficulty.AUTO,
        language="en",
        question_count=0,
        turn_count=0,
        started_at=None,
        ended_at=None,
        created_at=now,
        updated_at=now,
        plan=_BY_A_PERSON,
        rubric=DEFAULT_RUBRIC,
        limits=Limits(max_minutes=meeting.duration_minutes),
        state=InterviewState(),
        recent_message_ids=[],
        meeting=meeting,
        **facts,
    )
