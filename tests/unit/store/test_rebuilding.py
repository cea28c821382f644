from collections.abc import Sequence

import pytest

from shared.adapters.memory_queue import MemoryQueue
from shared.adapters.memory_table import MemoryTable
from shared.core.page import PageQuery
from shared.ports.table import Delete, Insert, Operation, Put, Row, RowPage
from shared.store.kinds import Index, Kind
from shared.store.store import Mended, Store
from tests.library import BOOKS, LEAVES, LIBRARY, Book, Leaf, TurnableClock, book


@pytest.fixture
def books(store: Store) -> list[Book]:
    """Five books, out of order; two with shelves and numbers."""
    books = [book(), book(shelf="A", isbn="1"), book(), book(shelf="B", isbn="2", status="out"), book()]
    change = store.change(LIBRARY)
    for one in books:
        change.add(BOOKS, one)
    change.commit()
    return books


def rows(table: MemoryTable, family: str) -> tuple[Row, ...]:
    return table.range(LIBRARY, f"{family}!book!", f'{family}!book"', limit=1000).rows


def test_there_is_nothing_to_mend_in_what_was_not_broken(store: Store, books: list[Book]) -> None:
    assert store.rebuild(LIBRARY, BOOKS) == Mended()
    store.fold_counts(LIBRARY)
    assert not store.rebuild(LIBRARY, BOOKS)


def test_what_is_missing_wrong_or_too_much_is_mended(store: Store, table: MemoryTable, books: list[Book]) -> None:
    before = {family: [(row.key, dict(row.columns)) for row in rows(table, family)] for family in "iu"}
    counts = store.all_counts(LIBRARY)
    missing, wrong, *_ = rows(table, "i")
    table.commit(
        LIBRARY,
        [
            Delete(missing.key),
            Put(wrong.key, {"doc": books[0].model_copy(update={"title": "Wrong"}).model_dump_json()}),
            Insert("i!book!status!gone!1!1", {"doc": books[0].model_dump_json()}),
            Insert("i!book!undeclared!1!1", {"doc": books[0].model_dump_json()}),
            Delete("u!book!isbn!1"),
            Put("u!book!isbn!2", {"row": "e!book!nobody"}),
            Insert("u!book!isbn!3", {"row": "e!book!nobody"}),
            Insert("c!book!status!gone", {"name": "book.status", "values": '["gone"]', "n": 5}),
            *(Delete(row.key) for row in rows(table, "n")),
        ],
    )
    assert store.rebuild(LIBRARY, BOOKS) == Mended(written=4, deleted=3, counts=3)
    assert {family: [(row.key, dict(row.columns)) for row in rows(table, family)] for family in "iu"} == before
    assert store.all_counts(LIBRARY) == counts
    assert store.counts(LIBRARY, BOOKS, "shelf") == {("A", "in"): 1, ("B", "out"): 1}
    assert not store.rebuild(LIBRARY, BOOKS)


def test_a_new_declaration_takes_effect(store: Store, books: list[Book]) -> None:
    declared = Kind(
        name="book",
        model=Book,
        indexes=(
            Index(name="all", values=lambda one: [()], overview=False),
            Index(name="title", values=lambda one: [(one.title,)], unique=False),
        ),
    )
    mended = store.rebuild(LIBRARY, declared)
    assert mended.written == 5
    assert store.all_counts(LIBRARY) == {"book.title": {("Faust",): 5}}
    assert store.counts(LIBRARY, declared, "all") == {(): 5}
    assert store.page(LIBRARY, declared, "title", ("Faust",), PageQuery()).total == 5
    assert not store.rebuild(LIBRARY, declared)
    assert store.rebuild(LIBRARY, BOOKS)
    assert not store.rebuild(LIBRARY, BOOKS)


def test_entities_may_change_while_the_rows_of_a_new_index_are_not_there_yet(store: Store) -> None:
    plain = Kind(name="book", model=Book)
    one, other = book(isbn="1", shelf="A"), book(isbn="2", shelf="A")
    change = store.change(LIBRARY)
    change.add(plain, one)
    change.add(plain, other)
    change.commit()
    change = store.change(LIBRARY)
    change.remove(BOOKS, store.get(LIBRARY, BOOKS, one.id))
    change.replace(BOOKS, store.get(LIBRARY, BOOKS, other.id), other.model_copy(update={"isbn": "1", "status": "out"}))
    change.commit()
    store.rebuild(LIBRARY, BOOKS)
    assert store.all_counts(LIBRARY) == {"book.all": {(): 1}, "book.status": {("out",): 1}}
    assert [found.isbn for found in store.each(LIBRARY, BOOKS, "shelf", ("A", "out"))] == ["1"]


def test_other_kinds_are_left_alone(store: Store, books: list[Book]) -> None:
    change = store.change(LIBRARY)
    change.add(LEAVES, Leaf(id="1", book_id="1", number=1))
    change.commit()
    assert not store.rebuild(LIBRARY, LEAVES)
    assert store.counts(LIBRARY, BOOKS, "all") == {(): 5}


