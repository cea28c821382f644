"""Webhooks: who is told of what, what is written down, and when we stop."""

import json
from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as Receiver

from shared.ports.webhooks import WebhookAnswer
from shared.webhooks.models import SCHEDULE
from tests.app import Client
from tests.tenant import PASSWORD, Tenant

URL = "https://hooks.example/talenti"
DOWN = WebhookAnswer(503, 7, None, "down for repairs")
DAY = timedelta(days=1)


def endpoint(acme: Tenant, **fields: Any) -> dict[str, Any]:
    return dict(acme.hr.ok("POST", "/api/v1/webhooks", json={"url": URL, **fields}))


def log(acme: Tenant, webhook: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    return list(acme.hr.ok("GET", f"/api/v1/webhooks/{webhook['id']}/deliveries{query}")["deliveries"])


def told(acme: Tenant) -> list[dict[str, Any]]:
    """What receivers were told, in the order of telling."""
    acme.product.run_queue()
    return [json.loads(body) for _, _, body in acme.product.webhooks.sent]


def again(acme: Tenant) -> Client:
    """Sign in again: a session does not last as long as the schedule."""
    acme.hr.sign_in(acme.hr.user["email"], PASSWORD)
    return acme.hr


def try_again(acme: Tenant, times: int) -> None:
    """Let the waits of so many tries pass."""
    for wait in SCHEDULE[1 : times + 1]:
        acme.product.clock.turn(wait * 1.06)
        acme.product.sweep()
        acme.product.run_queue()


def test_each_of_the_four_events_is_told_once_with_ids_alone(acme: Tenant) -> None:
    endpoint(acme)
    _, interview_id = acme.scored_interview()
    events = told(acme)
    names = ["candidate.applied", "interview.scheduled", "interview.completed", "report.generated"]
    assert [event["type"] for event in events] == names
    interview = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    for event in events:
        assert event["data"]["candidate_id"] == interview["candidate_id"]
        assert event["timestamp"].endswith("Z")
    assert {event["data"].get("interview_id") for event in events[1:]} == {interview_id}
    assert events[3]["data"]["status"] == "scored"
    candidate = acme.hr.ok("GET", f"/api/v1/candidates/{interview['candidate_id']}")
    assert candidate["email"] not in json.dumps(events)


def test_a_round_that_is_moved_is_told_again_and_one_that_is_proposed_when_it_is_booked(acme: Tenant) -> None:
    endpoint(acme, events=["Interview scheduled", "Interview completed"])
    draft = {"application_id": acme.application()["id"], "scheduled_at": "2027-02-10T10:00:00Z"}
    made = acme.hr.ok("POST", "/api/v1/interview-rounds", json=draft)
    path = f"/api/v1/interview-rounds/{made['id']}"
    acme.hr.ok("PUT", path, json={"round_name": "Talk"})
    acme.hr.ok("PUT", path, json={"scheduled_at": "2027-02-11T10:00:00Z"})
    acme.hr.ok("POST", f"/api/v1/interviews/{made['id']}/complete", json={"rating": 4})
    acme.hr.ok("POST", f"/api/v1/interviews/{made['id']}/complete", json={"rating": 5})
    events = told(acme)
    assert [event["type"] for event in events] == ["interview.scheduled"] * 2 + ["interview.completed"]
    assert [event["data"]["scheduled_at"][:10] for event in events[:2]] == ["2027-02-10", "2027-02-11"]


def test_who_listens_to_nothing_leaves_no_work(acme: Tenant) -> None:
    endpoint(acme, events=["report.generated"])
    endpoint(acme, active=False)
    acme.application()
    assert told(acme) == []


def test_another_company_is_told_nothing(acme: Tenant) -> None:
    other = Tenant(acme.product, "Other")
    webhook = endpoint(other)
    acme.application()
    assert told(acme) == []
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("POST", "/test"),
        ("POST", "/rotate-secret"),
        ("GET", "/deliveries"),
    ):
        assert acme.hr.request(method, f"/api/v1/webhooks/{webhook['id']}{path}").status_code == 404


