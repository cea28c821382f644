"""Addresses that two contracts share: the request shows whose answer is wanted, unless somebody names a profile."""

import json
from typing import Any, Literal

import azure.functions as func
import pytest

from shared.core.errors import Conflict
from shared.core.resource import Input, Value
from shared.http.access import PUBLIC
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Spoken
from shared.http.profiles import Profile
from tests.app import Product


class Notes(Input):
    notes: str


class Closed(Value):
    status: str


class Thing(Value):
    name: str


bp = Blueprint("Shared", lambda: Product().app)


@bp.http("POST /api/v1/close", access=PUBLIC, rate=None, profile=Profile.UNION, raises=(Conflict,))
def close(call: Call, body: Notes | None) -> Spoken[Closed | Thing, Literal[Profile.ENVELOPE, Profile.PLAIN]]:
    """Close."""
    if body is None:
        return Spoken(Thing(name="one"), Profile.ENVELOPE)
    if body.notes == "late":
        raise Conflict("It is over.", code="over")
    return Spoken(Closed(status="completed"), Profile.PLAIN)


ENVELOPE = {"status": "success", "data": {"name": "one"}}
CLOSED = {"status": "completed"}


@pytest.mark.parametrize(
    ("accept", "setting", "body", "answer"),
    [
        ("*/*", "", None, ENVELOPE),
        ("*/*", "", {"notes": "good"}, CLOSED),
        ("*/*", "", {"notes": "late"}, {"status": "error", "detail": "It is over.", "code": "over"}),
        ("*/*", "plain", None, {"name": "one"}),
        ("*/*", "envelope", {"notes": "good"}, {"status": "success", "data": CLOSED}),
        ('application/json; profile="plain"', "envelope", None, {"name": "one"}),
    ],
)
def test_the_request_shows_whose_answer_is_wanted(accept: str, setting: str, body: Any, answer: Any) -> None:
    endpoint = bp.endpoints[0]
    request = func.HttpRequest(
        "POST",
        "https://x.example/api/v1/close",
        headers={"Accept": accept},
        body=b"" if body is None else json.dumps(body).encode(),
    )
    given = endpoint.handle(Product(api_profile=setting).app, request, endpoint.routes[0])
    assert json.loads(given.get_body()) == answer
