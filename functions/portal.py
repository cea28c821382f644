"""The portal: accounts of candidates, and what clients see."""

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict, NotFound
from shared.core.page import Page, PageQuery
from shared.core.resource import Value
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.portal.client_view import ClientJob, PutForward, PutForwardProfile
from shared.portal.models import PortalProfile, PortalUser, PortalUserDraft, PortalUserQuery

bp = Blueprint("Portal", get_app)

KEEP = requires(Permission.PORTAL_USERS_MANAGE)
LOOK_ON = requires(Permission.CLIENT_PORTAL)


class PasswordMailed(Value):
    """A sentence that says where the link went."""

    message: str


@bp.http(
    "POST /api/v1/portal-users",
    access=KEEP,
    status=201,
    also=["POST /api/admin/candidate-portal-users"],
    raises=(Conflict, NotFound),
)
def create_portal_user(call: Call, body: PortalUserDraft) -> PortalProfile:
    """Let a candidate sign in; who is not one yet becomes one. A link to set a password is mailed."""
    return call.app.outside_accounts.add_portal_user(call.caller, body)


@bp.http("GET /api/v1/portal-users", access=KEEP, also=["GET /api/admin/candidate-portal-users"])
def list_portal_users(call: Call, query: PortalUserQuery) -> Page[PortalUser]:
    """List candidates who may sign in: all, active or inactive, by the beginning of a name, an address or a number."""
    return call.app.outside_accounts.portal_users(call.caller, query)


@bp.http("GET /api/v1/portal-users/{portal_id}", access=KEEP)
def get_portal_user(call: Call, portal_id: str) -> PortalProfile:
    """Read a candidate who may sign in."""
    return call.app.outside_accounts.portal_user(call.caller, portal_id)


@bp.http(
    "POST /api/v1/portal-users/{portal_id}/reset-password",
    access=KEEP,
    also=["POST /api/admin/candidate-portal-users/{portal_id}/reset-password"],
    raises=(Conflict,),
)
def reset_portal_password(call: Call, portal_id: str) -> PasswordMailed:
    """Mail a candidate a link to set a new password."""
    user = call.app.outside_accounts.reset_portal_password(call.caller, portal_id)
    return PasswordMailed(message=f"Password reset email sent to {user.email}")


@bp.http("POST /api/v1/portal-users/{portal_id}/deactivate", access=KEEP, raises=(Conflict,))
def deactivate_portal_user(call: Call, portal_id: str) -> PortalUser:
    """Sign a candidate out at once, and let them sign in no more."""
    return call.app.outside_accounts.set_portal_user_active(call.caller, portal_id, active=False)


@bp.http("POST /api/v1/portal-users/{portal_id}/activate", access=KEEP, raises=(Conflict,))
def activate_portal_user(call: Call, portal_id: str) -> PortalUser:
    """Let a candidate who was deactivated sign in again."""
    return call.app.outside_accounts.set_portal_user_active(call.caller, portal_id, active=True)


@bp.http("GET /api/v1/client-portal/jobs", access=LOOK_ON)
def list_client_jobs(call: Call, query: PageQuery) -> Page[ClientJob]:
    """List the jobs of one's own client, newest first."""
    return call.app.client_view.jobs(call.caller, query)


@bp.http("GET /api/v1/client-portal/jobs/{job_id}", access=LOOK_ON)
def get_client_job(call: Call, job_id: str) -> ClientJob:
    """Read a job of one's own client."""
    return call.app.client_view.job(call.caller, job_id)


@bp.http("GET /api/v1/client-portal/jobs/{job_id}/candidates", access=LOOK_ON)
def list_put_forward(call: Call, job_id: str, query: PageQuery) -> Page[PutForward]:
    """List who was put forward for a job of one's own client, newest first."""
    return call.app.client_view.candidates(call.caller, job_id, query)


@bp.http("GET /api/v1/client-portal/candidates/{application_id}", access=LOOK_ON)
def get_put_forward(call: Call, application_id: str) -> PutForwardProfile:
    """Read somebody who was put forward, with their interviews and what people wrote after them."""
    return call.app.client_view.candidate(call.caller, application_id)
