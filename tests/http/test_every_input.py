"""What every operation answers to input that breaks a rule."""

import json
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from functions.capabilities import ENDPOINTS
from shared.core.caller import Role
from shared.core.errors import Invalid
from shared.core.resource import Input
from shared.http.call import Upload
from shared.http.endpoint import Endpoint
from shared.http.inputs import MAX_JSON_BYTES, MAX_UPLOAD_BYTES
from shared.http.problems import status_of
from shared.http.profiles import Profile
from tests.app import Client, Product
from tests.http.examples import NOBODY, PLACEHOLDERS, body_of, call_of, may, takes_json
from tests.tenant import Tenant

NOWHERE = dict.fromkeys(PLACEHOLDERS, NOBODY)
WITH_JSON = [endpoint for endpoint in ENDPOINTS if takes_json(endpoint)]
WITH_FILE = [endpoint for endpoint in ENDPOINTS if endpoint.body is Upload]
WITH_QUERY = [endpoint for endpoint in ENDPOINTS if endpoint.query is not None]
WITH_IDS = [(endpoint, route) for endpoint in ENDPOINTS for route in endpoint.routes if route.placeholders]
NOT_OBJECTS = {
    "nothing": b"",
    "an array": b"[]",
    "a number": b"1",
    "null": b"null",
    "a text": b'"text"',
    "deep nesting": b"[" * 5000,
}
NOT_JSON = {
    "words": b"not json",
    "an open object": b'{"a": ',
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "half a surrogate": rb'{"name": "\ud800"}',
    "two objects": b"{}{}",
    "a form": b"name=value",
}
BAD_IDS = [
    "x",
    "0",
    "%00",
    "%2e%2e%2f",
    "%C3%A9",
    "{" + NOBODY + "}",
    NOBODY.replace("-", ""),
    NOBODY[:-1],
    "a" * 3000,
    "%23%3F%5C",
    "'%20or%201=1",
]


def name_of(endpoint: Endpoint) -> str:
    return endpoint.name


@pytest.fixture(scope="module")
def callers() -> dict[Role, Client]:
    acme = Tenant(Product())
    outsiders = {Role.CANDIDATE: acme.interviewee()[0], Role.CLIENT: acme.colleague("CLIENT")}
    return {Role.ADMIN: acme.admin, Role.HR: acme.hr, **outsiders}


def caller_of(endpoint: Endpoint, callers: dict[Role, Client]) -> Client:
    """Somebody who is admitted."""
    return next(client for role, client in callers.items() if may(endpoint, role))


def send(
    caller: Client, endpoint: Endpoint, profile: Profile, content: bytes | None = None, **call: Any
) -> httpx.Response:
    """Call the operation with this body, asking for this profile."""
    valid = call_of(endpoint, endpoint.routes[0], NOWHERE)
    valid.pop("json", None)
    headers = {"Accept": f'application/json; profile="{profile}"', "Content-Type": "application/json"}
    return caller.request(**{**valid, "headers": headers, "content": content, **call})


def assert_refused(answer: httpx.Response, profile: Profile, status: int) -> dict[str, Any]:
    """The refusal, which is of the profile's form."""
    content: dict[str, Any] = answer.json()
    assert answer.status_code == status, answer.text
    if profile is Profile.RESULTS:
        assert set(content) - {"details", "errors"} == {"error", "code"}
        assert content["code"].isupper()
        assert ("details" in content) == ("errors" in content)
    else:
        assert set(content) - {"errors"} == {"detail", "code"} | (
            {"status"} if profile in {Profile.ENVELOPE, Profile.UNION} else set()
        )
    return content


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("endpoint", WITH_JSON, ids=name_of)
def test_what_is_not_json_is_refused_as_such(callers: dict[Role, Client], endpoint: Endpoint, profile: Profile) -> None:
    for content in NOT_JSON.values():
        refusal = assert_refused(send(caller_of(endpoint, callers), endpoint, profile, content), profile, 400)
        assert refusal["code"].lower() == "not_json"


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("endpoint", WITH_JSON, ids=name_of)
def test_what_is_no_object_is_refused(callers: dict[Role, Client], endpoint: Endpoint, profile: Profile) -> None:
    for name, content in NOT_OBJECTS.items():
        if name == "nothing" and (endpoint.body_optional or not required_fields(endpoint)):
            continue
        answer = send(caller_of(endpoint, callers), endpoint, profile, content)
        status = 400 if name == "deep nesting" else status_of(Invalid, profile, endpoint.routes[0].path)
        assert assert_refused(answer, profile, status)["errors"]


@pytest.mark.parametrize("endpoint", WITH_JSON, ids=name_of)
def test_every_missing_field_is_named(callers: dict[Role, Client], endpoint: Endpoint) -> None:
    for profile in Profile:
        if not required_fields(endpoint):
            continue
        answer = send(caller_of(endpoint, callers), endpoint, profile, b"{}")
        refusal = assert_refused(answer, profile, status_of(Invalid, profile, endpoint.routes[0].path))
        missing = {error["field"] for error in refusal["errors"] if error["rule"] == "missing"}
        assert missing == required_fields(endpoint)


@pytest.mark.parametrize("endpoint", WITH_JSON, ids=name_of)
def test_a_value_of_the_wrong_type_is_named_and_not_repeated(callers: dict[Role, Client], endpoint: Endpoint) -> None:
    for field in model_of(endpoint).model_fields:
        body = {**body_of(endpoint, NOWHERE), field: wrong_value(endpoint, field)}
        answer = send(caller_of(endpoint, callers), endpoint, Profile.PLAIN, json.dumps(body).encode())
        status = status_of(Invalid, Profile.PLAIN, endpoint.routes[0].path)
        refusal = assert_refused(answer, Profile.PLAIN, status)
        assert any(error["field"].split(".")[0] == field for error in refusal["errors"])
        assert "un1ted" not in answer.text


