"""The database in memory: for tests, with every promise and refusal of the real one."""

import threading
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from shared.core.errors import Stale
from shared.ports.table import (
    MAX_RANGE,
    Delete,
    Insert,
    Missing,
    Operation,
    Replace,
    Row,
    RowPage,
    Taken,
    check_key,
    check_operations,
)


@dataclass(slots=True)
class _Partition:
    rows: dict[str, Row] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    """The keys of `rows`, ascending."""


class MemoryTable:
    """Implements `Table`. What it holds ends with the process."""

    def __init__(self) -> None:
        self._partitions: dict[str, _Partition] = {}
        self._lock = threading.Lock()
        self._writes = 0

    def get(self, partition: str, key: str) -> Row | None:
        """See `Table.get`."""
        check_key(key)
        with self._lock:
            return self._partition(partition).rows.get(key)

    def range(self, partition: str, low: str, high: str, *, limit: int) -> RowPage:
        """See `Table.range`."""
        if not 1 <= limit <= MAX_RANGE:
            raise ValueError(f"a page has 1 to {MAX_RANGE} rows, not {limit}")
        with self._lock:
            found = self._partition(partition)
            start, end = bisect_left(found.keys, low), bisect_left(found.keys, high)
            rows = tuple(found.rows[key] for key in found.keys[start : min(end, start + limit)])
            return RowPage(rows, more=end - start > limit)

    def commit(self, partition: str, operations: Sequence[Operation]) -> None:
        """See `Table.commit`."""
        check_operations(operations)
        with self._lock:
            found = self._partition(partition)
            for operation in operations:
                _check(operation, found.rows.get(operation.key))
            for operation in operations:
                self._apply(partition, found, operation)

    def rows(self) -> list[Row]:
        """Everything it holds, by partition and key: no real table offers this."""
        with self._lock:
            return [found.rows[key] for _, found in sorted(self._partitions.items()) for key in found.keys]

    def _partition(self, partition: str) -> _Partition:
        check_key(partition)
        return self._partitions.setdefault(partition, _Partition())

    def _apply(self, partition: str, found: _Partition, operation: Operation) -> None:
        key = operation.key
        if isinstance(operation, Delete):
            del found.rows[key]
            del found.keys[bisect_left(found.keys, key)]
            return
        if key not in found.rows:
            insort(found.keys, key)
        self._writes += 1
        columns = MappingProxyType(dict(operation.columns))
        found.rows[key] = Row(partition, key, columns, etag=f'W/"{self._writes}"')


def _check(operation: Operation, existing: Row | None) -> None:
    if isinstance(operation, Insert) and existing is not None:
        raise Taken("There is such a row already.", operation.key)
    if isinstance(operation, Replace | Delete):
        if existing is None:
            raise Missing("The row is gone.", operation.key)
        if operation.etag not in (None, existing.etag):
            raise Stale("The row was changed since it was read.")
