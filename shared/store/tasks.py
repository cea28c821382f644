"""Tasks: work that a change leaves behind, written with it and sent to a queue after it (the outbox)."""

from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field

from shared.core import telemetry
from shared.core.ids import new_id
from shared.core.resource import Instant, Resource, Value
from shared.ports.table import Row
from shared.store import keys

TaskStatus = Literal["queued", "failed"]

QUEUED: TaskStatus = "queued"
FAILED: TaskStatus = "failed"
NO_DELAY = timedelta(0)


class Task(Value):
    """Base of all tasks. A subclass names its `queue` and adds the ids that its handler needs, never content.

    `trace` is the trace (W3C traceparent) in which the work was left; it is done in the same one.
    """

    queue: ClassVar[str]

    id: str = Field(default_factory=new_id)
    company_id: str
    trace: str = Field(default_factory=telemetry.traceparent)


class TaskRecord(Resource):
    """A task that is not done. `body` is its message; `error` says why it failed."""

    plural: ClassVar[str] = "tasks"

    queue: str
    body: str
    status: TaskStatus
    error: str | None = None
    created_at: Instant
    due_at: Instant


def task_key(status: TaskStatus, task_id: str) -> str:
    """The key of a task's row."""
    return keys.join("t", status, task_id)


def record(row: Row) -> TaskRecord:
    """The task of a row."""
    return TaskRecord.model_validate_json(str(row.columns["doc"]))
