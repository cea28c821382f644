"""What jobs ask for, and who fits them."""

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict, NotFound
from shared.core.page import Page
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.jobs.models import Job
from shared.matching.models import (
    ExtractionRequest,
    JobRequirements,
    Shortlist,
    ShortlistEntry,
    ShortlistQuery,
    ShortlistRequest,
    TitleRequest,
)

bp = Blueprint("Matching", get_app)


@bp.http(
    "POST /api/v1/jobs/extract-requirements",
    access=requires(Permission.JOBS_MANAGE),
    also=["POST /api/v1/roles/extract-requirements"],
    raises=(Conflict,),
)
def extract_requirements(call: Call, body: ExtractionRequest) -> JobRequirements:
    """Read skills (must or nice, years), duties and qualifications out of a description, each with its sentence."""
    return call.app.matching.requirements(call.caller, body)


@bp.http(
    "POST /api/v1/jobs/generate-from-title",
    access=requires(Permission.JOBS_MANAGE),
    status=201,
    also=["POST /api/jobs/generate_from_title results"],
    raises=(Conflict,),
)
def generate_job(call: Call, body: TitleRequest) -> Job:
    """Make a job whose description, duties, requirements and skills are written from its title, to be edited."""
    return call.app.matching.write_job(call.caller, body)


@bp.http("POST /api/v1/jobs/{job_id}/shortlist", access=requires(Permission.APPLICATIONS_MOVE))
def shortlist_applicants(call: Call, job_id: str, query: ShortlistQuery) -> Page[ShortlistEntry]:
    """Rank a job's applicants, the rejected ones aside: blind to who they are, with quotes from their CVs."""
    return call.app.matching.shortlist(call.caller, job_id, query)


@bp.http("POST /api/v1/shortlist/generate", access=requires(Permission.APPLICATIONS_MOVE), raises=(NotFound,))
def generate_shortlist(call: Call, body: ShortlistRequest) -> Shortlist:
    """Rank a job's applicants, or some of them, in the forms that Talenti's clients read. Sent scores are not used."""
    return call.app.matching.front_end_shortlist(call.caller, body)
