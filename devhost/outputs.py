"""Output bindings: what functions leave in queues and blobs."""

import base64
import json
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from azure.functions.meta import Datum

from devhost.conversion import to_wire
from devhost.functions import HostedFunction
from devhost.storage import Storage


class OutputWriter:
    """Writes what functions gave to their output bindings."""

    def __init__(self, storage: Storage, values: Mapping[str, str], *, base64_messages: bool) -> None:
        self._storage = storage
        self._values = values
        self._base64 = base64_messages

    async def write(self, function: HostedFunction, values: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Write every value that was set, by the binding's name. `data` fills the placeholders of names and paths.

        Raises:
            NotImplementedError: a value is of a type that its binding does not take.
            AzureError: the storage refused it.
        """
        for binding in function.outputs:
            value = values.get(str(binding["name"]))
            if binding["type"] == "http" or value is None:
                continue
            wire = to_wire(str(binding["type"]), value)
            if binding["type"] == "queue":
                await self._send(self._fill(str(binding["queueName"]), data), wire)
            else:
                await self._upload(self._fill(str(binding["path"]), data), wire)

    async def _send(self, queue: str, wire: Datum) -> None:
        for body in _messages(wire):
            await self.send(queue, body)

    async def send(self, queue: str, body: bytes) -> None:
        """Put one message into a queue, which is made if it is missing."""
        content = base64.b64encode(body).decode() if self._base64 else body.decode()
        await self._storage.send(queue, content)

    async def _upload(self, path: str, wire: Datum) -> None:
        container, _, name = path.partition("/")
        data = wire.value.encode() if isinstance(wire.value, str) else wire.value
        await self._storage.put_blob(container, name, data)

    def _fill(self, template: str, data: Mapping[str, Any]) -> str:
        return fill(resolve(template, self._values), data)


def _messages(wire: Datum) -> list[bytes]:
    if wire.type == "bytes":
        return [wire.value]
    if wire.type == "string":
        return [wire.value.encode()]
    content = json.loads(wire.value)
    items = content if isinstance(content, list) else [content]
    return [(item if isinstance(item, str) else str(item["body"])).encode() for item in items]


def resolve(text: str, values: Mapping[str, str]) -> str:
    """The text with each `%NAME%` replaced by the setting of that name.

    Raises:
        KeyError: there is no such setting.
    """
    return re.sub(r"%([^%]+)%", lambda found: values[found[1]], text)


def fill(template: str, data: Mapping[str, Any]) -> str:
    """The template with each `{name}` replaced from the trigger's data; `{rand-guid}` and `{DateTime}` always work.

    Raises:
        KeyError: the trigger's data has no such name.
    """
    own = {"rand-guid": str(uuid.uuid4()), "DateTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    return re.sub(r"\{([^{}]+)\}", lambda found: str(({**own, **data})[found[1]]), template)
