"""Route templates match as those of ASP.NET Core do."""

import contextlib
import uuid
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devhost.errors import HostError
from devhost.routes import Route, path_segments

ID = "5f0c2a4e-9d1b-4c3a-8e7f-001122334455"


def match(template: str, raw_path: str) -> dict[str, str] | None:
    """The values of a path as sent."""
    return Route(template).match(path_segments(raw_path))


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("api/v1/jobs", "/api/v1/jobs", {}),
        ("api/v1/jobs", "/API/v1/Jobs/", {}),
        ("api/v1/jobs", "/api/v1/jobs//", None),
        ("api/v1/jobs", "/api/v1", None),
        ("api/v1/jobs", "/api/v1/jobs/1", None),
        ("", "/", {}),
        ("jobs/{id}", "/jobs/A%20b%2Fc", {"id": "A b%2Fc"}),
        ("jobs/{id}", "/jobs/", None),
        ("jobs/{id?}", "/jobs", {}),
        ("jobs/{id?}", "/jobs/7", {"id": "7"}),
        ("jobs/{id=9}", "/jobs", {"id": "9"}),
        ("jobs/{id:guid}", f"/jobs/{ID}", {"id": ID}),
        ("jobs/{id:guid}", f"/jobs/{ID.replace('-', '')}", {"id": ID.replace("-", "")}),
        ("jobs/{id:guid}", f"/jobs/{{{ID}}}", {"id": f"{{{ID}}}"}),
        ("jobs/{id:guid}", "/jobs/me", None),
        ("jobs/{id:guid}", f"/jobs/{ID[:-1]}", None),
        ("jobs/{id:int}", "/jobs/-12", {"id": "-12"}),
        ("jobs/{id:int}", "/jobs/2147483648", None),
        ("jobs/{id:long}", "/jobs/2147483648", {"id": "2147483648"}),
        ("jobs/{id:alpha}", "/jobs/me", {"id": "me"}),
        ("jobs/{id:alpha}", "/jobs/me2", None),
        ("jobs/{id:length(2)}", "/jobs/ab", {"id": "ab"}),
        ("jobs/{id:length(2,3)}", "/jobs/abcd", None),
        ("jobs/{id:minlength(2):maxlength(4)}", "/jobs/abc", {"id": "abc"}),
        ("jobs/{id:range(1,5)}", "/jobs/6", None),
        ("jobs/{id:min(3)}", "/jobs/3", {"id": "3"}),
        ("jobs/{id:bool}", "/jobs/TRUE", {"id": "TRUE"}),
        ("jobs/{id:regex(^[a-f]{{2}}$)}", "/jobs/AF", {"id": "AF"}),
        ("jobs/{id:regex(^(a|b)x?=1$)}", "/jobs/b=1", {"id": "b=1"}),
        ("jobs/{id:regex(^a/b$)}", "/jobs/a", None),
        ("jobs/{id:regex(^(?!me$|new$).+$)}", "/jobs/me", None),
        ("jobs/{id:regex(^(?!me$|new$).+$)}", "/jobs/meg", {"id": "meg"}),
        ("files/{name}.{kind}", "/files/a.b.txt", {"name": "a.b", "kind": "txt"}),
        ("files/{name}.{kind?}", "/files/readme", {"name": "readme"}),
        ("files/{name}.{kind?}", "/files/a.txt", {"name": "a", "kind": "txt"}),
        ("files/cv-{name}.pdf", "/files/CV-ada.PDF", {"name": "ada"}),
        ("files/{*path}", "/files/a/b%20c", {"path": "a/b c"}),
        ("files/{*path}", "/files", {}),
        ("files/{**path:alpha}", "/files/a", {"path": "a"}),
        ("jobs/{id}/notes", "/jobs/x/../y/./notes", {"id": "y"}),
    ],
)
def test_a_template_matches_as_documented(template: str, path: str, values: dict[str, str] | None) -> None:
    assert match(template, path) == values


@pytest.mark.parametrize(
    "template",
    ["jobs/{id", "jobs/{}", "jobs/{id:odd}", "{*a}/b", "x{*a}", "{id:length(x)}", "{id:regex([)}", "{a:int(}"],
)
def test_a_malformed_template_is_told_in_a_sentence(template: str) -> None:
    with pytest.raises(HostError):
        Route(template)


texts = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1).filter(
    lambda text: text not in (".", "..")
)


@given(st.lists(texts, min_size=1, max_size=4))
def test_any_text_survives_as_a_segment(values: list[str]) -> None:
    names = [f"p{number}" for number in range(len(values))]
    template = "/".join(f"{{{name}}}" for name in names)
    path = "/" + "/".join(quote(value, safe="") for value in values)
    assert match(template, path) == dict(zip(names, values, strict=True))


@given(st.uuids())
def test_every_uuid_is_a_guid_and_no_number_is(value: uuid.UUID) -> None:
    assert match("x/{id:guid}", f"/x/{value}") == {"id": str(value)}
    assert match("x/{id:guid}", f"/x/{value.int}") is None or len(str(value.int)) == 32


@given(st.text(), st.sampled_from(["a/{b}", "{a:int}", "a/{*b}", "{a?}", "a.{b}", "x/{y:guid}/z"]))
def test_no_path_breaks_the_matching(path: str, template: str) -> None:
    values = match(template, "/" + path)
    assert values is None or all(values.values())


@given(st.text(st.sampled_from("{}[]():*?=,/abi1^$\\")))
def test_a_template_is_parsed_or_refused(template: str) -> None:
    with contextlib.suppress(HostError):
        match(template, "/a/b")


@given(st.lists(st.sampled_from(["a", ".", "..", "b"])))
def test_dot_segments_never_lead_above_the_root(segments: list[str]) -> None:
    assert not {".", ".."} & set(path_segments("/" + "/".join(segments)))
