"""Access tokens as JSON Web Tokens (RFC 7519), signed with one secret (HS256); those of the one before stay good."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import jwt

from shared.core.clock import Clock
from shared.core.errors import Unauthenticated

ISSUER = "talenti"
ALGORITHM = "HS256"
MIN_KEY_BYTES = 32
"""RFC 7518, section 3.2: a key of at least the size of the hash."""
_RESERVED = frozenset({"iss", "iat", "exp", "nbf", "aud"})


class JwtSigner:
    """Implements `TokenSigner`. The algorithm is ours to choose, whatever a token's header says.

    Tokens are signed with `key`. Those that were signed with the `previous` key stay good, so that keys can be changed
    while people work. Tokens don't name their key: to try two costs less than to read the name first.
    """

    def __init__(self, key: str, now: Clock, *, previous: str = "") -> None:
        keys = [key, previous] if previous else [key]
        if any(len(one.encode()) < MIN_KEY_BYTES for one in keys):
            raise ValueError(f"a signing key has at least {MIN_KEY_BYTES} bytes")
        self._keys = keys
        self._now = now

    def sign(self, claims: Mapping[str, str], *, valid_for: timedelta) -> str:
        """See `TokenSigner.sign`. The claims iss, iat, exp, nbf and aud are not the caller's to set: ValueError."""
        if taken := _RESERVED & claims.keys():
            raise ValueError(f"reserved claims: {', '.join(sorted(taken))}")
        at_s = int(self._now().timestamp())
        times = {"iat": at_s, "exp": at_s + int(valid_for.total_seconds())}
        return jwt.encode({**claims, "iss": ISSUER, **times}, self._keys[0], ALGORITHM)

    def verify(self, token: str) -> Mapping[str, str]:
        """See `TokenSigner.verify`. Gives back what was signed, without issuer and times."""
        claims = self._decode(token)
        if self._now().timestamp() >= claims["exp"]:
            raise Unauthenticated("The token has expired. Please sign in again.", code="token_expired")
        return {name: value for name, value in claims.items() if name not in _RESERVED}

    def _decode(self, token: str) -> dict[str, Any]:
        for key in self._keys:
            try:
                return _decode_with(key, token)
            except (jwt.InvalidTokenError, UnicodeError):
                continue
        raise Unauthenticated("The token is not valid. Please sign in.", code="token_invalid")


def _decode_with(key: str, token: str) -> dict[str, Any]:
    return jwt.decode(
        token,
        key,
        algorithms=[ALGORITHM],
        issuer=ISSUER,
        # The library would ask the computer's clock; `verify` asks ours.
        options={"require": ["iss", "iat", "exp"], "verify_exp": False, "verify_iat": False},
    )
