"""Work handed on: messages that are delivered at least once, in no promised order."""

from datetime import timedelta
from typing import Protocol

MAX_BODY_BYTES = 48 * 1024
"""Of a message in UTF-8: the service takes 64 KiB of base64 text."""
MAX_DELAY = timedelta(days=7)
"""A message lives this long in its queue; its delay is shorter."""


class QueueSender(Protocol):
    """Sends messages to named queues; a queue comes into being with its first message."""

    def send(self, queue: str, body: str, *, delay: timedelta = timedelta(0)) -> None:
        """Put one message into the queue, visible after `delay`.

        Raises:
            Unavailable: it is not in the queue, or nobody knows whether it is.
            ValueError: what no caller should ask: an empty body or one above 48 KiB of UTF-8, a delay of 7 days.
        """
        ...

    def ping(self) -> None:
        """Ask whether the queues answer. Raises Unavailable."""
        ...


def check_message(body: str, delay: timedelta) -> None:
    """Raise ValueError for a message that the service would refuse."""
    size = len(body.encode())
    if not 1 <= size <= MAX_BODY_BYTES:
        raise ValueError(f"a message has 1 to {MAX_BODY_BYTES} bytes, not {size}")
    if not timedelta(0) <= delay < MAX_DELAY:
        raise ValueError(f"a message is delayed by less than {MAX_DELAY.days} days and never backwards, not {delay}")