@pytest.mark.parametrize("endpoint", WITH_JSON, ids=name_of)
def test_keys_that_nobody_knows_are_ignored(callers: dict[Role, Client], endpoint: Endpoint) -> None:
    body = {**body_of(endpoint, NOWHERE), "zzz": {"deep": [1, 2]}, "_id": None, "": 1}
    answer = send(caller_of(endpoint, callers), endpoint, Profile.PLAIN, json.dumps(body).encode())
    assert "zzz" not in answer.text
    assert not any(error["rule"] == "extra_forbidden" for error in (answer.json() or {}).get("errors", []))


@pytest.mark.parametrize("endpoint", WITH_JSON, ids=name_of)
def test_a_body_beyond_a_mebibyte_is_refused_before_it_is_read(callers: dict[Role, Client], endpoint: Endpoint) -> None:
    answer = send(caller_of(endpoint, callers), endpoint, Profile.PLAIN, b"[" * (MAX_JSON_BYTES + 1))
    assert_refused(answer, Profile.PLAIN, 413)


@pytest.mark.parametrize("endpoint", WITH_QUERY, ids=name_of)
def test_a_query_that_breaks_a_rule_is_refused_with_the_fields_name(
    callers: dict[Role, Client], endpoint: Endpoint
) -> None:
    assert endpoint.query is not None
    broken = {"limit": ["0", "101", "x", "1.5", "-1"], "skip": ["-1", "x", "100001"], "cursor": ["!", "YQ", "a" * 2000]}
    for name, values in broken.items():
        for value in values if name in endpoint.query.model_fields else []:
            if name == "cursor" and endpoint.name == "get_transcript":
                continue
            answer = send(caller_of(endpoint, callers), endpoint, Profile.PLAIN, params={name: value})
            status = status_of(Invalid, Profile.PLAIN, endpoint.routes[0].path)
            assert [error["field"] for error in assert_refused(answer, Profile.PLAIN, status)["errors"]] == [name]


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("endpoint", WITH_FILE, ids=name_of)
def test_an_upload_without_exactly_one_file_is_refused(
    callers: dict[Role, Client], endpoint: Endpoint, profile: Profile
) -> None:
    hr, url = callers[Role.HR], endpoint.routes[0].path
    accept = {"Accept": f'application/json; profile="{profile}"'}
    bodies: list[dict[str, Any]] = [
        {"json": {"file": "text"}},
        {"data": {"file": "a form field"}},
        {"content": b"--x", "headers": {**accept, "Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"--x", "headers": {**accept, "Content-Type": "multipart/form-data"}},
        {"files": {"file": b"1", "cv": b"2"}},
    ]
    for body in bodies:
        answer = hr.post(url, **{"headers": accept, **body})
        refusal = assert_refused(answer, profile, status_of(Invalid, profile, endpoint.routes[0].path))
        assert [error["field"] for error in refusal["errors"]] == ["file"]


def test_an_upload_beyond_what_any_file_may_have_is_refused(callers: dict[Role, Client]) -> None:
    answer = callers[Role.HR].post("/api/v1/resumes", files={"file": bytes(MAX_UPLOAD_BYTES)})
    assert_refused(answer, Profile.PLAIN, 413)


@pytest.mark.parametrize(("endpoint", "route"), WITH_IDS, ids=[f"{r.method} {r.path}" for _, r in WITH_IDS])
def test_what_is_no_identifier_names_nothing(callers: dict[Role, Client], endpoint: Endpoint, route: Any) -> None:
    for bad in BAD_IDS:
        call = call_of(endpoint, route, {**NOWHERE, route.placeholders[-1]: bad})
        call.pop("json", None)
        answer = caller_of(endpoint, callers).request(**call)
        assert answer.status_code in {400, 404, 422}, f"{bad}: {answer.status_code}"


def test_an_identifier_counts_in_upper_case_too(callers: dict[Role, Client]) -> None:
    hr = callers[Role.HR]
    job = hr.ok("POST", "/api/v1/jobs", json={"title": "Tester"})
    assert hr.ok("GET", f"/api/v1/jobs/{job['id'].upper()}") == job


def test_a_request_id_is_given_back_if_it_is_harmless(callers: dict[Role, Client]) -> None:
    hr = callers[Role.HR]
    echoed = hr.get("/api/v1/users/me", headers={"X-Request-Id": "my-request-1"}).headers["x-request-id"]
    made = hr.get("/api/v1/users/me", headers={"X-Request-Id": "<script>"}).headers["x-request-id"]
    assert echoed == "my-request-1"
    assert "<" not in made


def model_of(endpoint: Endpoint) -> type[Input]:
    assert endpoint.body is not None
    assert issubclass(endpoint.body, Input)
    return endpoint.body


def required_fields(endpoint: Endpoint) -> set[str]:
    return {name for name, field in model_of(endpoint).model_fields.items() if field.is_required()}


def wrong_value(endpoint: Endpoint, field: str) -> object:
    """A value that the field does not accept."""
    for value in ({"un1ted": 1}, "un1ted", ["un1ted"], 10**9):
        try:
            model_of(endpoint).model_validate({**body_of(endpoint, NOWHERE), field: value})
        except ValidationError as error:
            if any(item["loc"][:1] == (field,) for item in error.errors()):
                return value
    raise AssertionError(f"{field} accepts anything")
