"""What people decide after a round: on to the next, rejected, hired. Nothing here runs by itself."""

from dataclasses import dataclass
from typing import Any, ClassVar

from shared.applications.models import APPLICATION
from shared.applications.service import ApplicationService
from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Stage
from shared.candidates.service import SYSTEM, CandidateService
from shared.core.caller import Caller, Permission, Role
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden
from shared.core.ids import is_repeated
from shared.core.resource import Resource
from shared.interviews.meetings import Decision, Outcome
from shared.interviews.models import INTERVIEW, Interview, InterviewStatus
from shared.interviews.service import InterviewService, event_subject
from shared.scheduling import flow
from shared.scheduling.models import Decided, Hire, Pass, Round, Verdict, round_name, round_of
from shared.scheduling.notices import Notices
from shared.scheduling.service import commit
from shared.store.store import Change, Store
from shared.webhooks.events import EventPublisher
from shared.webhooks.models import WebhookEvent

_STAGES = {Outcome.PASSED: Stage.INTERVIEW, Outcome.REJECTED: Stage.REJECTED, Outcome.SELECTED: Stage.OFFER}
"""Where a decision brings the application. Hiring begins with an offer; that somebody is hired is said later."""
_BEFORE = frozenset({Stage.APPLIED, Stage.SCREENING})
_ACTIONS = {Outcome.PASSED: "PASS_ROUND", Outcome.REJECTED: "REJECT_CANDIDATE", Outcome.SELECTED: "INITIATE_HIRING"}
_CLEARED = frozenset({Outcome.PASSED, Outcome.SELECTED})


class History(Resource):
    """The rounds of a candidate, the first first. `current_round` is the one after those that were passed."""

    plural: ClassVar[str] = "histories"

    candidate_name: str
    candidate_status: Stage
    total_rounds: int
    current_round: int
    rounds: list[Round]


@dataclass(frozen=True, slots=True)
class DecisionService:
    """The decisions of every company."""

    store: Store
    interviews: InterviewService
    applications: ApplicationService
    candidates: CandidateService
    notices: Notices
    events: EventPublisher
    audit: AuditLog
    now: Clock

    def decide(self, caller: Caller, interview_id: str, outcome: Outcome, verdict: Verdict) -> Decided:
        """Decide after a round; the application, and its candidate, move to the stage that follows from it.

        Raises:
            Forbidden: no person who may move applications decides.
            NotFound: no such round of the company's.
            Conflict: it was decided, was called off, or has not been held; or the application was decided elsewhere.
            Stale: somebody else wrote it at the same time.
        """
        is_person = caller.user_id != SYSTEM and caller.role is not Role.CANDIDATE
        if not is_person or not caller.may(Permission.APPLICATIONS_MOVE):
            raise Forbidden("Only a person who may move applications decides.")
        stored = self.interviews.found(caller, interview_id)
        made = stored.entity.decision
        if made and made.outcome is outcome and made.by_user_id == caller.user_id and is_repeated():
            return self._answer(caller, stored.entity, made)
        decision = self._decision(caller, outcome, verdict)
        after = flow.decided(stored.entity, outcome, decision.at)
        after = after.model_copy(update={"decision": decision, "updated_at": decision.at})
        change = self.store.change(caller.company_id)
        if after.status is InterviewStatus.CANCELLED and after.meeting is not None:
            after = self.notices.called_off(change, caller.company_id, after)
        change.replace(INTERVIEW, stored, after)
        if after.status is InterviewStatus.COMPLETED and stored.entity.status is not InterviewStatus.COMPLETED:
            self.events.emit(change, WebhookEvent.INTERVIEW_COMPLETED, **event_subject(after))
        self._move(change, caller, after, decision)
        told = {"outcome": outcome, "rating": decision.rating}
        self.audit.record(change, caller, _ACTIONS[outcome], "Interview", interview_id, changes=told)
        commit(change)
        return self._answer(caller, after, decision)

    def history(self, caller: Caller, candidate_id: str) -> History:
        """The rounds of a candidate. Raises NotFound: the caller's company has no such candidate."""
        candidate = self.store.get(caller.company_id, CANDIDATE, candidate_id).entity
        rounds = sorted(
            self.store.each(caller.company_id, INTERVIEW, "candidate", (candidate_id,)),
            key=lambda one: (one.created_at, one.round_number),
        )
        passed = [one.round_number for one in rounds if one.decision and one.decision.outcome in _CLEARED]
        return History(
            id=candidate.id,
            candidate_name=candidate.full_name,
            candidate_status=candidate.status,
            total_rounds=len(rounds),
            current_round=max(passed, default=0) + 1,
            rounds=[round_of(one) for one in rounds],
        )

    def _decision(self, caller: Caller, outcome: Outcome, verdict: Verdict) -> Decision:
        more: dict[str, Any] = dict.fromkeys(("next_round_name", "salary_offered", "joining_date", "offer_notes"))
        if isinstance(verdict, Pass | Hire):
            more |= verdict.model_dump(exclude={"feedback", "rating"})
        return Decision(
            outcome=outcome,
            feedback=verdict.feedback,
            rating=verdict.rating,
            by_user_id=caller.user_id,
            by_name=caller.name,
            at=self.now(),
            **more,
        )

    def _move(self, change: Change, caller: Caller, interview: Interview, decision: Decision) -> None:
        """Bring the application to its stage; of somebody without one, the candidate."""
        stage = _STAGES[decision.outcome]
        reason = decision.feedback or f"{round_name(interview)}: {decision.outcome}."
        if interview.application_id is not None:
            application = self.store.find(caller.company_id, APPLICATION, interview.application_id)
            if application is None:
                return
            if application.entity.status is stage:
                self._bring_candidate(change, caller, interview, decision, reason)
                return
            if application.entity.status in {Stage.HIRED, Stage.REJECTED}:
                raise Conflict(f"The application has been decided: {application.entity.status}.", code="decided")
            if decision.outcome is Outcome.PASSED and application.entity.status in {Stage.OFFER, Stage.ACCEPTED}:
                return
            self.applications.write_move(change, caller, application, stage, reason)
            return
        candidate = self.store.find(caller.company_id, CANDIDATE, interview.candidate_id)
        if candidate is not None and candidate.entity.status is not stage:
            self.candidates.write(change, candidate, {"status": stage}, by=caller, reason=reason)

    def _bring_candidate(
        self, change: Change, caller: Caller, interview: Interview, decision: Decision, reason: str
    ) -> None:
        """Bring the candidate on to where their application is already; never back."""
        candidate = self.store.find(caller.company_id, CANDIDATE, interview.candidate_id)
        if candidate is not None and decision.outcome is Outcome.PASSED and candidate.entity.status in _BEFORE:
            self.candidates.write(change, candidate, {"status": Stage.INTERVIEW}, by=caller, reason=reason)

    def _answer(self, caller: Caller, interview: Interview, decision: Decision) -> Decided:
        index, value = ("candidate", interview.candidate_id)
        if interview.application_id is not None:
            index, value = "application", interview.application_id
        rounds = self.store.each(caller.company_id, INTERVIEW, index, (value,))
        cleared = sum(1 for one in rounds if one.decision and one.decision.outcome in _CLEARED)
        return Decided(round=round_of(interview), outcome=decision.outcome, rounds_cleared=cleared)
