"""Notes about candidates."""

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.core.page import Page, PageQuery
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.notes.models import Note, NoteDraft

bp = Blueprint("Notes", get_app)


@bp.http("POST /api/v1/candidates/{candidate_id:guid}/notes", access=requires(Permission.SCORES_OVERRIDE), status=201)
def add_note(call: Call, candidate_id: str, body: NoteDraft) -> Note:
    """Attach a note to a candidate."""
    return call.app.notes.add(call.caller, candidate_id, body)


@bp.http("GET /api/v1/candidates/{candidate_id:guid}/notes", access=requires(Permission.SCORES_VIEW))
def list_notes(call: Call, candidate_id: str, query: PageQuery) -> Page[Note]:
    """List the notes about a candidate, newest first."""
    return call.app.notes.page(call.caller, candidate_id, query)


@bp.http(
    "DELETE /api/v1/candidates/{candidate_id:guid}/notes/{note_id}",
    access=requires(Permission.SCORES_OVERRIDE),
    status=204,
    raises=(Conflict,),
)
def remove_note(call: Call, candidate_id: str, note_id: str) -> None:
    """Take back a note that the caller wrote."""
    call.app.notes.remove(call.caller, candidate_id, note_id)
