"""The same person twice: pointed out, and merged without losing anything."""

from contextlib import suppress
from itertools import repeat
from typing import Any

import pytest

from shared.candidates.models import CANDIDATE
from tests.app import Client
from tests.faults import Crash, Fault
from tests.tenant import Tenant, new_email

CV = b"Zofia Nowak\nzofia.cv@mail.example\n\nSkills\nPython, SQL\n"
PHONE = "+48 22 555 01 23"


def merge(acme: Tenant, survivor: str, other: str) -> dict[str, Any]:
    return dict(acme.hr.ok("POST", f"/api/v1/candidates/{survivor}/merge", json={"other_id": other}))


def candidate(client: Client, candidate_id: str) -> dict[str, Any]:
    return dict(client.ok("GET", f"/api/v1/candidates/{candidate_id}"))


def test_the_same_number_or_profile_is_pointed_out_when_somebody_is_added(acme: Tenant) -> None:
    first = acme.candidate(phone="+44 (0)20 7946 0958", linkedin_url="https://uk.linkedin.com/in/ada-byron/")
    acme.candidate(phone="+44 20 7946 0959")
    second = acme.candidate(phone="0044 20 79460958", linkedin_url="linkedin.com/in/Ada-Byron?trk=x")
    (pointed_out,) = second["possible_duplicates"]
    assert (pointed_out["candidate_id"], sorted(pointed_out["reasons"])) == (first["id"], ["linkedin", "phone"])
    (found,) = acme.hr.ok("GET", f"/api/v1/candidates/{first['id']}/duplicates")["duplicates"]
    assert (found["candidate"]["id"], sorted(found["reasons"])) == (second["id"], ["linkedin", "phone"])


def test_a_cv_of_somebody_who_is_there_under_another_address_points_them_out(acme: Tenant) -> None:
    first = acme.candidate(phone=PHONE)
    data = b"Zofia Nowak\nzofia.other@mail.example\n+48 22 555 01 23\n\nSkills\nPython, SQL\n"
    resume = acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("cv.txt", data)})
    acme.product.land_files()
    made = candidate(acme.hr, acme.hr.ok("GET", f"/api/v1/resumes/{resume['id']}")["candidate_id"])
    assert made["possible_duplicates"] == [{"candidate_id": first["id"], "reasons": ["phone"]}]


def test_imported_people_who_are_there_already_are_pointed_out(acme: Tenant) -> None:
    first = acme.candidate(phone=PHONE)
    rows = [
        {"email": new_email("row"), "first_name": "Zofia", "phone": "+48225550123"},
        {"email": new_email("row"), "first_name": "Zo", "phone": "0048 22 555 01 23"},
        {"email": new_email("row"), "first_name": "Bo", "phone": "+48 22 555 01 24"},
    ]
    made = acme.hr.ok("POST", "/api/v1/candidates/bulk/import", json={"candidates": rows})["created_candidates"]
    pointed_out = [[one["candidate_id"] for one in row["possible_duplicates"]] for row in made]
    assert pointed_out == [[first["id"]], [first["id"], made[0]["id"]], []]


def test_the_one_who_stays_learns_what_they_did_not_know_and_keeps_the_rest(acme: Tenant) -> None:
    one = acme.candidate(first_name="Zofia", location="Warsaw", email="zofia@mail.example")
    known = {"location": "Kraków", "phone": PHONE, "domain": "Data"}
    other = acme.candidate(first_name="Sofia", email="sofia@mail.example", **known)
    acme.hr.ok("PATCH", f"/api/v1/candidates/{other['id']}", json={"status": "offer"})
    merged = merge(acme, one["id"], other["id"])
    assert [merged[name] for name in ("id", "first_name", "location", "phone", "domain", "status", "email")] == [
        one["id"],
        "Zofia",
        "Warsaw",
        PHONE,
        "Data",
        "applied",
        "zofia@mail.example",
    ]
    assert [entry["stage"] for entry in merged["stage_history"]] == ["applied", "applied", "offer"]
    assert merged["other_emails"] == ["sofia@mail.example"]
    assert candidate(acme.hr, other["id"]) == candidate(acme.hr, one["id"])
    page = acme.hr.ok("GET", "/api/v1/candidates")
    assert (page["total"], [found["id"] for found in page["candidates"]]) == (1, [one["id"]])
    taken = {"first_name": "S", "last_name": "N", "email": "Sofia@mail.example"}
    assert acme.hr.post("/api/v1/candidates", json=taken).status_code == 409
    assert acme.hr.ok("GET", "/api/v1/candidates?search=sofia")["candidates"] == []
    assert not acme.product.app.store.rebuild(acme.id, CANDIDATE)


def belongings(acme: Tenant, candidate_id: str) -> dict[str, int]:
    listed = {
        name: acme.hr.ok("GET", f"/api/v1/{name}?candidate_id={candidate_id}&limit=100")
        for name in ("applications", "interviews", "resumes")
    }
    notes = acme.hr.ok("GET", f"/api/v1/candidates/{candidate_id}/notes")
    return {**{name: page["total"] for name, page in listed.items()}, "notes": notes["total"]}


