"""Accounts (who can sign in), users (who they are in a company), sessions, and single-use tokens."""

import hashlib
import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from shared.core.caller import Permission, Role
from shared.core.errors import Invalid
from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value
from shared.store.kinds import Index, Kind


def _email(text: str) -> str:
    local, at, domain = text.rpartition("@")
    plausible = at and local and "." in domain and not domain.startswith(".") and not domain.endswith(".")
    if not plausible or ".." in text or any(c.isspace() or ord(c) < 32 or c in '<>"(),;:\\[]' for c in text):
        raise ValueError("must be an e-mail address")
    return text


EmailAddress = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(_email)]
"""An e-mail address as it was written."""

Password = Annotated[str, Field(min_length=8, max_length=128)]
"""A new password: 8 to 128 characters (NIST SP 800-63B: length, not composition)."""


PhoneNumber = Annotated[str, Field(max_length=40, pattern=r"^[+()\d][\d\s().\-/]{3,}$")]
"""A telephone number as people write it."""


def normalised_email(email: str) -> str:
    """The spelling under which an address is looked up: lower case, without space around it."""
    return email.strip().casefold()


def account_partition(email: str) -> str:
    """The partition of an address's account: a hash, so that keys and logs hold no personal data."""
    return "account-" + hashlib.sha256(normalised_email(email).encode()).hexdigest()[:40]


def sessions_partition(user_id: str) -> str:
    """The partition of a user's sessions."""
    return f"sessions-{user_id}"


class Membership(Value):
    """One company that an account belongs to, and as whom. `permissions` are those of an access role, or None.

    `proven`: whoever knows the account's password has shown that they are this user. It is false for a user whom a
    company added to an account, until a password was set by a mailed link: somebody else may have made that account.
    `vouched`: the company itself gave out the password, so its user signs in before the address is confirmed.
    """

    company_id: str
    user_id: str
    role: Role
    name: str
    candidate_id: str | None
    client_id: str | None = None
    permissions: list[Permission] | None = None
    active: bool
    proven: bool = True
    vouched: bool = False


class Account(Resource):
    """What signing in needs, by e-mail address. `id` is the first user's; the last membership is the current one."""

    email: str
    password_hash: str
    verified: bool
    must_change_password: bool
    memberships: list[Membership]


class Session(Resource):
    """One signed-in device. `generation` counts refreshes: a refresh token of an earlier generation was stolen.

    What its user may do is part of it, so that it costs no read of its own; `permissions` None is what the role may do.
    """

    generation: int
    user_id: str
    company_id: str
    role: Role
    email: str
    name: str
    candidate_id: str | None
    client_id: str | None = None
    permissions: list[Permission] | None = None
    must_change_password: bool = False
    created_at: Instant
    expires_at: Instant


class SingleUseToken(Resource):
    """What a mailed link points at. It is removed by its use."""

    purpose: str
    expires_at: Instant


class User(Resource):
    """Somebody of a company. `client_id` is the client whom a user of the role CLIENT belongs to.

    An access role, if there is one, takes the place of what the role may do by itself.
    """

    plural: ClassVar[str] = "users"

    email: str
    name: str
    role: Role
    department: str | None
    phone: str | None = None
    company_id: str
    candidate_id: str | None
    client_id: str | None = None
    access_role_id: str | None = None
    is_active: bool
    is_verified: bool
    created_at: Instant
    updated_at: Instant


def portal_search_words(user: User) -> list[tuple[str, str]]:
    """What a candidate who may sign in is found by, among the active or inactive ones and among all: at most 22."""
    if user.role is not Role.CANDIDATE:
        return []
    names = user.name.casefold().split()[:8]
    words = [" ".join(names[at:]) for at in range(len(names))] + [normalised_email(user.email)]
    if user.phone:
        digits = re.sub(r"\D", "", user.phone)
        words += [digits, digits[-10:]]
    states = ("all", "active" if user.is_active else "inactive")
    return [(state, word) for state in states for word in dict.fromkeys(words)]


class UserPlace(Resource):
    """Which company a user belongs to. The platform's administrator, who belongs to none, finds users by it."""

    company_id: str


