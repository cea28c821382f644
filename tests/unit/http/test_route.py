"""Routes, and whether two of them can match one request."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devhost.routes import Route as HostRoute
from shared.http.profiles import Profile
from shared.http.route import Route

ID = "0192f6aa-0000-7000-8000-000000000000"
LITERALS = ["a", "A", "b", "me", ID]
SEGMENTS = [*LITERALS, "{one}", "{one_id:guid}"]
VALUES = [*LITERALS, "c", ID.upper()]

templates = st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=4)


def route(segments: list[str], method: str = "GET") -> Route:
    numbered = [re.sub(r"\{one", f"{{p{number}", segment) for number, segment in enumerate(segments)]
    return Route.parse(f"{method} /{'/'.join(numbered)}", Profile.PLAIN)


def some_path_matches_both(one: Route, other: Route) -> bool:
    """By trial, as the host matches: a path of values that each segment of either could have."""
    hosts = HostRoute(one.template), HostRoute(other.template)
    paths: list[list[str]] = [[]]
    for mine, theirs in zip(one.template.split("/"), other.template.split("/"), strict=False):
        values = {mine, theirs, *VALUES} - {segment for segment in (mine, theirs) if "{" in segment}
        paths = [
            [*path, value]
            for path in paths
            for value in values
            if all(HostRoute(segment).match([value]) is not None for segment in (mine, theirs))
        ]
    return any(all(host.match(path) is not None for host in hosts) for path in paths)


@given(templates, templates)
def test_two_routes_overlap_exactly_if_the_host_could_take_one_path_for_both(one: list[str], other: list[str]) -> None:
    first, second = route(one), route(other)
    assert first.overlaps(second) == second.overlaps(first) == some_path_matches_both(first, second)


@given(templates)
def test_a_route_overlaps_itself_but_not_its_path_under_another_method(segments: list[str]) -> None:
    assert route(segments).overlaps(route(segments))
    assert not route(segments).overlaps(route(segments, "POST"))


def test_placeholders_are_named_in_their_order_without_constraints() -> None:
    parsed = Route.parse("PUT /api/v1/a/{a_id:guid}/b/{b}/", Profile.RESULTS)
    assert parsed.placeholders == ("a_id", "b")
    assert parsed.path == "/api/v1/a/{a_id}/b/{b}"
    assert parsed.template == "api/v1/a/{a_id:guid}/b/{b}"


@pytest.mark.parametrize("operation", ["", "GET", "FETCH /a", "GET a", "GET /a b", "get /a"])
def test_what_is_no_operation_is_refused(operation: str) -> None:
    with pytest.raises(ValueError, match=r"unpack|not a route"):
        Route.parse(operation, Profile.PLAIN)