def test_a_unique_value_of_two_is_reported(store: Store) -> None:
    plain = Kind(name="book", model=Book)
    first, second = sorted((book(isbn="1"), book(isbn="1")), key=lambda one: one.id)
    change = store.change(LIBRARY)
    change.add(plain, first)
    change.add(plain, second)
    change.commit()
    assert store.rebuild(LIBRARY, BOOKS).clashes == 1
    found = store.find_by(LIBRARY, BOOKS, "isbn", "1")
    assert found is not None
    assert found.entity == first


class Busy:
    """A table on which somebody else writes before a chosen call."""

    def __init__(self, table: MemoryTable, at: int) -> None:
        self._table = table
        self._calls_before = at
        self._others = Store(table, MemoryQueue(), TurnableClock())

    def get(self, partition: str, key: str) -> Row | None:
        return self._table.get(partition, key)

    def range(self, partition: str, low: str, high: str, *, limit: int) -> RowPage:
        self._others_write()
        return self._table.range(partition, low, high, limit=limit)

    def commit(self, partition: str, operations: Sequence[Operation]) -> None:
        self._others_write()
        self._table.commit(partition, operations)

    def _others_write(self) -> None:
        self._calls_before -= 1
        if self._calls_before != -1:
            return
        first, second, third, *_ = self._others.children(LIBRARY, BOOKS)
        change = self._others.change(LIBRARY)
        change.add(BOOKS, book(shelf="C", isbn="3"))
        change.remove(BOOKS, self._others.get(LIBRARY, BOOKS, first.id))
        for one in (second, third):
            stored = self._others.get(LIBRARY, BOOKS, one.id)
            change.replace(BOOKS, stored, one.model_copy(update={"status": "out", "isbn": None}))
        change.commit()
        self._others.fold_counts(LIBRARY)


@pytest.mark.parametrize("at", range(12))
def test_others_may_write_between_any_two_calls(store: Store, table: MemoryTable, books: list[Book], at: int) -> None:
    """What they write is not spoilt, and what was broken is mended, at the latest by the next rebuild."""
    broken = [row for row in rows(table, "i") if "status" in row.key][-1]
    counted = next(row for row in rows(table, "c") if "book!all" in row.key)
    table.commit(LIBRARY, [Delete(broken.key), Put(counted.key, dict(counted.columns) | {"n": 7})])
    disturbed = Store(Busy(table, at), MemoryQueue(), TurnableClock())
    disturbed.rebuild(LIBRARY, BOOKS)
    store.rebuild(LIBRARY, BOOKS)
    found = store.children(LIBRARY, BOOKS)
    assert len(found) == 5
    assert store.counts(LIBRARY, BOOKS, "all") == {(): 5}
    by_status = {(status,): sum(one.status == status for one in found) for status in ("in", "out")}
    assert store.counts(LIBRARY, BOOKS, "status") == by_status
    assert {one.id for one in store.each(LIBRARY, BOOKS, "all", ())} == {one.id for one in found}
    assert not store.rebuild(LIBRARY, BOOKS)


def everything(table: MemoryTable) -> list[tuple[str, dict[str, object], str]]:
    return [(row.key, dict(row.columns), row.etag) for row in table.rows()]


def test_a_comparison_tells_what_a_rebuild_would_do_and_writes_nothing(
    store: Store, table: MemoryTable, books: list[Book]
) -> None:
    assert store.compare(LIBRARY, BOOKS) == Mended()
    missing, wrong, *_ = rows(table, "i")
    table.commit(
        LIBRARY,
        [
            Delete(missing.key),
            Put(wrong.key, {"doc": books[0].model_copy(update={"title": "Wrong"}).model_dump_json()}),
            Insert("i!book!undeclared!1!1", {"doc": books[0].model_dump_json()}),
            Put("u!book!isbn!2", {"row": "e!book!nobody"}),
            Insert("u!book!isbn!3", {"row": "e!book!nobody"}),
            Insert("c!book!status!gone", {"name": "book.status", "values": '["gone"]', "n": 5}),
        ],
    )
    before = everything(table)
    found = store.compare(LIBRARY, BOOKS)
    assert found == Mended(written=3, deleted=2, counts=1)
    assert everything(table) == before
    assert store.rebuild(LIBRARY, BOOKS) == found
    assert not store.compare(LIBRARY, BOOKS)


@pytest.mark.parametrize("at", range(24))
@pytest.mark.parametrize("broken", [False, True])
def test_what_others_write_meanwhile_is_no_difference(
    store: Store, table: MemoryTable, books: list[Book], at: int, broken: bool
) -> None:
    if broken:
        lost = next(row for row in rows(table, "i") if "book!status" in row.key)
        table.commit(LIBRARY, [Delete(lost.key)])
    found = Store(Busy(table, at), MemoryQueue(), TurnableClock()).compare(LIBRARY, BOOKS)
    assert (found.deleted, found.counts, found.clashes) == (0, 0, 0)
    assert found.written <= broken
    if broken and not found.busy:
        assert found.written + (not store.compare(LIBRARY, BOOKS)) >= 1
