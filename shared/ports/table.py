"""The database as we use it: rows in partitions, ranges of keys, and transactions inside one partition.

The promises are those of Azure Table Storage (Microsoft, "Understanding the Table service data model" and
"Performing entity group transactions"), less what we do not need.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shared.core.errors import Conflict, Stale

Column = str | int | float | bool
MAX_OPERATIONS = 100
"""Operations in one transaction at most."""
MAX_RANGE = 1000
"""Rows in one page of a range at most."""
MAX_KEY_LENGTH = 512
"""Characters of a key at most (the service counts 1 KiB of UTF-16)."""


class Taken(Conflict):
    """An inserted row's key is taken. `key` says which."""

    def __init__(self, message: str, key: str) -> None:
        super().__init__(message)
        self.key = key


class Missing(Stale):
    """A row that must exist does not. `key` says which."""

    def __init__(self, message: str, key: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `etag` changes with every write; empty on a row that was not read."""

    partition: str
    key: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Insert:
    """Write a new row; its key must be free."""

    key: str
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Put:
    """Write a row whole, whether or not it exists."""

    key: str
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Replace:
    """Write a row whole; it must exist with this `etag`."""

    key: str
    columns: Mapping[str, Column]
    etag: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a row; it must exist, with this `etag` unless None."""

    key: str
    etag: str | None = None


Operation = Insert | Put | Replace | Delete


@dataclass(frozen=True, slots=True)
class RowPage:
    """Consecutive rows of a range; `more` says that the range goes on after the last of them.

    False is certain. True is certain below a limit of `MAX_RANGE`, where asking for one row more is not possible.
    """

    rows: tuple[Row, ...]
    more: bool


class Table(Protocol):
    """One table. Calls are thread-safe. A store that does not answer raises Unavailable."""

    def get(self, partition: str, key: str) -> Row | None:
        """The row, or None."""
        ...

    def range(self, partition: str, low: str, high: str, *, limit: int) -> RowPage:
        """Rows with `low <= key < high` in ascending order of keys, at most `limit` (1 to 1000)."""
        ...

    def commit(self, partition: str, operations: Sequence[Operation]) -> None:
        """Do all of the operations (1 to 100, each key once), or none of them.

        Raises:
            Taken: an inserted key is taken; a conflict.
            Stale: a row that must exist does not (`Missing`), or has another ETag.
            Unavailable: nothing was written, or nobody knows whether it was.
            ValueError: what no caller should ask: too many operations, a key twice, a forbidden character in a key.
        """
        ...


def check_operations(operations: Sequence[Operation]) -> None:
    """Raise ValueError for a transaction that the service would refuse whatever the table holds."""
    if not 1 <= len(operations) <= MAX_OPERATIONS:
        raise ValueError(f"a transaction has 1 to {MAX_OPERATIONS} operations, not {len(operations)}")
    keys = [operation.key for operation in operations]
    if len(set(keys)) < len(keys):
        raise ValueError("a transaction names each row once")
    for key in keys:
        check_key(key)


_FORBIDDEN = re.compile(r"[/\\#?\x00-\x1f\x7f-\x9f]")


def check_key(key: str) -> None:
    """Raise ValueError for a key that the service would refuse."""
    if len(key) > MAX_KEY_LENGTH:
        raise ValueError(f"a key has at most {MAX_KEY_LENGTH} characters: {key[:40]}…")
    if _FORBIDDEN.search(key):
        raise ValueError(f"a key has none of / \\ # ? and control characters: {key!r}")
