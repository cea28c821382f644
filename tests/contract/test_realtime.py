"""What every live socket promises: the twin in memory, and Web PubSub's client against its documented REST calls."""

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
import pytest

from shared.adapters.memory_realtime import MemoryRealtime
from shared.adapters.web_pubsub import WebPubSubRealtime
from shared.core.errors import Unavailable
from shared.ports.realtime import Frame, Realtime
from tests.contract.local_service import Request, local_service
from tests.contract.trouble import nobody_listens

KEY = "an-access-key-for-tests-of-40-characters"
SEND = re.compile(r"/api/hubs/interview/(groups|connections)/([^/]+)/:send")


def at(address: str, key: str = KEY) -> str:
    """The connection string of a Web PubSub that is said to be at this address."""
    return f"Endpoint={address};AccessKey={key};Version=1.0;"


class PlayedPubSub:
    """Takes the two calls that send, each with a token that was signed for its address; keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Frame]] = []

    def answer(self, request: Request) -> int:
        """The status that Web PubSub would answer."""
        address = request.url.partition("?")[0]
        if request.method == "HEAD":
            return 404 if address.endswith("/connections/gone") else 200
        called = SEND.fullmatch(urlsplit(address).path)
        if request.method != "POST" or not called or "api-version=" not in request.url:
            return 404
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, KEY, ["HS256"], options={"require": ["exp", "aud"], "verify_aud": False})
        except jwt.InvalidTokenError:
            return 401
        if claims["aud"].partition("?")[0] != address:
            return 401
        if request.headers["content-type"] != "application/json":
            return 400
        self.sent.append((called[1], unquote(called[2]), json.loads(request.body)))
        return 202


class Line(NamedTuple):
    """A live socket, and what was sent to it: `groups` or `connections`, the name, the frame."""

    realtime: Realtime
    sent: Callable[[], list[tuple[str, str, Frame]]]


def in_memory() -> Line:
    memory = MemoryRealtime()
    memory.gone.add("gone")

    def sent() -> list[tuple[str, str, Frame]]:
        return [
            *(("groups", name, frame) for name, frame in memory.to_groups),
            *(("connections", name, frame) for name, frame in memory.to_connections),
        ]

    return Line(memory, sent)


@pytest.fixture(params=["memory", "web_pubsub"])
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    if request.param == "memory":
        yield in_memory()
        return
    service = PlayedPubSub()
    with local_service(service.answer) as address:
        yield Line(WebPubSubRealtime(at(address)), lambda: service.sent)


FRAMES: list[Frame] = [
    {},
    {"type": "message", "text": "Zoë 北京 🙂 <script>\n", "sequence": 2**53, "final": True, "cue": None, "score": 0.5},
    {"turns": [{"speaker": "ai", "text": ""}], "nested": {"deep": [1, [2, []]]}},
    {"text": "long " * 20_000},
]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: ",".join(frame))
def test_frames_arrive_as_they_went(line: Line, frame: Frame) -> None:
    line.realtime.send_to_group("interview-1", frame)
    line.realtime.send_to_connection("c1", frame)
    assert line.sent() == [("groups", "interview-1", frame), ("connections", "c1", frame)]


@pytest.mark.parametrize("name", ["0190-aa", "a b", "a/b?c#d", "Zoë", "a:b%20"])
def test_any_name_of_a_group_or_connection_is_that_name(line: Line, name: str) -> None:
    line.realtime.send_to_group(name, {"n": 1})
    line.realtime.send_to_connection(name, {"n": 1})
    assert [sent[1] for sent in line.sent()] == [name, name]


def test_frames_are_sent_in_their_order(line: Line) -> None:
    for number in range(5):
        line.realtime.send_to_group("g", {"n": number})
    assert [frame["n"] for _, _, frame in line.sent()] == [0, 1, 2, 3, 4]


def test_a_frame_that_changes_afterwards_was_sent_as_it_was(line: Line) -> None:
    turns = ["one"]
    line.realtime.send_to_group("g", {"turns": turns})
    turns.append("two")
    assert line.sent()[0][2] == {"turns": ["one"]}


def test_a_frame_that_is_no_json_is_our_own_mistake(line: Line) -> None:
    with pytest.raises(TypeError):
        line.realtime.send_to_group("g", {"what": object()})
    assert line.sent() == []


def test_a_connection_that_is_gone_is_not_open(line: Line) -> None:
    assert (line.realtime.is_open("c1"), line.realtime.is_open("gone")) == (True, False)


def test_a_client_link_is_a_sockets(line: Line) -> None:
    link = line.realtime.client_url("u1", "g1", minutes=5)
    assert urlsplit(link).scheme in ("ws", "wss")


@pytest.mark.parametrize(("scheme", "socket"), [("http", "ws"), ("https", "wss")])
def test_a_client_link_carries_who_where_and_how_long(scheme: str, socket: str) -> None:
    realtime = WebPubSubRealtime(at(f"{scheme}://pubsub.example:7071"))
    address, _, query = realtime.client_url("u1", "interview-1", minutes=5).partition("?")
    assert address == f"{socket}://pubsub.example:7071/client/hubs/interview"
    token = parse_qs(query)["access_token"][0]
    claims = jwt.decode(token, KEY, ["HS256"], audience=f"{scheme}://pubsub.example:7071/client/hubs/interview")
    assert (claims["sub"], claims["webpubsub.group"]) == ("u1", ["interview-1"])
    assert 300 <= claims["exp"] - claims["iat"] <= 301
    assert "role" not in claims, "the bearer may listen and speak to us, and send to nobody else"


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_a_service_that_refuses_is_unavailable(status: int) -> None:
    calls: list[Request] = []

    def refuse(request: Request) -> int:
        calls.append(request)
        return status

    with local_service(refuse) as address:
        realtime = WebPubSubRealtime(at(address))
        with pytest.raises(Unavailable):
            realtime.send_to_group("g", {})
        with pytest.raises(Unavailable):
            realtime.send_to_connection("c", {})
    assert len(calls) <= 4, "a frame that is late is worth nothing: two tries each"


def test_a_short_interruption_goes_unnoticed() -> None:
    answers = [503, 202]
    with local_service(lambda request: answers.pop(0)) as address:
        WebPubSubRealtime(at(address)).send_to_group("g", {})
    assert answers == []


def test_a_wrong_access_key_is_unavailable() -> None:
    service = PlayedPubSub()
    with local_service(service.answer) as address, pytest.raises(Unavailable):
        WebPubSubRealtime(at(address, key="x" * 40)).send_to_group("g", {})
    assert service.sent == []


def test_a_service_that_nobody_runs_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        WebPubSubRealtime(at(nobody_listens())).send_to_group("g", {})
