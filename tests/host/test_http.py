"""HTTP functions behave as they do in the cloud."""

import json
import socket
from typing import Any

import pytest

from tests.host.conftest import Worker

pytestmark = [pytest.mark.azurite, pytest.mark.host]


def echoed(answer: Any) -> dict[str, Any]:
    """What the function `echo` was given."""
    assert answer.status_code == 200
    content: dict[str, Any] = answer.json()
    return content


def test_a_function_sees_the_request_as_the_cloud_shows_it(worker: Worker) -> None:
    headers = [("X-Twice", "one"), ("X-Twice", "two"), ("X-Mixed-Case", "Yes")]
    seen = echoed(worker.http.post("/echo/a%20b/C%2Fd/?q=1&Q=2&empty=&plus=a+b", content=b"\xff\x00", headers=headers))
    assert seen["method"] == "POST"
    assert seen["url"] == f"http://127.0.0.1:{worker.port}/echo/a%20b/C%2Fd/?q=1&Q=2&empty=&plus=a+b"
    assert seen["route_params"] == {"rest": "a b/C%2Fd"}
    assert seen["params"] == {"q": "1,2", "plus": "a b"}
    assert seen["headers"]["x-twice"] == "one,two"
    assert seen["headers"]["x-mixed-case"] == "Yes"
    assert seen["body"] == "\xff\x00"


def test_a_chunked_request_arrives_without_its_body(worker: Worker) -> None:
    assert echoed(worker.http.post("/echo/x", content=iter([b"in", b"pieces"])))["body"] == ""


def test_routes_go_by_function_name_and_not_by_how_exact_they_are(worker: Worker) -> None:
    assert worker.http.get("/things/mine").text == "thing mine"
    assert worker.http.delete("/things/mine").text == "mine by DELETE"


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/things/1"), ("HEAD", "/things/1"), ("OPTIONS", "/things/1"), ("GET", "/nowhere")]
)
def test_a_wrong_method_or_path_is_404_without_a_body(worker: Worker, method: str, path: str) -> None:
    answer = worker.http.request(method, path)
    assert (answer.status_code, answer.content) == (404, b"")


def test_what_a_function_raises_is_an_empty_500(worker: Worker) -> None:
    answer = worker.http.get("/broken")
    assert (answer.status_code, answer.content) == (500, b"")


def test_status_headers_and_every_cookie_arrive(worker: Worker) -> None:
    answer = worker.http.get("/cookies")
    assert answer.status_code == 201
    assert answer.headers["x-own"] == "1"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert sorted(answer.headers.get_list("set-cookie")) == ["a=1; HttpOnly; Path=/", "b=2; SameSite=Lax"]


def test_an_async_function_gets_its_context(worker: Worker) -> None:
    assert worker.http.get("/later").text == "later 36"


def test_a_body_over_the_limit_is_413_before_it_is_sent(worker: Worker) -> None:
    with socket.create_connection(("127.0.0.1", worker.port)) as raw:
        raw.sendall(b"POST /echo/x HTTP/1.1\r\nHost: a\r\nContent-Length: 104857601\r\n\r\n")
        assert raw.recv(1024).startswith(b"HTTP/1.1 413 ")


def test_the_log_has_one_line_a_call_and_no_bodies(worker: Worker) -> None:
    worker.http.post("/echo/logged?secret=in-the-query", content=b"secret-in-the-body")
    lines = [line for line in worker.log.read_text().splitlines() if " echo 200 " in line]
    assert lines
    assert "secret" not in "".join(lines)
    name, status, duration, unit, invocation = lines[-1].split()[-5:]
    assert (name, status, unit, len(invocation)) == ("echo", "200", "ms", 36)
    assert duration.isdecimal()


def test_fifty_requests_at_once_are_all_answered(worker: Worker) -> None:
    raws = [socket.create_connection(("127.0.0.1", worker.port)) for _ in range(50)]
    for number, raw in enumerate(raws):
        raw.sendall(f"GET /echo/{number} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    for number, raw in enumerate(raws):
        with raw, raw.makefile("rb") as stream:
            assert json.loads(stream.read().partition(b"\r\n\r\n")[2])["route_params"] == {"rest": str(number)}
