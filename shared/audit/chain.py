"""Proofs of events and seals: what only the product can write, and what nobody can change later.

A proof is `fingerprint.hash.signature`: which key signed, the content's SHA-256, and the key's HMAC over that hash. Who
has the key knows that the product wrote the content. Who has it no longer still sees that the content is the one whose
proof a later seal repeats: so the history stays proven when keys are changed.
"""

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
    """A key of the chain, made from a signing key of the deployment."""

    key: bytes

    @classmethod
    def of(cls, signing_key: str) -> "ChainKey":
        """The key that belongs to a signing key."""
        return cls(hmac.digest(signing_key.encode(), b"talenti audit log", "sha256"))

    @property
    def fingerprint(self) -> str:
        """Names the key without giving it away."""
        return hashlib.sha256(self.key).hexdigest()[:8]

    def proof(self, subject: str, content_hash: str) -> str:
        """The proof of a content by its hash. The subject says whose content of what it is."""
        signed = f"{subject}|{content_hash}".encode()
        return f"{self.fingerprint}.{content_hash}.{hmac.digest(self.key, signed, 'sha256').hex()[:40]}"


@dataclass(frozen=True, slots=True)
class Chain:
    """Makes proofs with the present key, and checks those that it or the previous one made."""

    present: ChainKey
    previous: ChainKey | None = None

    @classmethod
    def of(cls, signing_key: str, previous: str = "") -> "Chain":
        """The chain of a deployment with these signing keys."""
        return cls(ChainKey.of(signing_key), ChainKey.of(previous) if previous else None)

    def prove_event(self, company_id: str, event: AuditEvent) -> str:
        """The proof of an event, without its personal values."""
        return self.present.proof(_event(company_id, event.id), event_hash(event))

    def prove_seal(self, company_id: str, seal: Seal) -> str:
        """The proof of a seal."""
        return self.present.proof(_seal(company_id, seal.number), seal_hash(seal))

    def knows(self, proof: str) -> bool:
        """Whether the proof says that one of the two keys made it."""
        return self._key(proof) is not None

    def is_present(self, proof: str) -> bool:
        """Whether the proof says that the present key made it."""
        return proof.startswith(self.present.fingerprint + ".")

    def signed_event(self, company_id: str, event_id: str, proof: str) -> bool:
        """Whether one of the two keys made this proof for an event of that id."""
        return self._signed(_event(company_id, event_id), proof)

    def signed_seal(self, company_id: str, seal: Seal) -> bool:
        """Whether one of the two keys made the seal's proof."""
        return self._signed(_seal(company_id, seal.number), seal.digest)

    def _signed(self, subject: str, proof: str) -> bool:
        key = self._key(proof)
        return key is not None and hmac.compare_digest(key.proof(subject, hash_in(proof)).encode(), proof.encode())

    def _key(self, proof: str) -> ChainKey | None:
        keys = (self.present, self.previous)
        return next((key for key in keys if key and proof.startswith(key.fingerprint + ".")), None)


def hash_in(proof: str) -> str:
    """The hash of the content that a proof is about."""
    return proof.partition(".")[2].partition(".")[0]


def event_hash(event: AuditEvent) -> str:
    """The hash of an event, without its personal values."""
    return _hash(event.model_dump(mode="json", include=_EVENT | {"reported", "personal_digest"}))


def seal_hash(seal: Seal) -> str:
    """The hash of a seal, which contains the proofs of what it lists and of the seal before."""
    return _hash(seal.model_dump(mode="json", include={"number", "previous", "follows", "entries", "sealed_at"}))


def personal_digest(personal: Personal) -> str:
    """The digest of personal values. Without the salt, which goes with them, it says nothing about them."""
    return _hash(personal.model_dump(mode="json"))


def seal_id(number: int) -> str:
    """The key of a seal: the last seal's sorts first."""
    return f"{_LAST_NUMBER - number:08}"


def _event(company_id: str, event_id: str) -> str:
    return f"event|{company_id}|{event_id}"


def _seal(company_id: str, number: int) -> str:
    return f"seal|{company_id}|{number}"


def _hash(content: Mapping[str, Any]) -> str:
    """The same content has the same hash."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
