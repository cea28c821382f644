"""Access roles: sets of permissions that a company makes itself."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict, Forbidden
from shared.core.page import Page, PageQuery
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.identity.access_models import AccessRole, AccessRoleChanges, AccessRoleDraft, SettleAccess

bp = Blueprint("Access roles", get_app)


@bp.http(
    "POST /api/v1/access-roles",
    access=requires(Permission.ACCESS_ROLES_MANAGE),
    status=201,
    raises=(Conflict, Forbidden),
)
def create_access_role(call: Call, body: AccessRoleDraft) -> AccessRole:
    """Make an access role. Nobody puts a permission into it that they do not have."""
    return call.app.access.create(call.caller, body)


@bp.http("GET /api/v1/access-roles", access=requires(Permission.USERS_VIEW, Permission.ACCESS_ROLES_MANAGE))
def list_access_roles(call: Call, query: PageQuery) -> Page[AccessRole]:
    """List the company's access roles by name."""
    return call.app.access.page(call.caller, query)


@bp.http(
    "GET /api/v1/access-roles/{access_role_id}",
    access=requires(Permission.USERS_VIEW, Permission.ACCESS_ROLES_MANAGE),
)
def get_access_role(call: Call, access_role_id: str) -> AccessRole:
    """Read an access role."""
    return call.app.access.get(call.caller, access_role_id)


@bp.http(
    "PATCH /api/v1/access-roles/{access_role_id}",
    access=requires(Permission.ACCESS_ROLES_MANAGE),
    raises=(Conflict, Forbidden),
)
def update_access_role(call: Call, access_role_id: str, body: AccessRoleChanges) -> AccessRole:
    """Change an access role; what is not sent stays. It counts at once for everybody who has it."""
    return call.app.access.update(call.caller, access_role_id, body)


@bp.http(
    "DELETE /api/v1/access-roles/{access_role_id}",
    access=requires(Permission.ACCESS_ROLES_MANAGE),
    status=204,
    raises=(Conflict, Forbidden),
)
def delete_access_role(call: Call, access_role_id: str) -> None:
    """Delete an access role that nobody has."""
    call.app.access.remove(call.caller, access_role_id)


@bp.queue_trigger(SettleAccess.queue)
def settle_access(message: func.QueueMessage) -> None:
    """Bring sign-ins and sessions in line with what users may do. Delivered at least once; safe to repeat."""
    get_app().access.settle(SettleAccess.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{SettleAccess.queue}-poison")
def settle_access_failed(message: func.QueueMessage) -> None:
    """Mark the work as failed after five tries, where its company sees it."""
    task = SettleAccess.model_validate_json(message.get_body())
    get_app().access.fail(task, "Bringing sessions in line failed five times.")
