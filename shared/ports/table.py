"""The database as we use it: rows in partitions, ranges of keys, and transactions inside one partition.

The promises are those of Azure Table Storage (Microsoft, "Understanding the Table service data model" and
"Performing entity group transactions"), less what we do not need.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Column = str | int | float | bool
MAX_OPERATIONS = 100
"""Operations in one transaction at most."""


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
    """Consecutive rows of a range; `more` says that the range goes on after the last of them."""

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
            Conflict: an inserted key is taken (`Taken`), with the key.
            Stale: a row that must exist does not, or has another ETag.
            Unavailable: it is unknown or certain that nothing was written; repeat with the same rows.
        """
        ...
