"""Interview Platform's roles, its word for jobs. AI Interviewer's roles, sets of permissions, share the address."""

from typing import Annotated, Literal

from pydantic import Field

from shared.bootstrap import get_app
from shared.contracts.interview_platform_roles import (
    DeletedRole,
    PlatformRole,
    PlatformRoleChanges,
    PlatformRoleDraft,
)
from shared.core.caller import Permission
from shared.core.errors import Conflict, Forbidden
from shared.core.page import Page, PageQuery
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Spoken
from shared.http.profiles import Profile
from shared.identity.access_models import AccessRole
from shared.jobs.models import Job, JobQuery

bp = Blueprint("Interview Platform contract", get_app)

MOST_ACCESS_ROLES = 100
"""They are listed without pages beside the jobs. Who has more asks for pages: `GET /api/v1/access-roles`."""


class RoleQuery(PageQuery):
    """Which jobs are wanted; access roles are listed all."""

    category: Annotated[str | None, Field(max_length=120)] = None
    specialization: Annotated[str | None, Field(max_length=120)] = None
    experience_level: Annotated[str | None, Field(max_length=40)] = None


@bp.http(
    "POST /api/v1/roles",
    access=requires(Permission.JOBS_MANAGE, Permission.ACCESS_ROLES_MANAGE),
    status=201,
    profile=Profile.ENVELOPE,
    raises=(Conflict, Forbidden),
)
def create_role(
    call: Call, body: PlatformRoleDraft
) -> Spoken[AccessRole | PlatformRole, Literal[Profile.PLAIN, Profile.ENVELOPE]]:
    """Make a job, or with `permissions` an access role, each answered as its contract does."""
    access_role = body.access_role()
    if access_role is not None:
        requires(Permission.ACCESS_ROLES_MANAGE).admit(call.caller)
        return Spoken(call.app.access.create(call.caller, access_role), Profile.PLAIN)
    requires(Permission.JOBS_MANAGE).admit(call.caller)
    return Spoken(PlatformRole.of(call.app.jobs.create(call.caller, body.job_draft())), Profile.ENVELOPE)


@bp.http(
    "GET /api/v1/roles",
    access=requires(Permission.JOBS_VIEW, Permission.USERS_VIEW),
    profile=Profile.ENVELOPE,
)
def list_roles(call: Call, query: RoleQuery) -> Page[PlatformRole]:
    """List the company's jobs, by category, specialization and experience level; beside them, its access roles."""
    jobs: Page[Job] = Page((), 0, query.skip, query.limit, None)
    if call.caller.may(Permission.JOBS_VIEW):
        jobs = call.app.jobs.page(call.caller, JobQuery.model_validate(query.model_dump()))
    roles: tuple[AccessRole, ...] = ()
    if call.caller.may(Permission.USERS_VIEW):
        roles = call.app.access.page(call.caller, PageQuery(limit=MOST_ACCESS_ROLES)).items
    return Page(
        tuple(PlatformRole.of(job) for job in jobs.items),
        jobs.total,
        jobs.skip,
        jobs.limit,
        jobs.next_cursor,
        PlatformRole.plural,
        beside={"roles": roles},
    )


@bp.http("GET /api/v1/roles/{role_id}", access=requires(Permission.JOBS_VIEW), profile=Profile.ENVELOPE)
def get_role(call: Call, role_id: str) -> PlatformRole:
    """Read a job."""
    return PlatformRole.of(call.app.jobs.get(call.caller, role_id))


@bp.http(
    "PUT /api/v1/roles/{role_id}",
    access=requires(Permission.JOBS_MANAGE),
    profile=Profile.ENVELOPE,
    raises=(Conflict,),
)
def update_role(call: Call, role_id: str, body: PlatformRoleChanges) -> PlatformRole:
    """Change a job; what is not sent stays."""
    return PlatformRole.of(call.app.jobs.update(call.caller, role_id, body.job_changes()))


@bp.http("DELETE /api/v1/roles/{role_id}", access=requires(Permission.JOBS_MANAGE), profile=Profile.ENVELOPE)
def delete_role(call: Call, role_id: str) -> DeletedRole:
    """Delete a job. Its applications and interviews stay."""
    call.app.jobs.remove(call.caller, role_id)
    return DeletedRole(id=role_id, deleted=True)
