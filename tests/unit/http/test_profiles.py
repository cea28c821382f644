"""How answers look in the three profiles."""

import json
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.errors import Conflict, Invalid, TooMany, Violation
from shared.core.page import Page
from shared.core.resource import Instant, Resource, Value
from shared.http.problems import headers_of, status_of
from shared.http.profiles import Profile, asked_for, refusal, render

URL = "https://x.example/api/v1/things/?status=open&limit=2&skip=2&cursor=abc&q=a%26b"


class Part(Resource):
    name: str


class Thing(Resource):
    plural: ClassVar[str] = "things"

    name: str
    at: Instant
    parts: list[Part]


class Plain(Value):
    message: str


texts = st.text(max_size=20)
things = st.builds(
    Thing,
    id=texts,
    name=texts,
    at=st.datetimes(timezones=st.just(UTC)),
    parts=st.lists(st.builds(Part, id=texts, name=texts), max_size=2),
)


def rendered(profile: Profile, result: object, url: str = URL) -> Any:
    return json.loads(render(profile, result, url))


def with_underscores(thing: dict[str, Any]) -> dict[str, Any]:
    parts = [{"_id": part["id"], "name": part["name"]} for part in thing["parts"]]
    return {"_id": thing["id"], "name": thing["name"], "at": thing["at"], "parts": parts}


@given(things)
def test_the_profiles_say_the_same_of_a_resource(thing: Thing) -> None:
    plain = rendered(Profile.PLAIN, thing)
    assert (plain["id"], plain["name"], len(plain["parts"])) == (thing.id, thing.name, len(thing.parts))
    assert datetime.fromisoformat(plain["at"]) == thing.at
    assert plain["at"].endswith("Z")
    assert rendered(Profile.ENVELOPE, thing) == {"status": "success", "data": plain}
    assert rendered(Profile.RESULTS, thing) == with_underscores(plain)


@given(st.lists(things, max_size=3), st.integers(0, 50), st.integers(0, 20), st.integers(1, 20))
def test_the_profiles_say_the_same_of_a_page(items: list[Thing], total: int, skip: int, limit: int) -> None:
    cursor = "def" if skip + limit < total else None
    page = Page(tuple(items), total, skip, limit, cursor, "things")
    plain = rendered(Profile.PLAIN, page)
    numbers = {"total": total, "page": skip // limit + 1, "page_size": limit, "next_cursor": cursor}
    assert plain == {"things": plain["things"], **numbers}
    assert rendered(Profile.ENVELOPE, page) == {"status": "success", "data": plain["things"], **numbers}
    results = rendered(Profile.RESULTS, page)
    assert results["results"] == [with_underscores(thing) for thing in plain["things"]]
    assert results["count"] == total
    assert (results["next"] is None) == (skip + limit >= total)
    assert (results["previous"] is None) == (skip == 0)


def test_links_to_other_pages_keep_every_filter() -> None:
    page: Page[Thing] = Page((), 9, 2, 2, "def", "things")
    by_cursor = rendered(Profile.RESULTS, page)
    by_position = json.loads(render(Profile.RESULTS, page, URL.replace("&cursor=abc", "")))
    places = (
        (by_cursor["next"], "cursor", "def"),
        (by_position["next"], "skip", "4"),
        (by_position["previous"], "skip", "0"),
    )
    for link, name, place in places:
        parts = urlsplit(link)
        assert parts[:3] == ("https", "x.example", "/api/v1/things/")
        assert parse_qs(parts.query) == {"status": ["open"], "limit": ["2"], "q": ["a&b"], name: [place]}


def test_what_has_no_identity_gets_none() -> None:
    assert rendered(Profile.RESULTS, Plain(message="é")) == {"message": "é"}
    assert render(Profile.PLAIN, Plain(message="é"), URL) == '{"message":"é"}'.encode()


def test_every_broken_rule_is_named_in_every_profile() -> None:
    error = Invalid("Two rules.", [Violation("a.0", "missing", "Field required"), Violation("b", "format", "is odd.")])
    named = [
        {"field": "a.0", "rule": "missing", "message": "Field required"},
        {"field": "b", "rule": "format", "message": "is odd."},
    ]
    plain = {"detail": "Two rules.", "code": "invalid", "errors": named}
    assert json.loads(refusal(Profile.PLAIN, error)) == plain
    assert json.loads(refusal(Profile.ENVELOPE, error)) == {"status": "error", **plain}
    details = "a.0: Field required; b: is odd."
    assert json.loads(refusal(Profile.RESULTS, error)) == {
        "error": "Two rules.",
        "details": details,
        "code": "INVALID",
        "errors": named,
    }


def test_a_refusal_without_broken_rules_names_none() -> None:
    error = Conflict("It is over.", code="over")
    assert json.loads(refusal(Profile.PLAIN, error)) == {"detail": "It is over.", "code": "over"}
    assert json.loads(refusal(Profile.RESULTS, error)) == {"error": "It is over.", "code": "OVER"}


def test_invalid_input_has_the_status_that_each_contract_documents() -> None:
    assert [status_of(Invalid("x"), profile) for profile in Profile] == [422, 422, 400, 422, 422]
    assert [status_of(Invalid("x", code="not_json"), profile) for profile in Profile] == [400] * 5
    assert headers_of(TooMany("x", 7)) == {"Retry-After": "7"}


@pytest.mark.parametrize("named", Profile)
@given(slash=st.booleans(), deployment=st.sampled_from(["", *Profile]))
def test_the_accept_header_comes_first_then_the_slash_then_the_deployment(
    named: Profile, slash: bool, deployment: str
) -> None:
    path = "/api/v1/x/" if slash else "/api/v1/x"
    assert asked_for(f'application/json; profile="{named}"', path, deployment) is named
    own = Profile(deployment) if deployment else None
    assert asked_for("*/*", path, deployment) is (Profile.RESULTS if slash else own)


@given(st.text(max_size=60))
def test_no_accept_header_breaks_anything(accept: str) -> None:
    assert asked_for(accept, "/x", "") in {None, *Profile}


def test_a_union_is_both_an_object_and_its_envelope() -> None:
    content = rendered(Profile.UNION, {"id": "1", "status": "open"})
    assert content == {"id": "1", "status": "success", "data": {"id": "1", "status": "open"}}


@given(things)
def test_a_union_spells_identifiers_as_the_plain_object_does(thing: Thing) -> None:
    plain = rendered(Profile.PLAIN, thing)
    assert rendered(Profile.UNION, thing) == {**plain, "status": "success", "data": plain}


@given(things)
def test_a_union_of_lists_has_the_items_under_both_names(thing: Thing) -> None:
    content = rendered(Profile.UNION, Page((thing,), 1, 0, 20, None, "things"))
    assert content["data"] == content["things"] == [rendered(Profile.PLAIN, thing)]
    assert (content["status"], content["total"]) == ("success", 1)


def test_a_union_of_nothing_is_its_envelope() -> None:
    assert rendered(Profile.UNION, None) == {"status": "success", "data": None}
    assert json.loads(refusal(Profile.UNION, Conflict("Over.", code="over")))["status"] == "error"
