"""What every table promises: the twin in memory and the real service's emulator."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.adapters.azure_storage import Policies
from shared.adapters.azure_table import AzureTable
from shared.adapters.memory_table import MemoryTable
from shared.core.errors import Conflict, Stale, Unavailable
from shared.ports.table import (
    MAX_OPERATIONS,
    Column,
    Delete,
    Insert,
    Missing,
    Operation,
    Put,
    Replace,
    Row,
    Table,
    Taken,
)
from tests.strict_storage import ShortPages, StrictPolicy


@pytest.fixture(
    params=[
        "memory",
        pytest.param("azurite", marks=pytest.mark.azurite),
        pytest.param("azurite with short pages", marks=pytest.mark.azurite),
    ]
)
def table(request: pytest.FixtureRequest) -> Table:
    if request.param == "memory":
        return MemoryTable()
    emulator = request.getfixturevalue("azurite")
    policies: Policies = [StrictPolicy(), *([ShortPages(seed=1, rows=7)] if "short" in request.param else [])]
    return AzureTable(emulator.connection_string, emulator.new_table(), policies=policies)


def insert(table: Table, *keys: str, partition: str = "p") -> None:
    table.commit(partition, [Insert(key, {"name": key}) for key in keys])


def read(table: Table, key: str, partition: str = "p") -> Row:
    row = table.get(partition, key)
    assert row is not None
    return row


def keys(table: Table, low: str, high: str, limit: int = 1000) -> tuple[list[str], bool]:
    page = table.range("p", low, high, limit=limit)
    return [row.key for row in page.rows], page.more


def test_a_row_that_was_never_written_is_none(table: Table) -> None:
    assert table.get("p", "k") is None
    insert(table, "k")
    assert table.get("p", "other") is None
    assert table.get("other", "k") is None


def test_columns_come_back_as_they_went(table: Table) -> None:
    columns: dict[str, Column] = {
        "text": "Zoë 北京 🙂 'quoted' \"doubly\" \\ / # ?\n",
        "empty": "",
        "small": 7,
        "large": 2**62,
        "negative": -(2**40),
        "half": 0.5,
        "yes": True,
        "no": False,
        "time": "2026-01-31T12:00:00Z",
        "number": "12",
    }
    table.commit("p", [Insert("k", columns)])
    row = read(table, "k")
    assert dict(row.columns) == columns
    assert {name: type(value) for name, value in row.columns.items()} == {n: type(v) for n, v in columns.items()}
    assert (row.partition, row.key) == ("p", "k")
    assert table.range("p", "k", "l", limit=1).rows == (row,)


def test_a_row_may_have_no_columns(table: Table) -> None:
    table.commit("p", [Insert("k", {})])
    assert dict(read(table, "k").columns) == {}


@pytest.mark.parametrize("key", ["a!b", "a~00e9", "a*b@c.d:e", "a,b-c_d", "'", "a b", "x" * 512])
def test_these_keys_are_kept(table: Table, key: str) -> None:
    insert(table, key)
    assert read(table, key).key == key
    table.commit("p", [Replace(key, {"name": "new"}, read(table, key).etag)])
    assert table.range("p", key, key + "~", limit=5).rows == (read(table, key),)
    table.commit("p", [Delete(key)])
    assert table.get("p", key) is None


@pytest.mark.parametrize("key", ["a/b", "a\\b", "a#b", "a?b", "a\tb", "a\x85b", "x" * 513])
def test_these_keys_are_refused(table: Table, key: str) -> None:
    with pytest.raises(ValueError, match="a key has"):
        insert(table, key)
    with pytest.raises(ValueError, match="a key has"):
        table.get("p", key)
    with pytest.raises(ValueError, match="a key has"):
        insert(table, "k", partition=key)


def test_inserting_a_taken_key_says_which(table: Table) -> None:
    insert(table, "b")
    before = read(table, "b")
    with pytest.raises(Taken) as caught:
        insert(table, "a", "b", "c")
    assert caught.value.key == "b"
    assert isinstance(caught.value, Conflict)
    assert table.get("p", "a") is None
    assert table.get("p", "c") is None
    assert read(table, "b") == before


def test_put_writes_a_row_whole_whether_or_not_it_exists(table: Table) -> None:
    table.commit("p", [Put("k", {"a": 1, "b": 2})])
    table.commit("p", [Put("k", {"a": 3})])
    assert dict(read(table, "k").columns) == {"a": 3}


def test_replace_writes_a_row_whole_and_changes_its_etag(table: Table) -> None:
    table.commit("p", [Insert("k", {"a": 1, "b": 2})])
    first = read(table, "k")
    table.commit("p", [Replace("k", {"a": 3}, first.etag)])
    second = read(table, "k")
    assert dict(second.columns) == {"a": 3}
    assert second.etag != first.etag


def test_writing_the_same_again_changes_the_etag(table: Table) -> None:
    insert(table, "k")
    first = read(table, "k")
    table.commit("p", [Put("k", first.columns)])
    assert read(table, "k").etag != first.etag


@pytest.mark.parametrize("change", [lambda etag: Replace("k", {"a": 3}, etag), lambda etag: Delete("k", etag)])
def test_a_stale_etag_is_refused_and_nothing_is_written(table: Table, change: Callable[[str], Operation]) -> None:
    insert(table, "k")
    old = read(table, "k")
    table.commit("p", [Put("k", {"a": 2})])
    with pytest.raises(Stale):
        table.commit("p", [Insert("new", {}), change(old.etag)])
    assert table.get("p", "new") is None
    assert dict(read(table, "k").columns) == {"a": 2}


def test_the_etag_of_a_row_that_was_made_anew_is_another(table: Table) -> None:
    insert(table, "k")
    old = read(table, "k")
    table.commit("p", [Delete("k")])
    insert(table, "k")
    with pytest.raises(Stale):
        table.commit("p", [Delete("k", old.etag)])


@pytest.mark.parametrize("operation", [Delete("k"), Delete("k", 'W/"1"'), Replace("k", {"a": 1}, 'W/"1"')])
def test_a_row_that_must_exist_and_does_not_is_missing(table: Table, operation: Operation) -> None:
    insert(table, "other")
    with pytest.raises(Missing) as caught:
        table.commit("p", [Insert("new", {}), operation])
    assert caught.value.key == "k"
    assert isinstance(caught.value, Stale)
    assert table.get("p", "new") is None


def test_a_stale_write_to_a_table_that_is_not_there_yet_is_stale(table: Table) -> None:
    with pytest.raises(Stale):
        table.commit("p", [Delete("k")])


def test_all_kinds_of_operations_go_in_one_transaction(table: Table) -> None:
    insert(table, "replaced", "deleted", "deleted as read")
    table.commit(
        "p",
        [
            Insert("inserted", {"n": 1}),
            Put("put", {"n": 2}),
            Replace("replaced", {"n": 3}, read(table, "replaced").etag),
            Delete("deleted"),
            Delete("deleted as read", read(table, "deleted as read").etag),
        ],
    )
    assert keys(table, "a", "z") == (["inserted", "put", "replaced"], False)


def test_a_hundred_operations_are_taken_and_no_more(table: Table) -> None:
    rows = [Insert(f"{number:03}", {}) for number in range(MAX_OPERATIONS + 1)]
    with pytest.raises(ValueError, match="1 to 100 operations"):
        table.commit("p", rows)
    with pytest.raises(ValueError, match="1 to 100 operations"):
        table.commit("p", [])
    assert keys(table, "0", "9") == ([], False)
    table.commit("p", rows[:MAX_OPERATIONS])
    assert len(keys(table, "0", "9")[0]) == MAX_OPERATIONS


def test_a_transaction_names_each_row_once(table: Table) -> None:
    with pytest.raises(ValueError, match="each row once"):
        table.commit("p", [Insert("k", {}), Delete("k")])


def test_a_range_has_its_low_end_and_not_its_high_end(table: Table) -> None:
    insert(table, "a", "b", "ba", "c")
    insert(table, "b", "bb", partition="q")
    assert keys(table, "b", "c") == (["b", "ba"], False)
    assert keys(table, "b", "b") == ([], False)
    assert keys(table, "bb", "c") == ([], False)


def test_a_range_is_in_the_order_of_code_points(table: Table) -> None:
    scrambled = ["a", "B", "a!", "a,", "a-", "a1", "aA", "a_", "aa", "a~", "é", "ab"]
    insert(table, *scrambled)
    assert keys(table, " ", "\uffff") == (sorted(scrambled), False)


def test_a_range_says_exactly_whether_it_goes_on(table: Table) -> None:
    insert(table, "a", "b", "c", "d")
    assert keys(table, "a", "d", limit=2) == (["a", "b"], True)
    assert keys(table, "a", "d", limit=3) == (["a", "b", "c"], False)
    assert keys(table, "a", "d", limit=4) == (["a", "b", "c"], False)


def test_a_thousand_rows_make_one_page(table: Table) -> None:
    for start in range(0, 1100, 100):
        insert(table, *(f"{number:04}" for number in range(start, start + 100)))
    first, more = keys(table, "0", "9")
    assert (len(first), more) == (1000, True)
    rest, more = keys(table, first[-1] + "!", "9")
    assert (len(rest), more) == (100, False)


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_page_has_1_to_1000_rows(table: Table, limit: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000 rows"):
        table.range("p", "a", "z", limit=limit)


def test_a_range_of_a_table_that_is_not_there_yet_is_empty(table: Table) -> None:
    assert keys(table, "a", "z") == ([], False)


def test_quotes_in_the_ends_of_a_range_are_no_syntax(table: Table) -> None:
    insert(table, "k")
    assert keys(table, "x' or RowKey ge 'a", "x' or RowKey ge 'b") == ([], False)


def test_of_many_at_once_one_wins_an_insert(table: Table) -> None:
    insert(table, "ready")
    barrier = threading.Barrier(8)

    def race(number: int) -> bool:
        barrier.wait()
        try:
            table.commit("p", [Insert(f"own {number}", {}), Insert("slot", {"by": number})])
        except Taken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(race, range(8)))
    assert won.count(True) == 1
    assert read(table, "slot").columns["by"] == won.index(True)
    assert keys(table, "own", "owo") == ([f"own {won.index(True)}"], False)


def test_of_many_at_once_none_loses_an_increment(table: Table) -> None:
    table.commit("p", [Insert("n", {"n": 0})])

    def increment(_: int) -> None:
        while True:
            row = read(table, "n")
            try:
                table.commit("p", [Replace("n", {"n": int(row.columns["n"]) + 1}, row.etag)])
            except Stale:
                continue
            return

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(increment, range(40)))
    assert read(table, "n").columns["n"] == 40


def test_of_many_at_once_all_make_the_table(table: Table) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: insert(table, f"{number}"), range(8)))
    assert keys(table, "0", "9")[0] == [str(number) for number in range(8)]


def test_a_table_that_does_not_answer_is_unavailable() -> None:
    nowhere = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:1/a;"
    table = AzureTable(nowhere, "table")
    with pytest.raises(Unavailable):
        table.commit("p", [Put("k", {})])
