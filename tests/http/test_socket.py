"""The live socket: what Web PubSub tells the application, and what the people connected are told."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.app import Client, Product
from tests.http.examples import NOBODY
from tests.tenant import NO_MORE, THOROUGH, Tenant, say

KEY = "bG9jYWwtaG9zdC1rZXktb2YtdGFsZW50aQ=="
"""The access key in the connection string that is the default."""
EVENTS = "/api/v1/realtime/events"


@dataclass
class Socket:
    """One connection, as Web PubSub keeps it."""

    product: Product
    id: str = "connection-1"
    state: str = ""

    def event(self, kind: str, body: bytes, **headers: str) -> httpx.Response:
        """Send an event as Web PubSub does; keep the state that it is answered with."""
        answer = self.product.client().post(EVENTS, content=body, headers={**self.headers(kind), **headers})
        self.state = answer.headers.get("ce-connectionstate", self.state)
        return answer

    def headers(self, kind: str) -> dict[str, str]:
        """What Web PubSub says of an event."""
        signature = hmac.new(KEY.encode(), self.id.encode(), hashlib.sha256).hexdigest()
        return {
            "ce-type": f"azure.webpubsub.{kind}",
            "ce-connectionId": self.id,
            "ce-signature": f"sha256=0000,sha256={signature}",
            "ce-connectionState": self.state,
        }

    def connect(self, interview_id: str, token: str, *, in_header: bool = False) -> httpx.Response:
        query = {"interview_id": [interview_id], **({} if in_header else {"token": [token]})}
        headers = {"Authorization": [f"Bearer {token}"]} if in_header else {}
        return self.event("sys.connect", json.dumps({"query": query, "headers": headers}).encode())

    def say(self, **frame: Any) -> Any:
        """Send a frame; the frame that this connection alone gets, and then those that it was sent."""
        before = len(self.product.realtime.to_groups), len(self.product.realtime.to_connections)
        answer = self.event("user.message", json.dumps(frame).encode())
        assert answer.is_success, answer.text
        own = [answer.json()] if answer.content else []
        sent = self.product.realtime.to_connections[before[1] :] + self.product.realtime.to_groups[before[0] :]
        return own + [dict(frame) for _, frame in sent]


@pytest.fixture
def interviewee(acme: Tenant) -> tuple[Client, str]:
    return acme.interviewee()


@pytest.fixture
def socket(acme: Tenant, interviewee: tuple[Client, str]) -> Socket:
    """A socket that the candidate has opened."""
    client, interview_id = interviewee
    socket = Socket(acme.product)
    answer = socket.connect(interview_id, client.tokens["access_token"])
    assert answer.json() == {"userId": client.user["id"], "groups": [f"interview-{interview_id}"]}
    return socket


def test_web_pubsub_may_send_events_here(product: Product) -> None:
    answer = product.client().options(EVENTS, headers={"WebHook-Request-Origin": "x.webpubsub.azure.com"})
    assert (answer.status_code, answer.headers["webhook-allowed-origin"]) == (200, "*")


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=00", "é", "md5=1"])
def test_an_event_that_web_pubsub_did_not_sign_is_refused(product: Product, signature: str) -> None:
    headers = {
        b"ce-signature": signature.encode(),
        b"ce-connectionId": b"c",
        b"ce-type": b"azure.webpubsub.sys.connect",
    }
    assert product.client().post(EVENTS, content=b"{}", headers=headers).status_code == 403


def test_a_signature_counts_for_its_own_connection_alone(product: Product) -> None:
    assert Socket(product).event("user.message", b"{}", **{"ce-connectionId": "another"}).status_code == 403


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b'{"query": 1}', b'{"query": {"interview_id": {}}}', b"\xff"]
)
def test_a_connect_event_that_is_not_as_documented_is_refused(product: Product, body: bytes) -> None:
    assert Socket(product).event("sys.connect", body).status_code in {400, 401, 404, 422}


def test_only_the_interviews_candidate_and_its_company_get_in(acme: Tenant, interviewee: tuple[Client, str]) -> None:
    client, interview_id = interviewee
    socket, other = Socket(acme.product), Tenant(acme.product, "Other")
    strangers = [other.hr, other.interviewee()[0], acme.interviewee()[0]]
    tokens = [stranger.tokens["access_token"] for stranger in strangers]
    assert [socket.connect(interview_id, token).status_code for token in tokens] == [404, 404, 404]
    assert [socket.connect(interview_id, token).status_code for token in ("", "x")] == [401, 401]
    assert socket.connect(NOBODY, client.tokens["access_token"]).status_code == 404
    assert socket.connect("x", client.tokens["access_token"]).status_code == 422
    assert socket.connect(interview_id, acme.hr.tokens["access_token"]).status_code == 200
    assert socket.connect(interview_id, client.tokens["access_token"], in_header=True).status_code == 200
    looker = acme.colleague("CLIENT").tokens["access_token"]
    assert socket.connect(interview_id, looker).status_code == 403, "a client does not see interviews"


def test_who_was_not_admitted_cannot_speak(product: Product) -> None:
    forged = [
        "",
        "!",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b"{}").decode(),
        base64.b64encode(b'{"user_id": "x"}').decode(),
    ]
    for state in forged:
        assert Socket(product, state=state).event("user.message", b'{"type": "start_interview"}').status_code == 403


def test_an_interview_is_held_in_the_documented_frames(socket: Socket, interviewee: tuple[Client, str]) -> None:
    client, interview_id = interviewee
    (started,) = socket.say(type="start_interview")
    assert (started["type"], started["sequence"]) == ("interview_started", 1)
    frames: list[Any] = []
    while not any(frame["type"] == "interview_ended" for frame in frames):
        asks = bool(frames) and "question" in frames[-1]["content"].lower() and len(frames) > 8
        frames += socket.say(type="candidate_message", content=NO_MORE if asks else THOROUGH)
        assert len(frames) < 60
    said = [started, *(frame for frame in frames if frame["type"] == "message")]
    assert [frame["sequence"] for frame in said] == list(range(1, len(said) + 1))
    assert {frame["sender"] for frame in said[1:]} == {"candidate", "ai"}
    turns = client.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"]
    assert [turn["text"] for turn in turns[1:]] == [frame["content"] for frame in said[1:]]


def test_every_window_sees_every_turn(socket: Socket, interviewee: tuple[Client, str]) -> None:
    socket.say(type="start_interview")
    socket.say(type="candidate_message", content=THOROUGH)
    assert {group for group, _ in socket.product.realtime.to_groups} == {f"interview-{interviewee[1]}"}
    assert [frame["type"] for _, frame in socket.product.realtime.to_groups] == [
        "interview_started",
        "message",
        "message",
    ]


def test_a_new_connection_is_told_the_turns_so_far_and_goes_on(socket: Socket, interviewee: tuple[Client, str]) -> None:
    client, interview_id = interviewee
    socket.say(type="start_interview")
    frames = socket.say(type="candidate_message", content=THOROUGH)
    again = Socket(socket.product, id="connection-2")
    again.connect(interview_id, client.tokens["access_token"])
    told = again.say(type="start_interview")
    assert [frame["type"] for frame in told] == ["interview_started", "message", "message"]
    assert told[1:] == frames
    assert {name for name, _ in socket.product.realtime.to_connections} == {"connection-2"}
    assert say(client, interview_id)["sequence"] == 3


def test_who_speaks_first_is_greeted_and_a_new_connection_hears_the_greeting_as_the_interviewers(
    socket: Socket, interviewee: tuple[Client, str]
) -> None:
    live = socket.say(type="candidate_message", content="Good morning!")
    assert [(frame["type"], frame["sender"]) for frame in live] == [("message", "candidate"), ("message", "ai")]
    told = socket.say(type="start_interview")
    assert [frame["type"] for frame in told] == ["message", "interview_started"]
    assert (told[0]["content"], told[1]["message"]) == ("Good morning!", live[1]["content"])


@pytest.mark.parametrize("nothing", ["", "  \n"])
def test_silence_begins_an_interview_and_is_no_turn_of_the_candidate(socket: Socket, nothing: str) -> None:
    (greeting,) = socket.say(type="candidate_message", content=nothing)
    assert (greeting["sender"], greeting["sequence"]) == ("ai", 1)


def test_a_new_connection_is_told_that_the_interview_is_over(socket: Socket) -> None:
    socket.say(type="start_interview")
    socket.say(type="end_interview")
    told = socket.say(type="start_interview")
    assert [frame["type"] for frame in told] == ["interview_started", "message", "interview_ended"]


def test_a_message_repeated_after_a_lost_connection_counts_once(
    socket: Socket, interviewee: tuple[Client, str]
) -> None:
    socket.say(type="start_interview")
    first = socket.say(type="candidate_message", content=THOROUGH, message_id="m-1")
    assert socket.say(type="candidate_message", content=THOROUGH, message_id="m-1") == first
    assert first[0]["client_message_id"] == "m-1"
    assert say(*interviewee)["sequence"] == 3


def test_the_socket_and_the_chat_are_one_conversation(socket: Socket, interviewee: tuple[Client, str]) -> None:
    socket.say(type="start_interview")
    say(*interviewee, THOROUGH)
    (refused,) = socket.say(type="candidate_message", content="Late.", after=1)
    assert (refused["type"], refused["code"]) == ("error", "out_of_date")
    assert socket.say(type="candidate_message", content=THOROUGH, after=3)[-1]["sequence"] == 5


def test_ending_the_interview_ends_it_for_every_window(socket: Socket, interviewee: tuple[Client, str]) -> None:
    (refused,) = socket.say(type="end_interview")
    assert refused["type"] == "error"
    socket.say(type="start_interview")
    assert [frame["type"] for frame in socket.say(type="end_interview")] == ["interview_ended"]
    client, interview_id = interviewee
    assert client.ok("GET", f"/api/v1/interviews/{interview_id}")["status"] == "completed"


def test_who_is_connected_is_told_when_the_company_ends_the_interview(
    acme: Tenant, socket: Socket, interviewee: tuple[Client, str]
) -> None:
    socket.say(type="start_interview")
    url = f"/api/v1/interviews/{interviewee[1]}/complete"
    for _ in range(2):
        acme.hr.ok("POST", url)
    told = [(group, frame["type"]) for group, frame in acme.product.realtime.to_groups[1:]]
    assert told == [(f"interview-{interviewee[1]}", "interview_ended")]


def test_who_is_connected_is_told_when_the_time_is_up(
    acme: Tenant, socket: Socket, interviewee: tuple[Client, str]
) -> None:
    socket.say(type="start_interview")
    acme.product.clock.turn(timedelta(hours=9))
    assert acme.product.app.housekeeping.close_overdue_interviews() == 1
    assert acme.product.realtime.to_groups[-1][1]["type"] == "interview_ended"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({}, "invalid"),
        ({"type": None}, "invalid"),
        ({"type": ["start_interview"]}, "invalid"),
        ({"type": "unknown"}, "invalid"),
        ({"type": "candidate_message"}, "invalid"),
        ({"type": "candidate_message", "content": 1}, "invalid"),
        ({"type": "candidate_message", "content": "a" * 8001}, "invalid"),
        ({"type": "candidate_message", "content": "\ud800"}, "invalid"),
        ({"type": "candidate_message", "content": "a", "message_id": 1}, "invalid"),
        ({"type": "candidate_message", "content": "a", "message_id": ""}, "invalid"),
        ({"type": "candidate_message", "content": "a", "message_id": "x" * 65}, "invalid"),
        ({"type": "candidate_message", "content": "a", "after": "x"}, "invalid"),
        ({"type": "candidate_message", "content": "a", "after": -1}, "invalid"),
        ({"type": "audio_data"}, "invalid"),
        ({"type": "audio_data", "audio": "UklGRg==", "final": True}, "no_transcription_engine"),
    ],
)
def test_a_bad_frame_is_answered_with_an_error_and_the_socket_goes_on(
    socket: Socket, frame: dict[str, Any], code: str
) -> None:
    socket.say(type="start_interview")
    (error,) = socket.say(**frame)
    assert (error["type"], error["code"]) == ("error", code)
    assert socket.say(type="candidate_message", content=THOROUGH)[-1]["sequence"] == 3


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"not json", b"\xff\xfe", b"[" * 5000])
def test_what_is_no_frame_is_answered_with_an_error(socket: Socket, body: bytes) -> None:
    answer = socket.event("user.message", body)
    assert (answer.status_code, answer.json()["type"]) == (200, "error")


def test_who_looks_on_cannot_speak_for_the_candidate(
    acme: Tenant, socket: Socket, interviewee: tuple[Client, str]
) -> None:
    _, interview_id = interviewee
    looker = Socket(acme.product, id="connection-2")
    looker.connect(interview_id, acme.hr.tokens["access_token"])
    (error,) = looker.say(type="start_interview")
    assert error["code"] == "forbidden"
    socket.say(type="start_interview")
    assert looker.say(type="start_interview")[0]["type"] == "interview_started"
    (error,) = looker.say(type="candidate_message", content=THOROUGH)
    assert error["code"] == "forbidden"


def test_signing_out_silences_the_socket(socket: Socket, interviewee: tuple[Client, str]) -> None:
    interviewee[0].ok("POST", "/api/v1/auth/logout")
    (error,) = socket.say(type="start_interview")
    assert error["code"] == "unauthenticated"


def test_a_flood_of_frames_is_answered_with_errors(acme: Tenant, socket: Socket) -> None:
    limited = acme.product.client(app=acme.product.new_instance(rate_standard=3))
    signature = hmac.new(KEY.encode(), socket.id.encode(), hashlib.sha256).hexdigest()
    headers = {
        "ce-type": "azure.webpubsub.user.message",
        "ce-connectionId": socket.id,
        "ce-signature": f"sha256={signature}",
        "ce-connectionState": socket.state,
    }
    frames = [limited.post(EVENTS, content=b'{"type": "x"}', headers=headers).json() for _ in range(5)]
    assert [frame["code"] for frame in frames] == ["invalid"] * 3 + ["too_many_requests"] * 2
    socket.say(type="start_interview")
    piece = json.dumps({"type": "audio_data", "audio": base64.b64encode(b"sound").decode()}).encode()
    heard = [limited.post(EVENTS, content=piece, headers=headers).json() for _ in range(5)]
    assert {frame["type"] for frame in heard} == {"audio_processed"}, "a microphone gives many pieces a minute"


def test_other_events_are_taken_note_of_quietly(socket: Socket) -> None:
    for kind in ("sys.connected", "sys.disconnected", "user.other"):
        assert socket.event(kind, b"{}").status_code == 204
