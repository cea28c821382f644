"""Jobs: what a company hires for."""

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.core.page import Page, PageQuery
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.jobs.models import Job, JobChanges, JobDraft, JobQuery, JobStatus
from shared.jobs.openings import Opening, openings_of

bp = Blueprint("Jobs", get_app)


@bp.http("POST /api/v1/jobs", access=requires(Permission.JOBS_MANAGE), status=201, also=["POST /api/jobs results"])
def create_job(call: Call, body: JobDraft) -> Job:
    """Make a job with its required skills, weighted rubric and interview structure."""
    return call.app.jobs.create(call.caller, body)


@bp.http("GET /api/v1/jobs", access=requires(Permission.JOBS_VIEW), also=["GET /api/jobs results"])
def list_jobs(call: Call, query: JobQuery) -> Page[Job]:
    """List the company's jobs, newest first."""
    return call.app.jobs.page(call.caller, query)


@bp.http("GET /api/v1/openings", access=requires(Permission.INTERVIEW_TAKE, Permission.JOBS_VIEW))
def list_openings(call: Call, query: PageQuery) -> Page[Opening]:
    """List the jobs that the company hires for, newest first, as its candidates may know them.

    A candidate interviews for one by `POST /api/v1/interviews` with its id as `job_id`.
    """
    wanted = JobQuery(**dict(query), status=JobStatus.ACTIVE)
    return openings_of(call.app.jobs.page(call.caller, wanted))


@bp.http("GET /api/v1/jobs/{job_id}", access=requires(Permission.JOBS_VIEW), also=["GET /api/jobs/{job_id} results"])
def get_job(call: Call, job_id: str) -> Job:
    """Read a job."""
    return call.app.jobs.get(call.caller, job_id)


@bp.http(
    "PATCH /api/v1/jobs/{job_id}",
    access=requires(Permission.JOBS_MANAGE),
    also=["PATCH /api/jobs/{job_id} results"],
    raises=(Conflict,),
)
def update_job(call: Call, job_id: str, body: JobChanges) -> Job:
    """Change a job; what is not sent stays. Interviews planned before keep their rubric."""
    return call.app.jobs.update(call.caller, job_id, body)


@bp.http(
    "PUT /api/v1/jobs/{job_id}",
    access=requires(Permission.JOBS_MANAGE),
    also=["PUT /api/jobs/{job_id} results"],
    raises=(Conflict,),
)
def replace_job(call: Call, job_id: str, body: JobChanges) -> Job:
    """Change a job; what is not sent stays, as the contracts' clients expect of PUT."""
    return call.app.jobs.update(call.caller, job_id, body)


@bp.http(
    "DELETE /api/v1/jobs/{job_id}",
    access=requires(Permission.JOBS_MANAGE),
    status=204,
    also=["DELETE /api/jobs/{job_id} results"],
)
def delete_job(call: Call, job_id: str) -> None:
    """Delete a job. Its applications and interviews stay."""
    call.app.jobs.remove(call.caller, job_id)
