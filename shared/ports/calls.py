"""Calls by voice and video: who may join them, and their recordings."""

from collections.abc import Sequence
from typing import Protocol

from shared.core.resource import Instant, Value

MAX_RECORDING_BYTES = 200 * 1024 * 1024
"""The largest piece of a recording that is copied. The service ends a piece and begins another before it is larger."""


class CallToken(Value):
    """A token with which a client joins calls, and the identity in the calling service that it is for."""

    identity: str
    token: str
    expires_on: Instant


class Calls(Protocol):
    """A calling service. What is not configured, or does not answer, raises Unavailable."""

    def token(self, identity: str | None, scopes: Sequence[str]) -> CallToken:
        """A token for an identity, which is made if there is none yet."""
        ...

    def recording(self, location: str) -> bytes:
        """A piece of a recording.

        Raises:
            Forbidden: the location is not the calling service's.
            NotFound: there is no such recording, or no more.
            TooLarge: it is larger than MAX_RECORDING_BYTES.
        """
        ...
