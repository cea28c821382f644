"""Blob triggers: what is new or changed in a container is handed to functions, as the cloud host does it.

A scan puts a message into an internal queue for each blob it has no receipt for, then writes the receipt. The queue
does the rest: retries, and a poison queue after five tries. A process killed at any moment so loses nothing.
"""

import asyncio
import contextlib
import json
import logging
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.storage.blob import BlobProperties

from devhost.conversion import bytes_datum, json_datum, text_datum, to_argument
from devhost.errors import HostError
from devhost.functions import HostedFunction
from devhost.invoker import Invoker
from devhost.outputs import OutputWriter, resolve
from devhost.queues import QueueListener, Received
from devhost.settings import QueueOptions
from devhost.storage import HOST_ID, HOSTS_CONTAINER, Storage

log = logging.getLogger("devhost")

TRIGGER_QUEUE = f"azure-webjobs-blobtrigger-{HOST_ID}"
POISON_QUEUE = "webjobs-blobtrigger-poison"
MAX_TRIES = 5
SHORTEST_PAUSE_S = 0.1
PAUSE_AFTER_ERROR_S = 2.0
PAGE = 500
"""Blobs read at once: reading a page holds up everything else in the process."""
SHARE_OF_TIME = 10
"""Between two scans pass at least this many times the time that a scan took."""


@dataclass(frozen=True, slots=True)
class BlobTrigger:
    """A function and the blobs it waits for. `names` matches their names; its groups are the path's placeholders."""

    function: HostedFunction
    container: str
    names: re.Pattern[str]

    @property
    def identifier(self) -> str:
        """The function's identifier in receipts and messages."""
        return f"Host.Functions.{self.function.name}"

    def receipt(self, name: str, etag: str) -> str:
        """Name of the receipt for one version of a blob."""
        return f"blobreceipts/{HOST_ID}/{self.identifier}/{etag}/{self.container}/{name}"


def blob_trigger(function: HostedFunction, values: Mapping[str, str]) -> BlobTrigger:
    """The trigger of a function.

    Raises:
        HostError: its path is not `container/pattern`.
    """
    path = resolve(str(function.trigger["path"]), values)
    container, _, pattern = path.partition("/")
    if not container or "{" in container or not pattern:
        raise HostError(f"Function {function.name}: the blob path '{path}' is not of the form container/{{name}}.")
    parts = re.split(r"\{(\w+)\}", pattern)
    expression = "".join(f"(?P<{part}>.+)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return BlobTrigger(function, container, re.compile(expression, re.DOTALL))


@dataclass(slots=True)
class BlobScanner:
    """Looks through one container for what its triggers have not seen."""

    container: str
    triggers: list[BlobTrigger]
    storage: Storage
    outputs: OutputWriter
    longest_pause_s: float
    _seen: dict[str, str] = field(default_factory=dict)
    _receipts: set[str] | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        """Scan until told to stop: often while blobs arrive, else at the longest pause."""
        pause_s = SHORTEST_PAUSE_S
        while not stopping.is_set():
            started = time.monotonic()
            try:
                found = await self.scan()
                pause_s = SHORTEST_PAUSE_S if found else min(pause_s * 2, self.longest_pause_s)
            except AzureError as error:
                log.warning("container %s cannot be read: %s", self.container, type(error).__name__)
                pause_s = PAUSE_AFTER_ERROR_S
            wait_s = max(pause_s, (time.monotonic() - started) * SHARE_OF_TIME)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), wait_s)

    async def scan(self) -> int:
        """Queue what is new; how much that was."""
        if self._receipts is None:
            self._receipts = await self._read_receipts()
        found = 0
        try:
            container = self.storage.blobs.get_container_client(self.container)
            async for blob in container.list_blobs(results_per_page=PAGE):
                etag = _plain(blob.etag)
                if self._seen.get(blob.name) != etag:
                    found += await self._queue(blob.name, etag, str(blob.blob_type.value))
                    self._seen[blob.name] = etag
        except ResourceNotFoundError:
            return 0  # the container comes into being with its first blob
        return found

    async def _queue(self, name: str, etag: str, blob_type: str) -> int:
        queued = 0
        for trigger in self.triggers:
            receipt = trigger.receipt(name, etag)
            if not trigger.names.fullmatch(name) or receipt in (self._receipts or ()):
                continue
            message = {
                "Type": "BlobTrigger",
                "FunctionId": trigger.identifier,
                "BlobType": blob_type,
                "ContainerName": self.container,
                "BlobName": name,
                "ETag": etag,
            }
            await self.outputs.send(TRIGGER_QUEUE, json.dumps(message).encode())
            await self.storage.put_blob(HOSTS_CONTAINER, receipt, b"")
            queued += 1
        return queued

    async def _read_receipts(self) -> set[str]:
        hosts = self.storage.blobs.get_container_client(HOSTS_CONTAINER)
        receipts: set[str] = set()
        for trigger in self.triggers:
            prefix = f"blobreceipts/{HOST_ID}/{trigger.identifier}/"
            with contextlib.suppress(ResourceNotFoundError):
                receipts |= {
                    name async for name in hosts.list_blob_names(name_starts_with=prefix, results_per_page=PAGE)
                }
        return receipts


