"""Scores, reports, and what people decide beside them."""

from typing import Any

import pytest

from shared.adapters.embedded.scorer import EmbeddedScorer
from shared.core.errors import Unavailable
from shared.ports.scoring import Judgement
from tests.http.examples import NOBODY
from tests.tenant import Tenant

SCORE = "/api/v1/interviews/{}/score"
BRIEF = "Yes."


class BrokenScorer(EmbeddedScorer):
    """An engine that does not answer."""

    def judge(self, *_: Any) -> Judgement:
        raise Unavailable("The engine does not answer.")


def test_a_held_interview_is_scored_with_quotes_that_stand_in_the_transcript(acme: Tenant) -> None:
    client, interview_id = acme.scored_interview()
    score = acme.hr.ok("GET", SCORE.format(interview_id))
    turns = {
        turn["id"]: turn for turn in client.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"]
    }
    assert (score["status"], score["engine"]["name"]) == ("scored", "embedded")
    assert 0 < score["overall_score"] <= 100
    assert score["recommendation"] in {"strong_hire", "hire", "maybe", "no_hire"}
    assessed = [dimension for dimension in score["dimensions"] if dimension["assessed"]]
    assert assessed
    for quote in (quote for dimension in assessed for quote in dimension["quotes"]):
        said = turns[quote["turn_id"]]
        assert said["speaker"] == "candidate"
        assert said["text"][quote["start"] : quote["end"]] == quote["text"]
    seen = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    assert seen["scoring_status"] == "scored"


def test_the_same_transcript_is_scored_the_same(acme: Tenant) -> None:
    job = acme.job()
    scores = []
    for _ in range(2):
        invitation = acme.invitation(job_id=job["id"], candidate_id=acme.candidate()["id"])
        _, interview_id = acme.held(invitation)
        acme.product.run_queue()
        scores.append(acme.hr.ok("GET", SCORE.format(interview_id)))
    same = ("overall_score", "transcript_hash", "rubric_hash", "recommendation", "strengths", "weaknesses")
    assert [scores[0][name] for name in same] == [scores[1][name] for name in same]


def test_too_little_said_is_insufficient_evidence_and_never_a_number(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview(BRIEF)
    score = acme.hr.ok("GET", SCORE.format(interview_id))
    assert (score["status"], score["overall_score"], score["recommendation"]) == ("insufficient_evidence", None, None)
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    assert (report["overall_score"], report["decided_by"]) == (None, "ai")
    assert "not enough evidence" in report["executive_summary"]


@pytest.mark.parametrize("path", [SCORE, "/api/v1/reports/{}"])
def test_what_has_no_score_yet_says_why(acme: Tenant, path: str) -> None:
    _, waiting = acme.interviewee()
    _, held = acme.completed_interview()
    told = [acme.hr.get(path.format(interview_id)).json() for interview_id in (waiting, held)]
    assert [answer["code"] for answer in told] == ["not_scored", "not_scored"]
    assert "not complete" in told[0]["detail"]
    assert "being scored" in told[1]["detail"]
    assert acme.hr.get(path.format(NOBODY)).json()["code"] == "not_found"
    override = {"overall_score": 50, "reason": "I was there."}
    answer = acme.hr.post(f"{SCORE.format(held)}/override", json=override)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_scored")


def test_an_override_is_kept_beside_the_automatic_score_with_reason_and_person(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    before = acme.hr.ok("GET", SCORE.format(interview_id))
    interviewer = acme.colleague("EMPLOYEE")
    body = {"overall_score": 12.5, "recommendation": "no_hire", "reason": "They read the answers from a page."}
    after = interviewer.ok("POST", f"{SCORE.format(interview_id)}/override", json=body)
    override = after.pop("override")
    told_of_it = {"human_override", "human_override_reason", "decision"}
    assert {name for name, value in before.items() if after.get(name, override) != value} - {"override"} == told_of_it
    assert {name: override[name] for name in body} == body
    assert (override["by_user_id"], override["at"]) == (interviewer.user["id"], "2026-01-31T12:00:00Z")
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    assert (report["decided_by"], report["score_out_of_100"]) == ("person", 12.5)
    assert (report["recommendation"], report["recommendation_reasoning"]) == ("no_hire", body["reason"])
    (event,) = acme.hr.ok("GET", "/api/v1/logs?action=OVERRIDE_SCORE")["logs"]
    assert (event["user_id"], event["before"]["overall_score"]) == (interviewer.user["id"], before["overall_score"])


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "because"},
        {"overall_score": 50},
        {"overall_score": 101, "reason": "because"},
        {"overall_score": -1, "reason": "because"},
        {"recommendation": "fire", "reason": "because"},
        {"overall_score": 50, "reason": " "},
        {"decision": "whatever", "reason": "because"},
    ],
)
def test_an_override_needs_a_judgement_and_a_reason(acme: Tenant, body: dict[str, Any]) -> None:
    _, interview_id = acme.scored_interview()
    assert acme.hr.post(f"{SCORE.format(interview_id)}/override", json=body).status_code == 422
    assert acme.hr.ok("GET", SCORE.format(interview_id))["override"] is None


