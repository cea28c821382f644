"""The store: what capabilities read and write their entities through."""

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta

from shared.core.clock import Clock
from shared.core.errors import NotFound
from shared.core.page import Page, PageQuery
from shared.ports.queue import QueueSender
from shared.ports.table import Row, Table
from shared.store import counts, keys, lookups, pages, rebuilding, rows, scan, transaction
from shared.store.change import Change
from shared.store.counts import Tally
from shared.store.keys import Span
from shared.store.kinds import E, Index, Kind, Stored
from shared.store.outbox import Outbox
from shared.store.rebuilding import Mended
from shared.store.tasks import Task, TaskRecord, TaskStatus
from shared.store.transaction import Sleep

__all__ = ["Change", "Mended", "Store", "Stored"]


class Store:
    """Entities of all kinds. The partition is the tenant: nothing is read or written across it. Thread-safe.

    Every method raises Unavailable when the table does not answer.
    """

    def __init__(self, table: Table, queue: QueueSender, now: Clock, *, sleep: Sleep = time.sleep) -> None:
        self._table = table
        self._queue = queue
        self._now = now
        self._sleep = sleep
        self._outbox = Outbox(table, queue, now, sleep)

    def get(self, partition: str, kind: Kind[E], *key: str) -> Stored[E]:
        """The entity of that key: one read.

        Raises:
            NotFound: there is none.
        """
        found = self.find(partition, kind, *key)
        if found is None:
            raise NotFound(f"No such {kind.title}.")
        return found

    def find(self, partition: str, kind: Kind[E], *key: str) -> Stored[E] | None:
        """The entity of that key, or None: one read."""
        row = self._table.get(partition, rows.entity_key(kind, *key))
        return None if row is None else rows.stored(kind, row)

    def find_by(self, partition: str, kind: Kind[E], index: str, *values: str) -> Stored[E] | None:
        """The entity that has these values in a unique index, or None: two reads."""
        unique = kind.index(index)
        if not unique.unique:
            raise ValueError(f"{kind.name}'s index {index!r} is not unique")
        entry = self._table.get(partition, rows.unique_key(kind, unique, values))
        row = None if entry is None else self._table.get(partition, str(entry.columns["row"]))
        if row is None:
            return None
        found = rows.stored(kind, row)
        # Between the two reads the entity may have got other values.
        return found if values in set(unique.values(found.entity)) else None

    def owners(self, partition: str, kind: Kind[E], index: str, values: Iterable[str]) -> dict[str, str]:
        """Who has which of these values in a unique index of one value: the first part of the owner's key, by value.

        A read for each value that is asked for, or for each 1,000 entries of the index, whichever is less.
        """
        unique = kind.index(index)
        wanted = {rows.unique_key(kind, unique, (value,)): value for value in values}
        start = rows.entity_key(kind) + keys.SEPARATOR
        found = lookups.matching(self._table, partition, wanted)
        return {wanted[key]: str(row.columns["row"]).removeprefix(start) for key, row in found}

    def those_there(self, partition: str, kind: Kind[E], identifiers: Iterable[str]) -> set[str]:
        """Which of these identifiers are of entities of the kind.

        A read for each that is asked for, or for each 1,000 entities between the first and the last, whichever is less.
        """
        wanted = {rows.entity_key(kind, identifier): identifier for identifier in identifiers}
        return {wanted[key] for key, _ in lookups.matching(self._table, partition, wanted)}

    def each_of(self, partition: str, kind: Kind[E], index: str, values: Iterable[str]) -> Iterator[tuple[str, E]]:
        """The entities that have one of these values in an index of one value, each with the value, as their briefs.

        A read for each value that is asked for, or for each 1,000 entries of the index, whichever is less.
        """
        listed = _listed(kind, index)
        wanted = {rows.listed_key(kind, listed, (value,)): value for value in values}
        for key, row in lookups.matching(self._table, partition, wanted):
            yield wanted[key], rows.read(kind, row)

    def children(self, partition: str, kind: Kind[E], *key_prefix: str, limit: int | None = None) -> list[E]:
        """Entities whose key begins with these parts, in the order of their keys, the first `limit` or all of them: a
        read for each 1,000."""
        span = keys.under(rows.entity_key(kind, *key_prefix))
        found = scan.rows(self._table, partition, span, limit=limit)
        return [rows.read(kind, row) for row in found]

    def page(
        self,
        partition: str,
        kind: Kind[E],
        index: str,
        values: tuple[str, ...],
        query: PageQuery,
        *,
        prefix: bool = False,
    ) -> Page[E]:
        """A page of the entities that have these values in an index, as their briefs: at most two reads.

        `()` lists the whole index. With `prefix` the last value is the beginning of one, and entities that match in
        several entries are listed once. The total is the kept count; for a prefix, or an index without counts, it
        is what is there up to 200 entries beyond the page's start. A deep `skip` costs a read for each 1,000 entries
        passed; a cursor costs none, and takes the place of `skip`.

        Raises:
            Invalid: the cursor is none that this list gave.
        """
        listed = _listed(kind, index)
        counted = listed.counted and not prefix
        start = rows.listed_key(kind, listed, values[:-1] if prefix else values)
        if prefix:
            start += keys.SEPARATOR + keys.encode_prefix(values[-1])

        def is_repeat(row: Row) -> bool:
            return rows.repeats_earlier_entry(row, start)

        part = pages.read_slice(
            self._table,
            partition,
            keys.beginning(start) if prefix else keys.under(start),
            query,
            counted=counted,
            is_repeat=is_repeat if prefix else None,
        )
        total = self._count(partition, kind, listed, values) if part.total is None else part.total
        items = tuple(rows.read(kind, row) for row in part.rows)
        return Page(items, total, query.skip, query.limit, part.next_cursor, kind.model.plural)

    def each(self, partition: str, kind: Kind[E], index: str, values: tuple[str, ...]) -> Iterator[E]:
        """All entities that have these values in an index, as their briefs, in its order: a read for each 1,000."""
        span = keys.under(rows.listed_key(kind, _listed(kind, index), values))
        return (rows.read(kind, row) for row in scan.rows(self._table, partition, span))

    def counts(self, partition: str, kind: Kind[E], index: str, *values: str) -> dict[tuple[str, ...], int]:
        """How many entries there are of each tuple of values in an index that begins with these, zeros left out: one
        read."""
        tallies = self._tallies(partition, _counters(kind, kind.index(index), values))
        return {tally.values: tally.count for tally in tallies if tally.count}

    def all_counts(self, partition: str) -> dict[str, dict[tuple[str, ...], int]]:
        """The counts of all indexes that are in the overview, by `kind.index`, zeros left out: one read."""
        found: dict[str, dict[tuple[str, ...], int]] = {}
        for tally in self._tallies(partition, keys.under("c")):
            if tally.count:
                found.setdefault(tally.name, {})[tally.values] = tally.count
        return found

    def sums(self, partition: str, kind: Kind[E], name: str, *group: str) -> dict[tuple[str, ...], int]:
        """What the entities add up to in a group of a sum, by the rest of the values, zeros left out: one read."""
        if (name, len(group)) not in {(total.name, total.group_size) for total in kind.sums}:
            raise ValueError(f"{kind.name} has no sum {name!r} with groups of {len(group)}")
        tallies = self._tallies(partition, keys.under(keys.join(rows.SUMS, kind.name, name, *group)))
        return {tally.values[len(group) :]: tally.count for tally in tallies if tally.count}

    def totals(self, partition: str, total: str, *values: str) -> dict[tuple[str, ...], int]:
        """What was added to a total, for each tuple of values that begins with these, zeros left out: one read."""
        tallies = self._tallies(partition, keys.under(rows.total_counter(total, values).key))
        return {tally.values: tally.count for tally in tallies if tally.count}

    def change(self, partition: str) -> Change:
        """A new change of the tenant."""
        return Change(self._table, self._queue, partition, self._now, self._sleep)

    def fold_counts_of(self, partition: str, kind: Kind[E]) -> None:
        """Put the counts of one kind and their recent changes together: for bulk callers, who make many changes."""
        families = {rows.counter_family(index) for index in kind.indexes if index.keeps_counts}
        for family in sorted(families | ({rows.SUMS} if kind.sums else set())):
            counts.fold(self._table, partition, keys.under(keys.join(family, kind.name)))

    def fold_counts(self, partition: str) -> None:
        """Put counts and their recent changes together, and drop what recent commits left: for a timer."""
        counts.fold(self._table, partition, keys.under("c"))
        counts.fold(self._table, partition, keys.under("n"))
        transaction.remove_old_marks(self._table, partition, self._now())

    def forget_commits(self, partition: str) -> None:
        """Drop what all commits left, also recent ones: for a partition that nobody writes any more."""
        transaction.remove_marks(self._table, partition)

    def rebuild(self, partition: str, kind: Kind[E]) -> Mended:
        """Make the indexes and counts of a kind agree with its entities; needed when a declaration has changed.

        Others may write at the same time. What they are writing is left to them, and to the next rebuild.
        """
        return rebuilding.rebuild(self._table, partition, kind)

    def compare(self, partition: str, kind: Kind[E]) -> Mended:
        """What a rebuild of a kind would put right. Nothing is written; others may write at the same time."""
        return rebuilding.compare(self._table, partition, kind)

    def is_pending(self, task: Task) -> bool:
        """Whether a task is still to be done: one read."""
        return self._outbox.is_pending(task)

    def sweep(self, partition: str, *, older_than: timedelta) -> int:
        """Send again the messages of tasks that should have been done that long ago. Gives how many were sent."""
        return self._outbox.sweep(partition, older_than=older_than)

    def fail(self, task: Task, reason: str) -> None:
        """Mark a task as failed, where people see it. Quiet if it was done or has failed already."""
        self._outbox.fail(task, reason)

    def retry(self, partition: str, task_id: str) -> None:
        """Queue a failed task again and send its message.

        Raises:
            NotFound: no task of that id has failed.
        """
        self._outbox.retry(partition, task_id)

    def failed_task(self, partition: str, queue: str, about: str) -> TaskRecord | None:
        """The failed task of a queue whose message names this identifier, if there is one: a read for each 1,000
        failed tasks."""
        return self._outbox.failed(partition, queue, about)

    def tasks(self, partition: str, status: TaskStatus, query: PageQuery) -> Page[TaskRecord]:
        """Tasks of a status, the oldest first; the total counts at most 200 beyond the page's start."""
        return self._outbox.page(partition, status, query)

    def _count(self, partition: str, kind: Kind[E], index: Index[E], values: tuple[str, ...]) -> int:
        return sum(tally.count for tally in self._tallies(partition, _counters(kind, index, values)))

    def _tallies(self, partition: str, span: Span) -> list[Tally]:
        return counts.read_and_tidy(self._table, partition, span)


def _listed(kind: Kind[E], name: str) -> Index[E]:
    index = kind.index(name)
    if index.unique:
        raise ValueError(f"{kind.name}'s index {name!r} is unique, and lists nothing")
    if not index.listed:
        raise ValueError(f"{kind.name}'s index {name!r} keeps counts alone, and lists nothing")
    return index


def _counters(kind: Kind[E], index: Index[E], values: tuple[str, ...]) -> Span:
    return keys.under(keys.join(rows.counter_family(index), kind.name, index.name, *values))
