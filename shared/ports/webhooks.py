"""Requests to addresses that a customer chose: whoever makes them must not be led into our own network."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What came of one request. `status` is None if there was no answer; `error` says why, as a stable word.

    `excerpt` is the beginning of the answer's text. `retry_after_s` is what the answer asked for.
    """

    status: int | None
    latency_ms: int
    error: str | None = None
    excerpt: str = ""
    retry_after_s: int | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


class WebhookSender(Protocol):
    """Sends webhooks to public addresses alone."""

    def check(self, url: str) -> None:
        """Make sure that requests may go to this address, as far as it can be known now. Raises Invalid."""
        ...

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> WebhookAnswer:
        """POST the body and wait for the answer, for 20 seconds altogether. Never raises: what fails is an answer too.

        Every address that the host has is checked anew, the connection goes to one that was checked, and a redirect
        is not followed.
        """
        ...
