"""Talenti's CV files."""

from shared.bootstrap import get_app
from shared.contracts.talenti_files import CvQuery, ParsedResume, ParseRequest, TalentiCv, TalentiReading
from shared.core.caller import Permission, Role
from shared.core.errors import Forbidden, Invalid, NotFound, TooLarge
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Upload
from shared.http.rates import RateClass

bp = Blueprint("Talenti files", get_app)

KEEP = requires(Permission.CANDIDATES_MANAGE, Permission.INTERVIEW_TAKE)


@bp.http(
    "POST /api/v1/candidates/cv",
    access=KEEP,
    status=201,
    rate=RateClass.UPLOAD,
    raises=(Forbidden, NotFound, TooLarge),
)
def upload_talenti_cv(call: Call, query: CvQuery, body: Upload) -> TalentiCv:
    """Upload a CV as form field `file`: a candidate their own; a recruiter that of `candidate_id`, or of a new one."""
    candidate_id = query.candidate_id or body.fields.get("candidate_id") or None
    _check_own(call, candidate_id)
    return TalentiCv.of(call.app.resumes.upload(call.caller, body.file_name, body.data, candidate_id=candidate_id))


@bp.http("POST /api/v1/candidates/parse-resume", access=KEEP, raises=(Forbidden, NotFound))
def parse_talenti_resume(call: Call, body: ParseRequest) -> ParsedResume:
    """Read a CV that is sent as text, of which nothing is kept, or show what a file that was uploaded says."""
    _check_own(call, body.candidate_id)
    if body.resume_text is not None:
        reading = call.app.resumes.read_text(call.caller, body.resume_text)
    elif body.file_id is not None:
        reading = call.app.resumes.reading(call.caller, body.file_id)
    else:
        raise Invalid.field("resume_text", "missing", "send the text, or the file_id of an uploaded file.")
    return ParsedResume(candidate_id=body.candidate_id, parsed=TalentiReading.of(reading.profile))


def _check_own(call: Call, candidate_id: str | None) -> None:
    """A candidate names nobody else, by either of their ids."""
    caller = call.caller
    if candidate_id is None:
        return
    if caller.role is Role.CANDIDATE:
        if candidate_id not in {caller.candidate_id, caller.user_id}:
            raise Forbidden("This is somebody else's CV.")
    else:
        call.app.candidates.get(caller, candidate_id)
