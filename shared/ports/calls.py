"""Calls by voice and video: who may join them, and their recordings."""

from collections.abc import Generator, Sequence
from typing import Protocol

from shared.core.resource import Instant, Value

MAX_RECORDING_BYTES = 4 * 1024 * 1024 * 1024
"""The largest piece of a recording that is copied: nine hours of video at the documented 7.5 MB a minute. The service
itself ends a piece and begins another where one gets too large (`ChunkMaximumSizeExceeded`); it tells no number."""


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

    def forget(self, identity: str) -> None:
        """Delete an identity and end its tokens; quiet if there is none."""
        ...

    def recording(self, location: str, *, start: int = 0) -> Generator[bytes, None, None]:
        """A piece of a recording from byte `start` on, as it arrives; nothing where it ends there. Close it when done.

        Raises, while it is read:
            Forbidden: the location is not the calling service's.
            NotFound: there is no such recording, or no more.
        """
        ...
