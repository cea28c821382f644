"""Users, access roles, portal users and client users."""

import httpx

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

    return Given(world.acme.hr, {"user_id": colleague.user["id"]}, then=signed_out)


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
