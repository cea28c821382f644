"""What is true of the declaration of every operation."""

import re
from itertools import combinations

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from function_app import app as function_app
from functions.capabilities import ENDPOINTS
from shared.http.endpoint import Endpoint
from shared.http.profiles import Profile
from tests.api_document import api_document
from tests.app import Product, find_function
from tests.http.examples import NOBODY

ROUTES = [(endpoint, route) for endpoint in ENDPOINTS for route in endpoint.routes]


def test_no_two_routes_can_match_one_request() -> None:
    overlapping = [(one.path, other.path) for (_, one), (_, other) in combinations(ROUTES, 2) if one.overlaps(other)]
    assert overlapping == []


def test_every_route_leads_to_its_own_operation() -> None:
    for endpoint, route in ROUTES:
        found = find_function(route.method, re.sub(r"\{\w+\}", NOBODY, route.path))
        assert found is not None
        assert found[:2] == (endpoint, route)


def test_every_function_has_a_name_of_its_own_that_the_host_accepts() -> None:
    names = [endpoint.function_name(route) for endpoint, route in ROUTES]
    assert len({name.lower() for name in names}) == len(names)
    assert [name for name in names if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,126}", name)] == []


def test_the_host_is_given_exactly_the_declared_functions() -> None:
    indexed = {
        function.get_function_name(): binding
        for function in function_app.get_functions()
        for binding in function.get_bindings_dict()["bindings"]
        if binding["type"] == "httpTrigger"
    }
    declared = {endpoint.function_name(route): (route.template, [route.method]) for endpoint, route in ROUTES}
    assert {name: (one["route"], [str(m.value) for m in one["methods"]]) for name, one in indexed.items()} == declared
    assert {str(one["authLevel"].value).lower() for one in indexed.values()} == {"anonymous"}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_the_operation_is_described_in_whole_sentences(endpoint: Endpoint) -> None:
    summary = (endpoint.handler.__doc__ or "").strip().split("\n")[0]
    assert re.match(r"[A-Z].*[.]$", summary), summary


def test_the_api_document_is_valid_and_lists_every_route() -> None:
    document = api_document()
    OpenAPIV31SpecValidator(document).validate()
    listed = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert listed == {(route.method, route.path) for _, route in ROUTES}


def test_the_api_document_says_of_each_profile_what_it_is() -> None:
    document = api_document()
    job = document["paths"]["/api/jobs/{job_id}"]["get"]["responses"]["200"]["content"]
    schemas = {kind.partition("profile=")[2].strip('"'): said["schema"] for kind, said in job.items()}
    assert schemas[""] == schemas[Profile.RESULTS] == {"$ref": "#/components/schemas/Job.results"}
    spelt = {name: document["components"]["schemas"][name]["required"] for name in ("Job", "Job.results")}
    assert ("id" in spelt["Job"], "_id" in spelt["Job"]) == (True, False)
    assert ("id" in spelt["Job.results"], "_id" in spelt["Job.results"]) == (False, True)


def test_every_answer_without_a_named_profile_is_of_one_that_is_documented() -> None:
    for endpoint, route in ROUTES:
        operation = api_document()["paths"][route.path][route.method.lower()]
        content = operation["responses"][str(endpoint.status)].get("content", {})
        own = content.get("application/json", {"schema": {"anyOf": []}})["schema"]
        named = [said["schema"] for kind, said in content.items() if "profile=" in kind]
        if "Spoken" in str(endpoint.result):
            assert 1 < len(own["anyOf"]) == len({str(schema) for schema in own["anyOf"]}), route.path
            assert all(schema in named for schema in own["anyOf"]), route.path
        elif named:
            assert own == content[f'application/json; profile="{route.profile}"']["schema"], route.path


def test_the_api_document_and_the_page_are_served_to_everybody(product: Product) -> None:
    guest = product.client()
    assert guest.get("/api/v1/openapi.json").json() == api_document()
    page = guest.get("/api/v1/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page.text) == []


@pytest.mark.parametrize(
    ("accept", "path", "profile"),
    [
        ("application/json", "/api/v1/candidates", Profile.PLAIN),
        ("application/json", "/api/candidates", Profile.RESULTS),
        ("application/json", "/api/v1/candidates/", Profile.RESULTS),
        ('application/json; profile="plain"', "/api/candidates/", Profile.PLAIN),
        ('application/json; profile="envelope"', "/api/v1/candidates/", Profile.ENVELOPE),
        ("application/json;profile=results, */*;q=0.1", "/api/v1/candidates", Profile.RESULTS),
        ("application/json;profile=union", "/api/v1/candidates", Profile.UNION),
    ],
)
def test_the_first_that_speaks_decides_the_profile(product: Product, accept: str, path: str, profile: Profile) -> None:
    answer = product.admin().get(path, headers={"Accept": accept})
    assert set(answer.json()) == LISTS[profile]


@pytest.mark.parametrize("path", ["/api/v1/candidates", "/api/candidates"])
def test_the_deployments_profile_comes_before_the_routes_own(path: str) -> None:
    assert Product(api_profile="envelope").client().get(path).json()["status"] == "error"


LISTS = {
    Profile.PLAIN: {"candidates", "total", "page", "page_size", "next_cursor"},
    Profile.ENVELOPE: {"status", "data", "total", "page", "page_size", "next_cursor"},
    Profile.RESULTS: {"count", "next", "previous", "results"},
    Profile.UNION: {"status", "data", "candidates", "total", "page", "page_size", "next_cursor"},
}


def test_identifiers_are_spelt_as_the_profile_has_them(product: Product) -> None:
    admin = product.admin()
    made = admin.ok("POST", "/api/v1/companies", json={"name": "One", "email_domain": "one.example"})
    spelt = {
        profile: admin.ok("GET", f"/api/v1/companies/{made['id']}", headers={"Accept": f'x/y; profile="{profile}"'})
        for profile in Profile
    }
    assert spelt[Profile.PLAIN]["id"] == spelt[Profile.ENVELOPE]["data"]["id"] == spelt[Profile.RESULTS]["_id"]
    assert "id" not in spelt[Profile.RESULTS]
