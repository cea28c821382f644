"""Secrets and signatures of webhooks, as the Standard Webhooks specification (1.0.0) has them."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.webhooks.models import OLD_SECRET_COUNTS_FOR, SigningKey, Webhook

PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class SecretMaker:
    """Derives secrets of 32 bytes from the deployment's signing key: none is stored, so none can be read in storage.

    `previous` is the deployment's signing key before this one, as long as both are valid.
    """

    key: bytes
    previous: bytes = b""

    def secret(self, company_id: str, webhook_id: str, key: SigningKey) -> str:
        """The secret of an endpoint, as its receiver is told it: `whsec_` and base64."""
        return _derived(self.key, company_id, webhook_id, key)

    def secrets(self, company_id: str, webhook: Webhook, now: datetime) -> list[str]:
        """The secrets that count: the newest, and for a day after a rotation the one before; by each signing key."""
        newest, *older = webhook.keys
        keys = [newest, *(older[:1] if now < newest.made_at + OLD_SECRET_COUNTS_FOR else [])]
        return [
            _derived(master, company_id, webhook.id, key)
            for master in (self.key, self.previous)
            if master
            for key in keys
        ]


def _derived(master: bytes, company_id: str, webhook_id: str, key: SigningKey) -> str:
    message = "|".join(("webhook-secret", company_id, webhook_id, key.id)).encode()
    return PREFIX + base64.b64encode(hmac.new(master, message, hashlib.sha256).digest()).decode()


def signed_headers(secrets: Iterable[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of one try: the message's id, the time of the try, and a signature by each secret."""
    timestamp = str(int(at.timestamp()))
    content = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, content) for secret in secrets),
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
