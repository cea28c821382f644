"""Who may call an operation: one of these is part of every declaration, and there is no default."""

from dataclasses import dataclass

from shared.core.caller import Caller, Permission
from shared.core.errors import Forbidden, Unauthenticated


@dataclass(frozen=True, slots=True)
class Access:
    """A rule of admission. `permission` None with `guests` False: anybody who is signed in."""

    name: str
    guests: bool = False
    permission: Permission | None = None

    def admit(self, caller: Caller | None) -> None:
        """Let the caller in.

        Raises:
            Unauthenticated: nobody is signed in and the operation needs somebody.
            Forbidden: the caller lacks the permission.
        """
        if self.guests:
            return
        if caller is None:
            raise Unauthenticated("Sign in first: a valid access token is required.")
        if self.permission is not None and not caller.may(self.permission):
            raise Forbidden("You do not have permission to do this.")


PUBLIC = Access("public", guests=True)
"""Anybody, signed in or not."""

SIGNED_IN = Access("signed in")
"""Anybody who is signed in; the operation itself says what they see."""


def requires(permission: Permission) -> Access:
    """Anybody who was granted the permission."""
    return Access(permission.value, permission=permission)
