"""The main job: one interview from the job to an evidenced score and a decision."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise
from uuid import uuid4

import pytest

from tests.end_to_end.journey import ANSWERS, Candidate, Journey, Json, Recruiter, cv, wait_for

pytestmark = [pytest.mark.azurite, pytest.mark.host]


def test_the_first_hr_user_verifies_signs_in_refreshes_changes_the_password_and_signs_out(journey: Journey) -> None:
    jana = journey.register(journey.create_company()["id"])
    credentials = {"email": jana.email, "password": jana.password}
    assert jana.refused("POST", "/api/v1/auth/login", json=credentials)[0] == 403
    token = {"token": jana.link_token(jana.email)}
    jana.post("/api/v1/auth/verify-email", token)
    assert jana.refused("POST", "/api/v1/auth/verify-email", json=token)[0] == 410

    first = jana.sign_in(jana.email, jana.password)
    second = jana.post("/api/v1/auth/refresh", {"refresh_token": first["refresh_token"]})
    jana.token = second["access_token"]
    assert jana.get("/api/v1/users/me")["email"] == jana.email
    assert jana.refused("POST", "/api/v1/auth/refresh", json={"refresh_token": first["refresh_token"]})[0] == 401
    assert jana.refused("GET", "/api/v1/users/me")[0] == 401, "a reused refresh token ends the session"
    assert jana.refused("POST", "/api/v1/auth/refresh", json={"refresh_token": second["refresh_token"]})[0] == 401

    jana.sign_in(jana.email, jana.password)
    change = {"old_password": jana.password, "new_password": "NewPass456!@"}
    jana.post(f"/api/v1/users/{jana.id}/change-password", change)
    assert jana.refused("GET", "/api/v1/users/me")[0] == 401, "a new password ends every session"
    assert jana.refused("POST", "/api/v1/auth/login", json=credentials)[0] == 401
    jana.sign_in(jana.email, "NewPass456!@")
    jana.post("/api/v1/auth/logout")
    assert jana.refused("GET", "/api/v1/users/me")[0] == 401, "the access token stops at once"


def test_one_interview_from_a_cv_to_an_evidenced_score_and_a_decision(journey: Journey) -> None:
    hr = journey.recruiter()
    job = hr.create_job()
    assert [one["weight"] for one in job["rubric"]["dimensions"]] == [60, 40]
    candidate, application, interview_id = _invited_by_cv(journey, hr, job)

    questions = hr.get(f"/api/v1/interviews/{interview_id}")["questions"]
    assert len(questions) == job["interview_structure"]["question_count"]
    assert candidate.get(f"/api/v1/interviews/{interview_id}")["questions"] is None, "the plan is the recruiter's"
    candidate.talk_to_the_end(interview_id)
    turns = candidate.transcript(interview_id)
    _check_turns(turns)
    assert candidate.get(f"/api/v1/interviews/{interview_id}")["status"] == "completed"
    assert candidate.refused(
        "POST", "/api/v1/interview/chat", json={"interview_id": interview_id, "message": "One more thing"}
    ) == (409, "interview_over")

    score = hr.score(interview_id)
    _check_evidence(score, turns)
    report = hr.get(f"/api/v1/reports/{interview_id}")
    assert report["score_out_of_100"] == pytest.approx(score["overall_score"], abs=0.5)
    assert report["decided_by"] == "ai"

    judged = {"overall_score": 80, "recommendation": "hire", "reason": "The work sample was strong."}
    overridden = hr.post(f"/api/v1/interviews/{interview_id}/score/override", judged)
    assert overridden["overall_score"] == score["overall_score"], "the automatic score is kept"
    assert overridden["override"]["overall_score"] == 80
    assert overridden["override"]["by_user_id"] == hr.id
    assert hr.get(f"/api/v1/reports/{interview_id}")["decided_by"] == "person"

    moved = hr.post(f"/api/v1/applications/{application['id']}/move", {"status": "offer"})
    assert moved["status"].lower() == "offer"
    assert moved["history"][-1]["by_user_id"] == hr.id
    _check_audit_log(hr, candidate)


def _invited_by_cv(journey: Journey, hr: Recruiter, job: Json) -> tuple[Candidate, Json, str]:
    """A candidate who came by an uploaded CV, was invited, and claimed the account; application and interview."""
    resume = hr.parsed(hr.upload("okafor.pdf", cv("single_column.pdf"), job_id=job["id"])["id"])
    assert resume["parsing_status"] == "completed", resume
    found = hr.get(f"/api/v1/candidates/{resume['candidate_id']}")
    assert (found["email"], found["parsing_status"]) == ("chidinma.okafor@example.co.uk", "completed")
    assert found["technical_skills"]
    email = f"chidinma.{uuid4().hex[:12]}@example.co.uk"
    changed = hr.send("PATCH", f"/api/v1/candidates/{found['id']}", json={"email": email})
    assert changed.json()["email"] == email
    (application,) = hr.get("/api/v1/applications", job_id=job["id"])["applications"]
    interview_id = hr.invite(application_id=application["id"])["interview_id"]

    token = hr.link_token(email)
    validation = journey.guest().get("/api/v1/invitations/validate", token=token)
    assert validation["valid"] is True
    assert (validation["candidate_email"], validation["interview_id"]) == (email, interview_id)
    candidate = journey.claim(email, "candidate-pass-1")
    again = {"token": token, "password": "another-pass-2"}
    assert candidate.refused("POST", "/api/v1/auth/claim-invite", json=again) == (410, "used")
    assert journey.guest().get("/api/v1/invitations/validate", token=token)["valid"] is False
    listed = candidate.get("/api/v1/interviews")["interviews"]
    assert [one["id"] for one in listed] == [interview_id]
    return candidate, application, interview_id


def _check_turns(turns: list[Json]) -> None:
    assert [turn["sequence"] for turn in turns] == list(range(1, len(turns) + 1))
    assert [turn["speaker"] for turn in turns] == ["ai", *["candidate", "ai"] * (len(turns) // 2)]
    times = [datetime.fromisoformat(turn["at"]) for turn in turns]
    assert all(earlier <= later for earlier, later in pairwise(times))


def _check_evidence(score: Json, turns: list[Json]) -> None:
    assert score["status"] == "scored"
    assert 0 <= score["overall_score"] <= 100
    assert score["recommendation"] in {"strong_hire", "hire", "maybe", "no_hire"}
    said = {turn["id"]: turn for turn in turns}
    assert [one["key"] for one in score["dimensions"]] == ["technical_skills", "communication"]
    for dimension in score["dimensions"]:
        assert dimension["quotes"], dimension
        for quote in dimension["quotes"]:
            turn = said[quote["turn_id"]]
            assert turn["speaker"] == "candidate"
            assert turn["text"][quote["start"] : quote["end"]] == quote["text"], "quotes are verbatim"


def _check_audit_log(hr: Recruiter, candidate: Candidate) -> None:
    events = hr.get("/api/v1/logs", limit=100)["logs"]
    by = {event["action"]: event["user_id"] for event in events}
    recruiters = {"CREATE_JOB", "UPLOAD_RESUME", "CREATE_INVITATION", "OVERRIDE_SCORE"}
    assert {by.get(action) for action in recruiters} == {hr.id}, sorted(by)
    assert by["SCORE_INTERVIEW"] == by["PARSE_RESUME"] == "system"
    assert by["COMPLETE_INTERVIEW"] == candidate.get("/api/v1/users/me")["id"]
    mine = hr.get(f"/api/v1/logs/user/{hr.id}", limit=100)["logs"]
    assert {event["user_id"] for event in mine} == {hr.id}


def test_a_repeated_message_is_answered_as_before_and_a_lost_answer_is_found_again(journey: Journey) -> None:
    hr = journey.recruiter()
    candidate, interview_id = journey.candidate(hr, hr.create_job()["id"])
    opening = candidate.chat(interview_id)
    assert candidate.chat(interview_id)["reply"] == opening["reply"], "nothing said resumes at the same question"

    message = {"message": ANSWERS[0], "message_id": "m-1", "after": opening["sequence"]}
    answer = candidate.chat(interview_id, **message)
    assert candidate.chat(interview_id, **message) == answer
    assert candidate.chat(interview_id)["reply"] == answer["reply"]
    assert [turn["sequence"] for turn in candidate.transcript(interview_id)] == [1, 2, 3]


def test_windows_that_answer_at_once_do_not_fork_the_interview(journey: Journey) -> None:
    hr = journey.recruiter()
    candidate, interview_id = journey.candidate(hr, hr.create_job()["id"])
    after = candidate.chat(interview_id)["sequence"]

    def answer(window: int) -> int:
        body = {"interview_id": interview_id, "message": f"I am window {window}. {ANSWERS[0]}", "after": after}
        answer = candidate.send("POST", "/api/v1/interview/chat", json=body)
        assert answer.status_code == 200 or answer.json()["code"] == "out_of_date"
        return answer.status_code

    with ThreadPoolExecutor(4) as windows:
        statuses = sorted(windows.map(answer, range(4)))
    assert statuses == [200, 409, 409, 409]
    _check_turns(candidate.transcript(interview_id))
    assert len(candidate.transcript(interview_id)) == 3


def test_a_message_that_is_sent_twice_at_once_is_one_turn_with_one_answer(journey: Journey) -> None:
    hr = journey.recruiter()
    candidate, interview_id = journey.candidate(hr, hr.create_job()["id"])
    after = candidate.chat(interview_id)["sequence"]

    def send(_: int) -> Json:
        return candidate.chat(interview_id, ANSWERS[0], message_id="impatient", after=after)

    with ThreadPoolExecutor(4) as clicks:
        replies = list(clicks.map(send, range(4)))
    assert all(reply == replies[0] for reply in replies)
    assert len(candidate.transcript(interview_id)) == 3


def test_an_interview_without_an_answer_gets_no_score_but_the_reason(journey: Journey) -> None:
    hr = journey.recruiter()
    candidate, interview_id = journey.candidate(hr, hr.create_job()["id"])
    assert hr.refused("GET", f"/api/v1/interviews/{interview_id}/score") == (404, "not_scored")
    candidate.chat(interview_id)
    candidate.post(f"/api/v1/interviews/{interview_id}/complete")
    score = hr.score(interview_id)
    assert (score["status"], score["overall_score"]) == ("insufficient_evidence", None)
    assert {dimension["score"] for dimension in score["dimensions"]} == {None}


def test_a_candidate_sees_nothing_of_others_and_a_company_nothing_of_another(journey: Journey) -> None:
    hr = journey.recruiter()
    job = hr.create_job()
    candidate, interview_id = journey.candidate(hr, job["id"])
    other, _ = journey.candidate(hr, job["id"], first_name="Bo")
    stranger = journey.recruiter()
    candidate.chat(interview_id)
    for curious in (other, stranger):
        for path in (f"/api/v1/interviews/{interview_id}", f"/api/v1/interviews/{interview_id}/transcripts"):
            assert curious.refused("GET", path)[0] == 404
    assert other.refused("POST", "/api/v1/interview/chat", json={"interview_id": interview_id})[0] == 404
    assert stranger.refused("GET", f"/api/v1/candidates/{candidate.id}")[0] == 404
    assert candidate.refused("GET", "/api/v1/candidates")[0] == 403


def test_a_company_sets_its_retention_and_erases_a_candidate_with_everything_of_theirs(journey: Journey) -> None:
    hr = journey.recruiter()
    candidate, interview_id = journey.candidate(hr, hr.create_job()["id"])
    resume = hr.parsed(hr.upload("cv.txt", cv("utf8.txt"), candidate_id=candidate.id)["id"])
    candidate.talk_to_the_end(interview_id)
    hr.score(interview_id)

    policy = hr.send("PUT", "/api/v1/data-retention/policy", json={"retention_days": 30})
    assert policy.json()["retention_days"] == 30
    assert hr.get("/api/v1/data-retention/policy")["retention_days"] == 30
    counted = hr.post("/api/v1/data-retention/cleanup", {"dry_run": True})
    assert (counted["dry_run"], counted["retention_days"], counted["candidates_removed"]) == (True, 30, 0)

    assert hr.send("DELETE", f"/api/v1/candidates/{candidate.id}").status_code == 204
    gone = (
        f"/api/v1/candidates/{candidate.id}",
        f"/api/v1/resumes/{resume['id']}",
        f"/api/v1/interviews/{interview_id}",
        f"/api/v1/interviews/{interview_id}/transcripts",
        f"/api/v1/interviews/{interview_id}/score",
    )
    for path in gone:
        assert hr.refused("GET", path)[0] == 404, path
    assert candidate.refused("GET", "/api/v1/users/me")[0] == 401
    assert (
        candidate.refused(
            "POST", "/api/v1/auth/login", json={"email": candidate.email, "password": candidate.password}
        )[0]
        == 401
    )
    for listed in ("candidates", "applications", "interviews", "invitations", "resumes"):
        assert hr.get(f"/api/v1/{listed}")["total"] == 0, listed
    erased = wait_for(lambda: hr.get("/api/v1/logs", action="ERASE_CANDIDATE")["logs"], "the log of the erasure")
    assert [event["resource_id"] for event in erased] == [candidate.id]
