from datetime import timedelta

import pytest

from shared.adapters.memory_queue import MemoryQueue
from shared.core.errors import NotFound
from shared.core.page import PageQuery
from shared.store.store import Store
from shared.store.tasks import FAILED, QUEUED
from tests.faults import Crash, Fault, Faults
from tests.library import LIBRARY, Bind, TurnableClock

MINUTE = timedelta(minutes=1)


def send(store: Store, *, delay: timedelta = timedelta(0)) -> Bind:
    task = Bind(company_id=LIBRARY, book_id="1")
    change = store.change(LIBRARY)
    change.send(task, delay=delay)
    change.commit()
    return task


def finish(store: Store, task: Bind) -> None:
    change = store.change(LIBRARY)
    change.finish(task)
    change.commit()


def test_a_task_is_pending_from_its_change_to_its_end(store: Store) -> None:
    assert not store.is_pending(Bind(company_id=LIBRARY, book_id="1"))
    task = send(store)
    assert store.is_pending(task)
    finish(store, task)
    assert not store.is_pending(task)


def test_a_message_that_a_handler_gets_is_the_task(store: Store, queue: MemoryQueue) -> None:
    task = send(store)
    [(name, body, _)] = queue.sent
    assert name == "bind-book"
    assert Bind.model_validate_json(body) == task


def test_a_message_that_could_not_be_sent_is_swept(
    store: Store, queue: MemoryQueue, queue_faults: Faults, clock: TurnableClock
) -> None:
    queue_faults.plan([Fault.LOST_REQUEST])
    task = send(store)
    assert queue.sent == []
    assert store.sweep(LIBRARY, older_than=MINUTE) == 0
    clock.turn(MINUTE)
    assert store.sweep(LIBRARY, older_than=MINUTE) == 1
    assert queue.sent == [("bind-book", task.model_dump_json(), timedelta(0))]


def test_a_process_that_dies_before_it_sends_leaves_it_to_the_sweep(
    store: Store, queue: MemoryQueue, queue_faults: Faults
) -> None:
    queue_faults.plan([Fault.CRASH_BEFORE])
    with pytest.raises(Crash):
        send(store)
    assert store.sweep(LIBRARY, older_than=timedelta(0)) == 1
    assert len(queue.sent) == 1


def test_what_was_swept_is_left_alone_as_long_again(store: Store, clock: TurnableClock) -> None:
    send(store)
    clock.turn(MINUTE)
    assert store.sweep(LIBRARY, older_than=MINUTE) == 1
    assert store.sweep(LIBRARY, older_than=MINUTE) == 0
    clock.turn(MINUTE)
    assert store.sweep(LIBRARY, older_than=MINUTE) == 1


def test_a_delayed_task_is_not_swept_before_it_is_due(store: Store, clock: TurnableClock) -> None:
    send(store, delay=timedelta(hours=1))
    clock.turn(timedelta(hours=1))
    assert store.sweep(LIBRARY, older_than=MINUTE) == 0
    clock.turn(MINUTE)
    assert store.sweep(LIBRARY, older_than=MINUTE) == 1


def test_what_is_done_is_not_swept(store: Store) -> None:
    finish(store, send(store))
    assert store.sweep(LIBRARY, older_than=timedelta(0)) == 0


def test_a_failed_task_is_shown_with_its_reason_and_not_pending(store: Store, clock: TurnableClock) -> None:
    task = send(store)
    store.fail(task, "The file is broken.")
    assert not store.is_pending(task)
    [shown] = store.tasks(LIBRARY, FAILED, PageQuery()).items
    assert (shown.id, shown.queue, shown.status, shown.error) == (task.id, "bind-book", FAILED, "The file is broken.")
    assert shown.created_at == clock.time
    assert Bind.model_validate_json(shown.body) == task
    assert store.tasks(LIBRARY, QUEUED, PageQuery()).items == ()
    assert store.sweep(LIBRARY, older_than=timedelta(0)) == 0


def test_failing_what_is_done_or_failed_changes_nothing(store: Store) -> None:
    done, failed = send(store), send(store)
    finish(store, done)
    store.fail(failed, "first")
    store.fail(failed, "second")
    store.fail(done, "late")
    assert [task.error for task in store.tasks(LIBRARY, FAILED, PageQuery()).items] == ["first"]


def test_a_failed_task_is_tried_again(store: Store, queue: MemoryQueue) -> None:
    task = send(store)
    store.fail(task, "It did not work.")
    queue.sent.clear()
    store.retry(LIBRARY, task.id)
    assert queue.sent == [("bind-book", task.model_dump_json(), timedelta(0))]
    assert store.is_pending(task)
    [shown] = store.tasks(LIBRARY, QUEUED, PageQuery()).items
    assert shown.error is None
    assert store.tasks(LIBRARY, FAILED, PageQuery()).items == ()


def test_only_a_failed_task_of_the_same_company_is_tried_again(store: Store) -> None:
    queued, failed = send(store), send(store)
    store.fail(failed, "It did not work.")
    with pytest.raises(NotFound, match="No such task"):
        store.retry(LIBRARY, queued.id)
    with pytest.raises(NotFound):
        store.retry("other", failed.id)


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER])
def test_failing_and_trying_again_bear_lost_answers(store: Store, faults: Faults, fault: Fault) -> None:
    task = send(store)
    faults.plan([Fault.NONE, fault])
    store.fail(task, "It did not work.")
    assert [shown.id for shown in store.tasks(LIBRARY, FAILED, PageQuery()).items] == [task.id]
    faults.plan([Fault.NONE, fault])
    store.retry(LIBRARY, task.id)
    assert store.is_pending(task)


def test_tasks_are_paged_oldest_first(store: Store) -> None:
    tasks = sorted(send(store).id for _ in range(5))
    page = store.tasks(LIBRARY, QUEUED, PageQuery(limit=2))
    rest = store.tasks(LIBRARY, QUEUED, PageQuery(cursor=page.next_cursor))
    assert [task.id for task in (*page.items, *rest.items)] == tasks
    assert (page.total, rest.total) == (5, 5)
