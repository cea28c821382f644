"""Nothing of somebody on legal hold can be deleted, by any operation, timer or task."""

import re
from datetime import timedelta

import pytest

from functions.capabilities import ENDPOINTS
from shared.answers.models import UPLOADS
from shared.interviews.presence import PRESENCE
from tests.http.test_presence import observe, video_interview
from tests.tenant import Tenant, hold

CANARY = "Qwyxzelbron"
"""Stands in everything that is known of the person."""
NOBODY = "01890000-0000-7000-8000-000000000000"
DELETIONS = sorted(
    (endpoint.name, route.path)
    for endpoint in ENDPOINTS
    for route in endpoint.routes
    if route.method == "DELETE" and endpoint.name != "lift_legal_hold"
)


class Held:
    """A candidate on legal hold, with something of most kinds; `ids` are what operations may name of theirs."""

    def __init__(self, acme: Tenant) -> None:
        self.acme, hr = acme, acme.hr
        candidate = acme.candidate(first_name=CANARY)
        invitation = acme.invitation(job_id=acme.job(enable_video_analysis=True)["id"], candidate_id=candidate["id"])
        self.client, self.interview_id = acme.held(invitation, f"I am {CANARY}.")
        form = {"files": {"file": (f"{CANARY}.txt", f"{CANARY}\nSkills: Python".encode())}}
        resume = hr.ok("POST", "/api/v1/resumes", **form, data={"candidate_id": candidate["id"]})
        acme.product.land_files()
        acme.product.run_queue()
        note = hr.ok("POST", f"/api/v1/candidates/{candidate['id']}/notes", json={"content": f"{CANARY} asks."})
        hr.ok("POST", f"/api/v1/reports/{self.interview_id}/share")
        interview = hr.ok("GET", f"/api/v1/interviews/{self.interview_id}")
        self.ids = {
            "candidate_id": candidate["id"],
            "user_id": self.client.user["id"],
            "resume_id": resume["id"],
            "note_id": note["id"],
            "interview_id": self.interview_id,
            "job_id": interview["job_id"],
            "role_id": interview["job_id"],
            "access_role_id": NOBODY,
            "template_id": NOBODY,
            "webhook_id": NOBODY,
            "client_id": NOBODY,
        }
        self.path = f"/api/v1/candidates/{candidate['id']}/legal-hold"
        hr.ok("PUT", self.path, json={"reason": "A claim."})

    def known(self) -> list[str]:
        """Where the person is found: rows of things, and files."""
        product = self.acme.product
        named = [key for key, columns in product.rows_of(self.acme.id).items() if CANARY in str(columns)]
        files = [f"{place}/{name}" for (place, name), data in product.blobs.contents().items() if CANARY in str(data)]
        return sorted([key for key in named if key.startswith("e!") and "!audit!" not in key] + files)


@pytest.mark.parametrize(("name", "path"), DELETIONS)
def test_no_operation_deletes_anything_of_somebody_on_hold(acme: Tenant, name: str, path: str) -> None:
    held = Held(acme)
    before = held.known()
    assert {place.split("!")[1] for place in before if "!" in place} >= {"candidate", "interview", "turn", "note"}
    url = re.sub(r"{(\w+)(:\w+)?}", lambda match: str(held.ids[match[1]]), path)
    for client in (acme.hr, held.client):
        answer = client.delete(url)
        assert answer.status_code < 500
    assert held.known() == before
    assert held.client.get("/api/v1/users/me").is_success


def test_whatever_is_refused_to_somebody_on_hold_is_done_when_the_hold_is_lifted(acme: Tenant) -> None:
    held = Held(acme)
    ids = held.ids
    paths = [
        f"/api/v1/candidates/{ids['candidate_id']}/notes/{ids['note_id']}",
        f"/api/v1/resumes/{ids['resume_id']}",
        f"/api/v1/users/{ids['user_id']}",
        f"/api/v1/candidates/{ids['candidate_id']}",
    ]
    answers = [acme.hr.delete(path) for path in paths]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "legal_hold")] * 4
    acme.hr.ok("DELETE", held.path)
    assert all(acme.hr.delete(path).is_success for path in paths)


def test_a_file_on_hold_is_not_replaced_but_may_be_named_anew(acme: Tenant) -> None:
    held = Held(acme)
    path = f"/api/v1/resumes/{held.ids['resume_id']}"
    for client in (acme.hr, held.client):
        refused = client.put(path, files={"file": ("b.txt", b"Another.")})
        assert (refused.status_code, refused.json()["code"]) == (409, "legal_hold")
    assert acme.hr.put(path, files={"file_name": (None, "named anew.txt")}).is_success
    kept = {name: data for (place, name), data in acme.product.blobs.contents().items() if place == "resumes"}
    assert [CANARY in str(data) for data in kept.values()] == [True]


def test_timers_and_tasks_pass_by_who_is_on_hold(acme: Tenant) -> None:
    held = Held(acme)
    held.client.ok("POST", "/api/v1/deletion-requests", json={"reason": f"{CANARY} asks."})
    acme.product.blobs.put(UPLOADS, f"{acme.id}/{held.interview_id}/sent/{held.interview_id}", CANARY.encode())
    before = held.known()
    acme.hr.ok("PUT", "/api/v1/data-retention/policy", json={"retention_days": 1})
    app = acme.product.app
    for _ in range(3):
        acme.product.clock.turn(timedelta(days=20))
        acme.product.sweep()
        acme.product.run_queue()
        for work in (app.deletions.attend, app.retention.tidy, app.imports.purge, app.deliveries.purge):
            app.housekeeping.each_company(work)
        app.housekeeping.each_company(app.answers.purge)
        app.housekeeping.give_up_on_files()
        app.housekeeping.apply_retention()
        app.housekeeping.tidy_accounts()
    assert held.known() == before


def test_what_was_observed_is_kept_on_hold_and_shown_to_nobody_without_consent(acme: Tenant) -> None:
    client, interview_id = video_interview(acme)
    for _ in range(2):
        observe(acme, client, interview_id)
    path = f"/api/v1/candidates/{client.user['candidate_id']}/legal-hold"
    acme.hr.ok("PUT", path, json={"reason": "A claim."})
    assert observe(acme, client, interview_id, consent=False) == 204
    hold(client, interview_id)
    acme.product.run_queue()
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    assert "has not consented" in report["non_verbal_reason"]
    assert acme.product.app.store.find(acme.id, PRESENCE, interview_id) is not None
    acme.hr.ok("DELETE", path)
    acme.hr.ok("DELETE", f"/api/v1/candidates/{client.user['candidate_id']}")
    assert acme.product.app.store.find(acme.id, PRESENCE, interview_id) is None
