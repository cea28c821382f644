"""Tasks after the change that left them: sent again when a message was lost, failed, tried again."""

import logging
from datetime import timedelta

from shared.core.clock import Clock
from shared.core.errors import NotFound, Stale, Unavailable
from shared.core.ids import is_repeated, new_id
from shared.core.page import Page, PageQuery
from shared.ports.queue import QueueSender
from shared.ports.table import Delete, Insert, Operation, Replace, Row, Table
from shared.store import keys, pages, scan, transaction
from shared.store.tasks import FAILED, NO_DELAY, QUEUED, Task, TaskRecord, TaskStatus, record, task_key
from shared.store.transaction import Sleep

log = logging.getLogger(__name__)


class Outbox:
    """The tasks of all tenants."""

    def __init__(self, table: Table, queue: QueueSender, now: Clock, sleep: Sleep) -> None:
        self._table = table
        self._queue = queue
        self._now = now
        self._sleep = sleep

    def is_pending(self, task: Task) -> bool:
        """Whether the task is still to be done."""
        return self._table.get(task.company_id, task_key(QUEUED, task.id)) is not None

    def sweep(self, partition: str, *, older_than: timedelta) -> int:
        """Send again the messages that were due that long ago, and put their next due time to now.

        Gives the number of messages sent. One that was not lost after all is delivered twice, which handlers bear.
        """
        sent = 0
        limit = self._now() - older_than
        for row in scan.rows(self._table, partition, keys.under(keys.join("t", QUEUED))):
            task = record(row)
            if task.due_at <= limit and self._send_again(partition, row, task):
                sent += 1
        return sent

    def fail(self, task: Task, reason: str) -> None:
        """Mark a task as failed, for people to see. Quiet if it was done or has failed already."""
        row = self._table.get(task.company_id, task_key(QUEUED, task.id))
        if row is None:
            return
        failed = record(row).model_copy(update={"status": FAILED, "error": reason[:1000]})
        try:
            self._move(task.company_id, row, failed)
        except Stale:
            log.info("Task %s was done or swept while it was marked as failed.", task.id)

    def retry(self, partition: str, task_id: str) -> None:
        """Queue a failed task again and send its message.

        Raises:
            NotFound: no task of that id has failed.
        """
        row = self._table.get(partition, task_key(FAILED, task_id))
        if row is None:
            if is_repeated():  # an earlier run of this request has queued it
                return
            raise NotFound("No such task.")
        queued = record(row).model_copy(update={"status": QUEUED, "error": None, "due_at": self._now()})
        self._move(partition, row, queued)
        self._send(queued)

    def failed(self, partition: str, queue: str, about: str) -> TaskRecord | None:
        """The failed task of a queue whose message names this identifier, if there is one."""
        tasks = map(record, scan.rows(self._table, partition, keys.under(keys.join("t", FAILED))))
        return next((task for task in tasks if task.queue == queue and about in task.body), None)

    def page(self, partition: str, status: TaskStatus, query: PageQuery) -> Page[TaskRecord]:
        """Tasks of a status, the oldest first; the total counts at most 200 beyond the page's start."""
        span = keys.under(keys.join("t", status))
        part = pages.read_slice(self._table, partition, span, query, counted=False)
        items = tuple(map(record, part.rows))
        return Page(items, part.total or 0, query.skip, query.limit, part.next_cursor, TaskRecord.plural)

    def _send_again(self, partition: str, row: Row, task: TaskRecord) -> bool:
        """Claim the task's next sending, so that two sweeps send it once; False if it is done or claimed."""
        claimed = task.model_copy(update={"due_at": self._now()})
        try:
            self._table.commit(partition, [Replace(row.key, {"doc": claimed.model_dump_json()}, row.etag)])
        except Stale:
            return False
        return self._send(task)

    def _send(self, task: TaskRecord) -> bool:
        try:
            self._queue.send(task.queue, task.body, delay=NO_DELAY)
        except Unavailable:
            log.warning("The message of task %s was not sent; the sweep will send it.", task.id)
            return False
        return True

    def _move(self, partition: str, row: Row, task: TaskRecord) -> None:
        """Write the task under its new status."""
        key = task_key(task.status, task.id)
        operations: list[Operation] = [Delete(row.key, row.etag), Insert(key, {"doc": task.model_dump_json()})]
        mark = transaction.transaction_id(new_id(), (row.key, key))
        transaction.commit(self._table, partition, operations, mark=mark, sleep=self._sleep)
