"""Jobs."""

from dataclasses import dataclass

from shared.audit.service import AuditLog
from shared.clients.models import CLIENT
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Invalid
from shared.core.ids import new_id
from shared.core.page import Page
from shared.jobs.models import JOB, Job, JobChanges, JobDraft, JobQuery, JobStatus
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
        """Make a job of the caller's company. `engine` wrote the draft, if no person did.

        Raises:
            Invalid: there is no such client, or the salary range is upside down.
        """
        now = self.now()
        status = draft.status or (JobStatus.ACTIVE if draft.is_active else JobStatus.CLOSED)
        job = Job(
            id=new_id(),
            **draft.model_dump(exclude={"required_skills", "rubric", "interview_structure", "status", "is_active"}),
            status=status,
            is_active=status is JobStatus.ACTIVE,
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
        self._check(caller, job, draft.client_id)
        change = self.store.change(caller.company_id)
        change.add(JOB, job)
        self.audit.record(change, caller, "CREATE_JOB", "Job", job.id, changes={"title": job.title})
        change.commit()
        return job

    def get(self, caller: Caller, job_id: str) -> Job:
        """A job of the caller's company. Raises NotFound."""
        return self.store.get(caller.company_id, JOB, job_id).entity

    def page(self, caller: Caller, query: JobQuery) -> Page[Job]:
        """Jobs of the caller's company, newest first, with the beginning of each description.

        Raises:
            Invalid: status or client_id was combined with another filter.
        """
        filters = query.filter_values()
        alone = {"status": query.status, "client": query.client_id}
        given = [(index, str(value)) for index, value in alone.items() if value]
        if given:
            if len(given) > 1 or filters or query.is_active is not None:
                raise Invalid.field(given[0][0], "exclusive", "cannot be combined with another filter.")
            return self.store.page(caller.company_id, JOB, given[0][0], (given[0][1],), query)
        if filters:
            return self.store.page(caller.company_id, JOB, "filter", filters, query)
        if query.is_active is None:
            return self.store.page(caller.company_id, JOB, "all", (), query)
        return self.store.page(caller.company_id, JOB, "active", ("yes" if query.is_active else "no",), query)

    def update(self, caller: Caller, job_id: str, changes: JobChanges) -> Job:
        """Change a job. Interviews that were planned already keep the rubric they were planned with.

        Raises:
            NotFound: the caller's company has no such job.
            Invalid: there is no such client, or the salary range is upside down.
            Stale: somebody else changed it at the same time.
        """
        stored = self.store.get(caller.company_id, JOB, job_id)
        sent = changes.changes()
        if changes.required_skills is not None:
            sent["skills"] = changes.required_skills
            sent["required_skills"] = [skill.name for skill in changes.required_skills]
        sent |= _status_after(stored.entity, changes)
        job = stored.entity.model_copy(update={**sent, "updated_at": self.now()})
        self._check(caller, job, changes.client_id)
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

    def _check(self, caller: Caller, job: Job, client_id: str | None) -> None:
        if client_id is not None and self.store.find(caller.company_id, CLIENT, client_id) is None:
            raise Invalid.field("client_id", "unknown", "is no client of the company.")
        if job.salary_min is not None and job.salary_max is not None and job.salary_min > job.salary_max:
            raise Invalid.field("salary_max", "range", "must not be less than salary_min.")


def _status_after(job: Job, changes: JobChanges) -> dict[str, JobStatus | bool]:
    """Status and whether the job is active, if either was sent. The status has the last word."""
    status = changes.status
    if status is None and changes.is_active is not None and changes.is_active != job.is_active:
        status = JobStatus.ACTIVE if changes.is_active else JobStatus.CLOSED
    return {} if status is None else {"status": status, "is_active": status is JobStatus.ACTIVE}
