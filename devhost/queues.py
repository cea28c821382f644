"""Queue triggers: messages are handed to functions at least once, and end in a poison queue after too many tries."""

import asyncio
import base64
import binascii
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from azure.core.exceptions import AzureError, HttpResponseError, ResourceNotFoundError
from azure.storage.queue import QueueMessage

from devhost.conversion import text_datum, texts, to_argument
from devhost.functions import HostedFunction
from devhost.invoker import Invoker
from devhost.outputs import resolve
from devhost.settings import QueueOptions
from devhost.storage import Storage

log = logging.getLogger("devhost")

SHORTEST_PAUSE_S = 0.05
PAUSE_AFTER_ERROR_S = 2.0


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came: its decoded body, and what the queue says of it."""

    body: bytes
    message: QueueMessage


Handler = Callable[[Received], Awaitable[None]]
"""Handles one message; what it raises makes the message come again."""


class QueueListener:
    """Reads one queue and hands its messages to a handler, several at a time.

    A message is hidden while it is handled, deleted afterwards, and visible again if the handler raised, until it
    was tried `max_dequeue_count` times: then it goes to the poison queue. A poison queue has none of its own.
    """

    def __init__(
        self, storage: Storage, queue: str, handler: Handler, options: QueueOptions, *, poison: str | None = None
    ) -> None:
        self.queue = queue
        self._storage = storage
        self._client = storage.queue(queue)
        self._handler = handler
        self._options = options
        self._poison = None if queue.endswith("-poison") else poison or f"{queue}-poison"
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Read the queue until told to stop, then wait for the handlers that run."""
        pause = SHORTEST_PAUSE_S
        while not stopping.is_set():
            try:
                received = await self._receive()
            except AzureError as error:
                log.warning("queue %s cannot be read: %s", self.queue, type(error).__name__)
                received, pause = 0, PAUSE_AFTER_ERROR_S
            if received:
                pause = SHORTEST_PAUSE_S
                continue
            await self._pause(pause, stopping)
            pause = min(pause * 2, self._options.max_polling_interval.total_seconds())
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _pause(self, seconds: float, stopping: asyncio.Event) -> None:
        """Wait until time passes, a handler ends or the host stops."""
        stop = asyncio.ensure_future(stopping.wait())
        await asyncio.wait({stop, *self._tasks}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()

    async def _receive(self) -> int:
        """Start handlers for what the queue holds now; how many."""
        if len(self._tasks) > self._options.new_batch_threshold:
            return 0
        count = 0
        try:
            messages = self._client.receive_messages(
                messages_per_page=self._options.batch_size,
                max_messages=self._options.batch_size,
                visibility_timeout=self._lease_s,
            )
            async for message in messages:
                count += 1
                task = asyncio.create_task(self._process(message))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except ResourceNotFoundError:
            return 0  # the queue comes into being with its first message
        return count

    @property
    def _lease_s(self) -> int:
        return max(int(self._options.lease.total_seconds()), 1)

    async def _process(self, message: QueueMessage) -> None:
        try:
            body = self._decode(message)
            if body is None or self._is_worn_out(message, more_than_allowed=True):
                await self._move_to_poison(message)
                return
            done = asyncio.Event()
            keeping = asyncio.create_task(self._keep_hidden(message, done))
            succeeded = await self._handle(Received(body, message))
            done.set()
            await keeping  # not cancelled: a renewal under way changes the receipt that deletion needs
            await self._finish(message, succeeded)
        except AzureError as error:
            # The message comes again when its time-out ends: handling it twice is what at-least-once means.
            log.warning("queue %s, message %s: %s", self.queue, message.id, type(error).__name__)

    async def _handle(self, received: Received) -> bool:
        try:
            await self._handler(received)
        except Exception:  # noqa: BLE001 - the process boundary: logged where it was raised, and the message comes again
            return False
        return True

    async def _finish(self, message: QueueMessage, succeeded: bool) -> None:
        if succeeded:
            await self._client.delete_message(message.id, pop_receipt=message.pop_receipt)
        elif self._poison is None:
            return  # stays hidden for the rest of its time-out, so that it doesn't spin
        elif self._is_worn_out(message, more_than_allowed=False):
            await self._move_to_poison(message)
        else:
            delay = int(self._options.visibility_timeout.total_seconds())
            await self._client.update_message(
                message.id, pop_receipt=message.pop_receipt, content=message.content, visibility_timeout=delay
            )

    def _is_worn_out(self, message: QueueMessage, *, more_than_allowed: bool) -> bool:
        tries = (message.dequeue_count or 1) - (1 if more_than_allowed else 0)
        return self._poison is not None and tries >= self._options.max_dequeue_count

    async def _move_to_poison(self, message: QueueMessage) -> None:
        if self._poison is not None:
            await self._storage.send(self._poison, message.content)
            log.warning("queue %s: message %s moved to %s", self.queue, message.id, self._poison)
        await self._client.delete_message(message.id, pop_receipt=message.pop_receipt)

    async def _keep_hidden(self, message: QueueMessage, done: asyncio.Event) -> None:
        """Renew the time-out as long as the handler runs."""
        while not done.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), self._lease_s / 3)
                return
            try:
                renewed = await self._client.update_message(
                    message.id,
                    pop_receipt=message.pop_receipt,
                    content=message.content,
                    visibility_timeout=self._lease_s,
                )
                message.pop_receipt = renewed.pop_receipt
            except HttpResponseError:
                return  # somebody else has it by now
            except AzureError:
                continue

    def _decode(self, message: QueueMessage) -> bytes | None:
        """The body, or None if it is not what the encoding in host.json promises."""
        content = str(message.content)
        if not self._options.base64:
            return content.encode()
        try:
            return base64.b64decode(content, validate=True)
        except binascii.Error:
            log.warning("queue %s: message %s is not base64", self.queue, message.id)
            return None


def queue_listener(
    function: HostedFunction, invoker: Invoker, storage: Storage, options: QueueOptions, values: Mapping[str, str]
) -> QueueListener:
    """The listener of a function with a queue trigger."""
    queue = resolve(str(function.trigger["queueName"]), values).lower()

    async def handle(received: Received) -> None:
        await invoker.invoke(function, message_argument(received), message_data(received))

    return QueueListener(storage, queue, handle, options)


def message_argument(received: Received) -> Any:
    """The `func.QueueMessage` of a message."""
    message = received.message
    metadata = texts({"Id": str(message.id), "PopReceipt": str(message.pop_receipt)})
    metadata["DequeueCount"] = text_datum(str(message.dequeue_count or 1))
    for name, at in (
        ("InsertionTime", message.inserted_on),
        ("ExpirationTime", message.expires_on),
        ("NextVisibleTime", message.next_visible_on),
    ):
        metadata[name] = text_datum(_instant(at))
    return to_argument("queueTrigger", text_datum(received.body.decode(errors="replace")), metadata)


def message_data(received: Received) -> dict[str, Any]:
    """What the placeholders of output bindings may name: the message's own fields, if it is a JSON object."""
    message = received.message
    data: dict[str, Any] = {"id": message.id, "queueTrigger": received.body.decode(errors="replace")}
    try:
        content = json.loads(received.body)
    except ValueError:
        return data
    return data | content if isinstance(content, dict) else data


def _instant(at: datetime | None) -> str:
    return (at or datetime.now(UTC) + timedelta(days=7)).astimezone(UTC).isoformat()
