"""Signing in, staying signed in, passwords."""

from datetime import timedelta

import pytest

from tests.app import ADMIN, Client, Product, token_in
from tests.tenant import PASSWORD, Tenant, new_email

HOUR = timedelta(hours=1)
NEW = "Another-password-2"


def refresh(client: Client) -> int:
    return client.post("/api/v1/auth/refresh", json={"refresh_token": client.tokens["refresh_token"]}).status_code


def is_signed_in(client: Client) -> bool:
    return client.get("/api/v1/users/me").status_code == 200


def test_the_first_administrator_signs_in_from_the_settings_alone(product: Product) -> None:
    admin = product.admin()
    assert (admin.user["role"], admin.user["company_id"]) == ("ADMIN", None)
    assert admin.ok("GET", "/api/v1/users/me")["email"] == ADMIN[0]
    assert product.admin().user["id"] == admin.user["id"]


def test_nobody_is_administrator_where_the_settings_name_none() -> None:
    product = Product(admin_email="", admin_password="")
    assert product.client().sign_in("", "").status_code == 422
    assert product.client().sign_in(*ADMIN).status_code == 401


def test_a_sign_in_answers_with_every_contracts_names(acme: Tenant) -> None:
    tokens = acme.hr.tokens
    assert tokens["access"] == tokens["access_token"]
    assert tokens["refresh"] == tokens["refresh_token"]
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 3600)
    assert acme.hr.user["company_id"] == acme.id


@pytest.mark.parametrize("wrong", ["the password", "the address"])
def test_a_wrong_password_and_an_unknown_address_are_told_the_same(acme: Tenant, wrong: str) -> None:
    email = acme.hr.user["email"] if wrong == "the password" else "nobody@mail.example"
    answer = acme.product.client().sign_in(email, "wrong-password")
    assert (answer.status_code, answer.json()["detail"]) == (401, "Invalid email or password")


def test_an_address_counts_in_any_case(acme: Tenant) -> None:
    assert acme.product.client().sign_in(f" {acme.hr.user['email'].upper()} ", PASSWORD).status_code == 200


def test_an_unconfirmed_address_does_not_sign_in_even_with_its_password(acme: Tenant) -> None:
    email = new_email("hr")
    draft = {"name": "N", "email": email, "password": PASSWORD, "role": "HR"}
    made = acme.hr.ok("POST", "/api/v1/users", json=draft)
    assert made["verification_token"] is None
    client = acme.product.client()
    assert client.sign_in(email, "wrong-password").json()["code"] == "unauthenticated"
    assert client.sign_in(email, PASSWORD).json()["code"] == "email_not_verified"
    acme.hr.ok("POST", "/api/v1/auth/verify-email", json={"token": acme.product.link_token(email)})
    assert client.sign_in(email, PASSWORD).status_code == 200
    assert acme.hr.ok("GET", f"/api/v1/users/{made['id']}")["is_verified"]


def test_a_link_to_confirm_an_address_works_once_and_for_three_days(acme: Tenant) -> None:
    email = new_email("hr")
    acme.hr.ok("POST", "/api/v1/users", json={"name": "N", "email": email, "password": PASSWORD, "role": "HR"})
    late = acme.product.link_token(email)
    acme.product.clock.turn(timedelta(days=3))
    guest = acme.product.client()
    assert guest.post("/api/v1/auth/verify-email", json={"token": late}).status_code == 410
    guest.ok("POST", "/api/v1/auth/resend-verification", json={"email": email})
    token = acme.product.link_token(email)
    assert [guest.post("/api/v1/auth/verify-email", json={"token": token}).status_code for _ in range(2)] == [200, 410]


def test_a_token_made_for_one_purpose_serves_no_other(acme: Tenant) -> None:
    guest = acme.product.client()
    guest.ok("POST", "/api/v1/auth/forgot-password", json={"email": acme.hr.user["email"]})
    token = acme.product.link_token(acme.hr.user["email"])
    assert guest.post("/api/v1/auth/verify-email", json={"token": token}).status_code == 410
    assert guest.post("/api/v1/auth/claim-invite", json={"token": token, "password": NEW}).status_code == 410
    scope, identifier, mac = token.split(".")
    for forged in (f"{scope}.{identifier}.{mac[:-1]}", f"{acme.id}.{identifier}.{mac}", f"{token}.", "é.é.é"):
        answer = guest.post("/api/v1/auth/reset-password", json={"token": forged, "new_password": NEW})
        assert answer.status_code == 410


def test_refreshing_rotates_the_token_and_a_reused_one_ends_the_session(acme: Tenant) -> None:
    hr = acme.hr
    stolen = dict(hr.tokens)
    hr.take(hr.post("/api/v1/auth/refresh", json={"refresh_token": stolen["refresh_token"]}))
    assert hr.tokens["refresh_token"] != stolen["refresh_token"]
    assert is_signed_in(hr)
    thief = acme.product.client()
    answer = thief.post("/api/v1/auth/refresh", json={"refresh_token": stolen["refresh_token"]})
    assert (answer.status_code, is_signed_in(hr), refresh(hr)) == (401, False, 401)


