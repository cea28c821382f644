"""Colleagues who interview themselves: as Interview Platform's users do, from registration to feedback."""

from typing import Any

import pytest

from tests.app import Client, Product
from tests.tenant import ANSWERS, PASSWORD, Tenant, new_email, say

ROLE = {
    "name": "Software Engineer",
    "category": "Engineering",
    "specialization": "Backend",
    "experience_level": "Senior",
    "required_skills": [{"name": "Python", "level": "Expert"}],
    "interview_structure": {"technical": 5, "behavioral": 3},
}
CV = b"John Doe\njohn@mail.example\nSkills: Python, PostgreSQL\n"


def data(client: Client, method: str, path: str, **request: Any) -> dict[str, Any]:
    """What is in the envelope of an answer to a documented request."""
    answer = client.request(method, path, **request)
    assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
    assert answer.json()["status"] == "success"
    return dict(answer.json()["data"])


def own_interview(client: Client, job_id: str) -> str:
    return str(data(client, "POST", "/api/v1/interviews", json={"role_id": job_id, "language": "en"})["id"])


def test_who_registers_makes_a_role_and_interviews_for_it_themselves(product: Product) -> None:
    email = new_email("john")
    client = product.client()
    account = {"email": email, "password": PASSWORD, "full_name": "John Doe"}
    assert client.post("/api/v1/auth/register", json=account).status_code == 201
    client.ok("POST", "/api/v1/auth/verify-email", json={"token": product.link_token(email)})
    client.sign_in(email, PASSWORD)
    data(client, "POST", "/api/v1/resumes/upload", files={"file": ("cv.txt", CV)})
    assert client.get("/api/v1/resumes/user").is_success
    role = data(client, "POST", "/api/v1/roles", json=ROLE)
    planned = client.post("/api/v1/interviews", json={"role_id": role["id"], "language": "en"})
    assert planned.status_code == 201
    interview = planned.json()["data"]
    path = f"/api/v1/interviews/{interview['id']}"
    assert data(client, "GET", path)["status"] == "scheduled"
    for number, text in enumerate(ANSWERS[:2], start=1):
        answer = data(client, "POST", f"{path}/answers", files={"text": (None, text)})
        assert (answer["sequence"], bool(answer["reply"])) == (2 * number, True)
    assert data(client, "POST", f"{path}/complete")["status"] == "completed"
    product.run_queue()
    feedback = data(client, "GET", f"{path}/feedback")
    assert feedback["interview_id"] == interview["id"]
    assert len(feedback["questions"]) >= 2


def test_colleagues_who_interview_themselves_are_told_from_candidates(acme: Tenant) -> None:
    job = acme.job()["id"]
    first, again = own_interview(acme.hr, job), own_interview(acme.hr, job)
    (candidate,) = acme.hr.ok("GET", "/api/v1/candidates")["candidates"]
    assert (candidate["email"], candidate["source"]) == (acme.hr.user["email"], "self")
    acme.interviewee()
    listed = acme.hr.ok("GET", "/api/v1/interviews")["interviews"]
    own = {one["id"]: one["candidate_id"] for one in listed if one["taken_by_user_id"] == acme.hr.user["id"]}
    assert own == dict.fromkeys((first, again), candidate["id"])
    assert [one["taken_by_user_id"] for one in listed if one["id"] not in own] == [None]


def test_a_colleague_who_is_known_as_a_candidate_stays_the_same_person(acme: Tenant) -> None:
    known = acme.candidate(email=acme.hr.user["email"].upper())
    interview_id = own_interview(acme.hr, acme.job()["id"])
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")["candidate_id"] == known["id"]


def test_ones_own_interview_is_taken_in_the_chat_too(acme: Tenant) -> None:
    interview_id = own_interview(acme.hr, acme.job()["id"])
    begun = acme.hr.ok("POST", f"/api/v1/interviews/{interview_id}/start")
    assert begun["status"] == "in_progress"
    assert say(acme.hr, interview_id, ANSWERS[0])["reply"]
    assert acme.hr.ok("POST", f"/api/v1/interviews/{interview_id}/answers/upload-url")["file_id"]


@pytest.mark.parametrize("whose", ["a candidate's", "a colleague's", "one planned for oneself as a candidate"])
def test_nobody_speaks_in_the_interview_of_somebody_else(acme: Tenant, whose: str) -> None:
    job = acme.job()["id"]
    if whose == "a candidate's":
        _, interview_id = acme.interviewee()
    elif whose == "a colleague's":
        interview_id = own_interview(acme.colleague("EMPLOYEE"), job)
    else:
        candidate = acme.candidate(email=acme.hr.user["email"])
        draft = {"candidate_id": candidate["id"], "job_id": job}
        interview_id = acme.hr.ok("POST", "/api/v1/interviews", json=draft)["id"]
    path = f"/api/v1/interviews/{interview_id}"
    for body in ({}, {"message": "Hello."}):
        answer = acme.hr.post("/api/v1/interview/chat", json={"interview_id": interview_id, **body})
        assert answer.status_code == 403
    assert acme.hr.post(f"{path}/answers", json={"text": "Hello."}).status_code == 403
    assert acme.hr.post(f"{path}/answers/upload-url").status_code == 403
    assert not acme.hr.post(f"{path}/start").is_success
    assert (
        acme.hr.ok("GET", f"{path}/transcripts", headers={"Accept": 'application/json; profile="plain"'})["total"] == 0
    )


def test_recruiters_clients_name_a_candidate(acme: Tenant) -> None:
    refused = acme.hr.post("/api/interviews/", json={"job": acme.job()["id"]})
    assert (refused.status_code, "candidate" in refused.text) == (400, True)
