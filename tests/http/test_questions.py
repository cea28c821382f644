"""Questions are planned before there is an interview, can be changed by people, and are then asked as they are."""

from typing import Any

import pytest

from tests.http.examples import NOBODY
from tests.tenant import Tenant, say

KEYS = {"question_text", "question_type", "difficulty", "skills_tested", "expected_answer_points", "max_score"}


def generate(acme: Tenant, **body: Any) -> dict[str, Any]:
    return dict(acme.hr.ok("POST", "/api/v1/questions/generate", json=body))


def test_questions_for_a_job_and_a_candidate_speak_of_what_the_cv_claims_and_lacks(acme: Tenant) -> None:
    candidate = acme.candidate()
    text = b"Zofia Nowak\n\nSkills\nPython, Django\n"
    sent = {"candidate_id": candidate["id"]}
    acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("cv.txt", text)}, data=sent)
    acme.product.land_files()
    found = generate(acme, job_id=acme.job()["id"], candidate_id=candidate["id"], difficulty="hard", count=12)
    assert found["total_count"] == len(found["questions"]) == 12
    assert all(question.keys() >= KEYS and question["expected_answer_points"] for question in found["questions"])
    told = " ".join(question["question_text"] for question in found["questions"])
    assert "Python" in told
    assert "PostgreSQL" in told


def test_recruiters_clients_read_the_same_with_their_spelling_of_the_id(acme: Tenant) -> None:
    body = {"job_id": acme.job()["id"], "difficulty": "auto", "count": 3}
    found = acme.hr.ok("POST", "/api/questions/generate/", json=body)
    assert found["total_count"] == 3
    assert all("_id" in question for question in found["questions"])


def test_without_a_count_there_are_as_many_as_the_jobs_interview_has(acme: Tenant) -> None:
    assert generate(acme, job_id=acme.job()["id"])["total_count"] == 2


@pytest.mark.parametrize("unknown", ["job_id", "candidate_id"])
def test_another_companys_job_or_candidate_does_not_exist(acme: Tenant, unknown: str) -> None:
    other = Tenant(acme.product, "Other")
    theirs = {"job_id": other.job()["id"], "candidate_id": other.candidate()["id"]}[unknown]
    for missing in (theirs, NOBODY):
        body = {"job_id": acme.job()["id"], unknown: missing}
        assert acme.hr.post("/api/v1/questions/generate", json=body).status_code == 404


def test_generated_questions_that_a_person_changed_are_the_ones_that_are_asked(acme: Tenant) -> None:
    job, candidate = acme.job(), acme.candidate()
    generated = generate(acme, job_id=job["id"], count=4)["questions"]
    own = {"question_text": "Which of your services would you rebuild, and why?"}
    kept = {**generated[1], "max_score": 20, "expected_answer_points": generated[1]["expected_answer_points"][:2]}
    body = {"job_id": job["id"], "candidate_id": candidate["id"], "questions": [own, kept, own]}
    plan = acme.hr.ok("POST", "/api/v1/interviews", json=body)["questions"]
    assert [question["text"] for question in plan] == [own["question_text"], kept["question_text"]]
    assert plan[0]["expected_points"], "worked out from the words of the question"
    assert plan[1]["max_score"] == 20
    assert plan[1]["expected_points"] == generated[1]["expected_points"][:2], "with the other words for each"
    assert plan[1]["dimensions"] == generated[1]["dimensions"]


@pytest.mark.parametrize("text", ["Are you planning to have children?", "?????", "Why"])
def test_a_question_that_is_unfair_or_none_is_refused(acme: Tenant, text: str) -> None:
    body = {"job_id": acme.job()["id"], "candidate_id": acme.candidate()["id"], "questions": [{"question_text": text}]}
    answer = acme.hr.post("/api/v1/interviews", json=body)
    assert answer.status_code == 422
    assert "question_text" in answer.text


def test_the_candidate_is_asked_the_questions_that_were_sent(acme: Tenant) -> None:
    application = acme.application()
    asked = "What does a good code review look like to you?"
    body = {"application_id": application["id"], "questions": [{"question_text": asked}]}
    interview = acme.hr.ok("POST", "/api/v1/interviews", json=body)
    client = acme.claimed(acme.invitation(application_id=application["id"], interview_id=interview["id"]))
    seen = {one["id"] for one in client.ok("GET", "/api/v1/interviews")["interviews"]}
    assert interview["id"] in seen
    assert asked in say(client, interview["id"])["reply"]
