"""A service on a local port that is a function of the test: from a request to its answer."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    """What arrived. `url` is whole; names of headers are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


Answer = int | tuple[int, bytes] | tuple[int, bytes, Mapping[str, str]]
"""A status, with JSON where there is some, and headers."""


@contextmanager
def local_service(answer: Callable[[Request], Answer], certificate: tuple[Path, Path] | None = None) -> Iterator[str]:
    """The address of a running service.

    With a certificate and its key it speaks https.
    """
    scheme = "https" if certificate else "http"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def handle(self) -> None:
            with suppress(ConnectionError):  # a client that has read enough hangs up
                super().handle()

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            url = f"{scheme}://{headers['host']}{self.path}"
            given = answer(Request(self.command, url, headers, body))
            status, content, told = (*given, {})[:3] if isinstance(given, tuple) else (given, b"", {})
            self.send_response(status)
            for name, value in told.items():
                self.send_header(name, value)
            if content:
                self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"{scheme}://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
