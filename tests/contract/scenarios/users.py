"""Users, access roles, portal users and client users."""

import httpx

from tests.app import token_in
from tests.contract.scenario import Given, World, arranges
from tests.tenant import PASSWORD


def _colleague(world: World) -> str:
    return str(world.acme.colleague("EMPLOYEE", department="Backend").user["id"])


@arranges("ai_interviewer.users.create")
def new_user(world: World) -> Given:
    def confirms_and_signs_in(answer: httpx.Response) -> None:
        token = world.product.link_token("john@company.com")
        world.guest.ok("POST", "/api/v1/auth/verify-email", json={"token": token})
        assert world.guest.sign_in("john@company.com", "SecurePass123!@").status_code == 200

    return Given(world.acme.hr, then=confirms_and_signs_in)


@arranges("ai_interviewer.users.list")
def listed_users(world: World) -> Given:
    _colleague(world)
    return Given(world.acme.hr, query={"role": "EMPLOYEE", "department": "Backend"})


@arranges("ai_interviewer.users.get", "ai_interviewer.users.update")
def user(world: World) -> Given:
    return Given(world.acme.hr, {"user_id": _colleague(world)})


@arranges("ai_interviewer.users.delete")
def deleted_user(world: World) -> Given:
    colleague = world.acme.colleague("EMPLOYEE")

    def signed_out(answer: httpx.Response) -> None:
        assert colleague.get("/api/v1/users/me").status_code == 401
        assert world.guest.sign_in(colleague.user["email"], PASSWORD).status_code == 401

    return Given(world.acme.admin, {"user_id": colleague.user["id"]}, then=signed_out)


@arranges("ai_interviewer.roles.create")
def new_access_role(world: World) -> Given:
    def may_do_so(answer: httpx.Response) -> None:
        lead = world.acme.colleague("EMPLOYEE", access_role_id=answer.json()["id"])
        assert lead.get("/api/v1/candidates").status_code == 200
        assert lead.get("/api/v1/logs").status_code == 403

    return Given(world.acme.hr, then=may_do_so)


@arranges("ai_interviewer.roles.list")
def listed_access_roles(world: World) -> Given:
    world.acme.access_role(permissions=["view_candidates"])
    return Given(world.acme.hr)


@arranges("interview_platform.users.update_me")
def changed_me(world: World) -> Given:
    def changed(answer: httpx.Response) -> None:
        assert world.acme.hr.ok("GET", "/api/v1/users/me")["data"]["name"] == "Ada"

    return Given(world.acme.hr, body={"name": "Ada"}, then=changed)


@arranges("interview_platform.users.statistics")
def my_statistics(world: World) -> Given:
    candidate, _ = world.acme.interviewee()

    def counted(answer: httpx.Response) -> None:
        assert answer.json()["data"]["total_interviews"] == 1

    return Given(candidate, then=counted)


@arranges("arbeit.client_users.create")
def new_client_user(world: World) -> Given:
    client_id = world.acme.client()["id"]

    def may_set_a_password(answer: httpx.Response) -> None:
        signed_in = world.product.client().sign_in("user@client.com", "tempPass123").json()
        assert (signed_in["user"]["client_id"], signed_in["must_change_password"]) == (client_id, True)
        (mail,) = world.product.mails_to("user@client.com")
        assert "tempPass123" not in mail.text + mail.html
        reset = {"token": token_in(mail), "new_password": PASSWORD}
        world.guest.ok("POST", "/api/v1/auth/reset-password", json=reset)
        assert world.product.signed_in("user@client.com", PASSWORD).user["role"] == "CLIENT"

    return Given(world.acme.hr, {"client_id": client_id}, then=may_set_a_password)


@arranges("arbeit.client_users.update")
def changed_client_user(world: World) -> Given:
    client_id = world.acme.client()["id"]
    before = world.acme.colleague("CLIENT", client_id=client_id)

    def new_address_is_mailed(answer: httpx.Response) -> None:
        assert before.get("/api/v1/users/me").status_code == 401
        assert world.guest.sign_in(before.user["email"], PASSWORD).status_code == 401
        reset = {"token": world.product.link_token("newemail@client.com"), "new_password": PASSWORD}
        world.guest.ok("POST", "/api/v1/auth/reset-password", json=reset)
        assert world.product.signed_in("newemail@client.com", PASSWORD).user["name"] == "Updated Name"

    ids = {"client_id": client_id, "user_email": before.user["email"]}
    return Given(world.acme.hr, ids, then=new_address_is_mailed)


def _portal_user(world: World) -> dict[str, str]:
    draft = {"email": "candidate@example.com", "name": "Jane Doe", "phone": "+91 98765 43210"}
    return dict(world.acme.hr.ok("POST", "/api/v1/portal-users", json=draft))


@arranges("arbeit.portal_users.create")
def new_portal_user(world: World) -> Given:
    def is_welcome(answer: httpx.Response) -> None:
        assert (answer.json()["current_company"], answer.json()["experience_years"]) == ("Tech Corp", 5)
        reset = {"token": world.product.link_token("candidate@example.com"), "new_password": PASSWORD}
        world.guest.ok("POST", "/api/v1/auth/reset-password", json=reset)
        assert world.product.signed_in("candidate@example.com", PASSWORD).user["role"] == "CANDIDATE"

    return Given(world.acme.hr, then=is_welcome)


@arranges("arbeit.portal_users.list")
def listed_portal_users(world: World) -> Given:
    portal_id = _portal_user(world)["portal_id"]

    def found(answer: httpx.Response) -> None:
        users = answer.json().get("portal_users") or answer.json()["results"]
        assert [user["portal_id"] for user in users] == [portal_id]

    return Given(world.acme.hr, query={"search": "98765", "status": "active"}, then=found)


@arranges("arbeit.portal_users.reset_password")
def reset_portal_user(world: World) -> Given:
    portal_id = _portal_user(world)["portal_id"]

    def mailed(answer: httpx.Response) -> None:
        assert world.product.mails_to("candidate@example.com")[-1].subject == "Set a new password for Talenti"

    return Given(world.acme.hr, {"portal_id": portal_id}, then=mailed)
