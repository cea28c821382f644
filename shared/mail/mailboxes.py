"""Names of mailboxes, by which it is known who wants no bulk mail when their address is known no more.

A name is an HMAC of the address with a random key of the company's own. The key's row is locked with the deployment's
signing key: who has a copy of the table alone cannot try addresses. When the signing key is replaced the key is locked
anew and stays the same, so that nobody who has unsubscribed gets mail again.
"""

import hmac
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from shared.core.errors import Conflict, Unavailable
from shared.core.resource import Resource
from shared.store.kinds import Kind
from shared.store.store import Store

_ID = "mailboxes"


class MailboxKey(Resource):
    """A company's key, locked: `proof` tells whether a signing key unlocks it."""

    nonce: str
    locked: str
    proof: str


MAILBOX_KEY: Kind[MailboxKey] = Kind(name="mailbox_key", model=MailboxKey)


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """Names the mailboxes of every company. `signing_keys` are the present one and, if there is one, that before."""

    store: Store
    signing_keys: Sequence[bytes]
    _known: dict[str, bytes] = field(default_factory=dict)
    _renewed: set[str] = field(default_factory=set)
    """Companies of whom this process knows that there is nothing to renew."""

    def name(self, company_id: str, address: str) -> str:
        """The name of a mailbox in a company.

        Raises:
            Unavailable: the company's key was locked with a signing key that is not known any more.
        """
        key = self._known.get(company_id) or self._known.setdefault(company_id, self._key(company_id))
        return hmac.digest(key, address.strip().casefold().encode(), "sha256").hex()[:40]

    def renew(self, company_id: str) -> int:
        """Lock a company's key with the present signing key. Gives 1 if it was locked with the one before."""
        if company_id in self._renewed:
            return 0
        stored = self.store.find(company_id, MAILBOX_KEY, _ID)
        if stored is None or _opens(self.signing_keys[0], stored.entity):
            self._renewed.update([company_id] if stored else [])
            return 0
        key = self._unlocked(stored.entity)
        change = self.store.change(company_id)
        change.replace(MAILBOX_KEY, stored, _locked(self.signing_keys[0], key))
        change.commit()
        return 1

    def _key(self, company_id: str) -> bytes:
        stored = self.store.find(company_id, MAILBOX_KEY, _ID)
        if stored is None:
            change = self.store.change(company_id)
            change.add(MAILBOX_KEY, _locked(self.signing_keys[0], secrets.token_bytes(32)))
            with suppress(Conflict):  # another process was first
                change.commit()
            stored = self.store.get(company_id, MAILBOX_KEY, _ID)
        return self._unlocked(stored.entity)

    def _unlocked(self, known: MailboxKey) -> bytes:
        opening = next((key for key in self.signing_keys if _opens(key, known)), None)
        if opening is None:
            raise Unavailable("Who has unsubscribed cannot be told: the signing key of that time is not set any more.")
        return _turned(opening, known.nonce, bytes.fromhex(known.locked))


def _locked(signing_key: bytes, key: bytes) -> MailboxKey:
    nonce = secrets.token_hex(16)
    locked = _turned(signing_key, nonce, key).hex()
    return MailboxKey(id=_ID, nonce=nonce, locked=locked, proof=_proof(signing_key, nonce, locked))


def _opens(signing_key: bytes, known: MailboxKey) -> bool:
    return hmac.compare_digest(_proof(signing_key, known.nonce, known.locked), known.proof)


def _proof(signing_key: bytes, nonce: str, locked: str) -> str:
    return hmac.digest(signing_key, f"mailbox key proof|{nonce}|{locked}".encode(), "sha256").hex()


def _turned(signing_key: bytes, nonce: str, data: bytes) -> bytes:
    """32 bytes locked, or unlocked: a pad that is used once, made of the signing key and the nonce."""
    pad = hmac.digest(signing_key, f"mailbox key|{nonce}".encode(), "sha256")
    return bytes(one ^ other for one, other in zip(data, pad, strict=True))
