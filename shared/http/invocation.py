"""One call of a function by the host: its id, the trace it belongs to, and the span that it runs in."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import azure.functions as func

from shared.core import telemetry
from shared.core.ids import is_id

_COMPANY_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_IDS = {"task": "id", "interview": "interview_id", "resume": "resume_id", "import": "import_id"}


@dataclass(frozen=True, slots=True)
class Invocation:
    """What the host says of a call. `traceparent` names the host's own span; empty: it has none."""

    id: str
    traceparent: str

    @classmethod
    def of(cls, context: func.Context) -> "Invocation":
        """What the context of a call says."""
        return cls(str(context.invocation_id or ""), str(getattr(context.trace_context, "trace_parent", "") or ""))

    def parent_of(self, given: str) -> str:
        """The parent of the call's span: the host's own span, unless the caller has given another trace."""
        same_trace = not given or given[:35] == self.traceparent[:35]
        return self.traceparent if self.traceparent and same_trace else given


NO_INVOCATION = Invocation("", "")
"""For calls that no host makes."""


@contextmanager
def on_message(name: str, queue: str, message: func.QueueMessage, invocation: Invocation) -> Iterator[None]:
    """Inside, the work of a message is done, in a span of the trace in which the work was left."""
    task = _task(message)
    found = {word: str(task.get(field, "")) for word, field in _IDS.items()}
    ids = {word: value for word, value in found.items() if is_id(value)}
    if _COMPANY_ID.fullmatch(str(task.get("company_id", ""))):
        ids["tenant"] = str(task["company_id"])
    parent = str(task.get("trace", "")) or invocation.traceparent
    with telemetry.span(name, parent=parent, invocation=invocation.id, operation=name, **ids):
        waited_s = _waited_s(message)
        if waited_s is not None:
            telemetry.measure("talenti.queue.age", waited_s, queue=queue)
        yield


@contextmanager
def in_background(name: str, invocation: Invocation) -> Iterator[None]:
    """Inside, something runs that a timer or a file has set off."""
    with telemetry.span(name, parent=invocation.traceparent, invocation=invocation.id, operation=name):
        yield


def _task(message: func.QueueMessage) -> dict[str, Any]:
    try:
        content = json.loads(message.get_body())
    except ValueError:
        return {}  # the handler will refuse it, and the host tries again
    return content if isinstance(content, dict) else {}


def _waited_s(message: func.QueueMessage) -> float | None:
    """Seconds since the message was put into the queue; of one that was delayed, with its delay."""
    since = message.insertion_time
    if since is None:
        return None
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return max(0.0, (datetime.now(UTC) - since).total_seconds())
