"""From a request to checked inputs."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import azure.functions as func
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from shared.core.errors import DomainError, Invalid, NotFound
from shared.core.ids import new_id
from shared.core.page import PageQuery
from shared.core.resource import Input
from shared.http.inputs import parse_body, parse_path, parse_query, parse_upload


class Wanted(Input):
    name: Annotated[str, Field(min_length=1, max_length=5)]
    count: Annotated[int | None, Field(ge=0)] = None
    tags: list[str] = []


def outcome(read: Callable[[], object]) -> object:
    """What was read, or the refusal."""
    try:
        return read()
    except DomainError as error:
        return error


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=8,
)


@given(anything | st.dictionaries(st.sampled_from(["name", "count", "tags", "other"]), anything))
def test_a_body_is_understood_or_refused_with_named_rules(content: Any) -> None:
    read = outcome(lambda: parse_body(Wanted, json.dumps(content).encode(), optional=False))
    if isinstance(read, Wanted):
        assert read.name == content["name"].strip()
    else:
        assert isinstance(read, Invalid)
        assert read.violations
        assert all(violation.rule and violation.message for violation in read.violations)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reading_of_a_body(data: bytes) -> None:
    assert isinstance(outcome(lambda: parse_body(Wanted, data, optional=False)), Wanted | Invalid)


def test_nothing_sent_is_nothing_where_the_body_is_optional_and_an_empty_object_elsewhere() -> None:
    for nothing in (b"", b"  \n"):
        assert parse_body(Wanted, nothing, optional=True) is None
        with pytest.raises(Invalid) as refused:
            parse_body(Wanted, nothing, optional=False)
        assert [(one.field, one.rule) for one in refused.value.violations] == [("name", "missing")]


def test_what_was_sent_is_never_repeated_in_a_refusal() -> None:
    with pytest.raises(Invalid) as refused:
        parse_body(Wanted, b'{"name": "secret-name", "count": "secret-count"}', optional=False)
    assert "secret" not in refused.value.message
    assert {violation.field for violation in refused.value.violations} == {"name", "count"}


@given(st.dictionaries(st.sampled_from(["skip", "limit", "cursor", "x"]), st.text(max_size=30)))
def test_no_query_breaks_the_reading_of_it(query: dict[str, str]) -> None:
    read = outcome(lambda: parse_query(PageQuery, query))
    if isinstance(read, PageQuery):
        assert 1 <= read.limit <= 100
        assert read.skip >= 0
    else:
        assert isinstance(read, Invalid)
        assert {violation.field for violation in read.violations} <= {"skip", "limit", "cursor"}


@given(st.text(max_size=50))
def test_only_identifiers_name_things(text: str) -> None:
    with pytest.raises(NotFound):
        parse_path(["job_id"], {"job_id": text})


def test_an_identifier_is_read_in_any_case_and_other_placeholders_as_they_are() -> None:
    known = new_id()
    assert parse_path(["job_id", "word"], {"job_id": known.upper(), "word": "Any"}) == {"job_id": known, "word": "Any"}
    with pytest.raises(NotFound, match="No such access role"):
        parse_path(["access_role_id"], {})


def form(**request: Any) -> func.HttpRequest:
    """A request as a client would encode it."""
    sent = httpx.Request("POST", "https://x.example/", **request)
    return func.HttpRequest("POST", "https://x.example/", headers=dict(sent.headers), body=sent.read())


@given(st.binary(max_size=200), st.text(st.characters(codec="utf-8", exclude_characters='\x00\r\n"\\/%'), max_size=30))
def test_a_file_comes_through_as_it_was_sent(data: bytes, value: str) -> None:
    upload = parse_upload(form(files={"cv": ("résumé.pdf", data)}, data={"job_id": value}))
    assert (upload.data, upload.file_name, upload.fields["job_id"]) == (data, "résumé.pdf", value)


@given(
    st.binary(max_size=200), st.sampled_from(["multipart/form-data; boundary=b", "multipart/form-data", "text/x", ""])
)
def test_no_form_breaks_the_reading_of_it(body: bytes, content_type: str) -> None:
    request = func.HttpRequest("POST", "https://x.example/", headers={"Content-Type": content_type}, body=body)
    with pytest.raises(DomainError):
        parse_upload(request)
