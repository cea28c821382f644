"""Scores, feedback, reports."""

from typing import Any

import httpx

from tests.contract.scenario import Given, World, arranges

ROUNDS = "/api/v1/interview-rounds"


def a_round(world: World) -> dict[str, Any]:
    """A round that a person leads."""
    draft = {"application_id": world.acme.application()["id"], "scheduled_at": "2026-02-10T10:00:00Z"}
    return dict(world.acme.hr.ok("POST", ROUNDS, json=draft))


def rated(world: World) -> dict[str, Any]:
    """A score that HR gave to a round, with all that can be given."""
    body = {
        "interview_id": a_round(world)["id"],
        "rating": 4.5,
        "communication": 5,
        "technical_skills": 4,
        "feedback": "Great candidate",
        "recommendation": "PASS",
    }
    return dict(world.acme.hr.ok("POST", "/api/v1/scores", json=body))


@arranges("ai_interviewer.scores.create")
def round_to_score(world: World) -> Given:
    interview_id = a_round(world)["id"]

    def is_kept(answer: httpx.Response) -> None:
        kept = world.acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/scores")
        (one,) = kept["people"]
        assert (one["id"], one["rating"], one["problem_solving"]) == (answer.json()["id"], 4.5, 4)

    return Given(world.acme.hr, {"interview_id": interview_id}, then=is_kept)


@arranges("ai_interviewer.scores.get_by_interview")
def scored_round(world: World) -> Given:
    return Given(world.acme.hr, {"interview_id": rated(world)["interview_id"]})


@arranges("ai_interviewer.scores.update")
def score_to_change(world: World) -> Given:
    score = rated(world)

    def keeps_both(answer: httpx.Response) -> None:
        history = world.acme.hr.ok("GET", f"/api/v1/scores/{score['id']}/history")
        assert [one["judged"]["rating"] for one in history["versions"]] == [4.5]
        assert (answer.json()["rating"], answer.json()["communication"]) == (4.8, 5)

    return Given(world.acme.hr, {"score_id": score["id"], "id": score["id"]}, then=keeps_both)


def held_and_scored(world: World) -> dict[str, str]:
    _, interview_id = world.acme.scored_interview()
    return {"interview_id": interview_id, "id": interview_id}


@arranges("talenti.scoring.analyze")
@arranges("talenti.interviews.score.get")
def scored(world: World) -> Given:
    return Given(world.acme.hr, held_and_scored(world))


@arranges("talenti.interviews.scores.save")
def scored_by_the_engine(world: World) -> Given:
    ids = held_and_scored(world)

    def stands_beside(answer: httpx.Response) -> None:
        both = world.acme.hr.ok("GET", f"/api/v1/interviews/{ids['id']}/scores")
        assert (both["people"][0]["rating"], both["automatic"]["override"]) == (4, None)

    return Given(world.acme.hr, ids, then=stands_beside)


@arranges("interview_platform.interviews.feedback")
def feedback_for_the_candidate(world: World) -> Given:
    client, interview_id = world.acme.scored_interview()
    url = f"/api/v1/interviews/{interview_id}/feedback"
    assert client.ok("GET", url)["candidate_feedback"] is None
    world.acme.hr.ok("POST", url, json={"candidate_feedback": "A pleasure to talk to you."})

    def is_told(answer: httpx.Response) -> None:
        told = answer.json()["data"]
        assert told["candidate_feedback"] == "A pleasure to talk to you."
        assert (told["overall_score"], told["people"]) == (None, [])

    return Given(client, {"interview_id": interview_id, "id": interview_id}, then=is_told)


@arranges("recruiter.interviews.score")
def scored_out_of_ten(world: World) -> Given:
    # It was held in writing: nobody was observed. No dimension of the rubric is about fit or experience.
    unseen = ("confidence_score", "engagement_score", "cultural_fit_score", "experience_relevance_score")
    return Given(world.acme.hr, held_and_scored(world), nullable=unseen)


@arranges("recruiter.reports.get")
def shared_report(world: World) -> Given:
    ids = held_and_scored(world)
    world.acme.hr.ok("POST", f"/api/v1/reports/{ids['id']}/share")

    def opens_by_its_link(answer: httpx.Response) -> None:
        token = {"token": answer.json()["share_token"]}
        assert world.guest.ok("GET", "/api/v1/shared-reports", params=token)["candidate_name"] == "Zofia Nowak"
        assert httpx.get(answer.json()["pdf_url"]).content.startswith(b"%PDF-")

    # It was held in writing: nobody was observed.
    return Given(world.acme.hr, ids, nullable=("non_verbal_summary",), then=opens_by_its_link)


@arranges("recruiter.reports.export")
def exported_report(world: World) -> Given:
    def is_a_document(answer: httpx.Response) -> None:
        assert answer.content.startswith(b"%PDF-")

    return Given(world.acme.hr, held_and_scored(world), then=is_a_document)