def test_ending_one_session_leaves_the_users_others(acme: Tenant) -> None:
    second = acme.product.signed_in(acme.hr.user["email"], PASSWORD)
    acme.hr.ok("POST", "/api/v1/auth/logout")
    assert (is_signed_in(acme.hr), refresh(acme.hr), is_signed_in(second)) == (False, 401, True)


def test_an_access_token_lasts_an_hour_and_a_session_eight_days(acme: Tenant) -> None:
    clock, hr = acme.product.clock, acme.hr
    clock.turn(HOUR - timedelta(seconds=1))
    assert is_signed_in(hr)
    clock.turn(timedelta(seconds=1))
    answer = hr.get("/api/v1/users/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")
    clock.turn(timedelta(days=8) - 2 * HOUR)
    hr.take(hr.post("/api/v1/auth/refresh", json={"refresh_token": hr.tokens["refresh_token"]}))
    clock.turn(timedelta(days=8))
    assert refresh(hr) == 401


def test_access_and_refresh_tokens_are_not_mixed_up(acme: Tenant) -> None:
    tokens = acme.hr.tokens
    acme.hr.use(tokens["refresh_token"])
    assert not is_signed_in(acme.hr)
    guest = acme.product.client()
    body = {"refresh_token": tokens["access_token"]}
    assert guest.post("/api/v1/auth/refresh", json=body).status_code == 401


def test_changing_the_password_ends_every_session_at_once_on_every_instance(acme: Tenant) -> None:
    product, email = acme.product, acme.hr.user["email"]
    elsewhere = product.client(acme.hr.tokens["access_token"], app=product.new_instance())
    second = product.signed_in(email, PASSWORD)
    change = {"old_password": PASSWORD, "new_password": NEW}
    acme.hr.ok("POST", "/api/v1/auth/change-password", json=change)
    assert [is_signed_in(one) for one in (acme.hr, elsewhere, second)] == [False, False, False]
    assert product.client().sign_in(email, PASSWORD).status_code == 401
    assert product.client().sign_in(email, NEW).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/auth/change-password", "/api/v1/users/{id}/change-password"])
@pytest.mark.parametrize("field", ["old_password", "current_password"])
def test_the_password_until_now_is_needed_under_either_name(acme: Tenant, path: str, field: str) -> None:
    path = path.replace("{id}", acme.hr.user["id"])
    wrong = acme.hr.post(path, json={field: "wrong-password", "new_password": NEW})
    assert [error["field"] for error in wrong.json()["errors"]] == ["old_password"]
    assert acme.hr.post(path, json={"new_password": NEW}).status_code == 422
    assert acme.hr.post(path, json={field: PASSWORD, "new_password": "short"}).status_code == 422
    assert acme.hr.post(path, json={field: PASSWORD, "new_password": NEW}).status_code == 200


def test_nobody_changes_a_colleagues_password(acme: Tenant) -> None:
    colleague = acme.colleague("EMPLOYEE")
    body = {"old_password": PASSWORD, "new_password": NEW}
    answer = acme.hr.post(f"/api/v1/users/{colleague.user['id']}/change-password", json=body)
    assert (answer.status_code, is_signed_in(colleague)) == (403, True)


def test_a_forgotten_password_is_reset_by_a_mailed_link_once(acme: Tenant) -> None:
    product, email = acme.product, acme.hr.user["email"]
    guest = product.client()
    guest.ok("POST", "/api/v1/auth/forgot-password", json={"email": email})
    token = product.link_token(email)
    body = {"token": token, "new_password": NEW}
    assert [guest.post("/api/v1/auth/reset-password", json=body).status_code for _ in range(2)] == [200, 410]
    assert not is_signed_in(acme.hr)
    assert guest.sign_in(email, NEW).status_code == 200


def test_a_link_to_reset_a_password_lasts_an_hour(acme: Tenant) -> None:
    guest, email = acme.product.client(), acme.hr.user["email"]
    guest.ok("POST", "/api/v1/auth/forgot-password", json={"email": email})
    token = acme.product.link_token(email)
    acme.product.clock.turn(HOUR)
    assert guest.post("/api/v1/auth/reset-password", json={"token": token, "new_password": NEW}).status_code == 410


@pytest.mark.parametrize("operation", ["forgot-password", "resend-verification"])
def test_asking_for_a_link_tells_nobody_who_has_an_account(acme: Tenant, operation: str) -> None:
    guest, sent = acme.product.client(), len(acme.product.mailer.sent)
    answers = {
        guest.post(f"/api/v1/auth/{operation}", json={"email": email}).text
        for email in (acme.hr.user["email"], "nobody@mail.example")
    }
    acme.product.run_queue()
    assert len(answers) == 1
    assert len(acme.product.mailer.sent) == sent + (operation == "forgot-password")


def test_no_password_or_link_token_is_stored_or_in_a_row(acme: Tenant) -> None:
    acme.product.client().ok("POST", "/api/v1/auth/forgot-password", json={"email": acme.hr.user["email"]})
    acme.product.run_queue()
    kept = acme.product.everything_kept()
    secrets = [token_in(mail).rpartition(".")[2] for mail in acme.product.mailer.sent]
    assert len(secrets) == 2
    for secret in (PASSWORD, ADMIN[1], *secrets, acme.hr.tokens["access_token"], acme.hr.tokens["refresh_token"]):
        assert secret not in kept
