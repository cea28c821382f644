"""One call of every operation that succeeds, by somebody who may, with what has to be there: for sweeps over the API.

Most calls are those of `tests.http.examples`, about things of a new company that are made when they are asked for. What
else an operation needs is in `tests.staging`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from shared.core.caller import Role
from shared.http.endpoint import Endpoint
from shared.http.route import Route
from tests.app import Client
from tests.http.examples import call_of, may
from tests.tenant import PASSWORD, Tenant, new_email

KEPT_NAME = {"Idempotency-Key": "the-same"}
CV = b"Noor Haddad\nnoor.haddad@example.org\n\nExperience\nDeveloper, Northwind Ltd, January 2020 to present\n"
SLOTS = [{"start_time": f"2027-02-1{day}T10:00:00Z", "end_time": f"2027-02-1{day}T11:00:00Z"} for day in range(2)]


@dataclass(frozen=True)
class Scene:
    """A call that is about to be made. `spent` are answers to a repetition of one that had its effect."""

    who: Client
    method: str
    url: str
    content: dict[str, Any] = field(default_factory=dict)
    spent: frozenset[int] = frozenset()

    def send(self) -> httpx.Response:
        """Send it under the same name each time, where there is somebody whose name it is."""
        named = bool(self.who.headers["Authorization"])
        content = {**self.content}
        headers = {**(KEPT_NAME if named else {}), **content.pop("headers", {})}
        return self.who.request(self.method, self.url, headers=headers, **content)


class Things(dict[str, str]):
    """Identifiers of things of a company, by placeholder; each thing is made when it is first asked for."""

    def __init__(self, tenant: Tenant, known: dict[str, str] | None = None) -> None:
        super().__init__(known or {})
        self.tenant = tenant

    def __missing__(self, name: str) -> str:
        self[name] = MAKERS[name](self)
        return self[name]


def _made(path: str, **draft: Any) -> Callable[[Things], str]:
    return lambda things: str(things.tenant.hr.ok("POST", f"/api/v1/{path}", json=draft)["id"])


def _client_user(things: Things) -> str:
    draft = {"name": "Ines", "email": new_email("ines")}
    return str(things.tenant.hr.ok("POST", f"/api/v1/clients/{things['client_id']}/users", json=draft)["email"])


def _portal_user(things: Things) -> str:
    draft = {"name": "Ines", "email": new_email("ines")}
    return str(things.tenant.hr.ok("POST", "/api/v1/portal-users", json=draft)["portal_id"])


def _resume(things: Things) -> str:
    form = {"files": {"file": ("cv.txt", CV)}, "data": {"candidate_id": things["candidate_id"]}}
    made = things.tenant.hr.ok("POST", "/api/v1/resumes", **form)
    things.tenant.product.land_files()
    return str(made["id"])


def _note(things: Things) -> str:
    path = f"/api/v1/candidates/{things['candidate_id']}/notes"
    return str(things.tenant.hr.ok("POST", path, json={"content": "Calm."})["id"])


def _import(things: Things) -> str:
    draft = {"candidates": [{"email": new_email("row"), "first_name": "N"}, {"email": "broken"}]}
    made = things.tenant.hr.ok("POST", "/api/v1/candidates/bulk/import", json=draft)
    things.tenant.product.run_queue()
    return str(made["job_id"])


def _mailing(things: Things) -> str:
    draft = {"candidate_ids": [things["candidate_id"]], "subject": "Hello", "body": "Hello {{first_name}}."}
    return str(things.tenant.hr.ok("POST", "/api/v1/candidates/bulk/send-email", json=draft)["job_id"])


def _delivery(things: Things) -> str:
    path = f"/api/v1/webhooks/{things['webhook_id']}"
    things.tenant.hr.ok("POST", f"{path}/test")
    things.tenant.product.run_queue()
    return str(things.tenant.hr.ok("GET", f"{path}/deliveries")["deliveries"][0]["id"])


def _deletion(things: Things) -> str:
    client, _ = things.tenant.interviewee()
    return str(client.ok("POST", "/api/v1/deletion-requests", json={})["id"])


def _score(things: Things) -> str:
    draft = {"interview_id": things["interview_id"], "rating": 4}
    return str(things.tenant.hr.ok("POST", "/api/v1/scores", json=draft)["id"])


def _turn(things: Things) -> str:
    path = f"/api/v1/interviews/{things['interview_id']}/transcripts"
    return str(things.tenant.hr.ok("GET", path)["transcripts"][1]["id"])


def _answer(things: Things) -> str:
    client, things["interview_id"] = things.tenant.interviewee()
    path = f"/api/v1/interviews/{things['interview_id']}/answers"
    recording = {"audio": ("a.wav", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40))}
    return str(client.ok("POST", path, files=recording, data={"text": "I would add an index."})["id"])


def _role(things: Things) -> str:
    return things["job_id"]


MAKERS: dict[str, Callable[[Things], str]] = {
    "company_id": lambda things: things.tenant.id,
    "user_id": lambda things: str(things.tenant.colleague("EMPLOYEE").user["id"]),
    "access_role_id": lambda things: str(things.tenant.access_role()["id"]),
    "client_id": lambda things: str(things.tenant.client()["id"]),
    "user_email": _client_user,
    "portal_id": _portal_user,
    "job_id": lambda things: str(things.tenant.job()["id"]),
    "role_id": _role,
    "candidate_id": lambda things: str(things.tenant.candidate()["id"]),
    "resume_id": _resume,
    "application_id": lambda things: str(things.tenant.application()["id"]),
    "invitation_id": lambda things: str(things.tenant.invitation()["id"]),
    "interview_id": lambda things: str(things.tenant.invitation()["interview_id"]),
    "turn_id": _turn,
    "answer_id": _answer,
    "task_id": lambda things: things.tenant.failed_task(),
    "note_id": _note,
    "score_id": _score,
    "import_id": _import,
    "webhook_id": _made("webhooks", url="https://hooks.example/talenti"),
    "request_id": _deletion,
    "delivery_id": _delivery,
    "mailing_id": _mailing,
    "template_id": _made("email-templates", key="hello", name="Hello", subject="Hello", body="Hello."),
}
"""How a thing is made, by the placeholder that names it."""

Staging = Callable[[Tenant, Things], dict[str, Any]]
"""What a scene has beside the example: fields of `Scene`, or `ids` of things. It may make what the call needs."""


def scene(endpoint: Endpoint, tenant: Tenant, staging: Staging | None = None, route: Route | None = None) -> Scene:
    """A call of an operation, which would succeed."""
    things = Things(tenant)
    staged = staging(tenant, things) if staging else {}
    things.update(staged.pop("ids", {}))
    call = call_of(endpoint, route or endpoint.routes[0], things)
    made = Scene(_caller(endpoint, tenant), call.pop("method"), call.pop("url"), call)
    made = replace(made, spent=frozenset({404}) if made.method == "DELETE" else frozenset())
    content = {**made.content, **staged.pop("content", {})}
    return replace(made, **{**staged, "content": content})


def _caller(endpoint: Endpoint, tenant: Tenant) -> Client:
    """HR, if they may; the administrator; or a guest."""
    if endpoint.access.guests:
        return tenant.product.client()
    return tenant.hr if may(endpoint, Role.HR) else tenant.admin


def signs_in(who: Client) -> dict[str, str]:
    """What somebody signs in with."""
    return {"email": who.user["email"], "password": PASSWORD}
