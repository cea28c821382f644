"""Registering oneself, temporary passwords, and the cookie that holds a refresh token."""

from http.cookies import SimpleCookie

import httpx
import pytest

from shared.identity.models import ACCOUNT, account_partition
from tests.app import Client, Product
from tests.tenant import PASSWORD, Tenant

FOUNDER = {"email": "founder@mail.example", "password": PASSWORD, "full_name": "Ada Founder"}


def registered(product: Product, **more: str) -> Client:
    """Somebody who has registered, confirmed their address and signed in."""
    product.client().ok("POST", "/api/v1/auth/register", json=FOUNDER | more)
    product.client().ok("POST", "/api/v1/auth/verify-email", json={"token": product.link_token(FOUNDER["email"])})
    return product.signed_in(FOUNDER["email"], PASSWORD)


def test_who_registers_founds_a_company_of_their_own(product: Product, acme: Tenant) -> None:
    acme.candidate()
    founder = registered(product, company_name="Ada's agency")
    me = founder.ok("GET", "/api/v1/users/me")["data"]
    assert (me["role"], me["name"]) == ("HR", "Ada Founder")
    assert founder.ok("GET", f"/api/v1/companies/{me['company_id']}")["name"] == "Ada's agency"
    assert founder.ok("GET", "/api/v1/candidates")["candidates"] == []


def test_nobody_signs_in_before_they_have_confirmed_the_address(product: Product) -> None:
    answer = product.client().ok("POST", "/api/auth/register", json=FOUNDER)
    assert answer["account_claimed_at"] is None
    refused = product.client().sign_in(FOUNDER["email"], PASSWORD)
    assert (refused.status_code, refused.json()["code"]) == (403, "email_not_verified")


def test_an_address_registers_once_and_leaves_no_second_company(product: Product) -> None:
    registered(product)
    again = product.client().post("/api/auth/register", json=FOUNDER)
    assert again.status_code == 409
    assert "already" in again.json()["detail"]
    assert product.admin().ok("GET", "/api/v1/companies")["total"] == 1


def test_a_deployment_may_close_registration() -> None:
    refused = Product(registration="closed").client().post("/api/v1/auth/register", json=FOUNDER)
    assert (refused.status_code, refused.json()["code"]) == (403, "registration_closed")


@pytest.fixture
def temporary(product: Product, acme: Tenant) -> Client:
    """An employee who has signed in with a temporary password."""
    email: str = acme.colleague("EMPLOYEE").user["email"]
    store = product.app.store
    stored = store.get(account_partition(email), ACCOUNT, "account")
    change = store.change(account_partition(email))
    change.replace(ACCOUNT, stored, stored.entity.model_copy(update={"must_change_password": True}))
    change.commit()
    return product.signed_in(email, PASSWORD)


def test_a_temporary_password_opens_nothing_but_its_change(product: Product, temporary: Client) -> None:
    assert temporary.tokens["must_change_password"] is True
    for method, path in (("GET", "/api/v1/users"), ("PUT", f"/api/v1/users/{temporary.user['id']}")):
        refused = temporary.request(method, path, json={} if method == "PUT" else None)
        assert (refused.status_code, refused.json()["code"]) == (403, "must_change_password")
    assert temporary.get("/api/auth/me").json()["password_setup_required"] is True
    change = {"current_password": PASSWORD, "new_password": "Another-good-password-1"}
    temporary.ok("POST", "/api/auth/change-password", json=change)
    changed = product.signed_in(temporary.user["email"], "Another-good-password-1")
    assert changed.tokens["must_change_password"] is False
    assert changed.get("/api/v1/users").is_success


def test_a_refreshed_session_still_has_its_temporary_password(temporary: Client) -> None:
    body = {"refresh_token": temporary.tokens["refresh_token"]}
    tokens = temporary.ok("POST", "/api/v1/auth/refresh", json=body)
    assert tokens["must_change_password"] is True
    temporary.use(tokens["access_token"])
    assert temporary.get("/api/v1/users").status_code == 403


def cookie_of(answer: httpx.Response) -> str:
    """The refresh token that an answer leaves in the cookie, with its rules checked."""
    (morsel,) = SimpleCookie(answer.headers["set-cookie"]).values()
    assert morsel.key == "refresh_token"
    assert (morsel["httponly"], morsel["secure"], morsel["samesite"]) == (True, True, "Strict")
    assert morsel["path"] == "/api/auth"
    return morsel.value


def test_the_cookie_refreshes_a_session_once(product: Product, acme: Tenant) -> None:
    signed_in = product.client().post("/api/auth/login", json={"email": acme.hr.user["email"], "password": PASSWORD})
    first = cookie_of(signed_in)
    refreshed = product.client().post("/api/auth/refresh", headers={"Cookie": f"other=1; refresh_token={first}"})
    assert cookie_of(refreshed) != first
    assert product.client(refreshed.json()["access_token"]).get("/api/auth/me").is_success
    stolen = product.client().post("/api/auth/refresh", headers={"Cookie": f"refresh_token={first}"})
    assert stolen.status_code == 401


def test_signing_out_takes_the_cookie_away(acme: Tenant) -> None:
    answer = acme.hr.post("/api/auth/logout")
    assert answer.json()["ok"] is True
    assert cookie_of(answer) == ""
    assert acme.hr.get("/api/auth/me").status_code == 401


@pytest.mark.parametrize("cookie", ["", "refresh_token=", "other=1", "refresh_token=not-a-token", "a=\x01;;="])
def test_no_cookie_no_refresh(product: Product, cookie: str) -> None:
    assert product.client().post("/api/auth/refresh", headers={"Cookie": cookie}).status_code == 401


def test_signing_in_at_the_api_itself_sets_no_cookie(product: Product, acme: Tenant) -> None:
    credentials = {"email": acme.hr.user["email"], "password": PASSWORD}
    assert "set-cookie" not in product.client().post("/api/v1/auth/login", json=credentials).headers


def test_the_answer_to_a_sign_in_is_both_flat_and_enveloped(product: Product, acme: Tenant) -> None:
    credentials = {"email": acme.hr.user["email"], "password": PASSWORD}
    answer = product.client().post("/api/v1/auth/login", json=credentials).json()
    assert answer["status"] == "success"
    assert answer["data"] == {key: value for key, value in answer.items() if key not in {"status", "data"}}


def test_recruiters_clients_get_a_number_as_the_users_id(product: Product, acme: Tenant) -> None:
    credentials = {"email": acme.hr.user["email"], "password": PASSWORD}
    user = product.client().post("/api/auth/login/", json=credentials).json()["user"]
    assert user["_id"] == acme.hr.user["id"]
    assert 0 <= user["id"] < 2**53
