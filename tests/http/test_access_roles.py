"""Access roles: what a company lets its people do, at once, and what nobody can give."""

from functools import partial

import pytest

from shared.core.caller import GRANTABLE, PERMISSIONS, Permission, Role
from shared.identity.access import membership_of
from shared.identity.models import ACCOUNT, USER, account_partition
from tests.app import Client, Product
from tests.http.examples import NOBODY
from tests.tenant import PASSWORD, Tenant, new_email

LEAD = {"name": "Team Lead", "description": "Leads.", "permissions": ["view_candidates", "schedule_interviews"]}
HELPER = ["manage_access_roles", "manage_users", "view_users"]


def sees_candidates(client: Client) -> bool:
    status = client.get("/api/v1/candidates").status_code
    assert status in {200, 403}
    return status == 200


def with_role(acme: Tenant, *permissions: str, role: str = "EMPLOYEE") -> Client:
    return acme.colleague(role, access_role_id=acme.access_role(permissions=permissions)["id"])


def colleague_draft(**fields: str) -> dict[str, str]:
    return {"name": "Ada", "email": new_email("ada"), "password": PASSWORD, "role": "EMPLOYEE", **fields}


def test_an_access_role_is_read_listed_by_name_changed_and_deleted(acme: Tenant) -> None:
    made = acme.hr.ok("POST", "/api/v1/access-roles", json=LEAD)
    assert (made["name"], made["permissions"]) == ("Team Lead", sorted(LEAD["permissions"]))
    acme.access_role(name="auditor")
    listed = acme.hr.ok("GET", "/api/v1/access-roles")
    assert ([role["name"] for role in listed["access_roles"]], listed["total"]) == (["auditor", "Team Lead"], 2)
    path = f"/api/v1/access-roles/{made['id']}"
    changed = acme.hr.ok("PATCH", path, json={"name": "Lead"})
    assert (changed["name"], changed["permissions"]) == ("Lead", made["permissions"])
    assert acme.hr.delete(path).status_code == 204
    assert acme.hr.get(path).status_code == 404


def test_a_name_is_one_roles_only_in_any_case(acme: Tenant) -> None:
    acme.access_role(name="Lead")
    assert acme.hr.post("/api/v1/access-roles", json=LEAD | {"name": "LEAD"}).status_code == 409


def test_an_access_role_takes_the_place_of_what_the_role_may_do(acme: Tenant) -> None:
    auditor = with_role(acme, "view_audit")
    assert auditor.get("/api/v1/logs").status_code == 200
    assert not sees_candidates(auditor)
    assert auditor.user["permissions"] == ["view_audit"]


def test_a_changed_access_role_counts_at_once_in_sessions_there_are_and_at_the_next_sign_in(acme: Tenant) -> None:
    role = acme.access_role(permissions=["view_candidates"])
    employee = acme.colleague("EMPLOYEE", access_role_id=role["id"])
    assert sees_candidates(employee)
    acme.hr.ok("PATCH", f"/api/v1/access-roles/{role['id']}", json={"permissions": []})
    assert not sees_candidates(employee)
    assert not sees_candidates(acme.product.signed_in(employee.user["email"], PASSWORD))
    acme.hr.ok("PATCH", f"/api/v1/access-roles/{role['id']}", json={"permissions": ["view_candidates"]})
    assert sees_candidates(employee)


def test_another_access_role_or_none_counts_at_once(acme: Tenant) -> None:
    employee = acme.colleague("EMPLOYEE")
    path = f"/api/v1/users/{employee.user['id']}/access"
    assert sees_candidates(employee)
    given = acme.hr.ok("PUT", path, json={"access_role_id": acme.access_role()["id"]})
    assert given["access_role_id"]
    assert not sees_candidates(employee)
    assert acme.hr.ok("PUT", path, json={})["access_role_id"] is None
    assert sees_candidates(employee)
    assert acme.hr.ok("PUT", path, json={"role": "HR"})["role"] == "HR"
    assert employee.post("/api/v1/jobs", json={"title": "Baker"}).status_code == 201


def test_a_refreshed_session_may_do_what_its_user_may_do_now(acme: Tenant) -> None:
    role = acme.access_role(permissions=["view_candidates"])
    employee = acme.colleague("EMPLOYEE", access_role_id=role["id"])
    acme.hr.ok("PATCH", f"/api/v1/access-roles/{role['id']}", json={"permissions": []})
    answer = employee.post("/api/v1/auth/refresh", json={"refresh_token": employee.tokens["refresh_token"]})
    assert not sees_candidates(employee.take(answer))


