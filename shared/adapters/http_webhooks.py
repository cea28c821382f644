"""Webhooks over HTTP: each request goes to an address that was checked for it, under the name that was asked for."""

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlsplit

from shared.adapters.public_addresses import Address, NotAllowed, host_of, resolved
from shared.core.errors import Invalid
from shared.ports.webhooks import WebhookAnswer

TIMEOUT_S = 20.0
"""For a whole request; the specification recommends 15 to 30."""
EXCERPT_BYTES = 256
_MOST_RETRY_AFTER_S = 24 * 3600


class HttpWebhookSender:
    """Implements `WebhookSender`. With `this_machine` receivers may be on this machine, also without TLS."""

    def __init__(
        self, *, this_machine: bool = False, timeout_s: float = TIMEOUT_S, tls: ssl.SSLContext | None = None
    ) -> None:
        self._this_machine = this_machine
        self._timeout_s = timeout_s
        self._tls = tls

    def check(self, url: str) -> None:
        """See `WebhookSender.check`."""
        try:
            resolved(*host_of(url, this_machine=self._this_machine), this_machine=self._this_machine)
        except NotAllowed as reason:
            raise Invalid.field("url", "not_allowed", str(reason)) from None
        except (OSError, UnicodeError):
            raise Invalid.field("url", "unknown_host", "has a host that cannot be found.") from None

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> WebhookAnswer:
        """See `WebhookSender.post`."""
        began = time.monotonic()

        def failed(error: str) -> WebhookAnswer:
            return WebhookAnswer(None, _ms_since(began), error)

        try:
            host, port = host_of(url, this_machine=self._this_machine)
            addresses = resolved(host, port, this_machine=self._this_machine)
        except NotAllowed:
            return failed("address_not_allowed")
        except (OSError, UnicodeError):
            return failed("unknown_host")
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        secure = parts.scheme == "https"
        deadline = began + self._timeout_s
        connection = _Connection(host, port, addresses, deadline, (self._tls or _tls()) if secure else None)
        try:
            return self._exchange(connection, target, headers, body, began)
        except ssl.SSLError:
            return failed("tls_failed" if not connection.expired else "timeout")
        except (OSError, HTTPException, ValueError) as error:
            late = connection.expired or isinstance(error, TimeoutError)
            return failed("timeout" if late else "connection_failed")
        finally:
            connection.close()

    def _exchange(
        self, connection: "_Connection", target: str, headers: Mapping[str, str], body: bytes, began: float
    ) -> WebhookAnswer:
        connection.request("POST", target, body, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        text = answer.read(EXCERPT_BYTES).decode("utf-8", "replace")
        if connection.expired:
            raise TimeoutError
        return WebhookAnswer(answer.status, _ms_since(began), None, text, _retry_after(answer))


class _Connection(HTTPConnection):
    """A connection to one of the addresses that were checked. After its deadline it is cut, whatever goes on."""

    def __init__(
        self, host: str, port: int, addresses: list[Address], deadline: float, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port)
        # What Host says leaves out the port that goes without saying.
        self.default_port = 443 if tls else 80
        self._addresses = addresses
        self._deadline = deadline
        self._tls = tls
        self._watch: threading.Timer | None = None
        self.expired = False

    def connect(self) -> None:
        """Connect to the first of the addresses that answers; with TLS for the host's name."""
        self.sock = self._reached()
        self._watch = threading.Timer(self._left(), self._cut)
        self._watch.daemon = True
        self._watch.start()
        if self._tls is not None:
            # The handshake comes after, so that it can be cut too.
            name = self.host.strip("[]").rstrip(".")
            secured = self._tls.wrap_socket(self.sock, server_hostname=name, do_handshake_on_connect=False)
            self.sock = secured
            secured.do_handshake()

    def close(self) -> None:
        """Close the connection and stop watching it."""
        if self._watch is not None:
            self._watch.cancel()
        super().close()

    def _reached(self) -> socket.socket:
        failure: OSError = TimeoutError()
        for address in self._addresses:
            reached = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
            try:
                reached.settimeout(self._left())
                reached.connect((str(address), self.port))
            except OSError as error:
                reached.close()
                failure = error
            else:
                return reached
        raise failure

    def _cut(self) -> None:
        self.expired = True
        with suppress(OSError, AttributeError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _retry_after(answer: HTTPResponse) -> int | None:
    value = answer.getheader("Retry-After", "").strip()
    return min(int(value), _MOST_RETRY_AFTER_S) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _ms_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
