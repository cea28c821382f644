"""Many rows into the storage emulator, fast: over a bare connection, without all that a client does for its users."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from contextlib import closing
from email.utils import formatdate
from http.client import HTTPConnection
from urllib.parse import urlsplit

from devhost.azurite import ACCOUNT, KEY
from shared.adapters.entity_group import encode, refusal_in
from shared.ports.table import Operation, Row, RowPage


class BulkTable:
    """A table of the emulator that is only written. Thread-safe."""

    def __init__(self, connection_string: str, table: str) -> None:
        parts = dict(part.split("=", 1) for part in connection_string.strip(";").split(";"))
        self._endpoint = urlsplit(parts["TableEndpoint"])
        self._url = f"{parts['TableEndpoint']}/{table}"

    def get(self, partition: str, key: str) -> Row | None:
        """Nothing is read."""
        raise NotImplementedError

    def range(self, partition: str, low: str, high: str, *, limit: int) -> RowPage:
        """Nothing is read."""
        raise NotImplementedError

    def commit(self, partition: str, operations: Sequence[Operation]) -> None:
        """Write the rows in one transaction.

        Raises:
            RuntimeError: the emulator refused.
        """
        content_type, body = encode(self._url, partition, operations)
        date = formatdate(usegmt=True)
        headers = {
            "Content-Type": content_type,
            "DataServiceVersion": "3.0",
            "x-ms-date": date,
            "x-ms-version": "2019-02-02",
            "Authorization": _signature(date),
        }
        # A connection of its own: the emulator hangs up on one that was idle for five seconds.
        with closing(HTTPConnection(self._endpoint.hostname or "", self._endpoint.port)) as connection:
            connection.request("POST", f"{self._endpoint.path}/$batch", body, headers)
            answer = connection.getresponse()
            text = answer.read()
        if answer.status != 202 or refusal_in(text, len(operations)):
            raise RuntimeError(f"the emulator refused a transaction: {answer.status} {text[:500]!r}")


def _signature(date: str) -> str:
    """SharedKeyLite (Microsoft, "Authorize with Shared Key"); the emulator's account stands twice in the resource."""
    text = f"{date}\n/{ACCOUNT}/{ACCOUNT}/$batch"
    digest = hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()
    return f"SharedKeyLite {ACCOUNT}:{base64.b64encode(digest).decode()}"