def two_with_belongings(acme: Tenant) -> tuple[str, str, str]:
    """Two candidates for one job and one each for another; the second was interviewed and has an account."""
    job = acme.job()["id"]
    one, other = acme.candidate(phone=PHONE)["id"], acme.candidate(phone=PHONE)["id"]
    acme.application(job_id=job, candidate_id=one)
    acme.application(candidate_id=one)
    acme.application(candidate_id=other)
    invitation = acme.invitation(job_id=job, candidate_id=other)
    acme.held(invitation)
    acme.product.run_queue()
    for candidate_id in (one, other):
        acme.hr.ok("POST", f"/api/v1/candidates/{candidate_id}/notes", json={"content": "Strong in SQL."})
        acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("cv.txt", CV)}, data={"candidate_id": candidate_id})
    acme.product.land_files()
    acme.product.run_queue()
    return one, other, str(invitation["interview_id"])


def test_everything_of_the_other_one_is_moved_wherever_the_process_dies(acme: Tenant) -> None:
    for calls in range(300):
        one, other, interview_id = two_with_belongings(acme)
        merge(acme, one, other)
        ((queue, body, _),) = acme.product.queue.sent
        acme.product.queue.sent.clear()
        fault = Fault.CRASH_AFTER if calls % 2 else Fault.LOST_ANSWER
        acme.product.faults.plan([*repeat(Fault.NONE, 7 * calls), fault])
        with suppress(Crash):
            acme.product.deliver(queue, body)
        needed_all = acme.product.faults.left == 0
        acme.product.faults.plan([])
        acme.product.app = acme.product.new_instance()
        acme.product.deliver(queue, body)
        assert acme.hr.ok("GET", "/api/v1/tasks")["tasks"] == []
        assert belongings(acme, one) == {"applications": 3, "interviews": 1, "resumes": 2, "notes": 2}
        interview = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
        score = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score")
        (twin,) = [
            found
            for found in acme.hr.ok("GET", f"/api/v1/applications?candidate_id={one}")["applications"]
            if found["job_id"] == interview["job_id"]
        ]
        assert len(twin["history"]) >= 2
        for thing in (interview, score):
            assert (thing["candidate_id"], thing["application_id"]) == (one, twin["id"])
        acme.hr.ok("DELETE", f"/api/v1/candidates/{one}")
        assert other not in "".join(key for key in acme.product.rows_of(acme.id) if key.startswith(("e!c", "e!m")))
        if not needed_all:
            assert calls > 5
            return
    raise AssertionError("the merge never ends")


def test_an_account_goes_on_as_the_one_who_stays(acme: Tenant) -> None:
    invitation = acme.invitation()
    client = acme.claimed(invitation)
    one = acme.candidate()["id"]
    merge(acme, one, str(invitation["candidate_id"]))
    acme.product.run_queue()
    reply = client.ok("POST", "/api/v1/interview/chat", json={"interview_id": invitation["interview_id"]})
    assert reply["turns"]


def test_who_cannot_be_merged_is_refused_with_the_reason(acme: Tenant) -> None:
    first, second = acme.invitation(), acme.invitation()
    for invitation in (first, second):
        acme.claimed(invitation)
    one, other = str(first["candidate_id"]), str(second["candidate_id"])
    url = f"/api/v1/candidates/{one}/merge"
    assert acme.hr.post(url, json={"other_id": one}).status_code == 422
    assert acme.hr.post(url, json={"other_id": other}).status_code == 409
    third, fourth = acme.candidate()["id"], acme.candidate()["id"]
    merge(acme, one, third)
    assert acme.hr.post(url, json={"other_id": third}).status_code == 409
    assert acme.hr.patch(f"/api/v1/candidates/{third}", json={"location": "Oslo"}).json()["code"] == "merged"
    assert acme.hr.delete(f"/api/v1/candidates/{third}").status_code == 409
    assert acme.hr.post(f"/api/v1/candidates/{fourth}/merge", json={"other_id": acme.id}).status_code == 404


@pytest.mark.parametrize("role", ["EMPLOYEE", "CLIENT"])
def test_only_recruiters_merge(acme: Tenant, role: str) -> None:
    one, other = acme.candidate()["id"], acme.candidate()["id"]
    answer = acme.colleague(role).post(f"/api/v1/candidates/{one}/merge", json={"other_id": other})
    assert answer.status_code == 403


def test_of_two_accounts_one_is_deleted_before_a_merge(acme: Tenant) -> None:
    (one, _), (other, _) = acme.interviewee(), acme.interviewee()
    path = f"/api/v1/candidates/{one.user['candidate_id']}/merge"
    body = {"other_id": other.user["candidate_id"]}
    refused = acme.hr.post(path, json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "two_accounts")
    assert acme.hr.delete(f"/api/v1/users/{other.user['id']}").status_code == 204
    assert acme.hr.ok("POST", path, json=body)["id"] == one.user["candidate_id"]
