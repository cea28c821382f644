"""Applications: one candidate for one job."""

from shared.applications.models import Application, ApplicationDraft, ApplicationMove, ApplicationQuery
from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict, NotFound
from shared.core.page import Page
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call

bp = Blueprint("Applications", get_app)


@bp.http(
    "POST /api/v1/applications",
    access=requires(Permission.CANDIDATES_MANAGE),
    status=201,
    raises=(Conflict, NotFound),
)
def create_application(call: Call, body: ApplicationDraft) -> Application:
    """Put a candidate forward for a job."""
    return call.app.applications.create(call.caller, body)


@bp.http("GET /api/v1/applications", access=requires(Permission.CANDIDATES_VIEW))
def list_applications(call: Call, query: ApplicationQuery) -> Page[Application]:
    """List applications, newest first: all, by job and status, or of a candidate."""
    return call.app.applications.page(call.caller, query)


@bp.http("GET /api/v1/applications/{application_id}", access=requires(Permission.CANDIDATES_VIEW))
def get_application(call: Call, application_id: str) -> Application:
    """Read an application with its history."""
    return call.app.applications.get(call.caller, application_id)


@bp.http(
    "POST /api/v1/applications/{application_id}/move",
    access=requires(Permission.APPLICATIONS_MOVE),
    raises=(Conflict,),
)
def move_application(call: Call, application_id: str, body: ApplicationMove) -> Application:
    """Move an application to another stage. Hiring and rejecting need a reason."""
    return call.app.applications.move(call.caller, application_id, body)