def test_an_override_is_understood_as_a_decision_too(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    body = {"decision": "Reject", "reason": "They read the answers from a page."}
    after = acme.hr.ok("POST", f"{SCORE.format(interview_id)}/override", json=body)
    assert after["override"]["recommendation"] == "no_hire"


def test_a_message_delivered_twice_makes_one_score(acme: Tenant) -> None:
    _, interview_id = acme.completed_interview()
    ((queue, body, _),) = acme.product.queue.sent
    acme.product.run_queue()
    first = acme.hr.ok("GET", SCORE.format(interview_id))
    acme.product.deliver(queue, body)
    assert acme.hr.ok("GET", SCORE.format(interview_id)) == first
    assert acme.hr.ok("GET", "/api/v1/logs?action=SCORE_INTERVIEW")["total"] == 1


def test_scoring_that_fails_five_times_is_seen_and_can_be_run_again(acme: Tenant) -> None:
    _, interview_id = acme.completed_interview()
    acme.product.replace(scorer=BrokenScorer())
    acme.product.run_queue()
    (task,) = acme.hr.ok("GET", "/api/v1/tasks")["tasks"]
    assert (task["queue"], task["status"], task["error"]) == ("score-interview", "failed", "Scoring failed five times.")
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")["scoring_status"] == "failed"
    assert "tried again" in acme.hr.get(SCORE.format(interview_id)).json()["detail"]
    acme.product.sweep()
    assert acme.product.queue.sent == [], "what failed waits for a person"
    acme.product.replace(scorer=EmbeddedScorer())
    retried = acme.hr.ok("POST", f"/api/v1/tasks/{task['id']}/retry")
    assert retried == {"id": task["id"], "status": "queued"}
    assert acme.hr.post(f"/api/v1/tasks/{task['id']}/retry").status_code == 404
    acme.product.run_queue()
    assert acme.hr.ok("GET", SCORE.format(interview_id))["status"] == "scored"
    assert acme.hr.ok("GET", "/api/v1/tasks")["total"] == 0
    assert acme.hr.ok("GET", "/api/v1/tasks?status=queued")["total"] == 0


def test_an_engine_that_falls_ill_for_a_moment_is_asked_again(acme: Tenant) -> None:
    _, interview_id = acme.completed_interview()
    ((queue, body, _),) = acme.product.queue.sent
    acme.product.replace(scorer=BrokenScorer())
    with pytest.raises(Unavailable):
        acme.product.try_once(queue, body)
    acme.product.replace(scorer=EmbeddedScorer())
    acme.product.run_queue()
    assert acme.hr.ok("GET", SCORE.format(interview_id))["status"] == "scored"


def test_a_score_that_failed_is_made_again_where_it_is_missed(acme: Tenant) -> None:
    acme.failed_task()
    (interview,) = acme.hr.ok("GET", "/api/v1/interviews")["interviews"]
    path = f"/api/v1/interviews/{interview['id']}/score"
    assert interview["scoring_status"] == "failed"
    assert acme.colleague("CLIENT").post(f"{path}/retry").status_code == 403
    assert acme.hr.ok("POST", f"{path}/retry")["scoring_status"] == "pending"
    assert acme.hr.ok("GET", "/api/v1/tasks")["total"] == 0
    assert acme.hr.post(f"{path}/retry").json()["code"] == "not_failed"
    acme.product.run_queue()
    assert acme.hr.ok("GET", path)["overall_score"] is not None
    assert acme.hr.post(f"{path}/retry").json()["code"] == "not_failed"
