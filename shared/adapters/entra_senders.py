"""Services that show a token of Microsoft Entra ID, which is checked with the keys that the tenant publishes.

Source: Microsoft, "Deliver events to Microsoft Entra protected endpoints" and "Access tokens in the Microsoft identity
platform".
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
import requests

from shared.core.errors import Forbidden, Unavailable
from shared.ports.senders import Sender

log = logging.getLogger("talenti.events")

ALGORITHMS = ("RS256",)
DISCOVERY = ("/.well-known/openid-configuration", "/v2.0/.well-known/openid-configuration")
"""Of either version of tokens: a service shows the one that the registered application asks for."""
KEYS_ARE_KEPT_S = 24 * 3600
KEYS_ARE_ASKED_FOR_EVERY_S = 60
"""At most: else whoever shows tokens of keys that there are not would have us ask each time."""
_PATIENCE_S = (3, 5)
_LEEWAY_S = 60

Monotonic = Callable[[], float]
Keys = Mapping[tuple[str, str], jwt.PyJWK]
"""By issuer and name of the key."""


class EntraSenders:
    """Implements `Senders`. Opens no connection before the first token.

    `authority` is the address of the tenant: https://login.microsoftonline.com/<tenant id>. `audience` is the id of the
    registered application that stands for us, or its URI (api://<id>).
    """

    def __init__(self, authority: str, audience: str, *, monotonic: Monotonic = time.monotonic) -> None:
        self._authority = authority.rstrip("/")
        self._audiences = [audience, audience.removeprefix("api://")]
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._keys: Keys = {}
        self._asked_at: float | None = None

    def identify(self, token: str) -> Sender:
        """See `Senders.identify`. The algorithm is ours to choose, whatever the token's header says."""
        issuer, key = self._key_of(token)
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                issuer=issuer,
                audience=self._audiences,
                leeway=_LEEWAY_S,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.InvalidTokenError, UnicodeError):
            raise _forbidden() from None
        # The first version of tokens names the application `appid`, the second `azp`.
        application, identity = claims.get("azp") or claims.get("appid"), claims.get("oid")
        if not isinstance(application, str) or not isinstance(identity, str):
            raise _forbidden()
        return Sender(application_id=application, object_id=identity)

    def _key_of(self, token: str) -> tuple[str, jwt.PyJWK]:
        """The issuer that the token names, and the key: one that this issuer publishes."""
        try:
            name = jwt.get_unverified_header(token).get("kid")
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        except (jwt.InvalidTokenError, UnicodeError):
            raise _forbidden() from None
        if not isinstance(name, str) or not isinstance(issuer, str):
            raise _forbidden()
        if (issuer, name) not in self._keys or self._is_older_than(KEYS_ARE_KEPT_S):
            self._renew_keys()
        key = self._keys.get((issuer, name))
        if key is None:
            raise _forbidden()
        return issuer, key

    def _renew_keys(self) -> None:
        """Read what the tenant publishes, unless that was tried a moment ago. Raises Unavailable without any keys."""
        # While one asks, the others go on with the keys that there are, if there are any.
        if self._lock.acquire(blocking=not self._keys):
            try:
                if self._is_older_than(KEYS_ARE_ASKED_FOR_EVERY_S):
                    self._asked_at = self._monotonic()
                    self._keys = _published(self._authority)
            except (requests.RequestException, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
                log.warning("the keys of the tenant cannot be had: %s", type(error).__name__)
            finally:
                self._lock.release()
        if not self._keys:
            raise Unavailable("The keys of Microsoft Entra ID cannot be had. Please try again.")

    def _is_older_than(self, age_s: float) -> bool:
        return self._asked_at is None or self._monotonic() - self._asked_at >= age_s


def _published(authority: str) -> Keys:
    """The keys of both issuers of a tenant."""
    found: dict[tuple[str, str], jwt.PyJWK] = {}
    for path in DISCOVERY:
        described = _read(authority + path)
        for key in jwt.PyJWKSet.from_dict(_read(described["jwks_uri"])).keys:
            if key.key_id and key.key_type == "RSA":
                found[str(described["issuer"]), key.key_id] = key
    return found


def _read(url: str) -> dict[str, Any]:
    answer = requests.get(url, timeout=_PATIENCE_S)
    answer.raise_for_status()
    content: dict[str, Any] = answer.json()
    return content


def _forbidden() -> Forbidden:
    return Forbidden("These events were not sent by our subscription.")
