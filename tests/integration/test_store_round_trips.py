"""What the store costs: requests to the storage service, counted under the SDK."""

from collections.abc import Callable

import pytest

from shared.adapters.azure_queue import AzureQueueSender
from shared.adapters.azure_table import AzureTable
from shared.core.page import PageQuery
from shared.store.store import Store
from tests.azurite import StorageEmulator
from tests.library import BOOKS, LEAVES, LIBRARY, Bind, Leaf, TurnableClock, book
from tests.strict_storage import RoundTrips, StrictPolicy

pytestmark = pytest.mark.azurite

ONE = book(title="One", isbn="1", shelf="A")
BOOKS_THERE = 60


@pytest.fixture(scope="module")
def round_trips() -> RoundTrips:
    return RoundTrips()


@pytest.fixture(scope="module")
def store(azurite: StorageEmulator, round_trips: RoundTrips) -> Store:
    account = azurite.new_account()
    table = AzureTable(account, azurite.new_table(), policies=[StrictPolicy(), round_trips])
    queue = AzureQueueSender(account, policies=[round_trips])
    store = Store(table, queue, TurnableClock())
    for start in range(0, BOOKS_THERE, 12):
        change = store.change(LIBRARY)
        for number in range(start, start + 12):
            change.add(BOOKS, book(title=f"Book {number}", shelf="A") if number else ONE)
        change.send(Bind(company_id=LIBRARY, book_id="1"))
        change.commit()
    return store


READS: dict[str, tuple[int, Callable[[Store], object]]] = {
    "get": (1, lambda store: store.get(LIBRARY, BOOKS, ONE.id)),
    "find": (1, lambda store: store.find(LIBRARY, BOOKS, "nobody")),
    "find_by": (2, lambda store: store.find_by(LIBRARY, BOOKS, "isbn", "1")),
    "find_by, nobody": (1, lambda store: store.find_by(LIBRARY, BOOKS, "isbn", "nobody")),
    "children": (1, lambda store: store.children(LIBRARY, BOOKS)),
    "page": (2, lambda store: store.page(LIBRARY, BOOKS, "all", (), PageQuery(limit=10))),
    "page, skipping": (2, lambda store: store.page(LIBRARY, BOOKS, "all", (), PageQuery(limit=10, skip=30))),
    "page, to the end": (1, lambda store: store.page(LIBRARY, BOOKS, "all", (), PageQuery(limit=100))),
    "page, filtered": (2, lambda store: store.page(LIBRARY, BOOKS, "shelf", ("A", "in"), PageQuery(limit=10))),
    "search": (1, lambda store: store.page(LIBRARY, BOOKS, "word", ("b",), PageQuery(limit=10), prefix=True)),
    "each": (1, lambda store: list(store.each(LIBRARY, BOOKS, "all", ()))),
    "counts": (1, lambda store: store.counts(LIBRARY, BOOKS, "shelf")),
    "all_counts": (1, lambda store: store.all_counts(LIBRARY)),
    "is_pending": (1, lambda store: store.is_pending(Bind(company_id=LIBRARY, book_id="1"))),
    "tasks": (1, lambda store: store.tasks(LIBRARY, "queued", PageQuery())),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_costs(store: Store, round_trips: RoundTrips, name: str) -> None:
    expected, read = READS[name]
    with round_trips.counted() as counted:
        read(store)
    assert counted.total == expected, counted.requests


def test_the_next_page_costs_no_more(store: Store, round_trips: RoundTrips) -> None:
    page = store.page(LIBRARY, BOOKS, "all", (), PageQuery(limit=10))
    with round_trips.counted() as counted:
        page = store.page(LIBRARY, BOOKS, "all", (), PageQuery(limit=10, cursor=page.next_cursor))
    assert counted.total == 2, counted.requests
    assert page.total == BOOKS_THERE


@pytest.mark.parametrize("messages", [0, 1, 2])
def test_a_change_costs_one_and_one_for_each_message(store: Store, round_trips: RoundTrips, messages: int) -> None:
    change = store.change(LIBRARY)
    for number in range(10):
        change.add(LEAVES, Leaf(id=f"{messages} {number}", book_id=f"{messages}", number=number))
    tasks = [Bind(company_id=LIBRARY, book_id="1") for _ in range(messages)]
    for task in tasks:
        change.send(task)
    with round_trips.counted() as counted:
        change.commit()
    assert counted.total == 1 + messages, counted.requests
    change = store.change(LIBRARY)
    for task in tasks:
        change.finish(task)
    stored = store.get(LIBRARY, LEAVES, f"{messages}", "000001")
    change.replace(LEAVES, stored, stored.entity.model_copy(update={"text": "new"}))
    with round_trips.counted() as counted:
        change.commit()
    assert counted.total == 1, counted.requests
