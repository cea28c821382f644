"""What a client's users see: their client's jobs, who was put forward for them, and how that went. Nothing else."""

from dataclasses import dataclass
from typing import Any, ClassVar

from shared.applications.models import APPLICATION, Application
from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate, Stage
from shared.clients.models import CLIENT
from shared.core.caller import Caller
from shared.core.errors import Conflict, NotFound
from shared.core.page import Page, PageQuery
from shared.core.resource import Instant, Resource, Value, Years
from shared.identity.models import USER
from shared.interviews.models import INTERVIEW, Interview
from shared.jobs.models import JOB, Job, JobStatus
from shared.store.store import Store


class ClientJob(Resource):
    """A job of the client. What is agreed inside the agency is left out."""

    plural: ClassVar[str] = "jobs"

    title: str
    description: str
    department: str | None
    location: str | None
    experience_level: str | None
    required_skills: list[str]
    status: JobStatus
    created_at: Instant
    updated_at: Instant


class PutForward(Resource):
    """A candidate who was put forward for a job of the client. The id is that of the application."""

    plural: ClassVar[str] = "candidates"

    job_id: str
    job_title: str
    name: str
    stage: Stage
    created_at: Instant
    updated_at: Instant


class Judgement(Value):
    """What a person wrote after an interview. `rating` is 0 to 5."""

    outcome: str | None
    feedback: str | None
    rating: float | None
    by_name: str
    at: Instant


class ClientInterview(Value):
    """One interview, and what people wrote after it."""

    id: str
    round_name: str | None
    status: str
    scheduled_at: Instant | None
    ended_at: Instant | None
    judgements: list[Judgement]


class PutForwardProfile(PutForward):
    """A candidate who was put forward: what they can do, and their interviews. How to reach them stays with the
    agency."""

    position: str | None
    location: str | None
    experience_years: Years | None
    summary: str | None
    technical_skills: list[str]
    interviews: list[ClientInterview]


@dataclass(frozen=True, slots=True)
class ClientView:
    """The clients' view of every agency. Everything is found through a job that is the caller's client's."""

    store: Store
    audit: AuditLog

    def jobs(self, caller: Caller, query: PageQuery) -> Page[ClientJob]:
        """The client's jobs, newest first, but those that are still being written."""
        page = self.store.page(caller.company_id, JOB, "shown_to_client", (_client_of(caller),), query)
        items = tuple(_job(job) for job in page.items)
        return Page(items, page.total, page.skip, page.limit, page.next_cursor, ClientJob.plural)

    def job(self, caller: Caller, job_id: str) -> ClientJob:
        """A job of the client. Raises NotFound, also for the job of another client."""
        return _job(self._job(caller, job_id))

    def candidates(self, caller: Caller, job_id: str, query: PageQuery) -> Page[PutForward]:
        """Who was put forward for a job, newest first. Raises NotFound."""
        page = self.store.page(caller.company_id, APPLICATION, "put_forward", (job_id,), query)
        self._job(caller, job_id)
        items = tuple(_put_forward(application) for application in page.items)
        return Page(items, page.total, page.skip, page.limit, page.next_cursor, PutForward.plural)

    def candidate(self, caller: Caller, application_id: str) -> PutForwardProfile:
        """Somebody who was put forward, with their interviews. Raises NotFound."""
        application = self.store.get(caller.company_id, APPLICATION, application_id).entity
        self._job(caller, application.job_id)
        if not application.was_put_forward:
            raise NotFound("No such application.")
        candidate = self.store.find(caller.company_id, CANDIDATE, application.candidate_id)
        interviews = self.store.each(caller.company_id, INTERVIEW, "application", (application.id,))
        return PutForwardProfile(
            **_put_forward(application).model_dump(),
            **_known_of(candidate.entity if candidate else None),
            interviews=[_interview(interview) for interview in interviews],
        )

    def remove_client(self, caller: Caller, client_id: str) -> None:
        """Delete a client that nothing belongs to.

        Raises:
            NotFound: the caller's company has no such client.
            Conflict: it has users or jobs.
        """
        stored = self.store.get(caller.company_id, CLIENT, client_id)
        company = caller.company_id
        users = self.store.each(company, USER, "client", (client_id,))
        jobs = self.store.each(company, JOB, "client", (client_id,))
        if next(users, None) or next(jobs, None):
            raise Conflict("The client has users or jobs: deactivate it instead.", code="in_use")
        change = self.store.change(company)
        change.remove(CLIENT, stored)
        self.audit.record(change, caller, "DELETE_CLIENT", "Client", client_id, before={"name": stored.entity.name})
        change.commit()

    def _job(self, caller: Caller, job_id: str) -> Job:
        job = self.store.get(caller.company_id, JOB, job_id).entity
        if job.client_id != _client_of(caller) or job.status is JobStatus.DRAFT:
            raise NotFound("No such job.")
        return job


def _client_of(caller: Caller) -> str:
    """The caller's client. Raises NotFound for somebody who belongs to none."""
    if caller.client_id is None:
        raise NotFound("No such client.")
    return caller.client_id


def _job(job: Job) -> ClientJob:
    return ClientJob(**job.model_dump(include=set(ClientJob.model_fields)))


def _put_forward(application: Application) -> PutForward:
    return PutForward(
        id=application.id,
        job_id=application.job_id,
        job_title=application.job_title,
        name=application.candidate_name,
        stage=application.status,
        created_at=application.created_at,
        updated_at=application.updated_at,
    )


def _known_of(candidate: Candidate | None) -> dict[str, Any]:
    """What a client reads of a candidate; nothing of one who was erased."""
    if candidate is None:
        return {**dict.fromkeys(("position", "location", "experience_years", "summary")), "technical_skills": []}
    years = candidate.experience_years if candidate.experience_years is not None else candidate.total_experience_years
    told = candidate.model_dump(include={"position", "location", "summary", "technical_skills"})
    return {**told, "experience_years": years}


def _interview(interview: Interview) -> ClientInterview:
    written = [one for one in (interview.review, interview.decision) if one is not None]
    return ClientInterview(
        id=interview.id,
        round_name=interview.round_name,
        status=interview.status,
        scheduled_at=interview.scheduled_at,
        ended_at=interview.ended_at,
        judgements=[
            Judgement(
                outcome=getattr(one, "outcome", None),
                feedback=one.feedback,
                rating=one.rating,
                by_name=one.by_name,
                at=one.at,
            )
            for one in written
        ],
    )
