"""Who may call an operation: one of these is part of every declaration, and there is no default."""

from collections.abc import Set
from dataclasses import dataclass

from shared.core.caller import Caller, Permission
from shared.core.errors import Forbidden, Unauthenticated


@dataclass(frozen=True, slots=True)
class Access:
    """A rule of admission: any of the `permissions` is enough; with none of them, being signed in is.

    Who signed in with a temporary password is admitted only where `temporary_password` says so, until they change it.
    """

    guests: bool = False
    permissions: tuple[Permission, ...] = ()
    temporary_password: bool = False

    @property
    def name(self) -> str:
        """The rule in a word or two."""
        if self.guests:
            return "public"
        return " or ".join(self.permissions) or "signed in"

    def allows(self, granted: Set[Permission]) -> bool:
        """Whether somebody who is signed in and was granted these permissions is admitted."""
        return not self.permissions or any(permission in granted for permission in self.permissions)

    def admit(self, caller: Caller | None) -> None:
        """Let the caller in.

        Raises:
            Unauthenticated: nobody is signed in and the operation needs somebody.
            Forbidden: the caller was granted none of the permissions, or must change their password first.
        """
        if self.guests:
            return
        if caller is None:
            raise Unauthenticated("Sign in first: a valid access token is required.")
        if caller.must_change_password and not self.temporary_password:
            raise Forbidden("Change your temporary password first.", code="must_change_password")
        if not self.allows(caller.permissions):
            raise Forbidden("You do not have permission to do this.")


PUBLIC = Access(guests=True)
"""Anybody, signed in or not."""

SIGNED_IN = Access()
"""Anybody who is signed in; the operation itself says what they see."""

SIGNED_IN_AT_ALL = Access(temporary_password=True)
"""Anybody who is signed in, with a temporary password too: to change it, to leave, and to see who they are."""


def requires(*permissions: Permission) -> Access:
    """Anybody who was granted one of the permissions."""
    return Access(permissions=permissions)
