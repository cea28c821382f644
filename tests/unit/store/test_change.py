from datetime import timedelta

import pytest

from shared.adapters.memory_queue import MemoryQueue
from shared.adapters.memory_table import MemoryTable
from shared.core.errors import Conflict, Invalid, NotFound, Stale, Unavailable
from shared.core.ids import derived_from, new_id
from shared.core.page import PageQuery
from shared.core.resource import Resource
from shared.ports.table import Taken
from shared.store.kinds import Kind
from shared.store.store import Store
from shared.store.tasks import QUEUED
from tests.faults import Fault, Faults
from tests.library import BOOKS, LEAVES, LIBRARY, Bind, Book, Leaf, TurnableClock, book


def add(store: Store, *books: Book) -> None:
    change = store.change(LIBRARY)
    for one in books:
        change.add(BOOKS, one)
    change.commit()


def replace(store: Store, old: Book, **fields: str | None) -> None:
    change = store.change(LIBRARY)
    change.replace(BOOKS, store.get(LIBRARY, BOOKS, old.id), old.model_copy(update=fields))
    change.commit()


def test_what_was_added_is_read_as_it_was(store: Store) -> None:
    one = book(title="Die Verwandlung", text="Als Gregor Samsa … 🙂")
    add(store, one)
    assert store.get(LIBRARY, BOOKS, one.id).entity == one
    assert store.find(LIBRARY, BOOKS, new_id()) is None


def test_a_tenant_does_not_see_another(store: Store) -> None:
    one = book(isbn="1")
    add(store, one)
    assert store.find("other", BOOKS, one.id) is None
    assert store.find_by("other", BOOKS, "isbn", "1") is None
    assert store.page("other", BOOKS, "all", (), PageQuery()).total == 0
    assert store.all_counts("other") == {}


def test_what_is_missing_is_named_in_words(store: Store) -> None:
    roles = Kind(name="access_role", model=Resource)
    with pytest.raises(NotFound, match=r"^No such access role\.$"):
        store.get(LIBRARY, roles, "1")


def test_children_come_in_the_order_of_their_keys_and_with_their_own_parent_alone(store: Store) -> None:
    change = store.change(LIBRARY)
    for parent, number in [("a", 10), ("a", 9), ("ab", 1), ("a", 1)]:
        change.add(LEAVES, Leaf(id=new_id(), book_id=parent, number=number))
    change.commit()
    assert [leaf.number for leaf in store.children(LIBRARY, LEAVES, "a")] == [1, 9, 10]
    assert store.get(LIBRARY, LEAVES, "ab", "000001").entity.book_id == "ab"
    assert len(store.children(LIBRARY, LEAVES)) == 4


def test_an_id_is_taken_once(store: Store) -> None:
    one = book()
    add(store, one)
    with pytest.raises(Taken, match=r"^There is such a book already\.$"):
        add(store, one)
    assert store.counts(LIBRARY, BOOKS, "all") == {(): 1}


def test_a_unique_value_is_taken_once(store: Store) -> None:
    one, other = book(isbn="1"), book(isbn="2")
    add(store, one, other)
    sentence = r"^There is a book with this isbn already\.$"
    with pytest.raises(Conflict, match=sentence):
        add(store, book(isbn="1"))
    with pytest.raises(Conflict, match=sentence):
        replace(store, other, isbn="1")
    with pytest.raises(Conflict, match=sentence):
        add(store, book(isbn="3"), book(isbn="3"))
    replace(store, one, isbn=None)
    replace(store, other, isbn="1")
    found = store.find_by(LIBRARY, BOOKS, "isbn", "1")
    assert found is not None
    assert found.entity.id == other.id
    assert store.find_by(LIBRARY, BOOKS, "isbn", "2") is None


def test_two_entities_swap_a_unique_value_in_one_change(store: Store) -> None:
    one, other = book(isbn="1"), book(isbn="2")
    add(store, one, other)
    change = store.change(LIBRARY)
    change.replace(BOOKS, store.get(LIBRARY, BOOKS, one.id), one.model_copy(update={"isbn": "2"}))
    change.replace(BOOKS, store.get(LIBRARY, BOOKS, other.id), other.model_copy(update={"isbn": "1"}))
    change.commit()
    owners = {isbn: store.find_by(LIBRARY, BOOKS, "isbn", isbn) for isbn in ("1", "2")}
    assert {isbn: found.entity.id for isbn, found in owners.items() if found} == {"1": other.id, "2": one.id}


