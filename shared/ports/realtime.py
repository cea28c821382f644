"""The live socket as the domain sees it: groups of connections that frames are sent to."""

from collections.abc import Mapping
from typing import Protocol

Frame = Mapping[str, object]
"""One JSON object."""


class Realtime(Protocol):
    """Sends frames to the people connected."""

    def send_to_group(self, group: str, frame: Frame) -> None:
        """Send one frame to every connection of the group; quiet if it is empty. Raises Unavailable."""
        ...

    def send_to_connection(self, connection_id: str, frame: Frame) -> None:
        """Send one frame to one connection; quiet if it has gone. Raises Unavailable."""
        ...

    def is_open(self, connection_id: str) -> bool:
        """Whether a connection is open. Raises Unavailable."""
        ...

    def client_url(self, user_id: str, group: str, *, minutes: int) -> str:
        """A link (ws or wss) that lets its bearer join the group's socket."""
        ...
