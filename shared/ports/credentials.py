"""Passwords and access tokens."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol


class PasswordHasher(Protocol):
    """One-way, salted, slow hashes of passwords."""

    def hash(self, password: str) -> str:
        """A self-describing hash."""
        ...

    def verify(self, hashed: str, password: str) -> bool:
        """Whether the password made the hash. Takes the same time for an empty hash (never true)."""
        ...


class TokenSigner(Protocol):
    """Signed, expiring claims that a client carries."""

    def sign(self, claims: Mapping[str, str], *, valid_for: timedelta) -> str:
        """A JSON Web Token (RFC 7519) with the claims and an expiry."""
        ...

    def verify(self, token: str) -> Mapping[str, str]:
        """The claims of a token of ours that has not expired. Raises Unauthenticated."""
        ...
