"""A queue in memory: for tests, which read what was sent."""

from datetime import timedelta

from shared.ports.queue import check_message


class MemoryQueue:
    """Implements `QueueSender`. `sent` holds queue, body and delay of every message, in the order of sending."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, timedelta]] = []

    def send(self, queue: str, body: str, *, delay: timedelta = timedelta(0)) -> None:
        """See `QueueSender.send`."""
        check_message(body, delay)
        self.sent.append((queue, body, delay))

    def ping(self) -> None:
        """See `QueueSender.ping`."""
