"""HTTP whose answers end in time: the library's own time-outs begin again with every byte."""

import time
from collections.abc import Iterator

import httpx2


class DeadlineTransport(httpx2.BaseTransport):
    """Reads an answer for no longer, all in all, than the request's read time-out says."""

    def __init__(self) -> None:
        self._transport = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; its answer raises ReadTimeout when the time is up."""
        seconds = request.extensions.get("timeout", {}).get("read")
        ends_at = time.monotonic() + seconds if seconds else None
        response = self._transport.handle_request(request)
        assert isinstance(response.stream, httpx2.SyncByteStream)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Timed(response.stream, ends_at),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


class _Timed(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, ends_at: float | None) -> None:
        self._stream = stream
        self._ends_at = ends_at

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            if self._ends_at is not None and time.monotonic() > self._ends_at:
                raise httpx2.ReadTimeout("the answer took too long")
            yield part

    def close(self) -> None:
        """Close the connection, or give it back."""
        self._stream.close()
