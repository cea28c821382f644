"""Keyed digests of events and seals: what only the product can write."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.audit.models import AuditEvent, Personal, Seal

FIRST = "0" * 16
"""What the first seal names as the one before."""

_EVENT = {"id", "user_id", "user_name", "action", "resource_type", "resource_id", "changes", "before", "timestamp"}
_LAST_NUMBER = 99_999_999


@dataclass(frozen=True, slots=True)
class ChainKey:
    """The key of the chain, made from the deployment's signing key. A digest begins with the key's fingerprint."""

    key: bytes

    @classmethod
    def of(cls, signing_key: str) -> "ChainKey":
        """The key for a deployment."""
        return cls(hmac.digest(signing_key.encode(), b"talenti audit log", "sha256"))

    @property
    def fingerprint(self) -> str:
        """Names the key without giving it away."""
        return hashlib.sha256(self.key).hexdigest()[:8]

    def knows(self, digest: str) -> bool:
        """Whether a digest says that it was made with this key."""
        return digest.startswith(self.fingerprint + ".")

    def mac(self, company_id: str, event: AuditEvent) -> str:
        """The digest of an event, without its personal values."""
        content = event.model_dump(mode="json", include=_EVENT | {"reported", "personal_digest"})
        return self._digest({"company_id": company_id, **content})

    def seal(self, company_id: str, seal: Seal) -> str:
        """The digest of a seal."""
        content = seal.model_dump(mode="json", include={"number", "previous", "entries", "sealed_at"})
        return self._digest({"company_id": company_id, **content})

    def _digest(self, content: Mapping[str, Any]) -> str:
        return f"{self.fingerprint}.{hmac.digest(self.key, canonical(content), 'sha256').hex()[:40]}"


def personal_digest(personal: Personal) -> str:
    """The digest of personal values. Without the salt, which goes with them, it says nothing about them."""
    return hashlib.sha256(canonical(personal.model_dump(mode="json"))).hexdigest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """The same content as the same bytes."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seal_id(number: int) -> str:
    """The key of a seal: the last seal's sorts first."""
    return f"{_LAST_NUMBER - number:08}"
