"""Applications and their stages."""

from dataclasses import dataclass

from shared.applications.models import (
    APPLICATION,
    Application,
    ApplicationDraft,
    ApplicationMove,
    ApplicationQuery,
    StageMove,
)
from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate, Stage
from shared.candidates.service import CandidateService
from shared.candidates.stages import DECISIONS
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, Invalid
from shared.core.ids import is_repeated, new_id
from shared.core.page import Page
from shared.jobs.models import JOB
from shared.store.store import Change, Store, Stored
from shared.webhooks.events import EventPublisher
from shared.webhooks.models import WebhookEvent

_MAX_HISTORY = 40


@dataclass(frozen=True, slots=True)
class ApplicationService:
    """The applications of every company."""

    store: Store
    candidates: CandidateService
    events: EventPublisher
    audit: AuditLog
    now: Clock

    def create(self, caller: Caller, draft: ApplicationDraft) -> Application:
        """Put a candidate forward for a job. If that begins in a later stage, the candidate is in it too.

        Raises:
            NotFound: the caller's company has no such job or candidate.
            Conflict: the candidate has applied for the job.
            Invalid: it would begin with a decision, which a move gives a reason for.
        """
        if draft.status in DECISIONS:
            raise Invalid.field("status", "decision", f"move the application to {draft.status} once it is made.")
        candidate = self.candidates.stored(caller, draft.candidate_id)
        change = self.store.change(caller.company_id)
        application = self._add(change, caller, draft.job_id, candidate.entity, draft.status)
        if draft.status not in {Stage.APPLIED, candidate.entity.status}:
            self.candidates.write(change, candidate, {"status": draft.status}, by=caller)
        change.commit()
        return application

    def add_if_missing(
        self, change: Change, caller: Caller, job_id: str, candidate: Candidate, stage: Stage = Stage.APPLIED
    ) -> Application:
        """Put a candidate forward in another capability's change, unless they were before."""
        existing = self.store.find_by(caller.company_id, APPLICATION, "pair", job_id, candidate.id)
        return existing.entity if existing else self._add(change, caller, job_id, candidate, stage)

    def get(self, caller: Caller, application_id: str) -> Application:
        """An application of the caller's company. Raises NotFound."""
        return self.store.get(caller.company_id, APPLICATION, application_id).entity

    def page(self, caller: Caller, query: ApplicationQuery) -> Page[Application]:
        """Applications of the caller's company, newest first.

        Raises:
            Invalid: filters were combined that have no common index.
        """
        company = caller.company_id
        if query.candidate_id:
            if query.job_id or query.status:
                raise Invalid.field("candidate_id", "exclusive", "cannot be combined with job_id or status.")
            return self.store.page(company, APPLICATION, "candidate", (query.candidate_id,), query)
        if query.job_id and query.status:
            return self.store.page(company, APPLICATION, "job_status", (query.job_id, query.status), query)
        if query.job_id:
            return self.store.page(company, APPLICATION, "job", (query.job_id,), query)
        if query.status:
            return self.store.page(company, APPLICATION, "status", (query.status,), query)
        return self.store.page(company, APPLICATION, "all", (), query)

    def move(self, caller: Caller, application_id: str, move: ApplicationMove) -> Application:
        """Move an application to another stage, and its candidate with it. Only a person does this.

        Raises:
            NotFound: the caller's company has no such application.
            Conflict: it is in that stage already.
            Invalid: a rejection or hiring without a reason.
            Stale: somebody else moved it at the same time.
        """
        stored = self.store.get(caller.company_id, APPLICATION, application_id)
        application = stored.entity
        if application.status is move.status:
            if is_repeated() and application.history[-1].by_user_id == caller.user_id:
                return application
            raise Conflict(f"The application is in the stage {move.status} already.")
        if move.status in DECISIONS and not move.reason:
            raise Invalid.field("reason", "missing", f"say why, for {move.status}.")
        change = self.store.change(caller.company_id)
        moved = self.write_move(change, caller, stored, move.status, move.reason)
        change.commit()
        return moved

    def write_move(
        self, change: Change, caller: Caller, stored: Stored[Application], stage: Stage, reason: str | None
    ) -> Application:
        """Put an application's move, and its candidate's, into a change of this or another capability's."""
        application = stored.entity
        step = self._step(caller, application.status, stage, reason)
        moved = application.model_copy(
            update={"status": stage, "history": [*application.history, step][-_MAX_HISTORY:], "updated_at": step.at}
        )
        change.replace(APPLICATION, stored, moved)
        candidate = self.store.find(caller.company_id, CANDIDATE, application.candidate_id)
        if candidate is not None:
            self.candidates.write(change, candidate, {"status": stage}, by=caller, reason=reason)
        self.audit.record(
            change,
            caller,
            "MOVE_APPLICATION",
            "Application",
            application.id,
            changes={"status": stage, "reason": reason},
            before={"status": application.status},
            personal={"reason"},
        )
        return moved

    def _add(self, change: Change, caller: Caller, job_id: str, candidate: Candidate, status: Stage) -> Application:
        job = self.store.get(caller.company_id, JOB, job_id).entity
        step = self._step(caller, None, status, None)
        application = Application(
            id=new_id(),
            job_id=job.id,
            job_title=job.title,
            candidate_id=candidate.id,
            candidate_name=candidate.full_name,
            candidate_email=candidate.email,
            status=status,
            history=[step],
            created_at=step.at,
            updated_at=step.at,
        )
        change.add(APPLICATION, application)
        self.events.emit(
            change,
            WebhookEvent.CANDIDATE_APPLIED,
            application_id=application.id,
            candidate_id=candidate.id,
            job_id=job.id,
            status=status,
        )
        self.audit.record(
            change, caller, "CREATE_APPLICATION", "Application", application.id, changes={"job_id": job.id}
        )
        return application

    def _step(self, caller: Caller, before: Stage | None, after: Stage, reason: str | None) -> StageMove:
        return StageMove(
            from_stage=before,
            to_stage=after,
            reason=reason,
            by_user_id=caller.user_id,
            by_name=caller.name,
            at=self.now(),
        )
