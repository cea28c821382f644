from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.adapters.memory_table import MemoryTable
from shared.core.page import PageQuery
from shared.store.store import Store
from tests.faults import Crash, Fault, Faults
from tests.library import BOOKS, LIBRARY, TurnableClock, book


def add(store: Store, number: int, **fields: str) -> None:
    """Each in a change of its own, so that each leaves what it adds to a count."""
    for _ in range(number):
        change = store.change(LIBRARY)
        change.add(BOOKS, book(**fields))
        change.commit()


def count_rows(table: MemoryTable) -> int:
    return sum(len(table.range(LIBRARY, f"{family}!", f'{family}"', limit=1000).rows) for family in "cn")


def test_counts_are_by_values_without_zeros(store: Store) -> None:
    add(store, 2)
    add(store, 1, status="out", shelf="A")
    assert store.counts(LIBRARY, BOOKS, "status") == {("in",): 2, ("out",): 1}
    assert store.counts(LIBRARY, BOOKS, "shelf") == {("A", "out"): 1}
    change = store.change(LIBRARY)
    [last] = store.page(LIBRARY, BOOKS, "status", ("out",), PageQuery()).items
    change.remove(BOOKS, store.get(LIBRARY, BOOKS, last.id))
    change.commit()
    assert store.counts(LIBRARY, BOOKS, "status") == {("in",): 2}


def test_the_overview_has_all_counts_but_those_that_opted_out(store: Store) -> None:
    add(store, 2, shelf="A")
    assert store.all_counts(LIBRARY) == {"book.all": {(): 2}, "book.status": {("in",): 2}}


def test_a_change_that_moves_nothing_leaves_nothing_to_count(store: Store, table: MemoryTable) -> None:
    add(store, 1)
    before = count_rows(table)
    [one] = store.children(LIBRARY, BOOKS)
    change = store.change(LIBRARY)
    change.replace(BOOKS, store.get(LIBRARY, BOOKS, one.id), one.model_copy(update={"title": "Other"}))
    assert change.size == 1 + 3 + 1 + 1  # the book, its entries, the word it lost, the mark
    change.commit()
    assert count_rows(table) == before


def test_folding_keeps_the_counts_and_leaves_a_row_for_each(store: Store, table: MemoryTable) -> None:
    add(store, 250)
    add(store, 3, status="out", shelf="A")
    before = store.all_counts(LIBRARY)
    store.fold_counts(LIBRARY)
    assert store.all_counts(LIBRARY) == before == {"book.all": {(): 253}, "book.status": {("in",): 250, ("out",): 3}}
    assert store.counts(LIBRARY, BOOKS, "shelf") == {("A", "out"): 3}
    assert count_rows(table) == 4


def test_what_is_folded_to_nothing_leaves_no_row(store: Store, table: MemoryTable) -> None:
    add(store, 1)
    store.fold_counts(LIBRARY)
    [one] = store.children(LIBRARY, BOOKS)
    change = store.change(LIBRARY)
    change.remove(BOOKS, store.get(LIBRARY, BOOKS, one.id))
    change.commit()
    store.fold_counts(LIBRARY)
    assert count_rows(table) == 0
    assert store.all_counts(LIBRARY) == {}


def test_a_reader_who_sees_many_deltas_folds_some(store: Store, table: MemoryTable) -> None:
    add(store, 200)
    assert store.counts(LIBRARY, BOOKS, "status") == {("in",): 200}
    before = count_rows(table)
    add(store, 1)
    assert store.counts(LIBRARY, BOOKS, "status") == {("in",): 201}
    assert count_rows(table) == before + 2 - 98
    assert store.counts(LIBRARY, BOOKS, "status") == {("in",): 201}


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER])
def test_a_reader_gets_the_counts_even_if_it_cannot_fold(store: Store, faults: Faults, fault: Fault) -> None:
    add(store, 201)
    faults.plan([Fault.NONE, fault])
    assert store.counts(LIBRARY, BOOKS, "status") == {("in",): 201}
    assert store.counts(LIBRARY, BOOKS, "status") == {("in",): 201}


@pytest.mark.parametrize("calls", range(7))
@pytest.mark.parametrize("fault", [Fault.CRASH_BEFORE, Fault.CRASH_AFTER])
def test_a_process_may_die_at_any_call_of_folding(store: Store, faults: Faults, fault: Fault, calls: int) -> None:
    add(store, 120)
    expected = store.all_counts(LIBRARY)
    faults.plan([*[Fault.NONE] * calls, fault])
    with pytest.raises(Crash):
        store.fold_counts(LIBRARY)
    faults.plan([])
    assert store.all_counts(LIBRARY) == expected
    store.fold_counts(LIBRARY)
    assert store.all_counts(LIBRARY) == expected


def test_many_fold_while_many_write(store: Store, table: MemoryTable, clock: TurnableClock) -> None:
    clock.turn(timedelta(days=-2))

    def work(number: int) -> None:
        if number % 4:
            add(store, 15, status="out" if number % 3 else "in")
        else:
            for _ in range(5):
                store.fold_counts(LIBRARY)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(16)))
    books = store.children(LIBRARY, BOOKS)
    assert len(books) == 12 * 15
    by_status = {(status,): sum(one.status == status for one in books) for status in ("in", "out")}
    assert store.all_counts(LIBRARY) == {"book.all": {(): 180}, "book.status": by_status}
    store.fold_counts(LIBRARY)
    assert store.all_counts(LIBRARY) == {"book.all": {(): 180}, "book.status": by_status}
    assert count_rows(table) == 3


def test_totals_add_up_by_values_and_are_read_by_their_beginning(store: Store) -> None:
    for month, number in (("2026-11", 5), ("2026-11", 7), ("2026-12", 0), ("2026-12", 3)):
        change = store.change(LIBRARY)
        change.add_to("spent", (month, "scores"), number)
        change.add_to("spent", (month, "plans"), 1)
        change.commit()
    assert store.totals(LIBRARY, "spent", "2026-11") == {("2026-11", "scores"): 12, ("2026-11", "plans"): 2}
    everything = store.totals(LIBRARY, "spent")
    assert everything == {
        ("2026-11", "scores"): 12,
        ("2026-11", "plans"): 2,
        ("2026-12", "scores"): 3,
        ("2026-12", "plans"): 2,
    }
    store.fold_counts(LIBRARY)
    assert store.totals(LIBRARY, "spent") == everything
    assert store.all_counts(LIBRARY) == {}


def test_a_total_is_written_with_its_change_or_not_at_all(store: Store, faults: Faults) -> None:
    faults.plan([Fault.CRASH_BEFORE])
    change = store.change(LIBRARY)
    change.add(BOOKS, book())
    change.add_to("spent", ("2026-11",), 5)
    with pytest.raises(Crash):
        change.commit()
    faults.plan([])
    assert (store.totals(LIBRARY, "spent"), store.children(LIBRARY, BOOKS)) == ({}, [])
