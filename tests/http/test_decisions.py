"""What people decide after rounds, and what the clock does meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from shared.core.caller import system_caller
from shared.core.errors import Forbidden, Unavailable
from shared.interviews.meetings import Outcome
from shared.scheduling.models import Verdict
from tests.app import Client
from tests.faults import Fault
from tests.http.test_rounds import ROUNDS, book, email_of, planned, proposed
from tests.tenant import PASSWORD, Tenant, hold


def decide(acme: Tenant, round_: dict[str, Any], what: str, **verdict: Any) -> dict[str, Any]:
    return dict(acme.hr.ok("POST", f"{ROUNDS}/{round_['id']}/{what}", json=verdict))


def stage(acme: Tenant, round_: dict[str, Any]) -> str:
    application = acme.hr.ok("GET", f"/api/v1/applications/{round_['application_id']}")
    candidate = acme.hr.ok("GET", f"/api/v1/candidates/{round_['candidate_id']}")
    assert application["status"] == candidate["status"]
    return str(application["status"])


def test_a_candidate_goes_from_round_to_round_to_an_offer(acme: Tenant) -> None:
    first = planned(acme, round_name="Technical Round")
    assert stage(acme, first) == "interview"
    passed = decide(acme, first, "pass", feedback="Strong.", rating=4.5, next_round_name="Manager Round")
    assert (passed["outcome"], passed["rounds_cleared"], passed["round"]["status"]) == ("passed", 1, "completed")
    second = planned(acme, candidate_id=first["candidate_id"])
    assert (second["round_number"], second["round_name"]) == (2, "Manager Round")
    assert second["application_id"] == first["application_id"]
    hired = decide(acme, second, "hire", rating=5, salary_offered="15 LPA", joining_date="2026-03-01")
    assert (hired["outcome"], hired["rounds_cleared"]) == ("selected", 2)
    assert hired["round"]["decision"]["joining_date"] == "2026-03-01"
    assert stage(acme, first) == "offer"
    history = acme.hr.ok("GET", f"/api/v1/candidates/{first['candidate_id']}/interview-history")
    assert (history["total_rounds"], history["current_round"]) == (2, 3)
    assert [one["decision"]["rating"] for one in history["rounds"]] == [4.5, 5]
    steps = acme.hr.ok("GET", f"/api/v1/applications/{first['application_id']}")["history"]
    assert [step["to_stage"] for step in steps] == ["applied", "interview", "offer"]
    assert {step["by_user_id"] for step in steps} == {acme.hr.user["id"]}


def test_a_rejection_ends_the_way_and_takes_the_round_out_of_the_calendars(acme: Tenant) -> None:
    round_ = planned(acme)
    rejected = decide(acme, round_, "reject", feedback="Too far away.", rating=2)
    assert (rejected["outcome"], rejected["round"]["status"]) == ("rejected", "cancelled")
    assert stage(acme, round_) == "rejected"
    subjects = [mail.subject for mail in acme.product.mails_to(email_of(acme, round_))]
    assert [("called off" in subject) for subject in subjects] == [False, True]
    for what in ("pass", "hire", "reject"):
        answer = acme.hr.post(f"{ROUNDS}/{round_['id']}/{what}")
        assert (answer.status_code, answer.json()["code"]) == (409, "decided")
    late = acme.hr.post(
        ROUNDS, json={"application_id": round_["application_id"], "scheduled_at": "2026-02-10T10:00:00Z"}
    )
    assert (late.status_code, late.json()["code"]) == (409, "decided")


def test_what_was_decided_is_decided_once(acme: Tenant) -> None:
    round_ = planned(acme)
    decide(acme, round_, "pass")
    for what in ("pass", "reject"):
        assert acme.hr.post(f"{ROUNDS}/{round_['id']}/{what}").json()["code"] == "decided"
    assert decide(acme, round_, "hire")["rounds_cleared"] == 1
    assert stage(acme, round_) == "offer"


def test_a_round_whose_time_nobody_wrote_down_is_passed_or_called_off(acme: Tenant) -> None:
    passed, rejected = proposed(acme), proposed(acme)
    assert decide(acme, passed, "pass")["round"]["status"] == "completed"
    assert book(acme.hr, passed).status_code == 409
    assert decide(acme, rejected, "reject")["round"]["status"] == "cancelled"


def test_passing_a_round_brings_a_candidate_on_who_was_set_back(acme: Tenant) -> None:
    round_ = planned(acme)
    candidate = f"/api/v1/candidates/{round_['candidate_id']}"
    acme.hr.ok("PATCH", candidate, json={"status": "screening"})
    decide(acme, round_, "pass")
    assert acme.hr.ok("GET", candidate)["status"] == "interview"


def test_an_interview_with_the_ai_is_a_round_that_people_decide_about(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    path = f"{ROUNDS}/{interview_id}/pass"
    assert acme.hr.post(path).status_code == 409, "it has not been held"
    hold(client, interview_id)
    assert acme.hr.ok("POST", path, json={"rating": 4})["outcome"] == "passed"
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")["decision"]["rating"] == 4
    assert client.ok("GET", f"/api/v1/interviews/{interview_id}")["decision"] is None


def test_automation_neither_rejects_nor_hires(acme: Tenant) -> None:
    round_ = planned(acme)
    for outcome in Outcome:
        with pytest.raises(Forbidden, match="person"):
            acme.product.app.decisions.decide(system_caller(acme.id), round_["id"], outcome, Verdict())
    for who in (acme.colleague("EMPLOYEE"), acme.interviewee()[0]):
        assert who.post(f"{ROUNDS}/{round_['id']}/reject").status_code == 403
    acme.product.clock.turn(timedelta(days=60))
    acme.product.app.housekeeping.attend_to_rounds()
    hr = acme.product.signed_in(acme.hr.user["email"], PASSWORD)
    assert hr.ok("GET", f"/api/v1/applications/{round_['application_id']}")["status"] == "interview"


def test_who_leads_a_round_begins_it_ends_it_and_writes_down_how_it_was(acme: Tenant) -> None:
    leader = acme.colleague("EMPLOYEE")
    round_ = planned(acme)
    path = f"/api/v1/interviews/{round_['id']}"
    begun = leader.ok("POST", f"{path}/start")
    assert (begun["status"], begun["started_at"], begun["message"]) == (
        "in_progress",
        "2026-01-31T12:00:00Z",
        "Interview started",
    )
    done = leader.ok("POST", f"{path}/complete", json={"notes": "Calm.", "rating": 4.5, "feedback": "Yes."})
    assert (done["status"], done["rating"], done["completed_at"]) == ("completed", 4.5, "2026-01-31T12:00:00Z")
    assert done["review"]["by_user_id"] == leader.user["id"]
    assert leader.post(f"{path}/complete", json={"rating": 6}).status_code == 422
    assert leader.post(f"{path}/start").status_code == 409
    bare = leader.post(f"{path}/complete")
    assert (bare.json()["status"], bare.json()["data"]["review"]["rating"]) == ("success", 4.5)


def reminders(acme: Tenant, email: str) -> int:
    return sum("Reminder" in mail.subject for mail in acme.product.mails_to(email))


def attend(acme: Tenant, *, hours: float = 0) -> int:
    acme.product.clock.turn(timedelta(hours=hours))
    return acme.product.app.housekeeping.attend_to_rounds()


def test_people_are_reminded_a_day_and_an_hour_before_once_each(acme: Tenant) -> None:
    leader = acme.colleague("EMPLOYEE")
    round_ = planned(acme, scheduled_at="2026-02-03T12:00:00Z", interviewer_id=leader.user["id"])
    email = email_of(acme, round_)
    assert (attend(acme, hours=47.9), reminders(acme, email)) == (0, 0)
    assert [attend(acme, hours=0.2), attend(acme)] == [1, 0]
    assert (reminders(acme, email), reminders(acme, leader.user["email"])) == (1, 1)
    assert [attend(acme, hours=22.8), attend(acme, hours=0.2), attend(acme)] == [0, 1, 0]
    assert (reminders(acme, email), reminders(acme, leader.user["email"])) == (2, 2)


def test_a_round_that_is_arranged_late_or_moved_gets_the_reminders_that_are_left(acme: Tenant) -> None:
    round_ = planned(acme, scheduled_at="2026-01-31T14:00:00Z")
    email = email_of(acme, round_)
    assert attend(acme) == 0, "a day before it has passed"
    acme.hr.ok("PUT", f"{ROUNDS}/{round_['id']}", json={"scheduled_at": "2026-02-02T12:00:00Z"})
    assert [attend(acme, hours=1.5), attend(acme, hours=23)] == [0, 1]
    assert reminders(acme, email) == 1


def test_after_a_pause_of_the_timer_one_reminder_is_sent_for_all_that_were_due(acme: Tenant) -> None:
    email = email_of(acme, planned(acme, scheduled_at="2026-02-03T12:00:00Z"))
    assert [attend(acme, hours=71.5), attend(acme)] == [1, 0]
    assert reminders(acme, email) == 1


def test_of_many_runs_at_once_one_reminds(acme: Tenant) -> None:
    emails = [email_of(acme, planned(acme, scheduled_at="2026-02-03T12:00:00Z")) for _ in range(5)]
    acme.product.clock.turn(timedelta(hours=48))
    apps = [acme.product.new_instance() for _ in range(8)]
    with ThreadPoolExecutor(len(apps)) as threads:
        reminded = sum(threads.map(lambda app: app.housekeeping.attend_to_rounds(), apps))
    assert reminded == 5
    assert [reminders(acme, email) for email in emails] == [1] * 5


def test_reminders_survive_storage_that_fails_anywhere(acme: Tenant) -> None:
    round_ = planned(acme, scheduled_at="2026-02-03T12:00:00Z")
    email = email_of(acme, round_)
    acme.product.clock.turn(timedelta(hours=48))
    for calls in range(40):
        acme.product.faults.plan([*[Fault.NONE] * calls, Fault.LOST_REQUEST])
        with suppress(Unavailable):
            acme.product.app.housekeeping.attend_to_rounds()
    acme.product.faults.plan([])
    acme.product.sweep()
    assert reminders(acme, email) == 1


def test_a_round_that_nobody_began_was_missed_and_can_still_be_held(acme: Tenant) -> None:
    round_ = planned(acme)
    early = acme.hr.post(f"{ROUNDS}/{round_['id']}/no-show")
    assert (early.status_code, early.json()["code"]) == (409, "not_yet")
    assert attend(acme, hours=9 * 24 + 21.5) == 1, "both reminders were due"
    assert [attend(acme, hours=2.4), attend(acme, hours=0.1), attend(acme)] == [0, 1, 0]
    hr: Client = acme.product.signed_in(acme.hr.user["email"], PASSWORD)
    assert hr.ok("GET", f"{ROUNDS}/{round_['id']}")["status"] == "no_show"
    assert hr.ok("GET", ROUNDS, params={"status": "No Show"})["total"] == 1
    assert hr.ok("POST", f"{ROUNDS}/{round_['id']}/pass")["round"]["status"] == "completed"


def test_a_round_that_was_given_back_reminds_nobody(acme: Tenant) -> None:
    round_ = proposed(acme)
    email = email_of(acme, round_)
    book(acme.hr, round_)
    book(acme.hr, round_, confirmed=False)
    assert attend(acme, hours=24 * 20) == 0
    assert reminders(acme, email) == 0
