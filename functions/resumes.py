"""CV files: uploaded through us or straight to storage, and read when they land."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.candidates.models import Candidate
from shared.core.caller import Permission
from shared.core.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable
from shared.core.page import Page, PageQuery
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Upload
from shared.http.profiles import Profile
from shared.http.rates import RateClass
from shared.ports.cv import ParsedCv
from shared.resumes.models import (
    CONTAINER,
    DownloadLink,
    Resume,
    ResumeChanges,
    ResumeQuery,
    UploadRequest,
    UploadTarget,
)

bp = Blueprint("Resumes", get_app)

SEE = requires(Permission.CANDIDATES_VIEW, Permission.INTERVIEW_TAKE)
KEEP = requires(Permission.CANDIDATES_MANAGE, Permission.INTERVIEW_TAKE)
"""Who keeps files: recruiters all of the company's, candidates their own."""


@bp.http(
    "POST /api/v1/resumes",
    access=KEEP,
    status=201,
    also=["POST /api/v1/resumes/upload envelope"],
    rate=RateClass.UPLOAD,
    raises=(NotFound, TooLarge),
)
def upload_resume(call: Call, body: Upload) -> Resume:
    """Upload a CV (PDF, DOCX, ODT, RTF, TXT) as form field `file`; `candidate_id` and `job_id` say whose and what for.

    It is read within seconds: see `parsing_status`. Without `candidate_id` the CV's e-mail address finds or makes the
    candidate.
    """
    return call.app.resumes.upload(
        call.caller,
        body.file_name,
        body.data,
        candidate_id=body.fields.get("candidate_id") or None,
        job_id=body.fields.get("job_id") or None,
    )


@bp.http(
    "POST /api/candidates/upload_cv",
    access=requires(Permission.CANDIDATES_MANAGE),
    status=201,
    rate=RateClass.UPLOAD,
    raises=(NotFound, TooLarge, Unavailable),
)
def upload_cv(call: Call, body: Upload) -> Candidate:
    """Upload a CV and read it in the same call: the answer is its candidate."""
    resume = call.app.resumes.upload(call.caller, body.file_name, body.data, job_id=body.fields.get("job_id") or None)
    candidate = call.app.resumes.read_now(call.caller, resume)
    if candidate is None:
        failed = call.app.resumes.get(call.caller, resume.id)
        raise Invalid.field("cv_file", failed.parse_error_code or "unreadable", failed.parse_error or "cannot be read.")
    return candidate


@bp.http("GET /api/v1/resumes", access=requires(Permission.CANDIDATES_VIEW))
def list_resumes(call: Call, query: ResumeQuery) -> Page[Resume]:
    """List CV files, newest first: all, of a candidate, or by parse status."""
    return call.app.resumes.page(call.caller, query)


@bp.http("GET /api/v1/resumes/user", access=KEEP, profile=Profile.UNION)
def list_my_resumes(call: Call, query: PageQuery) -> Page[Resume]:
    """List one's own CV files, newest first: a candidate's, or those that the caller has uploaded."""
    return call.app.resumes.mine(call.caller, query)


@bp.http("GET /api/v1/resumes/{resume_id:guid}", access=SEE, profile=Profile.UNION)
def get_resume(call: Call, resume_id: str) -> Resume:
    """Read what became of a CV file: a candidate of their own."""
    return call.app.resumes.get(call.caller, resume_id)


@bp.http(
    "PUT /api/v1/resumes/{resume_id:guid}",
    access=KEEP,
    profile=Profile.UNION,
    rate=RateClass.UPLOAD,
    raises=(Conflict,),
)
def replace_resume(call: Call, resume_id: str, body: ResumeChanges) -> Resume:
    """Put another file in place of one, which is read anew (form field `file`), or give it another `file_name`."""
    return call.app.resumes.change(call.caller, resume_id, body)


@bp.http("DELETE /api/v1/resumes/{resume_id:guid}", access=KEEP, profile=Profile.UNION, raises=(Conflict,))
def delete_resume(call: Call, resume_id: str) -> Resume:
    """Delete a CV file and what was read from it. Its candidate keeps what it said."""
    return call.app.resumes.remove(call.caller, resume_id)


@bp.http("GET /api/v1/resumes/{resume_id:guid}/download", access=SEE)
def get_resume_download(call: Call, resume_id: str) -> DownloadLink:
    """Get a link to the file as it was uploaded, for five minutes."""
    return call.app.resumes.download(call.caller, resume_id)


@bp.http(
    "GET /api/v1/resumes/{resume_id:guid}/reading", access=requires(Permission.CANDIDATES_VIEW), raises=(NotFound,)
)
def get_resume_reading(call: Call, resume_id: str) -> ParsedCv:
    """Read what a CV file says: the fields, how sure each is from 0 to 1, and the text that they were read from."""
    return call.app.resumes.reading(call.caller, resume_id)


@bp.http(
    "POST /api/v1/resumes/{resume_id:guid}/parse", access=KEEP, rate=RateClass.UPLOAD, raises=(Conflict, Unavailable)
)
def read_resume_again(call: Call, resume_id: str) -> Resume:
    """Read a CV file again that could not be read: a candidate their own."""
    return call.app.resumes.read_again(call.caller, resume_id)


@bp.http(
    "POST /api/v1/storage/upload-url",
    access=KEEP,
    also=["POST /api/storage/upload-url"],
    rate=RateClass.UPLOAD,
    raises=(NotFound,),
)
def create_upload_url(call: Call, body: UploadRequest) -> UploadTarget:
    """Get a link for one file, to PUT it straight to storage within 15 minutes (header `x-ms-blob-type: BlockBlob`)."""
    return call.app.resumes.upload_target(call.caller, body)


@bp.blob_trigger(f"{CONTAINER}/{{company_id}}/{{resume_id}}")
def parse_resume(file: func.InputStream) -> None:
    """Read a CV that has landed. May run again; a file that cannot be read becomes `failed`, which is no error."""
    company_id, resume_id = str(file.name).split("/")[-2:]
    get_app().resumes.parse(company_id, resume_id)
