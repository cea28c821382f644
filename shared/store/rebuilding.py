"""Comparing indexes and counts with the entities, and mending them, while others write."""

from collections import Counter as Multiset
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.core.errors import Conflict
from shared.ports.table import MAX_OPERATIONS, Column, Delete, Insert, Operation, Put, Replace, Row, RowPage, Table
from shared.store import counts, keys, rows, scan
from shared.store.counts import Tally
from shared.store.kinds import E, Kind
from shared.store.rows import Columns, Counter

_ENTITIES = "e" + keys.SEPARATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What a rebuild put right, in rows: index entries written and deleted, and counts corrected.

    `clashes` are unique values that a second entity has too; the first, by key, gets the entry. `busy` is what was
    not mended, because others were writing it at the time.
    """

    written: int = 0
    deleted: int = 0
    counts: int = 0
    clashes: int = 0
    busy: int = 0

    def __bool__(self) -> bool:
        return self != Mended()


def rebuild(table: Table, partition: str, kind: Kind[E]) -> Mended:
    """Make the indexes and counts of a kind agree with its entities."""
    work = _Rebuild(table, partition)
    work.run(kind)
    return Mended(**work.done)


def compare(table: Table, partition: str, kind: Kind[E]) -> Mended:
    """What a rebuild would put right; nothing is written. What others were just writing counts as `busy` alone.

    A difference is one that is seen twice, with the same entity and row: between two reads of one look, others may have
    written both.
    """
    first, seen = _look(table, partition, kind)
    if not seen.changes:
        return Mended(**first)
    second, again = _look(table, partition, kind)
    lasting = Multiset(again.changes[one] for one in seen.changes.keys() & again.changes.keys())
    passing = len(again.changes) - sum(lasting.values())
    return Mended(**lasting, clashes=second["clashes"], busy=second["busy"] + passing)


def _look(table: Table, partition: str, kind: Kind[E]) -> tuple[Multiset[str], "_Unwritten"]:
    unwritten = _Unwritten(table)
    work = _Rebuild(unwritten, partition)
    work.run(kind)
    return work.done, unwritten


class _Unwritten:
    """A table that takes down what would be written: what tells the changes apart, with what `Mended` calls them."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.changes: dict[tuple[object, ...], str] = {}

    def get(self, partition: str, key: str) -> Row | None:
        """See `Table.get`."""
        return self._table.get(partition, key)

    def range(self, partition: str, low: str, high: str, *, limit: int) -> RowPage:
        """See `Table.range`."""
        return self._table.range(partition, low, high, limit=limit)

    def commit(self, partition: str, operations: Sequence[Operation]) -> None:
        """Write nothing."""
        first = operations[0]
        # What is written for an entity goes with its own row, whose ETag says which state of it the rest belongs to.
        state = first.etag if isinstance(first, Replace) else None
        for one in operations:
            if one.key.startswith(_ENTITIES):
                continue
            columns = None if isinstance(one, Delete) else _digest(one.columns)
            etag = one.etag if isinstance(one, Delete | Replace) else None
            self.changes[type(one), one.key, etag, columns, state] = _word(one)


def _word(change: Operation) -> str:
    if not rows.is_index_key(change.key):
        return "counts"
    return "deleted" if isinstance(change, Delete) else "written"


@dataclass(frozen=True, slots=True)
class _Found:
    """An index row as it was read, without its long columns."""

    etag: str
    digest: int


class _Rebuild:
    def __init__(self, table: Table, partition: str) -> None:
        self._table = table
        self._partition = partition
        self.done: Multiset[str] = Multiset()

    def run(self, kind: Kind[E]) -> None:
        """Read the counts, the index rows and then the entities; mend what differs."""
        before = self._tallies(kind)
        # Rows are read before entities, so a row that no entity expects is nobody's, unless its ETag has changed.
        found = self._index_rows(kind)
        numbers: Multiset[Counter] = Multiset()
        owners: dict[str, str] = {}
        for row in scan.rows(self._table, self._partition, keys.under(rows.entity_key(kind))):
            expected = rows.index_rows(kind, rows.read(kind, row))
            numbers.update(expected.counters)
            unique = {key: columns for key, columns in expected.unique.items() if self._owns(key, row.key, owners)}
            self._mend_rows(row, expected.listed, unique, found)
        self._delete(found)
        self._mend_counts(before, self._tallies(kind), numbers)

    def _index_rows(self, kind: Kind[E]) -> dict[str, _Found]:
        spans = [keys.under(keys.join(family, kind.name)) for family in ("i", "u")]
        return {
            row.key: _Found(row.etag, _digest(row.columns))
            for span in spans
            for row in scan.rows(self._table, self._partition, span)
        }

    def _tallies(self, kind: Kind[E]) -> dict[str, Tally]:
        spans = [keys.under(keys.join(family, kind.name)) for family in ("c", "n")]
        return {tally.key: tally for span in spans for tally in counts.read(self._table, self._partition, span)}

    def _owns(self, key: str, owner: str, owners: dict[str, str]) -> bool:
        """Whether a unique value is the entity's: not if an earlier entity has it."""
        if owners.setdefault(key, owner) == owner:
            return True
        self.done["clashes"] += 1
        return False

    def _mend_rows(
        self, entity: Row, listed: dict[str, Columns], unique: dict[str, Columns], found: dict[str, _Found]
    ) -> None:
        """Write the index rows that an entity lacks; its own row goes with them, so that it cannot change meanwhile."""
        operations: list[Operation] = []
        for key, columns in (listed | unique).items():
            row = found.pop(key, None)
            if row is not None and row.digest == _digest(columns):
                continue
            if key in listed:
                operations.append(Put(key, columns))
            else:
                operations.append(Insert(key, columns) if row is None else Replace(key, columns, row.etag))
        if operations and self._commit([Replace(entity.key, entity.columns, entity.etag), *operations]):
            self.done["written"] += len(operations)

    def _delete(self, found: dict[str, _Found]) -> None:
        """Delete the rows that no entity expects."""
        deletions = [Delete(key, row.etag) for key, row in found.items()]
        for start in range(0, len(deletions), MAX_OPERATIONS):
            batch = deletions[start : start + MAX_OPERATIONS]
            try:
                self._table.commit(self._partition, batch)
                self.done["deleted"] += len(batch)
            except Conflict:
                self.done["deleted"] += sum(self._commit([deletion]) for deletion in batch)

    def _mend_counts(self, before: dict[str, Tally], after: dict[str, Tally], numbers: Multiset[Counter]) -> None:
        """Correct the counts that nobody wrote while the entities were counted."""
        actual = {counter.key: number for counter, number in numbers.items()}
        for counter in numbers:
            name = f"{counter.kind}.{counter.index}"
            after.setdefault(counter.key, Tally(counter.key, name, counter.values))
        for key, tally in after.items():
            missing = actual.get(key, 0) - tally.count
            if not missing:
                continue
            was = before.get(key)
            if (was.version if was else ()) != tally.version:
                self.done["busy"] += 1
            elif self._commit([counts.set_base(tally, tally.number + missing)]):
                self.done["counts"] += 1

    def _commit(self, operations: Sequence[Operation]) -> bool:
        try:
            self._table.commit(self._partition, operations)
        except Conflict:
            self.done["busy"] += 1
            return False
        return True


def _digest(columns: Mapping[str, Column]) -> int:
    return hash(tuple(sorted(columns.items())))
