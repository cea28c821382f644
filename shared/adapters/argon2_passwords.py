"""Password hashes with argon2id (RFC 9106)."""

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$7a3oWCIQ/oFIHYsKReWOcw$p19sQn7d2a1Al3XP+H8mb/Wvy/NaRLHOaWHXcPUYllQ"
"""A hash with the parameters below, made from a random password that was thrown away."""


class Argon2Hasher:
    """Implements `PasswordHasher`, by default with the parameters that OWASP recommends: 19 MiB, 2 passes, 1 lane."""

    def __init__(self, *, memory_kib: int = 19 * 1024, passes: int = 2) -> None:
        self._argon2 = argon2.PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)

    def hash(self, password: str) -> str:
        """See `PasswordHasher.hash`."""
        return self._argon2.hash(password)

    def verify(self, hashed: str, password: str) -> bool:
        """See `PasswordHasher.verify`. A text that is no argon2 hash counts as empty."""
        try:
            return self._argon2.verify(hashed or _NOBODYS, password) and hashed != ""
        except InvalidHashError:
            return self.verify("", password)
        except VerificationError:
            return False
