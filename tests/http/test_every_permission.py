"""Who may call what: every operation, by guests, by every role, and by another company."""

from dataclasses import dataclass, field

import pytest

from functions.capabilities import ENDPOINTS
from shared.core.caller import GRANTABLE, PERMISSIONS, Permission, Role
from shared.http.endpoint import Endpoint
from shared.http.route import Route
from tests.app import Client, Product
from tests.http.examples import NOBODY, PLACEHOLDERS, SIGNING_OUT, call_of, may, own_ids
from tests.tenant import PASSWORD, Tenant, new_email

ROUTES = [(endpoint, route) for endpoint in ENDPOINTS for route in endpoint.routes]
CLOSED = [(endpoint, route) for endpoint, route in ROUTES if not endpoint.access.guests]
BY_ROUTE = pytest.mark.parametrize(
    ("endpoint", "route"), CLOSED, ids=[f"{route.method} {route.path}" for _, route in CLOSED]
)
KEEPING_COMPANIES = {
    "get_company",
    "update_company",
    "list_companies",
    "register_user",
    "list_audit_events",  # of the platform: who made which company
    "list_talenti_audit",
    # a user is found by id alone, in the log of their company
    "get_user",
    "update_user",
    "set_user_access",
    "deactivate_user",
    "activate_user",
    "delete_user",
}
"""Operations by which the platform's administrator keeps all companies."""
ALSO_NEEDED = {
    "create_user": PERMISSIONS[Role.EMPLOYEE],  # who makes a colleague must be allowed what the colleague will be
    "create_role": frozenset({Permission.JOBS_MANAGE}),  # the example makes a job, not an access role
}
SECRET = "Qwyxzelbron"
"""In every name and text of the company that must not be seen."""


@dataclass(frozen=True)
class World:
    """A company with something of every kind, whose ids are known; and another, with somebody of every role."""

    product: Product
    acme: Tenant
    ids: dict[str, str]
    other: Tenant
    others: dict[Role, Client]
    custom: dict[frozenset[Permission], Client] = field(default_factory=dict)

    def granted(self, permissions: frozenset[Permission]) -> Client:
        """Somebody of the other company whose access role holds exactly these permissions."""
        if permissions not in self.custom:
            role = {"name": f"Role {len(self.custom)}", "permissions": sorted(permissions)}
            made = self.other.hr.ok("POST", "/api/v1/access-roles", json=role)
            self.custom[permissions] = self.other.colleague("EMPLOYEE", access_role_id=made["id"])
        return self.custom[permissions]


