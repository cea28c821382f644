"""Signing in, companies, health and the audit log."""

from collections.abc import Callable

import httpx

from tests.app import ADMIN
from tests.contract.scenario import Given, World, arranges
from tests.tenant import PASSWORD

_USER = ("user@example.com", "password123")


def _wrong_password(world: World, path: str, email: str) -> Callable[[httpx.Response], None]:
    def check(_: httpx.Response) -> None:
        answer = world.guest.post(path, json={"email": email, "password": "wrong-password-1"})
        assert answer.status_code == 401
        assert "Invalid email or password" in {answer.json().get("detail"), answer.json().get("error")}

    return check


def _existing_user(world: World) -> None:
    """The user whose address and password the documents show."""
    draft = {"name": "John Doe", "email": _USER[0], "password": _USER[1], "role": "HR"}
    world.acme.hr.ok("POST", "/api/v1/users", json=draft)
    token = world.product.link_token(_USER[0])
    world.guest.ok("POST", "/api/v1/auth/verify-email", json={"token": token})


@arranges("talenti.auth.login", "arbeit.auth.login")
def sign_in(world: World) -> Given:
    _existing_user(world)
    return Given(world.guest, then=_wrong_password(world, "/api/auth/login", _USER[0]))


@arranges("interview_platform.auth.login")
def sign_in_to_platform(world: World) -> Given:
    _existing_user(world)
    return Given(world.guest, then=_wrong_password(world, "/api/v1/auth/login", _USER[0]))


@arranges("recruiter.auth.login")
def sign_in_to_recruiter(world: World) -> Given:
    _existing_user(world)
    return Given(world.guest, then=_wrong_password(world, "/api/auth/login/", _USER[0]))


@arranges("ai_interviewer.auth.login")
def sign_in_as_administrator(world: World) -> Given:
    return Given(
        world.guest,
        {"email": ADMIN[0], "password": ADMIN[1]},
        then=_wrong_password(world, "/api/v1/auth/login", ADMIN[0]),
    )


@arranges("ai_interviewer.auth.refresh")
def refresh(world: World) -> Given:
    return Given(world.guest, {"refresh_token": world.acme.hr.tokens["refresh_token"]})


@arranges("interview_platform.auth.refresh_token")
def refresh_on_platform(world: World) -> Given:
    return Given(world.guest, body={"refresh_token": world.acme.hr.tokens["refresh_token"]})


@arranges("talenti.auth.refresh")
def refresh_by_cookie(world: World) -> Given:
    return Given(world.guest, cookies={"refresh_token": world.acme.hr.tokens["refresh_token"]})


@arranges("talenti.auth.logout", "ai_interviewer.auth.logout", "interview_platform.auth.logout")
def sign_out(world: World) -> Given:
    def check(_: httpx.Response) -> None:
        assert world.acme.hr.get("/api/v1/users/me").status_code == 401

    return Given(world.acme.hr, then=check)


@arranges("talenti.auth.me", "interview_platform.users.me")
def me(world: World) -> Given:
    return Given(world.acme.hr)


@arranges("talenti.auth.register", "interview_platform.auth.register")
def register(world: World) -> Given:
    return Given(world.guest)


@arranges("ai_interviewer.auth.verify_email")
def verify(world: World) -> Given:
    draft = {"name": "Jane", "email": "jane@mail.example", "password": PASSWORD, "role": "HR"}
    world.acme.hr.ok("POST", "/api/v1/users", json=draft)
    return Given(world.guest, {"token": world.product.link_token("jane@mail.example")})


@arranges("ai_interviewer.auth.resend_verification")
def resend(world: World) -> Given:
    draft = {"name": "Jane", "email": "user@example.com", "password": PASSWORD, "role": "HR"}
    world.acme.hr.ok("POST", "/api/v1/users", json=draft)
    before = len(world.product.mails_to("user@example.com"))

    def check(_: httpx.Response) -> None:
        assert len(world.product.mails_to("user@example.com")) == before + 1

    return Given(world.guest, then=check)


@arranges("arbeit.auth.change_password", "ai_interviewer.users.change_password")
def change_password(world: World) -> Given:
    hr = world.acme.hr
    old = {"current_password": PASSWORD, "old_password": PASSWORD}

    def check(_: httpx.Response) -> None:
        assert hr.get("/api/v1/users/me").status_code == 401
        assert world.guest.sign_in(hr.user["email"], PASSWORD).status_code == 401

    return Given(hr, {**old, "user_id": hr.user["id"]}, then=check)


@arranges("ai_interviewer.company.create")
def new_company(world: World) -> Given:
    return Given(world.acme.admin)


@arranges("ai_interviewer.company.get")
def company(world: World) -> Given:
    world.acme.admin.ok("PUT", f"/api/v1/companies/{world.acme.id}", json={"description": "Makes everything."})
    return Given(world.acme.hr, {"company_id": world.acme.id})


@arranges("ai_interviewer.company.update")
def changed_company(world: World) -> Given:
    return Given(world.acme.admin, {"company_id": world.acme.id})


@arranges("ai_interviewer.register.hr_user")
def first_user(world: World) -> Given:
    return Given(
        world.acme.admin,
        {"company_id": world.acme.id},
        nullable=("verification_token",),  # it goes to the mailbox alone
        then=lambda _: _assert_mailed(world, "jane@company.com"),
    )


def _assert_mailed(world: World, email: str) -> None:
    assert world.product.mails_to(email)


@arranges("ai_interviewer.health")
def health(world: World) -> Given:
    return Given(world.guest)


@arranges("ai_interviewer.logs.list")
def logs(world: World) -> Given:
    world.acme.candidate()
    return Given(world.acme.hr, query={"action": "CREATE_CANDIDATE"})


@arranges("ai_interviewer.logs.by_user")
def logs_of_user(world: World) -> Given:
    world.acme.candidate()
    return Given(world.acme.hr, {"user_id": world.acme.hr.user["id"]})
