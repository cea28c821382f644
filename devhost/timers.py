"""Timer triggers: one call at a time, on schedule, and once at the start for a time that was missed."""

import asyncio
import contextlib
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from azure.core.exceptions import AzureError

from devhost.conversion import json_datum, to_argument
from devhost.functions import HostedFunction
from devhost.invoker import Invoker
from devhost.ncrontab import parse_schedule
from devhost.outputs import resolve
from devhost.settings import HostSettings
from devhost.storage import HOST_ID, HOSTS_CONTAINER, Storage

log = logging.getLogger("devhost")

SHORTEST_MONITORED = timedelta(minutes=1)
LONGEST_SLEEP_S = 60.0


@dataclass(frozen=True, slots=True)
class Status:
    """When a timer ran and is to run; kept in storage, so that a missed time shows at the next start."""

    last: datetime | None
    next: datetime | None

    def as_json(self) -> dict[str, str]:
        """In the cloud host's form."""
        never = datetime(1, 1, 1, tzinfo=UTC)
        return {"Last": (self.last or never).isoformat(), "Next": (self.next or never).isoformat()}


class TimerListener:
    """Calls one function on its schedule."""

    def __init__(self, function: HostedFunction, invoker: Invoker, storage: Storage, settings: HostSettings) -> None:
        trigger = function.trigger
        self.function = function
        self._invoker = invoker
        self._storage = storage
        self._schedule = parse_schedule(resolve(str(trigger["schedule"]), settings.values))
        self._at_start = bool(trigger.get("runOnStartup"))
        self._monitored = trigger.get("useMonitor") is not False and self._period() >= SHORTEST_MONITORED
        self._one_at_a_time = asyncio.Lock()
        self._status_name = f"timers/{HOST_ID}/Host.Functions.{function.name}/status"

    def _period(self) -> timedelta:
        first = self._schedule.next_after(datetime.now(UTC))
        second = self._schedule.next_after(first) if first else None
        return second - first if first and second else timedelta.max

    async def run(self, stopping: asyncio.Event) -> None:
        """Keep to the schedule until told to stop."""
        status = await self._read() if self._monitored else None
        past_due = bool(status and status.next and status.next <= datetime.now(UTC))
        if past_due or self._at_start:
            await self.fire(past_due=past_due)
        elif self._monitored:
            await self._write(status.last if status else None)
        due = self._schedule.next_after(datetime.now(UTC))
        while due and not stopping.is_set():
            if (left_s := (due - datetime.now(UTC)).total_seconds()) > 0:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), min(left_s, LONGEST_SLEEP_S))
                continue
            await self.fire(past_due=False)
            due = self._schedule.next_after(datetime.now(UTC))

    async def fire(self, *, past_due: bool) -> None:
        """Call the function now, after a call that is running."""
        async with self._one_at_a_time:
            started_at = datetime.now(UTC)
            status = Status(started_at, self._schedule.next_after(started_at))
            content: dict[str, Any] = {
                "IsPastDue": past_due,
                "Schedule": {"AdjustForDST": True},
                "ScheduleStatus": status.as_json() | {"LastUpdated": started_at.isoformat()},
            }
            # What the function raises is in the log; the schedule goes on.
            with contextlib.suppress(Exception):
                await self._invoker.invoke(self.function, to_argument("timerTrigger", json_datum(content)), {})
            if self._monitored:
                await self._write(started_at)

    async def _read(self) -> Status | None:
        try:
            blob = self._storage.blobs.get_blob_client(HOSTS_CONTAINER, self._status_name)
            content = json.loads(await (await blob.download_blob()).readall())
            return Status(datetime.fromisoformat(content["Last"]), datetime.fromisoformat(content["Next"]))
        except (AzureError, ValueError, KeyError):
            return None

    async def _write(self, last: datetime | None) -> None:
        now = datetime.now(UTC)
        content = Status(last, self._schedule.next_after(now)).as_json() | {"LastUpdated": now.isoformat()}
        try:
            await self._storage.put_blob(HOSTS_CONTAINER, self._status_name, json.dumps(content).encode())
        except AzureError as error:
            log.warning("the status of timer %s is not written: %s", self.function.name, type(error).__name__)
