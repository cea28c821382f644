"""Jobs."""

from dataclasses import dataclass

from shared.audit.service import AuditLog
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.ids import new_id
from shared.core.page import Page
from shared.jobs.models import JOB, Job, JobChanges, JobDraft, JobQuery
from shared.ports.engine import Engine
from shared.ports.rubric import DEFAULT_RUBRIC
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class JobService:
    """The openings of every company."""

    store: Store
    audit: AuditLog
    now: Clock

    def create(self, caller: Caller, draft: JobDraft, *, engine: Engine | None = None) -> Job:
        """Make a job of the caller's company. `engine` wrote the draft, if no person did."""
        now = self.now()
        job = Job(
            id=new_id(),
            **draft.model_dump(exclude={"required_skills", "rubric", "interview_structure"}),
            required_skills=[skill.name for skill in draft.required_skills],
            skills=draft.required_skills,
            rubric=draft.rubric or DEFAULT_RUBRIC,
            interview_structure=draft.interview_structure,
            ai_generated=engine is not None,
            engine=engine,
            created_by=caller.user_id,
            created_at=now,
            updated_at=now,
        )
        change = self.store.change(caller.company_id)
        change.add(JOB, job)
        self.audit.record(change, caller, "CREATE_JOB", "Job", job.id, changes={"title": job.title})
        change.commit()
        return job

    def get(self, caller: Caller, job_id: str) -> Job:
        """A job of the caller's company. Raises NotFound."""
        return self.store.get(caller.company_id, JOB, job_id).entity

    def page(self, caller: Caller, query: JobQuery) -> Page[Job]:
        """Jobs of the caller's company, newest first, with the beginning of each description."""
        if query.is_active is None:
            return self.store.page(caller.company_id, JOB, "all", (), query)
        return self.store.page(caller.company_id, JOB, "active", ("yes" if query.is_active else "no",), query)

    def update(self, caller: Caller, job_id: str, changes: JobChanges) -> Job:
        """Change a job. Interviews that were planned already keep the rubric they were planned with.

        Raises:
            NotFound: the caller's company has no such job.
            Stale: somebody else changed it at the same time.
        """
        stored = self.store.get(caller.company_id, JOB, job_id)
        sent = changes.changes()
        if changes.required_skills is not None:
            sent["skills"] = changes.required_skills
            sent["required_skills"] = [skill.name for skill in changes.required_skills]
        job = stored.entity.model_copy(update={**sent, "updated_at": self.now()})
        change = self.store.change(caller.company_id)
        change.replace(JOB, stored, job)
        self.audit.record(
            change,
            caller,
            "UPDATE_JOB",
            "Job",
            job_id,
            changes=job.model_dump(mode="json", include=set(sent)),
            before=stored.entity.model_dump(mode="json", include=set(sent)),
        )
        change.commit()
        return job

    def remove(self, caller: Caller, job_id: str) -> None:
        """Delete a job. Its applications and interviews stay, with the title they carry.

        Raises:
            NotFound: the caller's company has no such job.
        """
        stored = self.store.get(caller.company_id, JOB, job_id)
        change = self.store.change(caller.company_id)
        change.remove(JOB, stored)
        self.audit.record(change, caller, "DELETE_JOB", "Job", job_id, before={"title": stored.entity.title})
        change.commit()