def test_a_sign_in_that_was_under_way_is_brought_in_line_too(acme: Tenant) -> None:
    product, role = acme.product, acme.access_role(permissions=["view_candidates"])
    employee = acme.colleague("EMPLOYEE", access_role_id=role["id"])
    app, email = product.app, employee.user["email"]
    account = app.store.get(account_partition(email), ACCOUNT, "account").entity
    acme.hr.ok("PATCH", f"/api/v1/access-roles/{role['id']}", json={"permissions": []})
    late = product.client(app.sessions.begin(account, account.memberships[0]).access_token)
    assert sees_candidates(late)
    product.run_queue()
    assert not sees_candidates(late)


def test_a_change_that_died_halfway_is_finished_by_the_sweep(acme: Tenant) -> None:
    product, calls, died = acme.product, 0, True
    while died:
        role = acme.access_role(permissions=["view_candidates"])
        employee = acme.colleague("EMPLOYEE", access_role_id=role["id"])
        change = partial(acme.hr.patch, f"/api/v1/access-roles/{role['id']}", json={"permissions": []})
        died = product.dies_after(calls, change)
        product.sweep()
        product.run_queue()
        now = acme.hr.ok("GET", f"/api/v1/access-roles/{role['id']}")["permissions"]
        assert sees_candidates(employee) is ("view_candidates" in now)
        calls += 1
    assert calls > 3


