"""Kept counts: a number for each counter, and beside it what recent changes added.

A change adds its own rows, so that writers never wait for each other: one for each counter, but for the counters of a
group that is read together one. Folding adds them into the number and deletes them, in one transaction that fails if
somebody else folded: nothing is counted twice or lost.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Delta:
    """What a change added to one counter. Of a group the row holds what it added to the others too."""

    row: Row
    number: int


@dataclass(slots=True)
class Tally:
    """One counter as it was read. `base` is its folded number's row; `shared` are deltas of its group's rows."""

    key: str
    name: str
    values: tuple[str, ...]
    base: Row | None = None
    deltas: list[Delta] = field(default_factory=list)
    shared: list[Delta] = field(default_factory=list)

    @property
    def count(self) -> int:
        """The number of entries."""
        return self.number + sum(delta.number for delta in (*self.deltas, *self.shared))

    @property
    def number(self) -> int:
        """The folded number alone."""
        return _number(self.base)

    @property
    def version(self) -> tuple[str, ...]:
        """Differs if anything was added or folded."""
        added = (delta.row.key for delta in (*self.deltas, *self.shared))
        return (*added, *([self.base.etag] if self.base else []))

    def columns(self, number: int) -> Columns:
        """The counter's row, with this number."""
        return {"name": self.name, "values": values_text(self.values), "n": number}


def deltas(numbers: Mapping[Counter, int], change: str) -> list[Insert]:
    """What a change adds to counters: a row for each, but for those of one group one."""
    groups: dict[str, list[tuple[Counter, int]]] = {}
    for counter, number in numbers.items():
        if number:
            groups.setdefault(counter.group, []).append((counter, number))
    return [_delta(group, added, change) for group, added in groups.items()]


def _delta(group: str, added: Sequence[tuple[Counter, int]], change: str) -> Insert:
    counter, number = added[0]
    columns: Columns = {"name": f"{counter.kind}.{counter.index}"}
    if counter.group_size is None:
        columns |= {"values": values_text(counter.values), "n": number}
    else:
        columns["added"] = json.dumps([[one.values, amount] for one, amount in added], ensure_ascii=False)
    return Insert(group + _DELTA_MARK + change, columns)


def read(table: Table, partition: str, span: Span) -> list[Tally]:
    """The counters of a span, in the order of their keys."""
    tallies: dict[str, Tally] = {}
    for row in scan.rows(table, partition, span):
        key, mark, _ = row.key.partition(_DELTA_MARK)
        name = str(row.columns["name"])
        if "added" in row.columns:
            for values, number in json.loads(str(row.columns["added"])):
                counter = keys.join(*key.split(keys.SEPARATOR)[:1], *name.split("."), *values)
                _tally(tallies, counter, name, tuple(values)).shared.append(Delta(row, number))
            continue
        tally = _tally(tallies, key, name, values_of(row))
        if mark:
            tally.deltas.append(Delta(row, _number(row)))
        else:
            tally.base = row
    return sorted(tallies.values(), key=lambda tally: tally.key)


def _tally(tallies: dict[str, Tally], key: str, name: str, values: tuple[str, ...]) -> Tally:
    return tallies.get(key) or tallies.setdefault(key, Tally(key, name, values))


def read_and_tidy(table: Table, partition: str, span: Span) -> list[Tally]:
    """The counters of a span. Folds one transaction's worth if there are many deltas; it may fail to, quietly."""
    tallies = read(table, partition, span)
    if sum(len(tally.deltas) + len(tally.shared) for tally in tallies) > FOLD_ABOVE:
        try:
            table.commit(partition, next(_folds(tallies)))
        except (Conflict, Unavailable):
            log.info("Counts were not folded while reading; the timer will.")
    return tallies


def fold(table: Table, partition: str, span: Span) -> None:
    """Fold all deltas of a span. Stops where another process folds the same ones."""
    folded, waiting = 1, 2
    while 0 < folded < waiting:
        tallies = read(table, partition, span)
        waiting = len({delta.row.key for tally in tallies for delta in (*tally.deltas, *tally.shared)})
        folded = 0
        try:
            for operations in _folds(tallies):
                table.commit(partition, operations)
                folded += sum(isinstance(one, Delete) and _DELTA_MARK in one.key for one in operations)
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

    Of a counter, or a group, with more deltas than a transaction holds, some are left: its numbers have to be read
    again first.
    """
    groups: dict[str, list[Tally]] = {}
    for tally in tallies:
        group = tally.shared[0].row.key.partition(_DELTA_MARK)[0] if tally.shared else tally.key
        groups.setdefault(group, []).append(tally)
    together: list[Operation] = []
    for members in groups.values():
        operations = _fold_group(members) if members[0].shared else _fold(members[0])
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
    number = tally.number + sum(delta.number for delta in folded)
    deletions: list[Operation] = [Delete(delta.row.key) for delta in folded]
    if tally.base is None and number == 0:
        return deletions
    return [set_base(tally, number), *deletions]


def _fold_group(members: Iterable[Tally]) -> list[Operation]:
    """Fold the rows that these counters share, as many as fit. A row goes as a whole, so with all of its numbers."""
    rows: dict[str, list[tuple[Tally, int]]] = {}
    for tally in members:
        for delta in tally.shared:
            rows.setdefault(delta.row.key, []).append((tally, delta.number))
    added: dict[str, tuple[Tally, int]] = {}
    deletions: list[Operation] = []
    for key, parts in rows.items():
        new = {tally.key for tally, _ in parts} - added.keys()
        if len(deletions) + len(added) + len(new) + 1 > MAX_OPERATIONS:
            break
        deletions.append(Delete(key))
        for tally, number in parts:
            added[tally.key] = (tally, number + added.get(tally.key, (tally, 0))[1])
    return [*(set_base(tally, tally.number + number) for tally, number in added.values() if number), *deletions]


def _number(row: Row | None) -> int:
    return 0 if row is None else int(row.columns["n"])