def test_an_independent_library_verifies_what_is_sent(acme: Tenant) -> None:
    webhook = endpoint(acme)
    acme.hr.ok("POST", f"/api/v1/webhooks/{webhook['id']}/test")
    acme.product.run_queue()
    _, headers, body = acme.product.webhooks.sent[-1]
    receiver = Receiver(webhook["secret"])
    headers = stamped_now(headers, receiver, body)
    assert receiver.verify(body, headers)["type"] == "ping"


def stamped_now(headers: dict[str, str], receiver: Receiver, body: bytes) -> dict[str, str]:
    """The headers, after their signature was compared with the library's own for the time they tell."""
    from datetime import UTC, datetime

    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert receiver.sign(headers["webhook-id"], at, body.decode()) in headers["webhook-signature"].split(" ")
    now = datetime.now(UTC)
    signature = receiver.sign(headers["webhook-id"], now, body.decode())
    return {**headers, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}


def test_for_a_day_after_a_rotation_both_secrets_verify_then_the_new_one_alone(acme: Tenant) -> None:
    first = endpoint(acme)
    path = f"/api/v1/webhooks/{first['id']}"
    second = acme.hr.ok("POST", f"{path}/rotate-secret")
    assert first["secret"] != second["secret"]
    assert (first["previous_secret_expires_at"], second["previous_secret_expires_at"] is None) == (None, False)
    for later, valid in ((timedelta(0), [second, first]), (DAY, [second])):
        acme.product.clock.turn(later)
        again(acme).ok("POST", f"{path}/test")
        acme.product.run_queue()
        _, headers, body = acme.product.webhooks.sent[-1]
        assert len(headers["webhook-signature"].split(" ")) == len(valid)
        for one in valid:
            stamped_now(headers, Receiver(one["secret"]), body)


def test_a_secret_is_shown_once_and_stored_nowhere(acme: Tenant) -> None:
    webhook = endpoint(acme)
    secret = webhook["secret"].removeprefix("whsec_")
    assert secret not in acme.product.everything_kept()
    for answer in (acme.hr.get(f"/api/v1/webhooks/{webhook['id']}"), acme.hr.get("/api/v1/webhooks")):
        assert "secret" not in answer.text
        assert "keys" not in answer.text


def test_what_fails_is_tried_by_the_published_schedule_under_one_id(acme: Tenant) -> None:
    webhook = endpoint(acme, events=["candidate.applied"])
    acme.product.webhooks.answers = [DOWN] * 4
    acme.application()
    acme.product.run_queue()
    for tries, wait in enumerate(SCHEDULE[1:5], start=1):
        entry = log(acme, webhook)[0]
        assert (entry["status"], entry["tries"], len(acme.product.webhooks.sent)) == ("pending", tries, tries)
        acme.product.clock.turn(wait - timedelta(seconds=4))
        acme.product.app.housekeeping.sweep_tasks()
        acme.product.run_queue()
        assert len(acme.product.webhooks.sent) == tries
        acme.product.clock.turn(wait * 0.05 + timedelta(seconds=4))
        acme.product.sweep()
        acme.product.run_queue()
        again(acme)
    entry = log(acme, webhook)[0]
    assert (entry["status"], entry["next_attempt_at"], entry["tries"]) == ("delivered", None, 5)
    assert [one["status_code"] for one in entry["attempts"]] == [503, 503, 503, 503, 200]
    assert entry["attempts"][0]["excerpt"] == "down for repairs"
    sent = acme.product.webhooks.sent
    assert len({headers["webhook-id"] for _, headers, _ in sent}) == len({body for _, _, body in sent}) == 1
    assert len({headers["webhook-timestamp"] for _, headers, _ in sent}) == 5
    assert acme.hr.ok("GET", f"/api/v1/webhooks/{webhook['id']}")["failing_since"] is None


