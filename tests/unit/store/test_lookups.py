"""Looking up many values of an index at once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.memory_queue import MemoryQueue
from shared.adapters.memory_table import MemoryTable
from shared.core.clock import utc_now
from shared.core.ids import new_id, numbered_id
from shared.ports.table import MAX_OPERATIONS, Insert, RowPage
from shared.store.lookups import matching
from shared.store.store import Store
from tests.library import BOOKS, LIBRARY, book

keys = st.text("ab!", min_size=1, max_size=4).map(lambda text: f"i!{text.strip('!') or 'a'}")


class Narrow:
    """A table whose ranges have few rows, so that every lookup turns pages."""

    def __init__(self, table: MemoryTable, most: int) -> None:
        self.table = table
        self.most = most
        self.reads = 0

    def range(self, partition: str, low: str, high: str, *, limit: int) -> RowPage:
        self.reads += 1
        return self.table.range(partition, low, high, limit=min(limit, self.most))

    def __getattr__(self, name: str) -> object:
        return getattr(self.table, name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    there=st.sets(keys, max_size=20),
    wanted=st.sets(st.sampled_from(["i!a", "i!b", "i!aa"])),
    most=st.integers(1, 5),
)
def test_what_is_wanted_and_there_is_found_once_whatever_fits_into_a_page(
    there: set[str], wanted: set[str], most: int
) -> None:
    table = MemoryTable()
    there = {key for key in there if not any(key.startswith(f"{one}!") for one in wanted & there)}
    for key in there:
        table.commit("p", [Insert(key, {})])
    found = [(key, row.key) for key, row in matching(Narrow(table, most), "p", wanted)]  # type: ignore[arg-type]  # a part of a table
    assert sorted(found) == sorted(
        (key, row) for key in wanted for row in there if row == key or row.startswith(f"{key}!")
    )


def test_a_lookup_reads_no_more_than_there_is_or_is_wanted() -> None:
    table = MemoryTable()
    for number in range(50):
        table.commit("p", [Insert(f"u!{number:02}", {})])
    few = Narrow(table, 10)
    assert len(list(matching(few, "p", ["u!00", "u!49"]))) == 2  # type: ignore[arg-type]  # a part of a table
    assert few.reads <= 3
    many = Narrow(table, 10)
    assert len(list(matching(many, "p", [f"u!{number:02}" for number in range(50)]))) == 50  # type: ignore[arg-type]
    assert many.reads <= 6


def test_owners_of_unique_values_and_entities_of_listed_ones_are_found_together(store: Store) -> None:
    books = [book(title=f"T{number}", isbn=str(number)) for number in range(5)]
    for one in books:
        change = store.change(LIBRARY)
        change.add(BOOKS, one)
        change.commit()
    owners = store.owners(LIBRARY, BOOKS, "isbn", ["1", "3", "99"])
    assert owners == {"1": books[1].id, "3": books[3].id}


def test_a_bulk_change_takes_what_fits_and_refuses_the_rest() -> None:
    table = MemoryTable()
    store = Store(table, MemoryQueue(), utc_now)
    change = store.change(LIBRARY)
    added = 0
    while change.add_if_it_fits(BOOKS, book(title=f"T{added}", isbn=str(added)), spare=3):
        added += 1
    assert MAX_OPERATIONS - 3 - 12 <= change.size <= MAX_OPERATIONS - 3
    change.commit()
    assert len(store.children(LIBRARY, BOOKS)) == added
    with pytest.raises(ValueError, match="indexes"):
        store.change(LIBRARY).put(BOOKS, book())


def test_numbered_identifiers_are_always_the_same_and_sort_by_number() -> None:
    seed = new_id()
    made = [numbered_id(seed, number) for number in range(0, 50_000, 611)]
    assert made == sorted(set(made)) == [numbered_id(seed, number) for number in range(0, 50_000, 611)]
    assert numbered_id(new_id(), 1) not in made
