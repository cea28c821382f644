"""The platform's administrator, who acts for a company by naming it; and everybody else, who cannot."""

import pytest

from tests.app import Client
from tests.http.examples import NOBODY
from tests.tenant import PASSWORD, Tenant, new_email

HEADER = "X-Company-Id"


@pytest.fixture
def inside(acme: Tenant) -> Client:
    """The administrator, acting for Acme."""
    admin = acme.product.admin()
    admin.headers[HEADER] = acme.id
    return admin


def test_the_administrator_does_what_the_companys_people_do(acme: Tenant, inside: Client) -> None:
    draft = {"name": "Ada", "email": new_email("ada"), "password": PASSWORD, "role": "HR"}
    made = inside.ok("POST", "/api/v1/users", json=draft)
    assert made["company_id"] == acme.id
    assert inside.ok("GET", "/api/v1/users")["total"] == 2
    assert inside.ok("PUT", f"/api/v1/users/{made['id']}", json={"department": "Sales"})["department"] == "Sales"
    assert inside.delete(f"/api/v1/users/{made['id']}").status_code == 204
    job = inside.ok("POST", "/api/v1/jobs", json={"title": "Baker"})
    assert acme.hr.ok("GET", f"/api/v1/jobs/{job['id']}")["title"] == "Baker"


def test_a_user_is_found_without_naming_the_company_whose_log_shows_it(acme: Tenant) -> None:
    colleague = acme.colleague("EMPLOYEE")
    address = f"/api/v1/users/{colleague.user['id']}"
    assert acme.admin.ok("GET", address)["company_id"] == acme.id
    assert acme.admin.delete(address).status_code == 204
    assert acme.admin.get(address).status_code == 404
    assert colleague.get("/api/v1/users/me").status_code == 401
    entered = acme.hr.ok("GET", "/api/v1/logs", params={"action": "ENTER_COMPANY"})["logs"]
    assert [event["changes"]["operation"] for event in entered] == ["delete_user", "get_user"]


def test_everything_else_the_administrator_reaches_by_naming_the_company(acme: Tenant) -> None:
    candidate = acme.candidate()
    assert acme.admin.get(f"/api/v1/candidates/{candidate['id']}").status_code == 404
    assert acme.admin.delete(f"/api/v1/users/{NOBODY}").status_code == 404


def test_an_administrator_makes_another_one_and_nobody_else_does(acme: Tenant, inside: Client) -> None:
    draft = {"name": "Ada", "email": new_email("ada"), "password": PASSWORD, "role": "ADMIN"}
    for client in (acme.hr, inside):
        refused = client.post("/api/v1/users", json=draft)
        assert [error["field"] for error in refused.json()["errors"]] == ["role"]
    made = acme.admin.ok("POST", "/api/v1/users", json=draft)
    token = acme.product.link_token(draft["email"])
    acme.product.client().ok("POST", "/api/v1/auth/verify-email", json={"token": token})
    other = acme.product.signed_in(draft["email"], PASSWORD)
    assert other.ok("GET", "/api/v1/companies")["total"] == 1
    acme.admin.ok("POST", f"/api/v1/users/{made['id']}/deactivate")
    assert other.get("/api/v1/companies").status_code == 401


def test_the_administrator_says_for_which_company_a_user_is(acme: Tenant) -> None:
    draft = {"name": "Ada", "email": new_email("ada"), "password": PASSWORD, "role": "EMPLOYEE"}
    refused = acme.admin.post("/api/v1/users", json=draft)
    assert (refused.status_code, "X-Company-Id" in refused.json()["detail"]) == (422, True)


def test_the_companys_log_says_that_the_administrator_was_there_even_to_read(acme: Tenant, inside: Client) -> None:
    candidate = acme.candidate()
    inside.ok("GET", f"/api/v1/candidates/{candidate['id']}")
    (event,) = acme.hr.ok("GET", "/api/v1/logs", params={"action": "ENTER_COMPANY"})["logs"]
    assert (event["user_id"], event["changes"]) == (inside.user["id"], {"operation": "get_candidate"})


def test_an_unknown_company_is_not_found_and_nothing_is_written(acme: Tenant) -> None:
    admin = acme.product.admin()
    for unknown in (NOBODY, "platform-", "x"):
        answer = admin.post("/api/v1/jobs", json={"title": "T"}, headers={HEADER: unknown})
        assert answer.status_code == 404
        assert acme.product.rows_of(unknown) == {}


def test_nobody_else_acts_for_another_company(acme: Tenant) -> None:
    umbrella = Tenant(acme.product, "Umbrella")
    before = acme.product.rows_of(umbrella.id)
    for client in (acme.hr, acme.colleague("EMPLOYEE")):
        for company in (umbrella.id, "platform"):
            assert client.get("/api/v1/jobs", headers={HEADER: company}).status_code == 403
        assert client.get("/api/v1/jobs", headers={HEADER: acme.id.upper()}).status_code == 200
    assert acme.product.rows_of(umbrella.id) == before


def test_what_is_ones_own_is_not_a_companys(acme: Tenant, inside: Client) -> None:
    assert inside.ok("GET", "/api/v1/users/me")["data"]["role"] == "ADMIN"
    assert inside.post("/api/v1/auth/logout").status_code == 200
    assert inside.get("/api/v1/jobs").status_code == 401


def test_a_company_is_changed_by_the_administrator_alone(acme: Tenant) -> None:
    path = f"/api/v1/company/{acme.id}"
    assert acme.admin.ok("PUT", path, json={"description": "Bakes."})["description"] == "Bakes."
    assert acme.hr.put(path, json={"description": "Mine."}).status_code == 403


def test_an_access_role_is_a_companys_which_the_administrator_names(acme: Tenant) -> None:
    admin, role = acme.product.admin(), {"name": "Lead", "permissions": ["view_candidates"]}
    for path in ("/api/v1/roles", "/api/v1/access-roles"):
        refused = admin.post(path, json=role)
        assert (refused.status_code, refused.json()["code"]) == (409, "no_company")
        assert "X-Company-Id" in refused.json()["detail"]
    admin.ok("POST", "/api/v1/access-roles", json=role, headers={"X-Company-Id": acme.id})
    assert acme.hr.ok("GET", "/api/v1/access-roles")["total"] == 1
