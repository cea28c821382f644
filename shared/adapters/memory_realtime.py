"""The live socket in memory: for tests, which read what was sent."""

import json
from urllib.parse import quote

from shared.ports.realtime import Frame


class MemoryRealtime:
    """Implements `Realtime`. `to_groups` and `to_connections` hold (name, frame) in the order of sending.

    Frames are kept as a client would read them: through JSON. The links lead nowhere. Every connection is open that
    is not in `gone`.
    """

    def __init__(self) -> None:
        self.to_groups: list[tuple[str, Frame]] = []
        self.to_connections: list[tuple[str, Frame]] = []
        self.gone: set[str] = set()

    def send_to_group(self, group: str, frame: Frame) -> None:
        """See `Realtime.send_to_group`."""
        self.to_groups.append((group, json.loads(json.dumps(dict(frame)))))

    def send_to_connection(self, connection_id: str, frame: Frame) -> None:
        """See `Realtime.send_to_connection`."""
        self.to_connections.append((connection_id, json.loads(json.dumps(dict(frame)))))

    def is_open(self, connection_id: str) -> bool:
        """See `Realtime.is_open`."""
        return connection_id not in self.gone

    def client_url(self, user_id: str, group: str, *, minutes: int) -> str:
        """See `Realtime.client_url`."""
        return f"wss://realtime.invalid/{quote(group, safe='')}?user={quote(user_id, safe='')}&minutes={minutes}"
