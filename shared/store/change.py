"""A change: everything that one operation writes in a tenant, as one transaction."""

import json
import logging
from collections import Counter as Multiset
from datetime import timedelta

from shared.core.clock import Clock
from shared.core.errors import Unavailable
from shared.core.ids import new_id
from shared.core.resource import Resource
from shared.ports.queue import QueueSender
from shared.ports.table import MAX_OPERATIONS, Delete, Insert, Missing, Operation, Put, Replace, Table, Taken
from shared.store import counts, rows, transaction
from shared.store.kinds import E, Kind, Stored
from shared.store.rows import Counter, IndexRows
from shared.store.tasks import FAILED, NO_DELAY, QUEUED, Task, TaskRecord, task_key
from shared.store.transaction import Sleep

log = logging.getLogger(__name__)

MAX_BYTES = 3_500_000
"""Of all columns of a change, as they are sent: the service takes 4 MiB a transaction, with its framing."""


class Change:
    """Collects writes; `commit` does all of them or none. Use it once."""

    def __init__(self, table: Table, queue: QueueSender, partition: str, now: Clock, sleep: Sleep) -> None:
        self._table = table
        self._queue = queue
        self._partition = partition
        self._now = now
        self._sleep = sleep
        self._id = new_id()
        self._operations: dict[str, Operation] = {}
        self._numbers: Multiset[Counter] = Multiset()
        self._refusals: dict[str, str] = {}
        self._messages: list[tuple[Task, timedelta]] = []
        self._rewritten: dict[str, tuple[Resource, Resource | None]] = {}
        self._committed = False

    @property
    def partition(self) -> str:
        """The tenant whose change it is."""
        return self._partition

    def rewritten(self, identifier: str) -> tuple[Resource, Resource | None] | None:
        """The entity of this id as it was and as this change leaves it (None: gone); None if it is not rewritten."""
        return self._rewritten.get(identifier)

    @property
    def size(self) -> int:
        """Rows that the commit would write now; at most 100. Bulk callers commit before it is passed."""
        number = len(self._operations) + len({counter.group for counter, number in self._numbers.items() if number})
        return number if number <= 1 else number + 1

    def add(self, kind: Kind[E], entity: E) -> None:
        """Write a new entity.

        Raises:
            Invalid: the entity is too large.
        """
        self._add(kind, entity, rows.index_rows(kind, entity))

    def add_if_it_fits(self, kind: Kind[E], entity: E, *, spare: int = 0) -> bool:
        """Write a new entity, unless fewer than `spare` rows would then be left of the change's 100: for bulk callers.

        Raises:
            Invalid: the entity is too large.
        """
        index = rows.index_rows(kind, entity)
        groups = {counter.group for counter in index.counters} - {counter.group for counter in self._numbers}
        if self.size + 1 + len(index.listed) + len(index.unique) + len(groups) > MAX_OPERATIONS - spare:
            return False
        self._add(kind, entity, index)
        return True

    def put(self, kind: Kind[E], entity: E) -> None:
        """Write an entity whether or not there is one of its key. Only for kinds without indexes.

        Raises:
            Invalid: the entity is too large.
        """
        if kind.indexes:
            raise ValueError(f"the indexes of a {kind.name} depend on what was there before")
        self._write(Put(rows.entity_key(kind, *kind.key(entity)), {"doc": rows.document(kind, entity)}))

    def replace(self, kind: Kind[E], stored: Stored[E], entity: E) -> None:
        """Write an entity in place of the one that was read; its key must be the same.

        Raises:
            Invalid: the entity is too large.
        """
        key = rows.entity_key(kind, *kind.key(entity))
        if key != rows.entity_key(kind, *kind.key(stored.entity)):
            raise ValueError(f"the key of a {kind.name} never changes")
        self._write(Replace(key, {"doc": rows.document(kind, entity)}, stored.etag))
        self._rewritten[entity.id] = (stored.entity, entity)
        self._index(kind, rows.index_rows(kind, stored.entity), rows.index_rows(kind, entity))

    def remove(self, kind: Kind[E], stored: Stored[E]) -> None:
        """Delete the entity that was read."""
        self._write(Delete(rows.entity_key(kind, *kind.key(stored.entity)), stored.etag))
        self._rewritten[stored.entity.id] = (stored.entity, None)
        self._index(kind, rows.index_rows(kind, stored.entity), _NOTHING)

    def drop(self, kind: Kind[E], entity: E) -> None:
        """Delete an entity that is written once and never changed; the change is stale if it is gone already."""
        self._write(Delete(rows.entity_key(kind, *kind.key(entity))))
        self._index(kind, rows.index_rows(kind, entity), _NOTHING)

    def send(self, task: Task, *, delay: timedelta = NO_DELAY) -> None:
        """Leave a task: its row is written with the change, its message sent after, visible after `delay`."""
        self._check_company(task)
        now = self._now()
        body = task.model_dump_json()
        record = TaskRecord(id=task.id, queue=task.queue, body=body, status=QUEUED, created_at=now, due_at=now + delay)
        key = task_key(QUEUED, task.id)
        self._refusals[key] = "There is such a task already."
        self._write(Insert(key, {"doc": record.model_dump_json()}))
        self._messages.append((task, delay))

    def finish(self, task: Task) -> None:
        """Mark a task as done: its row goes with the change, which is stale if the row is gone already."""
        self._check_company(task)
        self._write(Delete(task_key(QUEUED, task.id)))

    def replace_failed(self, failed: TaskRecord, task: Task) -> None:
        """Leave a task in place of one that has failed, whose row goes with the change. Stale if it is gone already."""
        self._write(Delete(task_key(FAILED, failed.id)))
        self.send(task)

    def add_to(self, total: str, values: tuple[str, ...], number: int) -> None:
        """Add to a kept total of that name and these values (`Store.totals`). Writers never wait for each other."""
        self._numbers[rows.total_counter(total, values)] += number

    def commit(self) -> None:
        """Write everything; then send the tasks' messages. What cannot be sent is left to the sweep.

        A change without writes does nothing.

        Raises:
            Taken: an entity of that key, or one with that unique value, exists already. A Conflict.
            Stale: something that is replaced, removed or finished was written since it was read.
            Unavailable: the table does not answer; nobody knows whether the change happened.
            ValueError: more than 100 rows: a bulk caller has to commit in parts.
        """
        if self._committed:
            raise ValueError("a change is committed once")
        self._committed = True
        if not self._operations and not any(self._numbers.values()):
            return
        self._check_size()
        # Index entries are left out: their order may depend on the time, which a repeated request does not repeat.
        mark = transaction.transaction_id(self._id, [key for key in self._operations if not rows.is_index_key(key)])
        deltas = counts.deltas(self._numbers, mark)
        try:
            self._commit(deltas, mark)
        except Taken as taken:
            raise Taken(self._refusals.get(taken.key, taken.message), taken.key) from taken
        self._send_messages()

    def _commit(self, deltas: list[Insert], mark: str) -> None:
        """Commit. An index row that should go and is not there, since its index is new, is nothing to fail for."""
        while True:
            operations = [*self._operations.values(), *deltas]
            try:
                transaction.commit(self._table, self._partition, operations, mark=mark, sleep=self._sleep)
            except Missing as missing:
                if not rows.is_index_key(missing.key):
                    raise
                log.warning("A row of an index was missing; the index needs a rebuild.")
                del self._operations[missing.key]
                continue
            return

    def _add(self, kind: Kind[E], entity: E, index: IndexRows) -> None:
        key = rows.entity_key(kind, *kind.key(entity))
        self._refusals[key] = f"There is such a {kind.title} already."
        self._write(Insert(key, {"doc": rows.document(kind, entity)}))
        self._index(kind, _NOTHING, index)

    def _index(self, kind: Kind[E], old: IndexRows, new: IndexRows) -> None:
        for key in old.listed.keys() - new.listed.keys():
            self._write(Delete(key))
        for key, columns in new.listed.items():
            if old.listed.get(key) != columns:
                self._write(Put(key, columns))
        for key in old.unique.keys() - new.unique.keys():
            self._write_unique(Delete(key))
        for key in new.unique.keys() - old.unique.keys():
            self._refusals[key] = f"There is a {kind.title} with this {_index_name(key)} already."
            self._write_unique(Insert(key, new.unique[key]))
        self._numbers.update(new.counters)
        self._numbers.subtract(old.counters)

    def _write(self, operation: Operation) -> None:
        if operation.key in self._operations:
            raise ValueError(f"a change writes each row once: {operation.key}")
        self._operations[operation.key] = operation

    def _write_unique(self, operation: Insert | Delete) -> None:
        """Take or give up a unique value. What one entity gives up, another may take in the same change."""
        other = self._operations.pop(operation.key, None)
        if isinstance(operation, Insert) and isinstance(other, Delete):
            self._write(Put(operation.key, operation.columns))
        elif isinstance(operation, Delete) and isinstance(other, Insert):
            self._write(Put(other.key, other.columns))
        elif other is None:
            self._write(operation)
        else:
            raise Taken(self._refusals.get(operation.key, "This is taken."), operation.key)

    def _check_company(self, task: Task) -> None:
        if task.company_id != self._partition:
            raise ValueError("a task belongs to the company whose change leaves it")

    def _check_size(self) -> None:
        if self.size > MAX_OPERATIONS:
            raise ValueError(f"a change has at most {MAX_OPERATIONS} rows, not {self.size}: commit in parts")
        texts = [text for operation in self._operations.values() for text in _texts(operation)]
        # The client sends JSON in ASCII, where a character has up to 12 bytes; seldom is it worth counting them.
        if 12 * sum(map(len, texts)) > MAX_BYTES:
            size_bytes = sum(len(json.dumps(text)) for text in texts)
            if size_bytes > MAX_BYTES:
                raise ValueError(f"a change has at most {MAX_BYTES} bytes, not {size_bytes}: commit in parts")

    def _send_messages(self) -> None:
        for task, delay in self._messages:
            try:
                self._queue.send(task.queue, task.model_dump_json(), delay=delay)
            except Unavailable:
                log.warning("The message of task %s was not sent; the sweep will send it.", task.id)


_NOTHING = IndexRows({}, {}, {})


def _index_name(key: str) -> str:
    """The index in the key of a unique entry."""
    return key.split("!", 3)[2].replace("_", " ")


def _texts(operation: Operation) -> list[str]:
    columns = {} if isinstance(operation, Delete) else operation.columns
    return [column for column in columns.values() if isinstance(column, str)]
