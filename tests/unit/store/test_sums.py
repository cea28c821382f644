"""Numbers that entities add up to, kept by groups that are read together."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.adapters.memory_table import MemoryTable
from shared.ports.table import Delete
from shared.store.store import Mended, Store
from tests.faults import Crash, Fault, Faults
from tests.library import BOOKS, LIBRARY, book


def add(store: Store, number: int, **fields: str) -> None:
    for _ in range(number):
        change = store.change(LIBRARY)
        change.add(BOOKS, book(**fields))
        change.commit()


def remove_all(store: Store) -> None:
    for one in store.children(LIBRARY, BOOKS):
        change = store.change(LIBRARY)
        change.remove(BOOKS, store.get(LIBRARY, BOOKS, one.id))
        change.commit()


def rows_of_sums(table: MemoryTable) -> list[str]:
    found = table.range(LIBRARY, "n!book!letters!", 'n!book!letters"', limit=1000).rows
    return [row.key for row in found]


def test_entities_add_up_in_each_of_their_groups(store: Store) -> None:
    add(store, 2, text="four")
    add(store, 1, text="twelve chars", shelf="A", status="out")
    everywhere = {("books", "in"): 2, ("letters", "in"): 8, ("books", "out"): 1, ("letters", "out"): 12}
    for _ in range(2):
        assert store.sums(LIBRARY, BOOKS, "letters", "everywhere") == everywhere
        assert store.sums(LIBRARY, BOOKS, "letters", "shelf A") == {("books", "out"): 1, ("letters", "out"): 12}
        assert store.sums(LIBRARY, BOOKS, "letters", "shelf B") == {}
        store.fold_counts(LIBRARY)


def test_a_change_adds_one_row_to_each_group_however_many_numbers_change(store: Store, table: MemoryTable) -> None:
    add(store, 1, text="four", shelf="A")
    assert len(rows_of_sums(table)) == 2
    [one] = store.children(LIBRARY, BOOKS)
    change = store.change(LIBRARY)
    change.replace(BOOKS, store.get(LIBRARY, BOOKS, one.id), one.model_copy(update={"status": "out", "text": "longer"}))
    change.commit()
    assert len(rows_of_sums(table)) == 4


def test_what_is_not_one_group_cannot_be_read(store: Store) -> None:
    with pytest.raises(ValueError, match="groups of 0"):
        store.sums(LIBRARY, BOOKS, "letters")
    with pytest.raises(ValueError, match="no sum"):
        store.sums(LIBRARY, BOOKS, "status", "in")


def test_many_changes_of_a_group_are_folded_to_a_row_for_each_number(store: Store, table: MemoryTable) -> None:
    add(store, 130, text="four")
    add(store, 5, text="four", status="out")
    before = store.sums(LIBRARY, BOOKS, "letters", "everywhere")
    store.fold_counts(LIBRARY)
    assert store.sums(LIBRARY, BOOKS, "letters", "everywhere") == before
    assert before == {("books", "in"): 130, ("letters", "in"): 520, ("books", "out"): 5, ("letters", "out"): 20}
    assert len(rows_of_sums(table)) == 2 * 4
    remove_all(store)
    store.fold_counts(LIBRARY)
    assert (rows_of_sums(table), store.sums(LIBRARY, BOOKS, "letters", "everywhere")) == ([], {})


def test_a_reader_who_sees_many_changes_folds_some(store: Store, table: MemoryTable) -> None:
    add(store, 110, text="four")
    before = len(rows_of_sums(table))
    expected = {("books", "in"): 110, ("letters", "in"): 440}
    assert store.sums(LIBRARY, BOOKS, "letters", "everywhere") == expected
    assert len(rows_of_sums(table)) < before
    assert store.sums(LIBRARY, BOOKS, "letters", "everywhere") == expected


@pytest.mark.parametrize("calls", range(6))
@pytest.mark.parametrize("fault", [Fault.CRASH_BEFORE, Fault.CRASH_AFTER])
def test_a_process_may_die_at_any_call_of_folding(store: Store, faults: Faults, fault: Fault, calls: int) -> None:
    add(store, 120, text="four")
    faults.plan([*[Fault.NONE] * calls, fault])
    with pytest.raises(Crash):
        store.fold_counts(LIBRARY)
    faults.plan([])
    for _ in range(2):
        assert store.sums(LIBRARY, BOOKS, "letters", "everywhere") == {("books", "in"): 120, ("letters", "in"): 480}
        store.fold_counts(LIBRARY)


def test_many_fold_while_many_write(store: Store) -> None:
    def work(number: int) -> None:
        if number % 4:
            add(store, 15, text="four", status="out" if number % 3 else "in")
        else:
            for _ in range(5):
                store.fold_counts(LIBRARY)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(16)))
    for _ in range(2):
        found = store.sums(LIBRARY, BOOKS, "letters", "everywhere")
        assert sum(number for (measure, _), number in found.items() if measure == "books") == 12 * 15
        assert sum(number for (measure, _), number in found.items() if measure == "letters") == 4 * 12 * 15
        store.fold_counts(LIBRARY)


def test_a_rebuild_corrects_sums_folded_or_not(store: Store, table: MemoryTable) -> None:
    add(store, 3, text="four")
    assert store.rebuild(LIBRARY, BOOKS) == Mended()
    store.fold_counts(LIBRARY)
    assert store.rebuild(LIBRARY, BOOKS) == Mended()
    add(store, 1, text="four")
    table.commit(LIBRARY, [Delete(key) for key in rows_of_sums(table)])
    assert store.rebuild(LIBRARY, BOOKS) == Mended(counts=4)
    assert store.sums(LIBRARY, BOOKS, "letters", "everywhere") == {("books", "in"): 4, ("letters", "in"): 16}
