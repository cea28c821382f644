"""Pipeline policies for the storage clients that make the emulator as hard to live with as the real service.

Each is given to an adapter as one of its `policies`, and so sees every try of every request. Chance is seeded: the
same seed and the same requests give the same faults.
"""

import base64
import io
import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

import requests
from azure.core.exceptions import ServiceResponseError
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import HTTPPolicy, SansIOHTTPPolicy
from azure.core.rest._requests_basic import RestRequestsTransportResponse
from urllib3 import HTTPResponse

_RANGE = re.compile(r"PartitionKey eq '((?:[^']|'')*)' and RowKey ge '((?:[^']|'')*)' and RowKey lt '((?:[^']|'')*)'")


class Scan(AssertionError):
    """A query that would read a whole partition or table on the real service."""


class StrictPolicy(SansIOHTTPPolicy[Any, Any]):
    """Refuses every table query that does not name one partition and both ends of a range of row keys."""

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Raises Scan."""
        query = _table_query(request)
        if query is not None and _RANGE.fullmatch(query.get("$filter", "")) is None:
            raise Scan(f"a query without partition and range: {request.http_request.url}")


class ShortPages(HTTPPolicy[Any, Any]):
    """Answers a query with a few rows at a time, and now and then with no rows, though there are more to come."""

    def __init__(self, seed: int = 0, *, rows: int = 3, empty: float = 0.3) -> None:
        super().__init__()
        self._chance = _Chance(seed)
        self._rows = rows
        self._empty = empty

    def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Sends the query with a lower limit."""
        query = _table_query(request)
        if query is None:
            return self.next.send(request)
        whole = request.http_request.url
        try:
            if self._chance.falls(self._empty):
                return self._send_empty(request, query)
            rows = self._chance.between(1, self._rows)
            _set_query(request, query | {"$top": str(min(rows, int(query.get("$top", "1000"))))})
            return self.next.send(request)
        finally:
            request.http_request.url = whole

    def _send_empty(self, request: PipelineRequest[Any], query: dict[str, str]) -> PipelineResponse[Any, Any]:
        """Ask for a range without rows; answer that it goes on where the query wanted to start."""
        found = _RANGE.fullmatch(query["$filter"])
        if found is None:
            return self.next.send(request)
        partition, low, _ = found.groups()
        nothing = f"PartitionKey eq '{partition}' and RowKey ge '{low}' and RowKey lt '{low}'"
        _set_query(request, {"$filter": nothing, "$top": "1"})
        response = self.next.send(request)
        headers = response.http_response.headers
        for name, start in (("NextPartitionKey", partition), ("NextRowKey", low)):
            headers[f"x-ms-continuation-{name}"] = query.get(name) or _token(start.replace("''", "'"))
        return response


class Throttle(HTTPPolicy[Any, Any]):
    """Answers 503 now and then, and does nothing."""

    def __init__(self, seed: int = 0, *, chance: float = 0.1) -> None:
        super().__init__()
        self._chance = _Chance(seed)
        self._share = chance

    def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Sends most requests."""
        if not self._chance.falls(self._share):
            return self.next.send(request)
        busy = requests.Response()
        busy.status_code = 503
        busy.reason = "Server Busy"
        busy.headers["x-ms-error-code"] = "ServerBusy"
        busy.raw = HTTPResponse(body=io.BytesIO(b""), status=503, preload_content=False)
        response = RestRequestsTransportResponse(  # type: ignore[no-untyped-call]
            request=request.http_request, internal_response=busy
        )
        return PipelineResponse(request.http_request, response, request.context)


class DropAfterWrite(HTTPPolicy[Any, Any]):
    """Lets a write happen now and then, and drops the connection before its answer."""

    def __init__(self, seed: int = 0, *, chance: float = 0.1) -> None:
        super().__init__()
        self._chance = _Chance(seed)
        self._share = chance
        self.dropped = 0

    def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Raises ServiceResponseError after some writes."""
        response = self.next.send(request)
        if request.http_request.method == "GET" or not self._chance.falls(self._share):
            return response
        response.http_response.close()
        self.dropped += 1
        raise ServiceResponseError("The connection was dropped after the write.")


@dataclass(slots=True)
class Counted:
    """What was sent while it was open: `METHOD path` of each request."""

    requests: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Round trips."""
        return len(self.requests)


class RoundTrips(SansIOHTTPPolicy[Any, Any]):
    """Counts requests, of all threads and all clients that it is given to."""

    def __init__(self) -> None:
        self._open: list[Counted] = []
        self._lock = threading.Lock()

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Counts one."""
        sent = f"{request.http_request.method} {unquote(urlsplit(request.http_request.url).path)}"
        with self._lock:
            for counted in self._open:
                counted.requests.append(sent)

    @contextmanager
    def counted(self) -> Iterator[Counted]:
        """Count what is sent inside."""
        counted = Counted()
        with self._lock:
            self._open.append(counted)
        try:
            yield counted
        finally:
            with self._lock:
                self._open.remove(counted)


class _Chance:
    """Seeded chance that threads share."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def falls(self, share: float) -> bool:
        with self._lock:
            return self._random.random() < share

    def between(self, low: int, high: int) -> int:
        with self._lock:
            return self._random.randint(low, high)


def _table_query(request: PipelineRequest[Any]) -> dict[str, str] | None:
    """The parameters of a query for rows; None for any other request."""
    url = urlsplit(request.http_request.url)
    if request.http_request.method != "GET" or not unquote(url.path).endswith("()"):
        return None
    return {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}


def _set_query(request: PipelineRequest[Any], query: dict[str, str]) -> None:
    url = urlsplit(request.http_request.url)
    text = "&".join(f"{quote(name)}={quote(value)}" for name, value in query.items())
    request.http_request.url = urlunsplit(url._replace(query=text))


def _token(key: str) -> str:
    """A continuation as the emulator writes it."""
    return base64.b64encode(key.encode()).decode()