@pytest.fixture(scope="module")
def world() -> World:
    product = Product()
    acme = Tenant(product, f"{SECRET} Ltd")
    failed_task = acme.failed_task()
    job = acme.job(title=f"{SECRET} engineer", description=SECRET)
    candidate = acme.candidate(first_name=SECRET, last_name=SECRET, location=SECRET)
    invitation = acme.invitation(candidate_id=candidate["id"], job_id=job["id"])
    resume = acme.hr.ok(
        "POST",
        "/api/v1/resumes",
        files={"file": (f"{SECRET}.txt", f"{SECRET} {SECRET}\nSkills: Python\n".encode())},
        data={"candidate_id": candidate["id"]},
    )
    product.land_files()
    rows = [{"email": f"{SECRET}@mail.example", "first_name": SECRET}]
    imported = acme.hr.ok("POST", "/api/v1/candidates/bulk/import", json={"candidates": rows})
    note = acme.hr.ok("POST", f"/api/v1/candidates/{candidate['id']}/notes", json={"content": SECRET})
    hold = {"reason": SECRET}
    acme.hr.ok("PUT", f"/api/v1/candidates/{candidate['id']}/legal-hold", json=hold)
    asked = acme.interviewee()[0].ok("POST", "/api/v1/deletion-requests", json={"reason": SECRET})
    hook = {"url": "https://hooks.example/", "description": SECRET}
    webhook = acme.hr.ok("POST", "/api/v1/webhooks", json=hook)
    delivery = acme.hr.ok("POST", f"/api/v1/webhooks/{webhook['id']}/test")
    interviewee = acme.claimed(invitation)
    sound = {"audio": ("answer.wav", b"RIFF\0\0\0\0WAVEfmt ")}
    path = f"/api/v1/interviews/{invitation['interview_id']}/answers"
    answer = interviewee.ok("POST", path, files=sound, data={"text": SECRET})
    said = {"speaker": "candidate", "content": SECRET}
    transcript = f"/api/v1/interviews/{invitation['interview_id']}/transcripts"
    acme.hr.ok("POST", transcript, json=said)
    turn = acme.hr.ok("GET", transcript)["transcripts"][0]
    judged = {"interview_id": invitation["interview_id"], "rating": 4, "feedback": SECRET}
    score = acme.hr.ok("POST", "/api/v1/scores", json=judged)
    ids = {
        "company_id": acme.id,
        "user_id": acme.hr.user["id"],
        "job_id": job["id"],
        "role_id": job["id"],
        "candidate_id": candidate["id"],
        "resume_id": resume["id"],
        "application_id": invitation["application_id"],
        "invitation_id": invitation["id"],
        "interview_id": invitation["interview_id"],
        "task_id": failed_task,
        "access_role_id": acme.access_role(name=f"{SECRET} role")["id"],
        **_outsiders(acme),
        "note_id": note["id"],
        "webhook_id": webhook["id"],
        "delivery_id": delivery["id"],
        "request_id": asked["id"],
        "score_id": score["id"],
        "turn_id": turn["id"],
        "answer_id": answer["id"],
        "import_id": imported["job_id"],
        **_mails(acme, candidate["id"]),
    }
    other = Tenant(product, "Other")
    others = {Role.ADMIN: other.admin, Role.HR: other.hr}
    others |= {role: other.colleague(role) for role in (Role.EMPLOYEE, Role.CLIENT)}
    others[Role.CANDIDATE] = other.interviewee()[0]
    return World(product, acme, ids, other, others)


_WANTING = {"not_scored", "led_by_ai", "no_speech_engine"}
"""What may be missing of what is there."""


def _mails(acme: Tenant, candidate_id: str) -> dict[str, str]:
    """A template, and a bulk mail."""
    words = {"subject": SECRET, "body": SECRET}
    template = acme.hr.ok("POST", "/api/v1/email-templates", json={"key": "secret", "name": SECRET, **words})
    bulk = acme.hr.ok("POST", "/api/v1/candidates/bulk/send-email", json={"candidate_ids": [candidate_id], **words})
    return {"template_id": template["id"], "mailing_id": bulk["job_id"]}


def _outsiders(acme: Tenant) -> dict[str, str]:
    """A client with a user, and a candidate who may sign in."""
    client = acme.client(name=f"{SECRET} client")
    email = new_email(SECRET.lower())
    acme.hr.ok("POST", f"/api/v1/clients/{client['id']}/users", json={"name": SECRET, "email": email})
    portal = acme.hr.ok("POST", "/api/v1/portal-users", json={"name": SECRET, "email": new_email(SECRET.lower())})
    return {"client_id": client["id"], "user_email": email, "portal_id": portal["portal_id"]}


@BY_ROUTE
def test_a_guest_is_asked_to_sign_in(world: World, endpoint: Endpoint, route: Route) -> None:
    answer = world.product.client().request(**call_of(endpoint, route, dict.fromkeys(PLACEHOLDERS, NOBODY)))
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["code"].lower() == "unauthenticated"


@pytest.mark.parametrize("token", ["x", "a.b.c", "Bearer", "é", "eyJhbGciOiJub25lIn0.e30."])
def test_a_token_that_is_not_ours_is_refused(world: World, token: str) -> None:
    answer = world.product.client().get("/api/v1/users/me", headers=[(b"Authorization", f"Bearer {token}".encode())])
    assert answer.status_code == 401


