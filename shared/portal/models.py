"""Users from outside: those of a client, and candidates who may sign in."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.candidates.models import Candidate
from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Years
from shared.identity.models import EmailAddress, Password, PhoneNumber, User

PersonName = Annotated[str, Field(min_length=1, max_length=200)]


class ClientUserDraft(Input):
    """A client's user to be made. A password is a temporary one; without it the mailed link sets the first."""

    email: EmailAddress
    name: PersonName
    password: Password | None = None
    phone: PhoneNumber | None = None


class ClientUserChanges(Input):
    """What may change of a client's user; what is not sent stays."""

    email: EmailAddress | None = None
    name: PersonName | None = None
    phone: PhoneNumber | None = None


class ClientUser(Resource):
    """Somebody who looks on for a client."""

    plural: ClassVar[str] = "users"

    user_id: str
    client_id: str
    email: str
    name: str
    phone: str | None
    role: str
    is_active: bool
    is_verified: bool
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, user: User) -> "ClientUser":
        """The user of a client."""
        told = user.model_dump(include=set(cls.model_fields) - {"user_id", "client_id", "role"})
        return cls(user_id=user.id, client_id=user.client_id or "", role=user.role, **told)


PortalStatus = Literal["active", "inactive"]


class PortalUser(Resource):
    """A candidate who may sign in. `is_verified` says that they have set a password by a mailed link."""

    plural: ClassVar[str] = "portal_users"

    portal_id: str
    candidate_id: str
    email: str
    name: str
    phone: str | None
    status: PortalStatus
    is_active: bool
    is_verified: bool
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, user: User) -> "PortalUser":
        """The user as one of the portal."""
        told = user.model_dump(include=set(PortalUser.model_fields) - {"portal_id", "candidate_id", "status"})
        status: PortalStatus = "active" if user.is_active else "inactive"
        return cls(portal_id=user.id, candidate_id=user.candidate_id or "", status=status, **told)


class PortalProfile(PortalUser):
    """A candidate who may sign in, with what is known of them."""

    linkedin_url: str | None
    current_company: str | None
    experience_years: Years | None

    @classmethod
    def with_candidate(cls, user: User, candidate: Candidate | None) -> "PortalProfile":
        """The user and their candidate; None if the candidate is being erased."""
        return cls(
            **PortalUser.of(user).model_dump(),
            linkedin_url=candidate.linkedin_url if candidate else None,
            current_company=_current_company(candidate) if candidate else None,
            experience_years=candidate.experience_years if candidate else None,
        )


def _current_company(candidate: Candidate) -> str | None:
    return candidate.work_experience[0].company if candidate.work_experience else None


class PortalUserDraft(Input):
    """A candidate to whom the portal is to be opened; who is not a candidate yet becomes one."""

    email: EmailAddress
    name: PersonName
    phone: PhoneNumber | None = None
    linkedin_url: Annotated[str | None, Field(max_length=300)] = None
    current_company: Annotated[str | None, Field(max_length=200)] = None
    experience_years: Annotated[float | None, Field(ge=0, le=80)] = None
    send_welcome_email: bool = True


class PortalUserQuery(PageQuery):
    """Which portal users are wanted. `search` finds the beginning of a name, an e-mail address or a phone number."""

    search: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    status: Literal["active", "inactive", "all"] = "all"
