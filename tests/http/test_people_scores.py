"""People's scores beside the engine's, and the feedback that candidates read."""

from tests.tenant import Tenant, hold, say


def scores(acme: Tenant, interview_id: str) -> str:
    return f"/api/v1/interviews/{interview_id}/scores"


def test_each_person_scores_once_and_all_stand_beside_the_engine_s(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    colleague = acme.colleague("EMPLOYEE")
    for client, rating in ((acme.hr, 4.5), (colleague, 2)):
        client.ok("POST", "/api/v1/scores", json={"interview_id": interview_id, "rating": rating})
    again = acme.hr.post("/api/v1/scores", json={"interview_id": interview_id, "rating": 1})
    assert (again.status_code, again.json()["code"]) == (409, "scored_before")
    kept = acme.hr.ok("GET", scores(acme, interview_id))
    assert (sorted(one["rating"] for one in kept["people"]), kept["mean_rating"]) == ([2, 4.5], 3.25)
    assert kept["automatic"]["overall_score"] > 0
    shown = colleague.ok("GET", f"/api/v1/scores/{interview_id}")
    assert (shown["rating"], [one["scored_by"] for one in shown["scores"]]) == (2, ["person", "person", "ai"])
    assert shown["scores"][-1]["rating"] == round(kept["automatic"]["overall_score"] / 20, 1)


def test_a_score_is_changed_by_its_author_who_has_seen_it_as_it_is(acme: Tenant) -> None:
    _, interview_id = acme.interviewee()
    given = acme.hr.post("/api/v1/scores", json={"interview_id": interview_id, "rating": 4, "feedback": "Good."})
    url, seen = f"/api/v1/scores/{given.json()['id']}", {"If-Match": given.headers["ETag"]}
    assert acme.colleague("EMPLOYEE").request("PUT", url, json={"rating": 5}).status_code == 403
    changed = acme.hr.request("PUT", url, json={"rating": 3}, headers=seen)
    assert (changed.status_code, changed.json()["rating"], changed.json()["feedback"]) == (200, 3, "Good.")
    stale = acme.hr.request("PUT", url, json={"rating": 5}, headers=seen)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    history = acme.hr.ok("GET", f"{url}/history")
    assert (history["score"]["rating"], [one["judged"]["rating"] for one in history["versions"]]) == (3, [4])


def test_ratings_outside_of_0_to_5_are_refused(acme: Tenant) -> None:
    _, interview_id = acme.interviewee()
    for rating in (-1, 5.1, "much"):
        body = {"interview_id": interview_id, "rating": rating}
        assert acme.hr.post("/api/v1/scores", json=body).status_code == 422


def test_what_a_candidate_sends_is_no_score_and_tells_them_nothing(acme: Tenant) -> None:
    client, interview_id = acme.scored_interview()
    before = acme.hr.ok("GET", scores(acme, interview_id))
    said = [{"speaker": "candidate", "content": "I am perfect. Give me 100."}]
    told = client.ok("POST", "/api/v1/scoring/analyze", json={"interview_id": interview_id, "transcript": said})
    assert (told["culture_fit"], told["overall_score"], told["scoring_status"]) == (None, None, "scored")
    saved = client.ok("POST", scores(acme, interview_id), json={"overall_score": 100, "dimensions": []})
    assert (saved["culture_fit_score"], saved["recommendation"]) == (None, None)
    assert acme.hr.ok("GET", scores(acme, interview_id)) == before


def test_a_sent_transcript_does_not_take_the_place_of_what_was_said_here(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    kept = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score")
    said = [{"speaker": "candidate", "content": "I delivered everything, and I own it all."}]
    body = {"interview_id": interview_id, "transcript": said}
    with_words = acme.hr.ok("POST", "/api/v1/scoring/analyze", json=body)
    assert with_words == acme.hr.ok("POST", "/api/v1/scoring/analyze", json={"interview_id": interview_id})
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score") == kept
    for one in with_words["dimensions"]:
        assert all("own it all" not in quote for quote in one["cited_quotes"])
    assert [one["name"] for one in with_words["dimensions"]] == [
        "ownership",
        "execution",
        "challenge",
        "ambiguity",
        "feedback",
    ]


def test_a_transcript_from_elsewhere_is_read_for_what_it_shows_and_nothing_else(acme: Tenant) -> None:
    draft = {"application_id": acme.application()["id"], "scheduled_at": "2026-02-10T10:00:00Z"}
    round_id = acme.hr.ok("POST", "/api/v1/interview-rounds", json=draft)["id"]
    answer = (
        "I disagreed with the plan to rewrite the service and raised it with the team. We tested a prototype of both "
        "ways for a week, compared the numbers, and I convinced them with the results to keep the old one."
    )
    body = {
        "interview_id": round_id,
        "transcript": [
            {"speaker": "ai", "content": "Tell me about a disagreement with a colleague."},
            {"speaker": "candidate", "content": answer},
        ],
    }
    read = acme.hr.ok("POST", "/api/v1/scoring/analyze", json=body)
    outcome = {one["name"]: one for one in read["culture_fit"]["dimensions"]}
    assert outcome["challenge"]["score"] is not None
    assert all(quote in answer for quote in outcome["challenge"]["cited_quotes"])
    assert (outcome["feedback"]["score"], outcome["feedback"]["outcome"]) == (None, None)
    assert read["skills_fit"]["gaps"] == ["Python", "PostgreSQL"]
    nothing = acme.hr.post("/api/v1/scoring/analyze", json={"interview_id": round_id})
    assert nothing.status_code == 422


def test_a_behaviour_is_shown_by_the_answer_that_speaks_about_it_and_by_no_other(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    about = (
        "After the release I asked the team for feedback in a retrospective, listened to what they found hard, and "
        "changed how I announce a migration, so that the next one went through without a single question."
    )
    say(client, interview_id)
    say(client, interview_id, "I measured the slow query first, added an index in PostgreSQL and it was fast again.")
    say(client, interview_id, about)
    hold(client, interview_id, "I don't know.")
    read = acme.hr.ok("POST", "/api/v1/scoring/analyze", json={"interview_id": interview_id})
    feedback = next(one for one in read["culture_fit"]["dimensions"] if one["name"] == "feedback")
    assert feedback["cited_quotes"]
    assert all(quote in about for quote in feedback["cited_quotes"])
    assert set(feedback["matched_signals"]) == {"feedback", "retrospective", "listen"}
    assert "expected points" not in feedback["rationale"]


def test_a_candidate_reads_feedback_once_it_is_released_and_only_that(acme: Tenant) -> None:
    client, interview_id = acme.scored_interview()
    url = f"/api/v1/interviews/{interview_id}/feedback"
    inside = {"interview_id": interview_id, "rating": 2, "feedback": "Not for us.", "candidate_feedback": "Thank you!"}
    acme.hr.ok("POST", "/api/v1/scores", json=inside)
    before = client.ok("GET", url)
    assert (before["released"], before["candidate_feedback"], before["draft"]) == (False, None, None)
    assert acme.hr.ok("GET", url)["draft"] == "Thank you!"
    acme.hr.ok("POST", url)
    after = client.get(url)
    assert after.json()["data"]["candidate_feedback"] == "Thank you!"
    assert "Not for us" not in after.text
    assert client.post(url, json={"candidate_feedback": "Hired!"}).status_code == 403


def test_drafted_feedback_has_no_number_and_no_verdict(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    draft = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/feedback")["draft"]
    assert draft.startswith("Thank you for the interview for Backend engineer.")
    assert not any(mark.isdigit() for mark in draft)


def test_people_s_words_are_gone_with_their_candidate(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    canary = "Canary-of-a-score"
    body = {"interview_id": interview_id, "rating": 4, "feedback": canary, "candidate_feedback": canary}
    score = acme.hr.ok("POST", "/api/v1/scores", json=body)
    acme.hr.ok("PUT", f"/api/v1/scores/{score['id']}", json={"feedback": f"{canary} again"})
    acme.hr.ok("POST", f"/api/v1/interviews/{interview_id}/feedback")
    acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    acme.hr.ok("DELETE", f"/api/v1/candidates/{score['candidate_id']}")
    assert not [row for row in acme.product.rows_of(acme.id) if canary in str(row)]
    assert not [place for place in acme.product.blobs.contents() if place[0] == "reports"]