@BY_ROUTE
@pytest.mark.parametrize("role", Role)
def test_a_role_is_admitted_exactly_where_its_permissions_say(
    world: World, endpoint: Endpoint, route: Route, role: Role
) -> None:
    caller = _of_their_own(world, endpoint, role)
    answer = caller.request(**call_of(endpoint, route, own_ids(caller, world.other.id)))
    if may(endpoint, role):
        assert answer.status_code not in {401, 403}, answer.text
    else:
        assert answer.status_code == 403
        assert answer.json()["code"].lower() == "forbidden"


@BY_ROUTE
def test_any_one_of_the_permissions_is_enough_for_an_access_role(
    world: World, endpoint: Endpoint, route: Route
) -> None:
    for permission in GRANTABLE.intersection(endpoint.access.permissions):
        caller = world.granted(ALSO_NEEDED.get(endpoint.name, frozenset()) | {permission})
        answer = caller.request(**call_of(endpoint, route, own_ids(caller, world.other.id)))
        assert answer.status_code not in {401, 403}, f"{permission}: {answer.text}"


@BY_ROUTE
def test_an_access_role_with_all_other_permissions_is_refused(world: World, endpoint: Endpoint, route: Route) -> None:
    if not endpoint.access.permissions:
        return
    caller = world.granted(GRANTABLE.difference(endpoint.access.permissions))
    answer = caller.request(**call_of(endpoint, route, own_ids(caller, world.other.id)))
    assert (answer.status_code, answer.json()["code"].lower()) == (403, "forbidden")


@BY_ROUTE
def test_nobody_reaches_the_things_of_another_company(world: World, endpoint: Endpoint, route: Route) -> None:
    before = world.product.rows_of(world.acme.id)
    names_things = bool(route.placeholders) or _names_things_in_its_body(endpoint)
    for role, caller in world.others.items():
        if role is Role.ADMIN and endpoint.name in KEEPING_COMPANIES:
            continue
        answer = _of_their_own(world, endpoint, role, caller).request(**call_of(endpoint, route, world.ids))
        if names_things:
            assert answer.status_code == (404 if may(endpoint, role) else 403), f"{role}: {answer.text}"
        assert SECRET not in answer.text
    assert world.product.rows_of(world.acme.id) == before


@BY_ROUTE
def test_what_is_hidden_from_others_is_there_for_its_own_company(
    world: World, endpoint: Endpoint, route: Route
) -> None:
    if route.method != "GET" or not may(endpoint, Role.HR):
        return
    call = call_of(endpoint, route, world.ids)
    answer = world.acme.hr.request(**call)
    assert answer.status_code == 200 or answer.json()["code"].lower() in _WANTING, answer.text


def test_a_candidate_does_not_reach_the_interview_of_another_candidate(product: Product) -> None:
    acme = Tenant(product)
    client, _ = acme.interviewee()
    _, interview_id = acme.scored_interview()
    for endpoint, route in CLOSED:
        if "interview_id" in route.placeholders or endpoint.name == "chat":
            call = call_of(endpoint, route, {**dict.fromkeys(PLACEHOLDERS, NOBODY), "interview_id": interview_id})
            assert client.request(**call).status_code == (404 if may(endpoint, Role.CANDIDATE) else 403)


def _names_things_in_its_body(endpoint: Endpoint) -> bool:
    return endpoint.name in {
        "add_score",
        "analyze_interview",
        "create_application",
        "create_invitation",
        "create_interview",
        "create_upload_url",
        "upload_resume",
        "upload_cv",
        "generate_shortlist",
        "chat",
    }


def _of_their_own(world: World, endpoint: Endpoint, role: Role, caller: Client | None = None) -> Client:
    """The caller; for what would end their session, the same person in another one."""
    known = caller or world.others[role]
    if endpoint.name not in SIGNING_OUT:
        return known
    client = world.product.client()
    client.headers["Authorization"] = known.headers["Authorization"]
    if role is Role.ADMIN:
        return world.product.admin()
    return world.product.signed_in(known.user["email"], PASSWORD)
