"""How often every operation may be called."""

from datetime import timedelta

import pytest

from functions.capabilities import ENDPOINTS
from shared.core.caller import Role
from shared.http.endpoint import Endpoint
from shared.http.rates import RateClass
from tests.app import ADMIN, Client, Product
from tests.http.examples import NOBODY, PLACEHOLDERS, SIGNING_OUT, call_of, may
from tests.tenant import PASSWORD, Tenant

LIMITED = [endpoint for endpoint in ENDPOINTS if endpoint.rate is not None and endpoint.name not in SIGNING_OUT]
"""Operations that may be called again and again."""
LIMITS = {
    RateClass.STANDARD: 4,
    RateClass.SIGN_IN: 3,
    RateClass.BULK: 2,
    RateClass.UPLOAD: 1,
}
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def acme() -> Tenant:
    return Tenant(Product())


@pytest.fixture(scope="module")
def passwords(acme: Tenant) -> dict[Role, tuple[str, str]]:
    """Address and password of somebody of each role that the tests need."""
    candidate = acme.interviewee()[0]
    people = {Role.HR: acme.hr, Role.CANDIDATE: candidate, Role.CLIENT: acme.colleague("CLIENT")}
    return {Role.ADMIN: ADMIN, **{role: (client.user["email"], PASSWORD) for role, client in people.items()}}


def limited(acme: Tenant, email: str = "", password: str = PASSWORD, address: str = "203.0.113.7") -> Client:
    """Somebody who calls an instance with the limits of this test, in a minute of their own: HR by default."""
    product = acme.product
    token = product.signed_in(email or acme.hr.user["email"], password).tokens["access_token"]
    product.clock.turn(MINUTE)
    app = product.new_instance(**{f"rate_{rate.value}": limit for rate, limit in LIMITS.items()})
    return product.client(token, address=address, app=app)


@pytest.mark.parametrize("endpoint", LIMITED, ids=lambda endpoint: endpoint.name)
def test_the_limit_is_told_counted_down_and_kept(
    acme: Tenant, passwords: dict[Role, tuple[str, str]], endpoint: Endpoint
) -> None:
    assert endpoint.rate is not None
    role = next(role for role in passwords if may(endpoint, role))
    client, limit = limited(acme, *passwords[role]), LIMITS[endpoint.rate]
    call = call_of(endpoint, endpoint.routes[0], dict.fromkeys(PLACEHOLDERS, NOBODY))
    for used in range(1, limit + 1):
        answer = client.request(**call)
        assert answer.status_code != 429
        if "x-ratelimit-limit" in answer.headers:
            assert answer.headers["x-ratelimit-limit"] == str(limit)
            assert answer.headers["x-ratelimit-remaining"] == str(limit - used)
    refused = client.request(**call)
    assert refused.status_code == 429, refused.text
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert int(refused.headers["x-ratelimit-reset"]) % 60 == 0
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    acme.product.clock.turn(timedelta(seconds=int(refused.headers["retry-after"])))
    assert client.request(**call).status_code != 429


def test_every_answer_to_somebody_signed_in_tells_the_limit(acme: Tenant) -> None:
    client = limited(acme)
    told = [client.get(f"/api/v1/jobs/{path}").headers["x-ratelimit-remaining"] for path in (NOBODY, "x", "")]
    assert told == ["3", "2", "1"]


def test_one_users_limit_is_not_spent_by_another(acme: Tenant) -> None:
    hr = limited(acme)
    for _ in range(LIMITS[RateClass.STANDARD] + 1):
        last = hr.get("/api/v1/jobs")
    assert last.status_code == 429
    hr.use(acme.product.admin().tokens["access_token"])
    assert hr.get("/api/v1/jobs").status_code == 200


def test_guessing_one_accounts_password_is_stopped_and_does_not_lock_its_owner_out(acme: Tenant) -> None:
    guesser = limited(acme, address="198.51.100.1")
    guesser.use("")
    guess = {"email": acme.hr.user["email"], "password": "wrong-password"}
    answers = [guesser.post("/api/v1/auth/login", json=guess).status_code for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    guesser.headers["X-Forwarded-For"] = "192.0.2.44:999"
    assert guesser.sign_in(acme.hr.user["email"], PASSWORD).status_code == 200


def test_guessing_over_many_accounts_from_one_address_is_stopped(acme: Tenant) -> None:
    guesser = limited(acme, address="198.51.100.2")
    guesser.use("")
    answers = [
        guesser.post("/api/v1/auth/login", json={"email": f"{n}@x.example", "password": "x"}).status_code
        for n in range(6)
    ]
    assert answers == [401, 401, 401, 401, 429, 429]


def test_guessing_one_account_from_many_addresses_is_stopped(acme: Tenant) -> None:
    guesser = limited(acme)
    guesser.use("")
    answers = []
    for number in range(6):
        guesser.headers["X-Forwarded-For"] = f"spoofed, 198.51.100.{100 + number}:1"
        guess = {"email": acme.hr.user["email"].upper(), "password": "wrong-password"}
        answers.append(guesser.post("/api/v1/auth/login", json=guess).status_code)
    assert answers == [401, 401, 401, 401, 429, 429]
