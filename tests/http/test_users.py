"""Users of a company, and registering its first."""

from functools import partial

import pytest

from tests.app import Product
from tests.http.examples import NOBODY
from tests.tenant import PASSWORD, Tenant, new_email


def draft(**fields: str) -> dict[str, str]:
    return {"name": "Ada", "email": new_email("ada"), "password": PASSWORD, "role": "HR", **fields}


def test_only_a_companys_own_roles_can_be_given(acme: Tenant) -> None:
    for role in ("ADMIN", "CANDIDATE"):
        answer = acme.hr.post("/api/v1/users", json=draft(role=role))
        assert [error["field"] for error in answer.json()["errors"]] == ["role"]


def test_a_company_that_does_not_exist_gets_no_user(product: Product) -> None:
    answer = product.admin().post("/api/v1/register/user", params={"company_id": NOBODY}, json=draft())
    assert answer.status_code == 404
    assert product.admin().post("/api/v1/register/user", json=draft()).status_code == 422


def test_an_address_is_one_accounts_only_in_any_spelling(acme: Tenant) -> None:
    email = acme.hr.user["email"]
    for taken in (email, email.upper()):
        assert acme.hr.post("/api/v1/users", json=draft(email=taken)).status_code == 409
    assert acme.hr.ok("GET", "/api/v1/users")["total"] == 1


def test_a_registration_that_died_halfway_can_be_repeated(acme: Tenant) -> None:
    product, died = acme.product, True
    calls = 0
    while died:
        body = draft()
        died = product.dies_after(calls, partial(acme.hr.post, "/api/v1/users", json=body))
        product.sweep()
        repeated = acme.hr.post("/api/v1/users", json=body)
        assert repeated.status_code in {201, 409}
        acme.hr.ok("POST", "/api/v1/auth/verify-email", json={"token": product.link_token(body["email"])})
        assert product.client().sign_in(body["email"], PASSWORD).status_code == 200
        calls += 1
    assert acme.hr.ok("GET", "/api/v1/users")["total"] == 1 + calls


def test_users_are_listed_newest_first_by_role_and_department(acme: Tenant) -> None:
    acme.colleague("EMPLOYEE", department="Sales")
    acme.colleague("EMPLOYEE", department="Legal")
    acme.colleague("CLIENT", department="Sales")

    def roles(**query: str) -> list[str]:
        page = acme.hr.ok("GET", "/api/v1/users", params=query)
        assert page["total"] == len(page["users"])
        return [user["role"] for user in page["users"]]

    assert roles() == ["CLIENT", "EMPLOYEE", "EMPLOYEE", "HR"]
    assert roles(role="EMPLOYEE") == ["EMPLOYEE", "EMPLOYEE"]
    assert roles(department="Sales") == ["CLIENT", "EMPLOYEE"]
    assert roles(role="CLIENT", department="Legal") == []


def test_a_name_changed_is_the_name_at_the_next_sign_in(acme: Tenant) -> None:
    hr = acme.hr
    hr.ok("PUT", f"/api/v1/users/{hr.user['id']}", json={"name": "Ada Nowak"})
    assert hr.ok("GET", "/api/v1/users/me")["name"] == "Ada Nowak"
    assert acme.product.signed_in(hr.user["email"], PASSWORD).user["name"] == "Ada Nowak"


def test_everybody_changes_themselves_and_hr_anybody(acme: Tenant) -> None:
    client, employee = acme.colleague("CLIENT"), acme.colleague("EMPLOYEE")
    own = client.ok("PUT", f"/api/v1/users/{client.user['id']}", json={"department": "Sales"})
    assert (own["department"], own["name"]) == ("Sales", client.user["name"])
    path = f"/api/v1/users/{client.user['id']}"
    assert employee.put(path, json={"name": "Mallory"}).status_code == 403
    assert acme.hr.ok("PUT", path, json={"name": "Bo"})["name"] == "Bo"


def test_a_role_is_not_to_be_had_by_asking(acme: Tenant) -> None:
    employee = acme.colleague("EMPLOYEE")
    body = {"role": "ADMIN", "company_id": NOBODY, "is_active": True, "permissions": ["companies_manage"]}
    assert employee.ok("PUT", f"/api/v1/users/{employee.user['id']}", json=body)["role"] == "EMPLOYEE"
    assert acme.product.signed_in(employee.user["email"], PASSWORD).user["role"] == "EMPLOYEE"


@pytest.mark.parametrize("email", ["", "x", "a@b", "a b@c.example", "@c.example", "a@.example", "a@b..example"])
def test_what_is_no_address_is_refused(acme: Tenant, email: str) -> None:
    answer = acme.hr.post("/api/v1/users", json=draft(email=email))
    assert [error["field"] for error in answer.json()["errors"]] == ["email"]


def test_hr_deletes_a_colleague_who_is_signed_out_at_once_but_not_themselves(acme: Tenant) -> None:
    colleague = acme.colleague("EMPLOYEE")
    assert acme.hr.delete(f"/api/v1/users/{acme.hr.user['id']}").status_code == 409
    assert acme.hr.delete(f"/api/v1/users/{colleague.user['id']}").status_code == 204
    assert colleague.get("/api/v1/users/me").status_code == 401
    assert acme.hr.get(f"/api/v1/users/{colleague.user['id']}").status_code == 404