def test_a_role_that_somebody_has_is_not_deleted(acme: Tenant) -> None:
    role = acme.access_role()
    employee = acme.colleague("EMPLOYEE", access_role_id=role["id"])
    refused = acme.hr.delete(f"/api/v1/access-roles/{role['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "assigned")
    acme.hr.ok("PUT", f"/api/v1/users/{employee.user['id']}/access", json={})
    assert acme.hr.delete(f"/api/v1/access-roles/{role['id']}").status_code == 204


@pytest.mark.parametrize("permission", [*sorted({*Permission} - GRANTABLE), "fly"])
def test_what_is_not_a_companys_cannot_be_given(acme: Tenant, permission: str) -> None:
    for client in (acme.hr, acme.admin):
        answer = client.post("/api/v1/access-roles", json={"name": "X", "permissions": [permission]})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"].startswith("permissions")


def test_nobody_gives_what_they_do_not_have(acme: Tenant) -> None:
    helper = with_role(acme, *HELPER)
    strong = acme.access_role(permissions=["delete_users"])
    weak = acme.access_role(permissions=["view_users"])
    employee = acme.colleague("EMPLOYEE", access_role_id=weak["id"])
    path = f"/api/v1/users/{employee.user['id']}/access"
    forbidden = [
        helper.post("/api/v1/access-roles", json={"name": "X", "permissions": ["delete_users"]}),
        helper.patch(f"/api/v1/access-roles/{weak['id']}", json={"permissions": ["delete_users"]}),
        helper.patch(f"/api/v1/access-roles/{strong['id']}", json={"permissions": ["view_users"]}),
        helper.delete(f"/api/v1/access-roles/{strong['id']}"),
        helper.put(path, json={"access_role_id": strong["id"]}),
        helper.put(path, json={}),
        helper.put(path, json={"role": "HR", "access_role_id": strong["id"]}),
        helper.post("/api/v1/users", json=colleague_draft()),
        helper.post("/api/v1/users", json=colleague_draft(role="HR", access_role_id=strong["id"])),
    ]
    assert [answer.status_code for answer in forbidden] == [403] * len(forbidden)
    assert helper.ok("POST", "/api/v1/users", json=colleague_draft(access_role_id=weak["id"]))


def test_nobody_decides_about_somebody_who_may_do_more(acme: Tenant) -> None:
    helper = with_role(acme, *HELPER, "delete_users")
    boss = f"/api/v1/users/{acme.hr.user['id']}"
    forbidden = [
        helper.put(f"{boss}/access", json={"access_role_id": acme.access_role()["id"]}),
        helper.post(f"{boss}/deactivate"),
        helper.delete(boss),
    ]
    assert [answer.status_code for answer in forbidden] == [403] * len(forbidden)
    assert acme.hr.get("/api/v1/users/me").status_code == 200


def test_nobody_decides_about_themselves(acme: Tenant) -> None:
    own = f"/api/v1/users/{acme.hr.user['id']}"
    answers = [acme.hr.put(f"{own}/access", json={}), acme.hr.post(f"{own}/deactivate"), acme.hr.delete(own)]
    assert [answer.status_code for answer in answers] == [409] * 3


@pytest.mark.parametrize("role", ["ADMIN", "CANDIDATE", "CLIENT"])
def test_nobody_becomes_what_is_not_a_colleague(acme: Tenant, role: str) -> None:
    employee = acme.colleague("EMPLOYEE")
    answer = acme.hr.put(f"/api/v1/users/{employee.user['id']}/access", json={"role": role})
    assert [error["field"] for error in answer.json()["errors"]] == ["role"]


def test_clients_and_candidates_have_no_access_role(acme: Tenant) -> None:
    role = acme.access_role(permissions=["view_candidates"])["id"]
    candidate, _ = acme.interviewee()
    for outsider in (candidate, acme.colleague("CLIENT")):
        path = f"/api/v1/users/{outsider.user['id']}/access"
        assert acme.hr.put(path, json={"access_role_id": role}).status_code == 422
        assert not sees_candidates(outsider)


def test_another_companys_access_role_is_unknown(acme: Tenant) -> None:
    theirs = Tenant(acme.product, "Umbrella").access_role()["id"]
    for role in (theirs, NOBODY):
        answer = acme.hr.post("/api/v1/users", json=colleague_draft(access_role_id=role))
        assert [error["field"] for error in answer.json()["errors"]] == ["access_role_id"]


def test_a_user_whose_access_role_is_gone_may_do_nothing(product: Product, acme: Tenant) -> None:
    employee = acme.colleague("EMPLOYEE")
    stored = product.app.store.get(acme.id, USER, employee.user["id"])
    lost = stored.entity.model_copy(update={"access_role_id": NOBODY})
    assert product.app.access.membership_of(lost).permissions == []
    assert membership_of(stored.entity).permissions is None


def test_what_was_decided_is_in_the_log_with_what_was_before(acme: Tenant) -> None:
    role = acme.access_role(permissions=["view_audit"])
    acme.hr.ok("PATCH", f"/api/v1/access-roles/{role['id']}", json={"permissions": ["view_users"]})
    (event,) = acme.hr.ok("GET", "/api/v1/logs", params={"action": "UPDATE_ACCESS_ROLE"})["logs"]
    assert (event["before"]["permissions"], event["changes"]["permissions"]) == (["view_audit"], ["view_users"])


def test_hr_may_give_all_that_a_company_can_give() -> None:
    assert PERMISSIONS[Role.HR] == GRANTABLE


def test_a_deactivated_user_is_signed_out_at_once_and_stays_out_until_activated(acme: Tenant) -> None:
    employee = acme.colleague("EMPLOYEE")
    path = f"/api/v1/users/{employee.user['id']}"
    assert acme.hr.ok("POST", f"{path}/deactivate")["is_active"] is False
    assert employee.get("/api/v1/users/me").status_code == 401
    refused = acme.product.client().sign_in(employee.user["email"], PASSWORD)
    assert (refused.status_code, refused.json()["code"]) == (403, "deactivated")
    assert acme.hr.ok("GET", "/api/v1/users", params={"is_active": "false"})["total"] == 1
    acme.product.run_queue()
    assert acme.hr.ok("POST", f"{path}/activate")["is_active"] is True
    assert acme.product.client().sign_in(employee.user["email"], PASSWORD).status_code == 200


def test_a_deactivation_that_died_halfway_is_finished_by_the_sweep(acme: Tenant) -> None:
    product, calls, died = acme.product, 0, True
    while died:
        employee = acme.colleague("EMPLOYEE")
        path = f"/api/v1/users/{employee.user['id']}"
        died = product.dies_after(calls, partial(acme.hr.post, f"{path}/deactivate"))
        product.sweep()
        product.run_queue()
        active = acme.hr.ok("GET", path)["is_active"]
        assert employee.get("/api/v1/users/me").status_code == (200 if active else 401)
        signs_in = product.client().sign_in(employee.user["email"], PASSWORD).status_code == 200
        assert signs_in is active
        calls += 1
    assert calls > 3