def test_the_second_of_two_writers_is_stale(store: Store) -> None:
    one = book()
    add(store, one)
    mine, theirs = store.get(LIBRARY, BOOKS, one.id), store.get(LIBRARY, BOOKS, one.id)
    change = store.change(LIBRARY)
    change.replace(BOOKS, theirs, one.model_copy(update={"status": "out"}))
    change.commit()
    late = store.change(LIBRARY)
    late.replace(BOOKS, mine, one.model_copy(update={"title": "Mine"}))
    late.add(BOOKS, book(title="With it"))
    with pytest.raises(Stale):
        late.commit()
    assert [found.title for found in store.children(LIBRARY, BOOKS)] == ["Faust"]
    assert store.counts(LIBRARY, BOOKS, "status") == {("out",): 1}


def test_a_key_never_changes(store: Store) -> None:
    one = book()
    add(store, one)
    change = store.change(LIBRARY)
    with pytest.raises(ValueError, match="the key of a book never changes"):
        change.replace(BOOKS, store.get(LIBRARY, BOOKS, one.id), book())


def test_a_list_row_carries_the_brief(store: Store) -> None:
    one = book(text="long")
    add(store, one)
    assert store.page(LIBRARY, BOOKS, "all", (), PageQuery()).items == (one.model_copy(update={"text": ""}),)


