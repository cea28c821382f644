"""Recruiter's operations that have words of their own."""

from shared.bootstrap import get_app
from shared.contracts.recruiter import RecruiterNote
from shared.core.caller import Permission
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.profiles import Profile
from shared.notes.models import NoteDraft

bp = Blueprint("Recruiter", get_app)


@bp.http(
    "POST /api/candidates/{candidate_id:guid}/add_note",
    access=requires(Permission.SCORES_OVERRIDE),
    status=201,
    profile=Profile.RESULTS,
)
def add_recruiter_note(call: Call, candidate_id: str, body: NoteDraft) -> RecruiterNote:
    """Attach a note to a candidate, in the caller's name."""
    return RecruiterNote.of(call.app.notes.add(call.caller, candidate_id, body))
