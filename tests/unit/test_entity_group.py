"""The bytes of a transaction, and what its answer says."""

import pytest

from shared.adapters.entity_group import Incomplete, Refusal, encode, refusal_in
from shared.ports.table import Delete, Insert, Operation, Put, Replace

TABLE = "https://account.table.core.windows.net/talenti"
DONE = b"--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 204 No Content\r\nETag: 1\r\n\r\n\r\n"
REFUSED = """--b\r
\r
HTTP/1.1 {} No\r
\r
{{"odata.error":{{"code":"{}","message":{{"lang":"en","value":"{}"}}}}}}\r
"""


def test_each_operation_is_a_request_in_order() -> None:
    operations: list[Operation] = [
        Insert("a", {"n": 1}),
        Put("b", {}),
        Replace("c", {}, 'W/"1"'),
        Delete("d", 'W/"2"'),
        Delete("e"),
    ]
    text = encode(TABLE, "p", operations)[1].decode()
    found = [line for line in text.split("\r\n") if line.endswith("HTTP/1.1") or line.startswith("If-Match")]
    assert found == [
        f"POST {TABLE} HTTP/1.1",
        f"PUT {TABLE}(PartitionKey='p',RowKey='b') HTTP/1.1",
        f"PUT {TABLE}(PartitionKey='p',RowKey='c') HTTP/1.1",
        'If-Match: W/"1"',
        f"DELETE {TABLE}(PartitionKey='p',RowKey='d') HTTP/1.1",
        'If-Match: W/"2"',
        f"DELETE {TABLE}(PartitionKey='p',RowKey='e') HTTP/1.1",
        "If-Match: *",
    ]


def test_what_people_typed_stays_inside_its_part() -> None:
    typed = "\r\n--changeset\r\nDELETE x HTTP/1.1\r\n"
    content_type, body = encode(TABLE, "p", [Put("O'Neill HTTP/1.1", {"text": typed, "ł": "ł"})])
    assert body.isascii()
    assert body.count(b"\r\nDELETE") == 0
    assert b"RowKey='O%27%27Neill%20HTTP%2F1.1'" in body
    assert body.startswith(b"--" + content_type.partition("boundary=")[2].encode())


def test_an_answer_says_that_all_was_done() -> None:
    assert refusal_in(DONE * 3, 3) is None


@pytest.mark.parametrize("answer", [b"", DONE, DONE * 2, b"<html>"])
def test_an_answer_that_ends_too_early_says_nothing(answer: bytes) -> None:
    with pytest.raises(Incomplete):
        refusal_in(answer, 3)


def test_a_refusal_names_its_operation() -> None:
    taken, busy = REFUSED.format(409, "Exists", "7:It exists."), REFUSED.format(503, "ServerBusy", "Busy")
    assert refusal_in(taken.encode(), 9) == Refusal(409, "Exists", 7)
    assert refusal_in(busy.encode(), 9) == Refusal(503, "ServerBusy", 0)


@pytest.mark.parametrize("body", [b"", b"{", b"{}", b'{"odata.error": 1}', b"busy"])
def test_a_refusal_without_reasons_is_one(body: bytes) -> None:
    assert refusal_in(b"--b\r\n\r\nHTTP/1.1 500 Error\r\n\r\n" + body, 2) == Refusal(500, "", 0)
