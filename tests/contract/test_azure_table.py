"""What the real service does and its emulator does not, seen through the adapter."""

import logging
from collections.abc import Callable

import pytest
from azure.data.tables import TableClient

from shared.adapters.azure_storage import Policies
from shared.adapters.azure_table import AzureTable
from shared.core.errors import Unavailable
from shared.ports.table import Delete, Insert, Put
from tests.azurite import StorageEmulator
from tests.strict_storage import DropAfterWrite, RoundTrips, Scan, ShortPages, StrictPolicy, Throttle

pytestmark = pytest.mark.azurite

Open = Callable[[Policies], AzureTable]


@pytest.fixture
def open_table(azurite: StorageEmulator) -> Open:
    """Opens the same table each time, with other policies."""
    name = azurite.new_table()
    return lambda policies: AzureTable(azurite.connection_string, name, policies=policies)


def fill(table: AzureTable, number: int) -> list[str]:
    keys = [f"{at:03}" for at in range(number)]
    table.commit("p", [Insert(key, {}) for key in keys])
    return keys


@pytest.mark.parametrize(
    "query", ["n eq 1", "PartitionKey eq 'p'", "RowKey ge 'a' and RowKey lt 'b'", "PartitionKey eq 'p' and n eq 1"]
)
def test_a_scan_is_caught(azurite: StorageEmulator, query: str) -> None:
    options = {"per_retry_policies": [StrictPolicy()]}
    client = TableClient.from_connection_string(azurite.connection_string, azurite.new_table(), **options)
    with pytest.raises(Scan):
        next(client.query_entities(query))
    with pytest.raises(Scan):
        next(client.list_entities())


def test_a_range_is_read_to_its_end_though_pages_are_short_or_empty(open_table: Open) -> None:
    keys = fill(open_table([]), 60)
    requests = RoundTrips()
    table = open_table([StrictPolicy(), ShortPages(seed=1, empty=0.6), requests])
    with requests.counted() as counted:
        page = table.range("p", "0", "9", limit=60)
    assert ([row.key for row in page.rows], page.more) == (keys, False)
    assert counted.total > 30
    page = table.range("p", "005", "9", limit=50)
    assert ([row.key for row in page.rows], page.more) == (keys[5:55], True)


def test_reads_are_repeated_when_the_service_is_busy(open_table: Open) -> None:
    fill(open_table([]), 3)
    table = open_table([Throttle(seed=1, chance=0.3)])
    for _ in range(6):
        assert table.get("p", "001") is not None
        assert len(table.range("p", "0", "9", limit=10).rows) == 3


def test_a_transaction_is_sent_once_whatever_happens(open_table: Open) -> None:
    fill(open_table([]), 1)
    for trouble in (Throttle(chance=1), DropAfterWrite(chance=1)):
        requests = RoundTrips()
        with requests.counted() as counted, pytest.raises(Unavailable):
            open_table([requests, trouble]).commit("p", [Put(type(trouble).__name__, {})])
        assert counted.total == 1
    assert open_table([]).get("p", "Throttle") is None
    assert open_table([]).get("p", "DropAfterWrite") is not None


def test_the_table_is_made_once_and_costs_nothing_after(open_table: Open) -> None:
    requests = RoundTrips()
    table = open_table([requests])
    with requests.counted() as counted:
        table.commit("p", [Insert("k", {})])
    assert counted.total == 3
    with requests.counted() as counted:
        table.commit("p", [Delete("k")])
    assert counted.total == 1


def test_a_transaction_above_4_mib_is_refused(open_table: Open) -> None:
    with pytest.raises(ValueError, match="at most 4 MiB"):
        open_table([]).commit("p", [Put(f"{at}", {"text": "x" * 32_000, "more": "x" * 32_000}) for at in range(80)])


def test_what_people_typed_is_not_logged(open_table: Open, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    table = open_table([])
    table.commit("p", [Insert("u!user!email!zoe@example.org", {"name": "Zoe"})])
    assert table.get("p", "u!user!email!zoe@example.org") is not None
    assert "zoe" not in caplog.text.lower()
