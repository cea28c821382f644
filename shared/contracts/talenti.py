"""Talenti's words for accounts."""

from shared.core.resource import Instant, Resource, Value
from shared.identity.models import User


class TalentiUser(Resource):
    """Who is signed in."""

    email: str
    full_name: str
    password_setup_required: bool
    invited_via_org: bool
    account_claimed_at: Instant | None
    created_at: Instant

    @classmethod
    def of(cls, user: User, *, must_change_password: bool = False) -> "TalentiUser":
        """The user in these words."""
        return cls(
            id=user.id,
            email=user.email,
            full_name=user.name,
            password_setup_required=must_change_password,
            invited_via_org=user.candidate_id is not None,
            account_claimed_at=user.created_at if user.is_verified else None,
            created_at=user.created_at,
        )


class SignedOut(Value):
    """The session has ended."""

    ok: bool
    message: str