def test_the_schedule_is_that_of_the_specification() -> None:
    hours = [wait / timedelta(hours=1) for wait in SCHEDULE]
    assert hours == [0, 5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24]


def test_an_endpoint_where_nothing_gets_through_is_disabled_and_its_owner_told(acme: Tenant) -> None:
    webhook = endpoint(acme, events=["candidate.applied"])
    acme.product.webhooks.answers = [DOWN] * 30
    acme.application()
    acme.product.run_queue()
    try_again(acme, 9)
    assert len(acme.product.webhooks.sent) == 10
    again(acme)
    seen = acme.hr.ok("GET", f"/api/v1/webhooks/{webhook['id']}")
    assert (seen["active"], seen["disabled_reason"]) == (False, "failing")
    assert log(acme, webhook)[0]["status"] == "failed"
    mails = [mail for mail in acme.product.mails_to(acme.hr.user["email"]) if "webhook" in mail.subject]
    assert [mail.subject for mail in mails] == ["A webhook was disabled: hooks.example"]
    acme.application()
    acme.product.run_queue()
    assert len(acme.product.webhooks.sent) == 10
    assert acme.hr.ok("GET", "/api/v1/logs?action=DISABLE_WEBHOOK")["logs"][0]["user_id"] == "system"


def test_an_endpoint_that_takes_other_events_meanwhile_stays_in_use(acme: Tenant) -> None:
    webhook = endpoint(acme, events=["candidate.applied"])
    acme.product.webhooks.answers = [DOWN] * 5
    acme.application()
    acme.product.run_queue()
    try_again(acme, 4)
    again(acme)
    acme.product.webhooks.answers = [WebhookAnswer(200, 1), *[DOWN] * 10]
    acme.application()
    acme.product.run_queue()
    for wait in SCHEDULE[5:]:
        acme.product.clock.turn(wait * 1.06)
        acme.product.sweep()
        acme.product.run_queue()
    again(acme)
    assert {one["status"] for one in log(acme, webhook)} == {"failed", "delivered"}
    assert acme.hr.ok("GET", f"/api/v1/webhooks/{webhook['id']}")["active"]


def test_gone_disables_at_once(acme: Tenant) -> None:
    webhook = endpoint(acme)
    acme.product.webhooks.answers = [WebhookAnswer(410, 1)]
    acme.application()
    acme.product.run_queue()
    seen = acme.hr.ok("GET", f"/api/v1/webhooks/{webhook['id']}")
    assert (seen["active"], seen["disabled_reason"]) == (False, "gone")
    active = acme.hr.ok("PATCH", f"/api/v1/webhooks/{webhook['id']}", json={"active": True})
    assert (active["active"], active["disabled_reason"], active["failing_since"]) == (True, None, None)


def test_what_was_on_its_way_to_a_disabled_endpoint_is_called_off_and_can_be_replayed(acme: Tenant) -> None:
    webhook = endpoint(acme, events=["candidate.applied"])
    acme.product.webhooks.answers = [DOWN]
    acme.application()
    acme.product.run_queue()
    path = f"/api/v1/webhooks/{webhook['id']}"
    acme.hr.ok("PATCH", path, json={"active": False})
    try_again(acme, 1)
    again(acme)
    entry = log(acme, webhook)[0]
    assert entry["status"] == "cancelled"
    replay = f"{path}/deliveries/{entry['id']}/replay"
    assert acme.hr.post(replay).json()["code"] == "inactive"
    acme.hr.ok("PATCH", path, json={"active": True})
    acme.hr.ok("POST", replay)
    assert acme.hr.post(replay).json()["code"] == "pending"
    acme.product.run_queue()
    sent = acme.product.webhooks.sent
    assert len(sent) == 2
    assert sent[0][1]["webhook-id"] == sent[1][1]["webhook-id"]
    assert log(acme, webhook, "?status=delivered")[0]["id"] == entry["id"]
    assert log(acme, webhook, "?status=cancelled") == []


