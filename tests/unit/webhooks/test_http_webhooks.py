"""Webhooks over real sockets: what a receiver gets, and what no receiver can make of us."""

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks.webhooks import Webhook as Receiver

from shared.adapters.http_webhooks import EXCERPT_BYTES, HttpWebhookSender
from shared.webhooks.signing import signed_headers

HOST = "receiver.example"
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoaXJ0eS10d28tYnl0ZXMtISEhISE="
BODY = b'{"type":"ping","timestamp":"2026-01-01T00:00:00Z","data":{}}'
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


class Listener:
    """A receiver: gives each connection this answer, and keeps what it read."""

    def __init__(self, answer: Callable[[socket.socket], None] | bytes, tls: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.requests: list[bytes] = []
        self.names: list[str | None] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._take, args=(connection,), daemon=True).start()

    def _take(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self.requests.append(_request(connection))
            if callable(self._answer):
                self._answer(connection)
            else:
                connection.sendall(self._answer)
            connection.close()


def _request(connection: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read:
        read += connection.recv(65536)
    head, _, body = read.partition(b"\r\n\r\n")
    length = int(
        next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")).split(b":")[1]
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def listen() -> Iterator[Callable[..., Listener]]:
    made: list[Listener] = []

    def listener(answer: Callable[[socket.socket], None] | bytes = OK, tls: ssl.SSLContext | None = None) -> Listener:
        made.append(Listener(answer, tls))
        return made[-1]

    yield listener
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for the receiver's name, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "receiver.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class Names:
    """The name service of a test: gives these answers in turn, the last one for ever."""

    def __init__(self, *answers: str) -> None:
        self.answers = [answer.split() for answer in answers]
        self.asked: list[str] = []

    def getaddrinfo(self, host: str, port: int, **how: object) -> list[tuple[object, ...]]:
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Names]:
    """Lets a host have these addresses. The name service is the network's: no part of ours."""

    def answer(*answers: str) -> Names:
        made = Names(*answers)
        monkeypatch.setattr(socket, "getaddrinfo", made.getaddrinfo)
        return made

    return answer


def local(**options: object) -> HttpWebhookSender:
    return HttpWebhookSender(this_machine=True, **options)  # type: ignore[arg-type]  # timeout_s, tls


def test_an_independent_library_verifies_what_arrives(listen: Callable[..., Listener]) -> None:
    receiver = listen()
    headers = signed_headers([SECRET], "msg_1", dt.datetime.now(dt.UTC), BODY)
    answer = local().post(f"http://127.0.0.1:{receiver.port}/in?key=a%20b", headers, BODY)
    assert (answer.status, answer.error, answer.is_success) == (204, None, True)
    head, _, body = receiver.requests[0].partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    assert first == "POST /in?key=a%20b HTTP/1.1"
    arrived = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    assert arrived["host"] == f"127.0.0.1:{receiver.port}"
    assert Receiver(SECRET).verify(body, arrived)["type"] == "ping"


def test_over_tls_the_name_is_asked_for_and_the_checked_address_is_reached(
    listen: Callable[..., Listener], names: Callable[..., Names], certificate: Path
) -> None:
    asked: list[str | None] = []
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    server.sni_callback = lambda _socket, name, _context: asked.append(name)
    receiver = listen(OK, server)
    resolver = names("127.0.0.1")
    trusting = ssl.create_default_context(cafile=str(certificate))
    url = f"https://{HOST}:{receiver.port}/"
    assert local(tls=trusting).post(url, {}, BODY).status == 204
    assert (asked, resolver.asked) == ([HOST], [HOST])
    assert f"Host: {HOST}:{receiver.port}".encode() in receiver.requests[0]


def test_a_certificate_of_another_or_of_nobody_we_trust_is_refused(
    listen: Callable[..., Listener], names: Callable[..., Names], certificate: Path
) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    receiver = listen(OK, server)
    names("127.0.0.1")
    trusting = ssl.create_default_context(cafile=str(certificate))
    for sender, host in ((local(), HOST), (local(tls=trusting), "other.example")):
        assert sender.post(f"https://{host}:{receiver.port}/", {}, BODY).error == "tls_failed"
    assert receiver.requests == []


def test_a_name_that_leads_inside_since_it_was_given_is_not_followed(
    listen: Callable[..., Listener], names: Callable[..., Names]
) -> None:
    receiver = listen()
    names("93.184.215.14", "127.0.0.1")
    sender = HttpWebhookSender()
    sender.check(f"https://{HOST}:{receiver.port}/")
    assert sender.post(f"https://{HOST}:{receiver.port}/", {}, BODY).error == "address_not_allowed"
    assert receiver.requests == []


def test_each_request_asks_for_the_name_once_so_nothing_changes_between_check_and_connection(
    listen: Callable[..., Listener], names: Callable[..., Names]
) -> None:
    receiver = listen()
    resolver = names("127.0.0.1", "10.0.0.1")
    assert local().post(f"http://{HOST}:{receiver.port}/", {}, BODY).status == 204
    assert resolver.asked == [HOST]


def test_one_private_address_among_public_ones_spoils_them_all(names: Callable[..., Names]) -> None:
    names("93.184.215.14 169.254.169.254")
    assert HttpWebhookSender().post(f"https://{HOST}/", {}, BODY).error == "address_not_allowed"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_is_not_followed(listen: Callable[..., Listener], status: int) -> None:
    inside = listen()
    location = f"Location: http://127.0.0.1:{inside.port}/secret\r\nContent-Length: 0\r\n\r\n"
    outside = listen(f"HTTP/1.1 {status} Moved\r\n{location}".encode())
    answer = local().post(f"http://127.0.0.1:{outside.port}/", {}, BODY)
    assert (answer.status, answer.is_success) == (status, False)
    assert inside.requests == []


def test_of_a_long_answer_the_beginning_is_kept(listen: Callable[..., Listener]) -> None:
    receiver = listen(b"HTTP/1.1 500 No\r\nContent-Length: 900000\r\n\r\n" + b"x" * 900_000)
    answer = local().post(f"http://127.0.0.1:{receiver.port}/", {}, BODY)
    assert (answer.status, answer.excerpt) == (500, "x" * EXCERPT_BYTES)


@pytest.mark.parametrize(("value", "seconds"), [("120", 120), ("9999999", 86_400), ("soon", None), ("-5", None)])
def test_what_a_receiver_asks_for_is_read(listen: Callable[..., Listener], value: str, seconds: int | None) -> None:
    receiver = listen(f"HTTP/1.1 429 Slow\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n".encode())
    assert local().post(f"http://127.0.0.1:{receiver.port}/", {}, BODY).retry_after_s == seconds


def _drip(connection: socket.socket) -> None:
    """Never fall silent, and never come to an end."""
    while True:
        connection.sendall(b"H")
        threading.Event().wait(0.02)


def _wait(connection: socket.socket) -> None:
    connection.recv(1)


@pytest.mark.parametrize("answer", [_wait, _drip])
def test_a_receiver_that_is_slow_in_any_way_is_cut_off(
    listen: Callable[..., Listener], answer: Callable[[socket.socket], None]
) -> None:
    receiver = listen(answer)
    given = local(timeout_s=0.3).post(f"http://127.0.0.1:{receiver.port}/", {}, BODY)
    assert (given.status, given.error) == (None, "timeout")


def test_a_handshake_that_never_ends_is_cut_off(listen: Callable[..., Listener]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        given = local(timeout_s=0.3).post(f"https://127.0.0.1:{silent.getsockname()[1]}/", {}, BODY)
    assert given.error == "timeout"


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000])
def test_an_answer_that_is_none_is_a_failure(listen: Callable[..., Listener], answer: bytes) -> None:
    receiver = listen(answer)
    given = local().post(f"http://127.0.0.1:{receiver.port}/", {}, BODY)
    assert (given.status, given.error) == (None, "connection_failed")


def test_nobody_there_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert local().post(f"http://127.0.0.1:{port}/", {}, BODY).error == "connection_failed"


def test_an_unknown_host_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert HttpWebhookSender().post("https://nowhere.example/", {}, BODY).error == "unknown_host"
