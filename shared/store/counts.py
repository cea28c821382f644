"""Kept counts: a number for each counter, and beside it what recent changes added.

A change adds its own rows, so that writers never wait for each other. Folding adds them into the number and
deletes them, in one transaction that fails if somebody else folded: nothing is counted twice or lost.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shared.core.errors import Conflict, Unavailable
from shared.ports.table import MAX_OPERATIONS, Delete, Insert, Operation, Replace, Row, Table
from shared.store import keys, scan
from shared.store.keys import Span
from shared.store.rows import Columns, Counter, values_of, values_text

log = logging.getLogger(__name__)

FOLD_ABOVE = 200
"""A reader that sees more deltas than this folds some of them."""

_DELTAS_AT_ONCE = MAX_OPERATIONS - 1
_DELTA_MARK = keys.SEPARATOR + keys.DELTA + keys.SEPARATOR


@dataclass(slots=True)
class Tally:
    """One counter as it was read. `base` is its folded number's row."""

    key: str
    name: str
    values: tuple[str, ...]
    base: Row | None = None
    deltas: list[Row] = field(default_factory=list)

    @property
    def count(self) -> int:
        """The number of entries."""
        return self.number + sum(map(_number, self.deltas))

    @property
    def number(self) -> int:
        """The folded number alone."""
        return _number(self.base)

    @property
    def version(self) -> tuple[str, ...]:
        """Differs if anything was added or folded."""
        return (*(row.key for row in self.deltas), *([self.base.etag] if self.base else []))

    def columns(self, number: int) -> Columns:
        """The counter's row, with this number."""
        return {"name": self.name, "values": values_text(self.values), "n": number}


def delta(counter: Counter, number: int, change: str) -> Insert:
    """What a change adds to a counter."""
    columns: Columns = {
        "name": f"{counter.kind}.{counter.index}",
        "values": values_text(counter.values),
        "n": number,
    }
    return Insert(counter.key + _DELTA_MARK + change, columns)


def read(table: Table, partition: str, span: Span) -> list[Tally]:
    """The counters of a span, in the order of their keys."""
    tallies: dict[str, Tally] = {}
    for row in scan.rows(table, partition, span):
        key, mark, _ = row.key.partition(_DELTA_MARK)
        tally = tallies.get(key) or tallies.setdefault(key, Tally(key, str(row.columns["name"]), values_of(row)))
        if mark:
            tally.deltas.append(row)
        else:
            tally.base = row
    return list(tallies.values())


def read_and_tidy(table: Table, partition: str, span: Span) -> list[Tally]:
    """The counters of a span. Folds one transaction's worth if there are many deltas; it may fail to, quietly."""
    tallies = read(table, partition, span)
    if sum(len(tally.deltas) for tally in tallies) > FOLD_ABOVE:
        try:
            table.commit(partition, next(_folds(tallies)))
        except (Conflict, Unavailable):
            log.info("Counts were not folded while reading; the timer will.")
    return tallies


def fold(table: Table, partition: str, span: Span) -> None:
    """Fold all deltas of a span. Stops where another process folds the same ones."""
    again = True
    while again:
        tallies = read(table, partition, span)
        again = any(len(tally.deltas) > _DELTAS_AT_ONCE for tally in tallies)
        try:
            for operations in _folds(tallies):
                table.commit(partition, operations)
        except Conflict:
            log.info("Another process is folding the same counts.")
            return


def set_base(tally: Tally, number: int) -> Operation:
    """Write the folded number; conflicts if somebody else wrote it since it was read."""
    if tally.base is None:
        return Insert(tally.key, tally.columns(number))
    if number == 0:
        return Delete(tally.key, tally.base.etag)
    return Replace(tally.key, tally.columns(number), tally.base.etag)


def _folds(tallies: Iterable[Tally]) -> Iterator[list[Operation]]:
    """Transactions that fold the counters' deltas: several counters in one, if they fit.

    Of a counter with more deltas than a transaction holds, some are left: its number has to be read again first.
    """
    together: list[Operation] = []
    for tally in tallies:
        operations = _fold(tally)
        if len(together) + len(operations) > MAX_OPERATIONS:
            yield together
            together = []
        together += operations
    if together:
        yield together


def _fold(tally: Tally) -> list[Operation]:
    folded = tally.deltas[:_DELTAS_AT_ONCE]
    if not folded:
        return []
    number = tally.number + sum(map(_number, folded))
    deletions: list[Operation] = [Delete(row.key) for row in folded]
    if tally.base is None and number == 0:
        return deletions
    return [set_base(tally, number), *deletions]


def _number(row: Row | None) -> int:
    return 0 if row is None else int(row.columns["n"])
