"""Access roles: sets of permissions that a company names itself, and the work of bringing sign-ins in line."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from shared.core.caller import GRANTABLE, Permission
from shared.core.resource import Input, Instant, Resource
from shared.store.kinds import Index, Kind
from shared.store.tasks import Task


def _grantable(permissions: list[Permission]) -> list[Permission]:
    if beyond := set(permissions) - GRANTABLE:
        raise ValueError(f"a company cannot give {', '.join(sorted(beyond))}")
    return sorted(set(permissions))


GrantablePermissions = Annotated[list[Permission], Field(max_length=60), AfterValidator(_grantable)]
"""Permissions that a company may give, each once. None at all is a role that may do nothing but see itself."""


class AccessRole(Resource):
    """A set of permissions. Names are unique in a company, in any case."""

    plural: ClassVar[str] = "access_roles"

    name: str
    description: str | None
    permissions: list[Permission]
    created_at: Instant
    updated_at: Instant


class AccessRoleDraft(Input):
    """An access role to be made."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str | None, Field(max_length=1000)] = None
    permissions: GrantablePermissions


class AccessRoleChanges(Input):
    """What may change of an access role; what is not sent stays."""

    name: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    description: Annotated[str | None, Field(max_length=1000)] = None
    permissions: GrantablePermissions | None = None


class SettleAccess(Task):
    """Bring what signing in reads, and the sessions there are, in line with a user or with all users of a role.

    `former_account` is the partition of an account that the user has left.
    """

    queue: ClassVar[str] = "settle-access"

    user_id: str | None = None
    access_role_id: str | None = None
    former_account: str | None = None


ACCESS_ROLE: Kind[AccessRole] = Kind(
    name="access_role",
    model=AccessRole,
    indexes=(
        Index(name="all", values=lambda role: [()], order=lambda role: role.name.casefold()),
        Index(name="name", values=lambda role: [(role.name.casefold(),)], unique=True),
    ),
)