ACCOUNT: Kind[Account] = Kind(name="account", model=Account, key=lambda account: ("account",))
SESSION: Kind[Session] = Kind(name="session", model=Session)
TOKEN: Kind[SingleUseToken] = Kind(name="token", model=SingleUseToken)
USER_PLACE: Kind[UserPlace] = Kind(name="user_place", model=UserPlace)
USER: Kind[User] = Kind(
    name="user",
    model=User,
    indexes=(
        Index(name="all", values=lambda user: [()]),
        Index(name="role", values=lambda user: [(user.role,)]),
        Index(name="department", values=lambda user: [(user.department.casefold(),)] if user.department else []),
        Index(name="candidate", values=lambda user: [(user.candidate_id,)] if user.candidate_id else [], unique=True),
        Index(
            name="role_department",
            values=lambda user: [(user.role, user.department.casefold())] if user.department else [],
        ),
        Index(name="active", values=lambda user: [("yes" if user.is_active else "no",)]),
        Index(name="role_active", values=lambda user: [(user.role, "yes" if user.is_active else "no")]),
        Index(
            name="access_role",
            values=lambda user: [(user.access_role_id,)] if user.access_role_id else [],
            overview=False,
        ),
        Index(
            name="client",
            values=lambda user: [(user.client_id,)] if user.client_id else [],
            overview=False,
        ),
        Index(
            name="client_email",
            values=lambda user: [(user.client_id, normalised_email(user.email))] if user.client_id else [],
            unique=True,
        ),
        Index(name="portal_search", values=portal_search_words, counted=False),
    ),
)


class Credentials(Input):
    """A sign-in. `company_id` chooses among the companies of one account; the latest by default."""

    email: EmailAddress
    password: Annotated[str, Field(min_length=1, max_length=128)]
    company_id: str | None = None


class SignedInUser(Value):
    """The user inside a sign-in's answer, with the keys of every contract.

    `number` is made from the identifier for clients that want an integer: it is the `id` of the `results` profile.
    """

    id: Annotated[str, Field(serialization_alias="_id")]
    number: Annotated[int, Field(serialization_alias="id")]
    email: str
    name: str
    username: str
    role: str
    company_id: str | None
    client_id: str | None
    candidate_id: str | None
    permissions: list[Permission]


class Tokens(Value):
    """The answer to a sign-in, with the names of every contract. `expires_in` is in seconds."""

    access_token: str
    refresh_token: str
    token_type: str
    expires_in: int
    access: str
    refresh: str
    must_change_password: bool
    user: SignedInUser


class RefreshRequest(Input):
    """A refresh token to be exchanged."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=4096)]


class OptionalRefreshRequest(Input):
    """A refresh token to be exchanged, where a cookie may hold it instead."""

    refresh_token: Annotated[str | None, Field(min_length=1, max_length=4096)] = None


class TokenRequest(Input):
    """The token of a mailed link."""

    token: Annotated[str, Field(min_length=1, max_length=512)]


class EmailRequest(Input):
    """An address that something is to be sent to."""

    email: EmailAddress


class PasswordReset(Input):
    """The token of a mailed link, and the new password."""

    token: Annotated[str, Field(min_length=1, max_length=512)]
    new_password: Password


class PasswordChange(Input):
    """The password until now (under either contract's name) and from now on."""

    old_password: Annotated[str | None, Field(max_length=128)] = None
    current_password: Annotated[str | None, Field(max_length=128)] = None
    new_password: Password

    def current(self) -> str:
        """The password until now. Raises Invalid if neither field is there."""
        password = self.old_password or self.current_password
        if not password:
            raise Invalid.field("old_password", "missing", "Field required")
        return password


class UserDraft(Input):
    """A user to be made. One of the role CLIENT belongs to a client."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    email: EmailAddress
    password: Password
    role: Role
    department: Annotated[str | None, Field(max_length=120)] = None
    phone: PhoneNumber | None = None
    access_role_id: Annotated[str | None, Field(max_length=64)] = None
    client_id: Annotated[str | None, Field(max_length=64)] = None


class UserChanges(Input):
    """What may change of a user; what is not sent stays."""

    name: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    department: Annotated[str | None, Field(max_length=120)] = None
    phone: PhoneNumber | None = None


class UserAccess(Input):
    """What a user is to be allowed: a role of the company's people, and an access role (none: what the role may do)."""

    role: Role | None = None
    access_role_id: Annotated[str | None, Field(max_length=64)] = None


class UserQuery(PageQuery):
    """Which users are wanted."""

    role: Role | None = None
    department: str | None = None
    is_active: bool | None = None


class RegisteredUser(User):
    """A user that was just made. `verification_token` goes to the mailbox alone; only the local host shows it here."""

    verification_token: str | None
