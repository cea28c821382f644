"""The live socket speaks Web PubSub's protocol, with the application and with Microsoft's own server library."""

import hashlib
import hmac
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.messaging.webpubsubservice import WebPubSubServiceClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.host.conftest import Worker, eventually

pytestmark = [pytest.mark.azurite, pytest.mark.host]


@pytest.fixture
def address(worker: Worker) -> str:
    """The application's own socket address, without the interview."""
    return f"ws://127.0.0.1:{worker.port}/ws/interview"


@pytest.fixture
def service(worker: Worker) -> Iterator[WebPubSubServiceClient]:
    """Microsoft's server library, connected to the local host."""
    key = (worker.data / "realtime-key").read_text()
    endpoint = f"Endpoint=http://127.0.0.1:{worker.port};AccessKey={key};Version=1.0;"
    with WebPubSubServiceClient.from_connection_string(endpoint, hub="interview") as client:
        yield client


def events(worker: Worker, socket: ClientConnection | None = None) -> list[dict[str, Any]]:
    """What the application heard; of one connection, if one is given that has said something."""
    heard: list[dict[str, Any]] = worker.http.get("/heard").json()
    if socket is None:
        return heard
    said = f"who am I {socket.local_address}"
    socket.send(said)
    assert socket.recv() == f"you said {said}"
    heard = worker.http.get("/heard").json()
    mine = next(event["headers"]["ce-connectionid"] for event in heard if event["body"] == said)
    return [event for event in heard if event["headers"]["ce-connectionid"] == mine]


def test_the_application_is_asked_before_a_client_is_let_in(worker: Worker, address: str) -> None:
    with connect(f"{address}/i1/?token=right&x=1&x=2", additional_headers={"X-Own": "yes"}) as socket:
        asked = events(worker, socket)[0]
    headers = asked["headers"]
    connection = headers["ce-connectionid"]
    key = (worker.data / "realtime-key").read_text()
    assert headers["ce-type"] == "azure.webpubsub.sys.connect"
    assert headers["ce-source"] == f"/hubs/interview/client/{connection}"
    assert (headers["ce-hub"], headers["ce-eventname"], headers["ce-specversion"]) == ("interview", "connect", "1.0")
    assert (
        headers["ce-signature"] == "sha256=" + hmac.new(key.encode(), connection.encode(), hashlib.sha256).hexdigest()
    )
    assert headers["webhook-request-origin"] == "127.0.0.1"
    content = json.loads(asked["body"])
    assert content["query"] == {"token": ["right"], "x": ["1", "2"], "interview_id": ["i1"]}
    assert content["headers"]["X-Own"] == ["yes"]
    assert (content["claims"], content["subprotocols"], content["clientCertificates"]) == ({}, [], [])


def test_a_refusal_reaches_the_client_with_status_and_body(address: str) -> None:
    with pytest.raises(InvalidStatus) as refused, connect(f"{address}/i1/?token=wrong"):
        pass
    assert refused.value.response.status_code == 401
    assert json.loads(refused.value.response.body or b"") == {"detail": "sign in first"}


def test_a_message_goes_to_the_application_and_its_answer_comes_back(worker: Worker, address: str) -> None:
    with connect(f"{address}/i2") as socket:
        socket.send('{"type": "hello"}')
        assert socket.recv() == 'you said {"type": "hello"}'
        socket.send("quiet")
        socket.send("again")
        assert socket.recv() == "you said again"
        mine = {event["body"]: event["headers"] for event in events(worker, socket)}
    assert mine["quiet"]["ce-type"] == "azure.webpubsub.user.message"
    assert mine["quiet"]["content-type"] == "text/plain; charset=utf-8"
    assert mine["quiet"]["ce-userid"] == "ada"
    assert (mine['{"type": "hello"}']["ce-connectionstate"], mine["again"]["ce-connectionstate"]) == (
        "bmV3",
        "dGFsa2Vk",
    )


def test_the_application_hears_of_connection_and_farewell(worker: Worker, address: str) -> None:
    with connect(f"{address}/i3/") as socket:
        connection = events(worker, socket)[0]["headers"]["ce-connectionid"]

    def kinds() -> list[str]:
        mine = [event["headers"] for event in events(worker) if event["headers"]["ce-connectionid"] == connection]
        return sorted(headers["ce-eventname"] for headers in mine)

    eventually(lambda: kinds() == ["connect", "connected", "disconnected", "message"], "the farewell")


def test_a_fault_of_the_event_handler_ends_the_connection(address: str) -> None:
    with connect(f"{address}/i4/") as socket:
        socket.send("crash")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1011


def test_the_server_library_sends_to_groups_users_and_connections(
    worker: Worker, address: str, service: WebPubSubServiceClient
) -> None:
    with connect(f"{address}/one/") as one, connect(f"{address}/two/") as two:
        connection = events(worker, two)[0]["headers"]["ce-connectionid"]
        events(worker, one)
        service.send_to_group("interview-one", {"to": "the group"})
        service.send_to_connection(connection, "to the connection", content_type="text/plain")
        assert json.loads(one.recv(timeout=5)) == {"to": "the group"}
        assert two.recv(timeout=5) == "to the connection"
        service.send_to_user("ada", io.BytesIO(b"\x00\x01"), content_type="application/octet-stream")
        assert (one.recv(timeout=5), two.recv(timeout=5)) == (b"\x00\x01", b"\x00\x01")
        service.send_to_all({"to": "all"}, excluded=[connection])
        service.send_to_group("interview-nobody", {"to": "nobody"})
        assert json.loads(one.recv(timeout=5)) == {"to": "all"}
        with pytest.raises(TimeoutError):
            two.recv(timeout=0.1)


def test_the_server_library_asks_who_is_there_and_closes(
    worker: Worker, address: str, service: WebPubSubServiceClient
) -> None:
    with connect(f"{address}/three/") as socket:
        connection = events(worker, socket)[0]["headers"]["ce-connectionid"]
        assert service.connection_exists(connection)
        assert service.group_exists("interview-three")
        assert not service.connection_exists("nobody")
        service.add_connection_to_group("other", connection)
        service.send_to_group("other", "hello", content_type="text/plain")
        assert socket.recv(timeout=5) == "hello"
        service.remove_connection_from_group("other", connection)
        assert not service.group_exists("other")
        service.close_connection(connection, reason="enough")
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)


def test_a_call_signed_with_another_key_is_refused(worker: Worker) -> None:
    endpoint = f"Endpoint=http://127.0.0.1:{worker.port};AccessKey={'0' * 64};Version=1.0;"
    with (
        WebPubSubServiceClient.from_connection_string(endpoint, hub="interview") as stranger,
        pytest.raises(HttpResponseError) as refused,
    ):
        stranger.send_to_all({"spam": True})
    assert refused.value.status_code == 401


def test_a_client_link_of_the_server_library_opens_the_socket(worker: Worker, service: WebPubSubServiceClient) -> None:
    link = service.get_client_access_token(user_id="grace", groups=["interview-link"], minutes_to_expire=1)
    with connect(link["url"]) as socket:
        asked = json.loads(events(worker, socket)[0]["body"])
        service.send_to_group("interview-link", "joined", content_type="text/plain")
        assert socket.recv(timeout=5) == "joined"
    assert asked["claims"]["sub"] == ["grace"]
    with pytest.raises(InvalidStatus), connect(link["url"][:-4] + "0000"):
        pass


def test_a_plain_request_is_told_to_upgrade(worker: Worker) -> None:
    assert worker.http.get("/ws/interview/i1/").status_code == 426