class BlobHandler:
    """Handles the messages of the internal queue: reads the blob and calls the function."""

    def __init__(self, triggers: Iterable[BlobTrigger], invoker: Invoker, storage: Storage) -> None:
        self._triggers = {trigger.identifier: trigger for trigger in triggers}
        self._invoker = invoker
        self._storage = storage

    async def handle(self, received: Received) -> None:
        """Call the function, unless the blob is gone or changed since: then nothing is left to do here."""
        message = json.loads(received.body)
        trigger = self._triggers.get(message["FunctionId"])
        if trigger is None:
            log.warning("a blob waits for %s, which is not there any more", message["FunctionId"])
            return
        name = str(message["BlobName"])
        blob = self._storage.blobs.get_blob_client(trigger.container, name)
        try:
            download = await blob.download_blob()
            content = await download.readall()
        except ResourceNotFoundError:
            return
        if _plain(download.properties.etag) != message["ETag"]:
            return
        match = trigger.names.fullmatch(name)
        data: dict[str, Any] = {"BlobTrigger": f"{trigger.container}/{name}", "Uri": blob.url}
        argument = _input_stream(data, content, download.properties)
        await self._invoker.invoke(trigger.function, argument, data | (match.groupdict() if match else {}))


def blob_listeners(
    functions: Iterable[HostedFunction],
    invoker: Invoker,
    outputs: OutputWriter,
    storage: Storage,
    options: QueueOptions,
    values: Mapping[str, str],
) -> list[BlobScanner | QueueListener]:
    """The scanners of all containers, and the listener of the queue that they fill; none without blob triggers."""
    triggers = [blob_trigger(one, values) for one in functions if one.trigger["type"] == "blobTrigger"]
    if not triggers:
        return []
    pause_s = options.max_polling_interval.total_seconds()
    scanners: list[BlobScanner | QueueListener] = [
        BlobScanner(name, [one for one in triggers if one.container == name], storage, outputs, pause_s)
        for name in sorted({one.container for one in triggers})
    ]
    handler = BlobHandler(triggers, invoker, storage)
    queue_options = replace(options, max_dequeue_count=MAX_TRIES)
    return [*scanners, QueueListener(storage, TRIGGER_QUEUE, handler.handle, queue_options, poison=POISON_QUEUE)]


def _input_stream(data: Mapping[str, str], content: bytes, properties: BlobProperties) -> Any:
    described = {
        "ContentLength": len(content),
        "ContentType": properties.content_settings.content_type,
        "ETag": properties.etag,
        "LastModified": properties.last_modified.isoformat() if properties.last_modified else None,
    }
    metadata = {name: text_datum(value) for name, value in data.items()}
    metadata["Properties"] = json_datum(described)
    metadata["Metadata"] = json_datum(dict(properties.metadata or {}))
    return to_argument("blobTrigger", bytes_datum(content), metadata)


def _plain(etag: str) -> str:
    return etag.strip('"')
