"""Transcripts: what clients add of a call, and what people correct."""

from datetime import timedelta
from typing import Any

import pytest

from tests.app import Client
from tests.http.examples import NOBODY
from tests.tenant import THOROUGH, Tenant, hold, say


def add(client: Client, interview_id: str, speaker: str, content: str, **times: int) -> dict[str, Any]:
    body = {"speaker": speaker, "content": content, **times}
    return dict(client.ok("POST", f"/api/v1/interviews/{interview_id}/transcripts", json=body))


def turns_of(client: Client, interview_id: str) -> list[dict[str, Any]]:
    return list(client.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"])


def test_words_of_the_conversation_get_their_times_once(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    greeting = say(client, interview_id)["reply"]
    timed = add(client, interview_id, "ai", greeting, start_time_ms=0, end_time_ms=900)
    assert (timed["sequence"], timed["end_time_ms"], timed["reported"]) == (1, 900, False)
    again = add(client, interview_id, "assistant", greeting, start_time_ms=5000, end_time_ms=5900)
    assert (again["sequence"], again["reported"]) == (2, True)


def test_what_was_heard_besides_is_shown_and_neither_answered_nor_scored(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    add(client, interview_id, "candidate", f"I did much more than that. {THOROUGH}")
    hold(client, interview_id, "I don't know.")
    acme.product.run_queue()
    turns = turns_of(acme.hr, interview_id)
    assert [turn["sequence"] for turn in turns] == list(range(1, len(turns) + 1))
    assert sum(turn["reported"] for turn in turns) == 1
    score = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score")
    assert "much more than that" not in str(score)


def test_a_correction_keeps_both_versions_with_who_when_and_why(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    say(client, interview_id, "I used post grass.")
    turn = turns_of(acme.hr, interview_id)[1]
    path = f"/api/v1/interviews/{interview_id}/transcripts/{turn['id']}"
    acme.hr.ok("PATCH", path, json={"content": "I used Postgres!", "reason": "Misheard."})
    acme.hr.ok("PATCH", path, json={"content": "I used Postgres.", "reason": "Too loud."})
    corrected = turns_of(acme.hr, interview_id)[1]
    assert (corrected["original"], corrected["content"]) == ("I used post grass.", "I used Postgres.")
    assert (corrected["correction"]["reason"], corrected["correction"]["by_name"]) == ("Too loud.", "Hr of Acme")
    assert client.patch(path, json={"content": "No.", "reason": "No."}).status_code == 403
    events = acme.hr.ok("GET", "/api/v1/audit-log", params={"action": "CORRECT_TRANSCRIPT"})
    assert "Misheard." in str(events)


def test_a_score_tells_that_the_transcript_was_corrected_after_it(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    score = f"/api/v1/interviews/{interview_id}/score"
    before = acme.hr.ok("GET", score)
    quoted = before["dimensions"][0]["quotes"][0]
    acme.product.clock.turn(timedelta(minutes=1))
    path = f"/api/v1/interviews/{interview_id}/transcripts/{quoted['turn_id']}"
    acme.hr.ok("PATCH", path, json={"content": "I said something else.", "reason": "Misheard."})
    after = acme.hr.ok("GET", score)
    assert [flag["flag"] for flag in after["flags"][len(before["flags"]) :]] == ["transcript_corrected"]
    assert {**after, "flags": before["flags"]} == before, "the score itself stays as it was made"
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    assert report["flags"][-1] == after["flags"][-1]
    judged = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/scores")["automatic"]
    assert judged["flags"] == after["flags"]


def test_what_is_corrected_before_the_end_is_scored_as_corrected(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    say(client, interview_id, "I used post grass.")
    turn = turns_of(acme.hr, interview_id)[1]
    path = f"/api/v1/interviews/{interview_id}/transcripts/{turn['id']}"
    acme.hr.ok("PATCH", path, json={"content": THOROUGH, "reason": "Misheard."})
    acme.product.clock.turn(timedelta(minutes=1))
    hold(client, interview_id)
    acme.product.run_queue()
    score = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score")
    assert "transcript_corrected" not in [flag["flag"] for flag in score["flags"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"speaker": "parrot"},
        {"content": ""},
        {"start_time_ms": 5, "end_time_ms": 4},
        {"start_time_ms": -1},
        {"content": "x" * 8001},
    ],
)
def test_a_segment_that_cannot_be_is_refused(acme: Tenant, wrong: dict[str, Any]) -> None:
    _, interview_id = acme.interviewee()
    body = {"speaker": "ai", "content": "Hello.", **wrong}
    assert acme.hr.post(f"/api/v1/interviews/{interview_id}/transcripts", json=body).status_code == 422


def test_only_turns_of_this_interview_are_corrected(acme: Tenant) -> None:
    _, interview_id = acme.interviewee()
    path = f"/api/v1/interviews/{interview_id}/transcripts/{NOBODY}"
    assert acme.hr.patch(path, json={"content": "x", "reason": "y"}).status_code == 404