def test_a_document_that_fits_no_row_is_refused_by_name(store: Store) -> None:
    room = 32_000 - len(book(text="").model_dump_json())
    add(store, book(text="x" * room), book(text="🙂" * (room // 2)))
    for text in ("x" * (room + 1), "🙂" * (room // 2 + 1)):
        with pytest.raises(Invalid, match="The book is too large") as caught:
            add(store, book(text=text))
        assert caught.value.code == "too_large"


def test_more_than_a_hundred_rows_are_refused_and_their_number_is_known_before(store: Store) -> None:
    change = store.change(LIBRARY)
    assert change.size == 0
    change.add(BOOKS, book(title="one two"))
    # The book, 4 entries of indexes, 2 counts, and the mark of the transaction.
    assert change.size == 1 + 4 + 2 + 1
    change.add(BOOKS, book(title="one two"))
    assert change.size == 2 * 5 + 2 + 1
    while change.size <= 100:
        change.add(BOOKS, book())
    with pytest.raises(ValueError, match="at most 100 rows"):
        change.commit()
    assert store.children(LIBRARY, BOOKS) == []


def test_more_bytes_than_a_transaction_takes_are_refused(store: Store) -> None:
    change = store.change(LIBRARY)
    for number in range(20):
        change.add(LEAVES, Leaf(id=new_id(), book_id="a", number=number, text="北" * 30_000))
    with pytest.raises(ValueError, match="at most 3500000 bytes"):
        change.commit()


def test_an_empty_change_does_nothing(store: Store, faults: Faults) -> None:
    faults.plan([Fault.CRASH_BEFORE])
    store.change(LIBRARY).commit()


def test_a_change_is_committed_once_and_writes_each_thing_once(store: Store) -> None:
    one = book()
    change = store.change(LIBRARY)
    change.add(BOOKS, one)
    with pytest.raises(ValueError, match="writes each row once"):
        change.add(BOOKS, one)
    change.commit()
    with pytest.raises(ValueError, match="committed once"):
        change.commit()


def test_messages_follow_the_commit_with_their_delay(store: Store, queue: MemoryQueue) -> None:
    task = Bind(company_id=LIBRARY, book_id="1")
    change = store.change(LIBRARY)
    change.send(task, delay=timedelta(seconds=30))
    assert queue.sent == []
    change.commit()
    assert queue.sent == [("bind-book", task.model_dump_json(), timedelta(seconds=30))]
    assert store.is_pending(task)


def test_nothing_is_sent_when_nothing_was_written(store: Store, queue: MemoryQueue) -> None:
    one = book()
    add(store, one)
    change = store.change(LIBRARY)
    change.add(BOOKS, one)
    change.send(Bind(company_id=LIBRARY, book_id="1"))
    with pytest.raises(Conflict):
        change.commit()
    assert queue.sent == []


def test_a_task_of_another_company_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="belongs to the company"):
        store.change(LIBRARY).send(Bind(company_id="other", book_id="1"))


def test_a_task_is_finished_once(store: Store) -> None:
    task = Bind(company_id=LIBRARY, book_id="1")
    change = store.change(LIBRARY)
    change.send(task)
    change.commit()
    for effect in (book(), book()):
        change = store.change(LIBRARY)
        change.finish(task)
        change.add(BOOKS, effect)
        if store.is_pending(task):
            change.commit()
        else:
            with pytest.raises(Stale):
                change.commit()
    assert len(store.children(LIBRARY, BOOKS)) == 1


def test_requests_that_get_lost_are_repeated_after_growing_pauses(
    store: Store, faults: Faults, pauses: list[float]
) -> None:
    faults.plan([Fault.LOST_REQUEST] * 3)
    add(store, book())
    assert len(store.children(LIBRARY, BOOKS)) == 1
    assert len(pauses) == 3
    assert sorted(pauses) == pauses


def test_a_table_that_stays_away_is_unavailable(store: Store, faults: Faults) -> None:
    faults.plan([Fault.LOST_REQUEST] * 5)
    with pytest.raises(Unavailable):
        add(store, book())
    faults.plan([])
    assert store.children(LIBRARY, BOOKS) == []


def test_a_commit_whose_last_answer_was_lost_is_recognised(store: Store, faults: Faults) -> None:
    faults.plan([Fault.LOST_REQUEST, Fault.LOST_REQUEST, Fault.LOST_REQUEST, Fault.LOST_ANSWER])
    add(store, book())
    assert len(store.children(LIBRARY, BOOKS)) == 1


def test_a_commit_is_recognised_when_looking_fails_too(store: Store, faults: Faults) -> None:
    faults.plan([Fault.LOST_ANSWER, Fault.NONE, Fault.LOST_REQUEST])
    add(store, book())
    assert len(store.children(LIBRARY, BOOKS)) == 1


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER])
def test_a_change_of_one_row_is_recognised_by_that_row(
    store: Store, table: MemoryTable, faults: Faults, fault: Fault
) -> None:
    leaf = Leaf(id="1", book_id="a", number=1)
    change = store.change(LIBRARY)
    change.add(LEAVES, leaf)
    assert change.size == 1
    faults.plan([fault] * 2)
    change.commit()
    change = store.change(LIBRARY)
    change.replace(LEAVES, store.get(LIBRARY, LEAVES, "a", "000001"), leaf.model_copy(update={"text": "new"}))
    faults.plan([fault] * 2)
    change.commit()
    assert [one.text for one in store.children(LIBRARY, LEAVES)] == ["new"]
    assert len(table.range(LIBRARY, "!", "~", limit=10).rows) == 1
    change = store.change(LIBRARY)
    change.remove(LEAVES, store.get(LIBRARY, LEAVES, "a", "000001"))
    faults.plan([fault] * 2)
    change.commit()
    assert store.children(LIBRARY, LEAVES) == []


def test_another_change_of_one_row_is_not_mistaken_for_ones_own(store: Store) -> None:
    leaf = Leaf(id="1", book_id="a", number=1)
    for refused in (False, True):
        change = store.change(LIBRARY)
        change.add(LEAVES, leaf)
        if refused:
            with pytest.raises(Taken):
                change.commit()
        else:
            change.commit()


def test_a_repeated_request_finds_its_commit_and_sends_its_messages(store: Store, queue: MemoryQueue) -> None:
    for _ in range(2):
        with derived_from("request 1", at_ms=1):
            change = store.change(LIBRARY)
            one = book()
            change.add(BOOKS, one)
            change.send(Bind(company_id=LIBRARY, book_id=one.id))
            change.commit()
    assert len(store.children(LIBRARY, BOOKS)) == 1
    assert store.counts(LIBRARY, BOOKS, "all") == {(): 1}
    assert len(queue.sent) == 2
    assert len(store.tasks(LIBRARY, QUEUED, PageQuery()).items) == 1


def test_a_repeated_request_that_takes_another_path_is_not_mistaken_for_the_first(store: Store) -> None:
    one, other = book(), book()
    for written in (one, other):
        with derived_from("request 1", at_ms=1):
            add(store, written)
    assert {found.id for found in store.children(LIBRARY, BOOKS)} == {one.id, other.id}


def test_the_marks_of_commits_are_dropped_after_a_day(store: Store, table: MemoryTable, clock: TurnableClock) -> None:
    def marks() -> int:
        return len(table.range(LIBRARY, "x!", "y", limit=1000).rows)

    for hour in range(0, 48, 12):
        with derived_from(f"request {hour}", at_ms=int(clock().timestamp() * 1000)):
            for _ in range(60):
                add(store, book())
        store.fold_counts(LIBRARY)
        assert marks() == 60 * min(3, 1 + hour // 12)
        clock.turn(timedelta(hours=12))
