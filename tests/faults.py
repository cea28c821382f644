"""Storage that fails on command: between any two calls, before or after the call had its effect."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from enum import Enum
from typing import Any, TypeVar

from shared.core.errors import Unavailable
from shared.ports.blob import BlobStore
from shared.ports.queue import QueueSender
from shared.ports.table import Operation, Row, RowPage, Table

T = TypeVar("T")


class Fault(Enum):
    """What happens to one call."""

    NONE = "it works"
    LOST_REQUEST = "nothing happens, and the caller learns that it is unavailable"
    LOST_ANSWER = "it happens, and the caller learns that it is unavailable"
    CRASH_BEFORE = "the process dies before it"
    CRASH_AFTER = "the process dies after it"


class Crash(BaseException):
    """The process is dead: no handler in it runs. Whoever catches this goes on as a new one."""


class Faults:
    """The faults of the calls to come, in their order; when they are used up, all works."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._next = deque(faults)

    def plan(self, faults: Iterable[Fault]) -> None:
        """Forget what was planned; do this."""
        self._next = deque(faults)

    @property
    def left(self) -> int:
        """How many planned faults are still to come."""
        return len(self._next)

    def around(self, call: Callable[[], T]) -> T:
        """Do the call, as its fault will have it."""
        fault = self._next.popleft() if self._next else Fault.NONE
        if fault is Fault.LOST_REQUEST:
            raise Unavailable("lost before it happened")
        if fault is Fault.CRASH_BEFORE:
            raise Crash
        result = call()
        if fault is Fault.LOST_ANSWER:
            raise Unavailable("lost after it happened")
        if fault is Fault.CRASH_AFTER:
            raise Crash
        return result


class FaultyTable:
    """A table whose calls fail as planned."""

    def __init__(self, table: Table, faults: Faults) -> None:
        self._table = table
        self._faults = faults

    def get(self, partition: str, key: str) -> Row | None:
        return self._faults.around(lambda: self._table.get(partition, key))

    def range(self, partition: str, low: str, high: str, *, limit: int) -> RowPage:
        return self._faults.around(lambda: self._table.range(partition, low, high, limit=limit))

    def commit(self, partition: str, operations: Sequence[Operation]) -> None:
        self._faults.around(lambda: self._table.commit(partition, operations))


class FaultyBlobs:
    """A blob store whose calls fail as planned."""

    def __init__(self, blobs: BlobStore, faults: Faults) -> None:
        self._blobs = blobs
        self._faults = faults

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._blobs, name)
        return lambda *args, **named: self._faults.around(lambda: method(*args, **named))


class FaultyQueue:
    """A queue whose calls fail as planned."""

    def __init__(self, queue: QueueSender, faults: Faults) -> None:
        self._queue = queue
        self._faults = faults

    def send(self, queue: str, body: str, *, delay: timedelta = timedelta(0)) -> None:
        self._faults.around(lambda: self._queue.send(queue, body, delay=delay))

    def ping(self) -> None:
        self._faults.around(self._queue.ping)
