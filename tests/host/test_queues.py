"""Queue triggers and queue outputs: at least once, then the poison queue."""

import base64
import json

import pytest
from azure.storage.queue import QueueServiceClient

from tests.host.conftest import Blobs, Worker, eventually

pytestmark = [pytest.mark.azurite, pytest.mark.host]


def test_a_message_is_handled_and_gone(worker: Worker, blobs: Blobs, storage: str) -> None:
    assert worker.http.post("/orders", json={"order": "plain"}).status_code == 202
    receipt = json.loads(blobs.wait_for("receipts", "plain.json"))
    assert receipt["tries"] == 1
    assert len(receipt["id"]) == 36
    with QueueServiceClient.from_connection_string(storage) as queues:
        orders = queues.get_queue_client("orders")
        eventually(lambda: orders.get_queue_properties().approximate_message_count == 0, "an empty queue")


def test_a_message_that_fails_is_tried_again_with_a_higher_count(worker: Worker, blobs: Blobs) -> None:
    worker.http.post("/orders", json={"order": "second-try", "fail": 1})
    assert json.loads(blobs.wait_for("receipts", "second-try.json"))["tries"] == 2


def test_a_message_that_always_fails_ends_in_the_poison_queue(worker: Worker, blobs: Blobs) -> None:
    worker.http.post("/orders", json={"order": "hopeless", "fail": 99})
    assert json.loads(blobs.wait_for("poison", "hopeless.json"))["fail"] == 99
    assert blobs.get("receipts", "hopeless.json") is None
    assert worker.log.read_text().count("order hopeless, try") == 3


def test_a_handler_slower_than_the_lease_runs_once(worker: Worker, blobs: Blobs) -> None:
    worker.http.post("/orders", json={"order": "slow", "seconds": 5})
    assert json.loads(blobs.wait_for("receipts", "slow.json"))["tries"] == 1
    assert worker.log.read_text().count("order slow, try") == 1


def test_what_is_not_base64_goes_to_the_poison_queue_untried(storage: str, worker: Worker, blobs: Blobs) -> None:
    with QueueServiceClient.from_connection_string(storage) as queues:
        queues.get_queue_client("orders").send_message("{not base64}")
    eventually(lambda: "is not base64" in worker.log.read_text(), "a line in the log")


def test_a_hundred_messages_are_each_handled(worker: Worker, blobs: Blobs, storage: str) -> None:
    with QueueServiceClient.from_connection_string(storage) as queues:
        orders = queues.get_queue_client("orders")
        for number in range(100):
            orders.send_message(base64.b64encode(json.dumps({"order": f"many-{number}"}).encode()).decode())
    wanted = {f"many-{number}.json" for number in range(100)}
    eventually(lambda: wanted <= set(blobs.names("receipts")), "a hundred receipts")


def test_a_function_is_run_by_hand_through_the_admin_call(worker: Worker, blobs: Blobs) -> None:
    call = worker.http.post("/admin/functions/fill_order", json={"input": json.dumps({"order": "by-hand"})})
    assert call.status_code == 202
    assert blobs.wait_for("receipts", "by-hand.json")
    assert worker.http.post("/admin/functions/nothing", json={}).status_code == 404
    assert worker.http.post("/admin/functions/fill_order", content=b"{}").status_code == 415
