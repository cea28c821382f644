"""Webhooks in memory: for tests, which read what was sent."""

from collections.abc import Mapping

from shared.ports.webhooks import WebhookAnswer


class MemoryWebhookSender:
    """Implements `WebhookSender`. `sent` holds address, headers and body of every request; `answers` come first."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[WebhookAnswer] = []

    def check(self, url: str) -> None:
        """See `WebhookSender.check`."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> WebhookAnswer:
        """See `WebhookSender.post`."""
        self.sent.append((url, dict(headers), body))
        return self.answers.pop(0) if self.answers else WebhookAnswer(200, 1)
