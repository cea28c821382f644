"""Timers fire when they should, and Event Grid's webhook calls functions."""

import json
from pathlib import Path

import pytest

from tests.host.conftest import Blobs, Worker, eventually, running_worker

pytestmark = [pytest.mark.azurite, pytest.mark.host]

STATUS = "timers/local/Host.Functions.every_year/status"
WEBHOOK = "/runtime/webhooks/eventgrid?functionName="


def test_a_timer_is_fired_by_hand_and_leaves_its_next_time(worker: Worker, blobs: Blobs) -> None:
    before = len(blobs.names("ticks"))
    assert worker.http.post("/admin/functions/every_year", json={"input": ""}).status_code == 202
    eventually(lambda: len(blobs.names("ticks")) == before + 1, "the timer")
    eventually(lambda: "0001" not in json.loads(blobs.wait_for("azure-webjobs-hosts", STATUS))["Last"], "the status")
    assert "-01-01T00:00:00" in json.loads(blobs.wait_for("azure-webjobs-hosts", STATUS))["Next"]


def test_a_time_that_passed_while_nothing_ran_is_made_up_for_once(storage: str, blobs: Blobs, tmp_path: Path) -> None:
    missed = {"Last": "2001-01-01T00:00:00+00:00", "Next": "2002-01-01T00:00:00+00:00"}
    blobs.put("azure-webjobs-hosts", STATUS, json.dumps(missed).encode())
    before = set(blobs.names("ticks"))
    with running_worker(storage, tmp_path):
        eventually(lambda: set(blobs.names("ticks")) - before, "the late tick")
        eventually(lambda: "2002" not in json.loads(blobs.wait_for("azure-webjobs-hosts", STATUS))["Next"], "status")
    (late,) = set(blobs.names("ticks")) - before
    assert blobs.get("ticks", late) == b"late"
    with running_worker(storage, tmp_path) as again:
        assert again.http.get("/heard").status_code == 200
    assert len(blobs.names("ticks")) == len(before) + 1


def event(name: str, kind: str = "Good") -> dict[str, object]:
    """One event in Event Grid's schema."""
    return {
        "id": name,
        "topic": "/subscriptions/x",
        "subject": "calls",
        "eventType": kind,
        "eventTime": "2026-01-01T00:00:00Z",
        "data": {"n": 1},
        "dataVersion": "1.0",
    }


def test_every_event_of_a_delivery_calls_the_function(worker: Worker, blobs: Blobs) -> None:
    answer = worker.http.post(f"{WEBHOOK}Hear_Event", json=[event("e1"), event("e2")])
    assert answer.status_code == 202
    assert json.loads(blobs.wait_for("events", "e1.json")) == {"type": "Good", "data": {"n": 1}}
    assert blobs.wait_for("events", "e2.json")


def test_an_event_that_fails_makes_event_grid_send_it_again(worker: Worker) -> None:
    assert worker.http.post(f"{WEBHOOK}hear_event", json=[event("e3", "Bad")]).status_code == 500


def test_both_handshakes_are_answered(worker: Worker) -> None:
    validation = event("v", "Microsoft.EventGrid.SubscriptionValidationEvent") | {"data": {"validationCode": "c-1"}}
    headers = {"aeg-event-type": "SubscriptionValidation"}
    answer = worker.http.post(f"{WEBHOOK}hear_event", json=[validation], headers=headers)
    assert answer.json() == {"validationResponse": "c-1"}
    allowed = worker.http.options(f"{WEBHOOK}hear_event", headers={"WebHook-Request-Origin": "eventgrid.azure.net"})
    assert allowed.headers["webhook-allowed-origin"] == "eventgrid.azure.net"


@pytest.mark.parametrize(("query", "body", "status"), [("nobody", b"[]", 404), ("hear_event", b"{[", 400)])
def test_what_is_no_delivery_is_refused(worker: Worker, query: str, body: bytes, status: int) -> None:
    assert worker.http.post(WEBHOOK + query, content=body).status_code == status
