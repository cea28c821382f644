"""Talenti's CV files."""

from shared.bootstrap import get_app
from shared.contracts.talenti_files import CvQuery, ParsedResume, ParseRequest, TalentiCv, TalentiReading
from shared.core.caller import Permission, Role
from shared.core.errors import Invalid, NotFound, TooLarge
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Upload
from shared.http.rates import RateClass
from shared.resumes.owners import own_candidate

bp = Blueprint("Talenti files", get_app)

KEEP = requires(Permission.CANDIDATES_MANAGE, Permission.INTERVIEW_TAKE)


@bp.http(
    "POST /api/v1/candidates/cv",
    access=KEEP,
    status=201,
    rate=RateClass.UPLOAD,
    raises=(NotFound, TooLarge),
)
def upload_talenti_cv(call: Call, query: CvQuery, body: Upload) -> TalentiCv:
    """Upload a CV as form field `file`: a candidate their own; a recruiter that of `candidate_id`, or of a new one."""
    candidate_id = query.candidate_id or body.fields.get("candidate_id") or None
    return TalentiCv.of(call.app.resumes.upload(call.caller, body.file_name, body.data, candidate_id=candidate_id))


@bp.http("POST /api/v1/candidates/parse-resume", access=KEEP, raises=(NotFound,))
def parse_talenti_resume(call: Call, body: ParseRequest) -> ParsedResume:
    """Read a CV that is sent as text, of which nothing is kept, or show what a file that was uploaded says."""
    if call.caller.role is Role.CANDIDATE:
        own_candidate(call.caller, body.candidate_id)
    elif body.candidate_id is not None:
        call.app.candidates.get(call.caller, body.candidate_id)
    if body.resume_text is not None:
        reading = call.app.resumes.read_text(call.caller, body.resume_text)
    elif body.file_id is not None:
        reading = call.app.resumes.reading(call.caller, body.file_id)
    else:
        raise Invalid.field("resume_text", "missing", "send the text, or the file_id of an uploaded file.")
    return ParsedResume(candidate_id=body.candidate_id, parsed=TalentiReading.of(reading.profile))
