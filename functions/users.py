"""Users of a company."""

from typing import Annotated

from pydantic import Field

from shared.analytics.personal import UserStatistics
from shared.bootstrap import get_app
from shared.core.caller import PLATFORM, Caller, Permission
from shared.core.errors import Conflict, Forbidden, NotFound
from shared.core.page import Page
from shared.core.resource import Input
from shared.http.access import SIGNED_IN, requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.profiles import Profile
from shared.identity.models import RegisteredUser, User, UserAccess, UserChanges, UserDraft, UserQuery

bp = Blueprint("Users", get_app)


class CompanyQuery(Input):
    """The company that a user is registered for."""

    company_id: Annotated[str, Field(min_length=1, max_length=64)]


@bp.http(
    "POST /api/v1/register/user",
    access=requires(Permission.COMPANIES_MANAGE),
    status=201,
    raises=(Conflict, Forbidden, NotFound),
)
def register_user(call: Call, query: CompanyQuery, body: UserDraft) -> RegisteredUser:
    """Register a company's first user. A link to confirm the address is mailed."""
    company = call.app.companies.get(call.caller, query.company_id)
    return call.app.users.register(call.caller, company.id, company.name, body)


@bp.http(
    "POST /api/v1/users",
    access=requires(Permission.USERS_MANAGE),
    status=201,
    raises=(Conflict, Forbidden, NotFound),
)
def create_user(call: Call, body: UserDraft) -> RegisteredUser:
    """Make a user of the caller's company, or another administrator of the platform. A link to confirm is mailed.

    Nobody makes a user who may do more than they may themselves.
    """
    company_id = call.caller.company_id
    return call.app.users.register(call.caller, company_id, call.app.companies.name_of(company_id), body)


@bp.http("GET /api/v1/users", access=requires(Permission.USERS_VIEW))
def list_users(call: Call, query: UserQuery) -> Page[User]:
    """List the users of the caller's company, newest first."""
    return call.app.users.page(call.caller, query)


@bp.http("GET /api/v1/users/{user_id:guid}", access=requires(Permission.USERS_VIEW))
def get_user(call: Call, user_id: str) -> User:
    """Read a user of the caller's company."""
    return call.app.users.get(_inside(call, user_id, "get_user"), user_id)


@bp.http("PUT /api/v1/users/{user_id:guid}", access=SIGNED_IN, raises=(Forbidden, Conflict))
def update_user(call: Call, user_id: str, body: UserChanges) -> User:
    """Change a user: oneself, or with the permission anybody of the company."""
    return call.app.users.update(_inside(call, user_id, "update_user"), user_id, body)


@bp.http("PUT /api/v1/users/me", access=SIGNED_IN, profile=Profile.UNION, raises=(Conflict, NotFound))
def update_me(call: Call, body: UserChanges) -> User:
    """Change oneself; what is not sent stays."""
    return call.app.users.update(call.caller, call.caller.user_id, body)


@bp.http("GET /api/v1/users/statistics", access=SIGNED_IN, profile=Profile.UNION)
def get_my_statistics(call: Call) -> UserStatistics:
    """Read how many interviews one has: a candidate their own, others those of their company."""
    return call.app.personal_statistics.of(call.caller)


@bp.http(
    "PUT /api/v1/users/{user_id}/access",
    access=requires(Permission.USERS_MANAGE),
    raises=(Forbidden, Conflict),
)
def set_user_access(call: Call, user_id: str, body: UserAccess) -> User:
    """Decide what a colleague may do: by their role, or by an access role in its place. It counts at once."""
    return call.app.users.set_access(_inside(call, user_id, "set_user_access"), user_id, body)


@bp.http(
    "POST /api/v1/users/{user_id}/deactivate",
    access=requires(Permission.USERS_MANAGE),
    raises=(Forbidden, Conflict),
)
def deactivate_user(call: Call, user_id: str) -> User:
    """Sign a user out at once, and let them sign in no more."""
    return call.app.users.set_active(_inside(call, user_id, "deactivate_user"), user_id, active=False)


@bp.http(
    "POST /api/v1/users/{user_id}/activate",
    access=requires(Permission.USERS_MANAGE),
    raises=(Forbidden, Conflict),
)
def activate_user(call: Call, user_id: str) -> User:
    """Let a user who was deactivated sign in again."""
    return call.app.users.set_active(_inside(call, user_id, "activate_user"), user_id, active=True)


@bp.http(
    "DELETE /api/v1/users/{user_id:guid}",
    access=requires(Permission.USERS_DELETE),
    status=204,
    raises=(Forbidden, Conflict),
)
def delete_user(call: Call, user_id: str) -> None:
    """Delete a user. They are signed out at once."""
    call.app.users.remove(_inside(call, user_id, "delete_user"), user_id)


def _inside(call: Call, user_id: str, operation: str) -> Caller:
    """The caller; the platform's administrator, who is inside no company, as they are inside the user's."""
    caller = call.caller
    if caller.company_id != PLATFORM or user_id == caller.user_id:
        return caller
    return call.app.companies.enter(caller, call.app.users.company_of(user_id), operation)
