"""Work handed on: messages that are delivered at least once, in no promised order."""

from datetime import timedelta
from typing import Protocol


class QueueSender(Protocol):
    """Sends messages to named queues; a queue comes into being with its first message."""

    def send(self, queue: str, body: str, *, delay: timedelta = timedelta(0)) -> None:
        """Put one message (at most 48 KiB of UTF-8) into the queue, visible after `delay`. Raises Unavailable."""
        ...
