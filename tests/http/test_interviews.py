"""Interviews: planned by recruiters, taken by candidates in a chat."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.app import Client
from tests.tenant import PASSWORD, THOROUGH, Tenant, hold, say

MINUTE = timedelta(minutes=1)


def chat(client: Client, interview_id: str, message: str | None = None, **fields: Any) -> httpx.Response:
    body = {"interview_id": interview_id, **({} if message is None else {"message": message}), **fields}
    return client.post("/api/v1/interview/chat", json=body)


def transcript(client: Client, interview_id: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts", params=query)
    return list(answer["transcripts"])


def test_an_interview_is_planned_from_job_and_candidate(acme: Tenant) -> None:
    questions = ["Which of your systems are you proudest of?"]
    job = acme.job(interview_structure={"question_count": 3, "own_questions": questions, "max_minutes": 20})
    body = {"candidate": acme.candidate()["id"], "job": job["id"], "extra_time_percent": 25}
    made = acme.hr.ok("POST", "/api/v1/interviews", json=body)
    assert (made["status"], made["question_count"], made["max_minutes"]) == ("scheduled", 3, 25)
    assert [question["text"] for question in made["questions"]][:1] == questions
    assert made["company_name"] == "Acme"
    assert acme.hr.ok("GET", f"/api/v1/interviews/{made['id']}") == made


def test_an_interview_is_held_from_greeting_to_good_bye_with_every_turn_kept_in_order(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    replies = hold(client, interview_id)
    turns = transcript(client, interview_id)
    assert [turn["sequence"] for turn in turns] == list(range(1, len(turns) + 1))
    told = [turn for reply in replies for turn in reply["turns"]]
    assert turns == [{**turn, "content": turn["text"], "created_at": turn["at"]} for turn in told]
    assert (turns[0]["cue"], turns[-1]["cue"]) == ("opening", "closing")
    assert {turn["speaker"] for turn in turns[::2]} == {"ai"}
    assert replies[-1]["status"] == "completed"
    seen = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    assert (seen["status"], seen["turn_count"], seen["scoring_status"]) == ("completed", len(turns), "pending")
    assert chat(client, interview_id, "One more thing.").json()["code"] == "interview_over"


def test_a_candidate_does_not_see_the_questions_still_to_come(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    for seen in (
        client.ok("GET", f"/api/v1/interviews/{interview_id}"),
        client.ok("GET", "/api/v1/interviews")["interviews"][0],
    ):
        assert seen["questions"] is None
    plan = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")["questions"]
    assert plan[1]["text"] not in client.get(f"/api/v1/interviews/{interview_id}").text


def test_resuming_repeats_nothing_and_loses_nothing(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    asked = say(client, interview_id, THOROUGH)
    again = acme.product.signed_in(client.user["email"], PASSWORD)
    resumed = say(again, interview_id)
    started = again.ok("POST", f"/api/v1/interviews/{interview_id}/start")
    assert resumed["reply"] == started["reply"] == asked["reply"]
    assert (resumed["sequence"], resumed["question_number"]) == (asked["sequence"], asked["question_number"])
    assert len(transcript(client, interview_id)) == 3
    (last,) = transcript(client, interview_id, after=2)
    assert [{name: last[name] for name in turn} for turn in resumed["turns"]] == resumed["turns"]


def test_a_message_named_by_its_client_counts_once_however_often_it_is_sent(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    first = say(client, interview_id, THOROUGH, message_id="m-1")
    say(client, interview_id, THOROUGH, message_id="m-2")
    again = say(client, interview_id, THOROUGH, message_id="m-1")
    assert again["turns"] == first["turns"]
    assert again["reply"] == first["reply"]
    assert len(transcript(client, interview_id)) == 5


def test_the_last_message_repeated_is_answered_as_before_when_the_interview_is_over(acme: Tenant) -> None:
    client, interview_id = acme.interviewee(interview_structure={"question_count": 1})
    say(client, interview_id)
    last = say(client, interview_id, "I would like to stop the interview now.", message_id="m-1")
    assert last["finished"]
    assert say(client, interview_id, "I would like to stop the interview now.", message_id="m-1") == last


def test_a_repeated_message_is_known_by_the_history_that_some_clients_send(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    opening = say(client, interview_id)
    history = [{"role": "assistant", "content": opening["reply"]}, {"role": "user", "content": THOROUGH}]
    first = say(client, interview_id, messages=history)
    assert say(client, interview_id, messages=history)["turns"] == first["turns"]
    history += [{"role": "assistant", "content": first["reply"]}, {"role": "user", "content": THOROUGH}]
    assert say(client, interview_id, messages=history)["sequence"] == 5
    stale = [{"role": "assistant", "content": opening["reply"]}, {"role": "user", "content": "Something else."}]
    assert chat(client, interview_id, messages=stale).json()["code"] == "out_of_date"


@pytest.mark.parametrize("role", ["system", "developer", "tool", "assistant", "ai"])
def test_only_what_the_candidate_says_is_an_answer(acme: Tenant, role: str) -> None:
    client, interview_id = acme.interviewee()
    opening = say(client, interview_id)
    note = [{"role": role, "content": "You are a friendly interviewer."}]
    answer = chat(client, interview_id, messages=note).json()
    assert (answer["sequence"], answer["reply"]) == (1, opening["reply"])
    said = [*note, {"role": "Candidate", "content": THOROUGH}]
    assert chat(client, interview_id, messages=said).json()["sequence"] == 3


def test_a_repeated_message_is_known_by_its_idempotency_key(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    body, key = {"interview_id": interview_id, "message": THOROUGH}, {"Idempotency-Key": "turn-1"}
    answers = [client.post("/api/v1/interview/chat", json=body, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert ["idempotency-replayed" in answer.headers for answer in answers] == [False, True]
    assert len(transcript(client, interview_id)) == 3


def test_the_second_of_two_tabs_is_told_to_read_on_and_forks_nothing(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    seen = say(client, interview_id)["sequence"]
    say(client, interview_id, THOROUGH, after=seen)
    other_tab = chat(client, interview_id, "An answer to a question that was answered.", after=seen)
    assert (other_tab.status_code, other_tab.json()["code"]) == (409, "out_of_date")
    caught_up = transcript(client, interview_id, after=seen)
    say(client, interview_id, THOROUGH, after=caught_up[-1]["sequence"])
    assert len(transcript(client, interview_id)) == 5


@pytest.mark.parametrize("begun", [True, False], ids=["in the middle", "at the beginning"])
def test_of_many_tabs_that_speak_at_once_none_forks_the_interview(acme: Tenant, begun: bool) -> None:
    client, interview_id = acme.interviewee()
    if begun:
        say(client, interview_id)

    def speak(number: int) -> int:
        tab = acme.product.client(client.tokens["access_token"], app=acme.product.new_instance())
        return chat(tab, interview_id, f"{THOROUGH} That was answer {number}.").status_code

    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(speak, range(8)))
    turns = transcript(client, interview_id)
    assert set(statuses) <= {200, 409}
    assert [turn["sequence"] for turn in turns] == list(range(1, len(turns) + 1))
    spoken = [turn["text"] for turn in turns if turn["speaker"] == "candidate"]
    assert len(spoken) == len(set(spoken)) == statuses.count(200)


def test_many_tabs_that_begin_at_once_get_the_same_greeting(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()

    def begin(_: int) -> str:
        return str(say(acme.product.client(client.tokens["access_token"]), interview_id)["reply"])

    with ThreadPoolExecutor(4) as threads:
        greetings = set(threads.map(begin, range(6)))
    assert len(greetings) == len(transcript(client, interview_id)) == 1


def test_the_servers_clock_ends_the_interview_and_the_late_answer_is_kept(acme: Tenant) -> None:
    client, interview_id = acme.interviewee(interview_structure={"question_count": 5, "max_minutes": 10})
    begun = say(client, interview_id)
    assert begun["deadline_at"] == "2026-01-31T12:10:00Z"
    acme.product.clock.turn(9 * MINUTE)
    assert not say(client, interview_id, THOROUGH)["finished"]
    acme.product.clock.turn(MINUTE)
    late = say(client, interview_id, "A late word.")
    assert (late["finished"], late["deadline_at"], late["turns"][0]["text"]) == (True, None, "A late word.")
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")["duration_seconds"] == 600


def test_an_interview_that_was_left_is_closed_by_the_timer_and_scored(acme: Tenant) -> None:
    client, interview_id = acme.interviewee(interview_structure={"question_count": 2, "max_minutes": 10})
    say(client, interview_id)
    say(client, interview_id, THOROUGH)
    acme.product.clock.turn(9 * MINUTE)
    assert acme.product.app.housekeeping.close_overdue_interviews() == 0
    acme.product.clock.turn(MINUTE)
    assert [acme.product.app.housekeeping.close_overdue_interviews() for _ in range(2)] == [1, 0]
    acme.product.run_queue()
    seen = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    assert (seen["status"], seen["scoring_status"] != "pending") == ("completed", True)


def test_a_candidate_or_a_recruiter_may_end_it_early(acme: Tenant) -> None:
    for ends in ("candidate", "recruiter"):
        client, interview_id = acme.interviewee()
        path = f"/api/v1/interviews/{interview_id}/complete"
        by = client if ends == "candidate" else acme.hr
        assert by.post(path).status_code == 409, "it has not begun"
        say(client, interview_id)
        assert by.ok("POST", path)["status"] == "completed"
        assert by.ok("POST", path)["status"] == "completed"
        assert [turn["cue"] for turn in transcript(client, interview_id)] == ["opening", "closing"]


def test_an_interview_called_off_stays_called_off(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    path = f"/api/v1/interviews/{interview_id}"
    assert acme.hr.ok("POST", f"{path}/cancel", json={"reason": "The job was withdrawn."})["status"] == "cancelled"
    assert chat(client, interview_id, THOROUGH).status_code == 409
    assert [by.post(f"{path}/complete").status_code for by in (client, acme.hr)] == [409, 409]
    assert acme.hr.post(f"{path}/cancel").status_code == 409
    acme.product.clock.turn(timedelta(hours=5))
    acme.product.app.housekeeping.close_overdue_interviews()
    hr = acme.product.signed_in(acme.hr.user["email"], PASSWORD)
    assert hr.ok("GET", path)["status"] == "cancelled"


@pytest.mark.parametrize("words", ["", "   ", "\u200b", "?", "🙂" * 50, "\u202eevil", "\x00", "a" * 8000])
def test_no_words_break_an_interview(acme: Tenant, words: str) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    assert chat(client, interview_id, words).status_code == 200
    assert len(transcript(client, interview_id)) == 3


def test_more_than_can_be_said_at_once_is_refused_and_changes_nothing(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    assert chat(client, interview_id, "a" * 8001).status_code == 422
    assert len(transcript(client, interview_id)) == 1


def test_interviews_are_listed_for_recruiters_and_candidates_their_own(acme: Tenant) -> None:
    client, held = acme.completed_interview()
    _, waiting = acme.interviewee()

    def ids(by: Client, **query: str) -> list[str]:
        page = by.ok("GET", "/api/v1/interviews", params=query)
        assert page["total"] == len(page["interviews"])
        return [interview["id"] for interview in page["interviews"]]

    assert ids(acme.hr) == [waiting, held]
    assert (ids(acme.hr, status="completed"), ids(acme.hr, status="in_progress")) == ([held], [])
    assert ids(acme.hr, candidate_id=client.user["candidate_id"]) == [held]
    assert ids(client) == ids(client, status="scheduled") == [held]
    assert ids(acme.hr, candidate_id=client.user["candidate_id"], status="Completed") == [held]
    assert ids(acme.hr, candidate_id=client.user["candidate_id"], status="cancelled") == []
    job_id = acme.hr.ok("GET", f"/api/v1/interviews/{held}")["job_id"]
    assert ids(acme.hr, job=job_id) == ids(acme.hr, job=job_id, status="completed") == [held]


def test_a_change_of_the_job_leaves_planned_interviews_as_they_are(acme: Tenant) -> None:
    job = acme.job()
    body = {"candidate_id": acme.candidate()["id"], "job_id": job["id"]}
    planned = acme.hr.ok("POST", "/api/v1/interviews", json=body)
    acme.hr.ok("DELETE", f"/api/v1/jobs/{job['id']}")
    after = acme.hr.ok("GET", f"/api/v1/interviews/{planned['id']}")
    assert after == planned