def test_a_receiver_that_asks_for_time_gets_it(acme: Tenant) -> None:
    webhook = endpoint(acme)
    acme.product.webhooks.answers = [WebhookAnswer(429, 1, retry_after_s=3600)]
    acme.application()
    acme.product.run_queue()
    try_again(acme, 1)
    assert len(acme.product.webhooks.sent) == 1
    acme.product.clock.turn(timedelta(hours=1))
    acme.product.sweep()
    acme.product.run_queue()
    again(acme)
    assert log(acme, webhook)[0]["status"] == "delivered"


def test_the_process_may_die_anywhere_and_each_event_still_arrives(acme: Tenant) -> None:
    endpoint(acme, events=["candidate.applied"])
    died, calls = True, 0
    while died:
        acme.product.webhooks.sent.clear()
        acme.application()
        died = acme.product.dies_after(calls, acme.product.run_queue)
        acme.product.sweep()
        acme.product.run_queue()
        assert len({headers["webhook-id"] for _, headers, _ in acme.product.webhooks.sent}) == 1
        calls += 1


def test_a_trial_is_sent_once_also_to_an_endpoint_that_is_not_active(acme: Tenant) -> None:
    webhook = endpoint(acme, active=False)
    acme.product.webhooks.answers = [DOWN]
    begun = acme.hr.ok("POST", f"/api/v1/webhooks/{webhook['id']}/test")
    assert begun["status"] == "pending"
    acme.product.run_queue()
    entry = acme.hr.ok("GET", f"/api/v1/webhooks/{webhook['id']}/deliveries/{begun['id']}")
    assert (entry["status"], entry["event"], entry["tries"]) == ("failed", "ping", 1)


def test_a_deleted_endpoint_takes_its_log_along_and_gets_nothing_more(acme: Tenant) -> None:
    webhook = endpoint(acme)
    acme.application()
    acme.product.run_queue()
    acme.application()
    acme.hr.ok("DELETE", f"/api/v1/webhooks/{webhook['id']}")
    acme.product.run_queue()
    assert len(acme.product.webhooks.sent) == 1
    acme.product.app.housekeeping.fold_counts()
    assert not [key for key in acme.product.rows_of(acme.id) if "webhook" in key.replace("manage_webhooks", "")]


def test_the_log_is_kept_for_thirty_days(acme: Tenant) -> None:
    webhook = endpoint(acme)
    acme.application()
    acme.product.run_queue()
    purge = acme.product.app.deliveries.purge
    acme.product.clock.turn(29 * DAY)
    assert purge(acme.id) == 0
    acme.product.clock.turn(2 * DAY)
    assert purge(acme.id) == 1
    again(acme)
    assert log(acme, webhook) == []


@pytest.mark.parametrize("word", ["Interview completed", "interview_completed", "INTERVIEW.COMPLETED"])
def test_the_words_of_recruiters_document_mean_the_same(acme: Tenant, word: str) -> None:
    assert endpoint(acme, events=[word])["events"] == ["interview.completed"]


def test_an_event_that_does_not_exist_and_an_eleventh_endpoint_are_refused(acme: Tenant) -> None:
    assert acme.hr.post("/api/v1/webhooks", json={"url": URL, "events": ["job.lost"]}).status_code == 422
    for _ in range(10):
        endpoint(acme)
    refused = acme.hr.post("/api/v1/webhooks", json={"url": URL})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many")


def test_the_log_of_changes_tells_the_host_of_an_address_and_no_more(acme: Tenant) -> None:
    endpoint(acme, url=f"{URL}?key=confidential")
    logs = acme.hr.ok("GET", "/api/v1/logs?action=CREATE_WEBHOOK")
    assert logs["logs"][0]["changes"]["host"] == "hooks.example"
    assert "confidential" not in json.dumps(logs)
