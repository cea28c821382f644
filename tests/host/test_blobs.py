"""Blob triggers: every version of a blob once, retries, and the poison queue."""

import json

import pytest
from azure.storage.queue import QueueServiceClient

from tests.host.conftest import Blobs, Worker, eventually

pytestmark = [pytest.mark.azurite, pytest.mark.host]


def test_a_new_blob_is_handed_over_with_its_name_length_and_address(worker: Worker, blobs: Blobs, storage: str) -> None:
    blobs.put("uploads", "cv-Ada Lovelace.txt", "née Byron".encode())
    note = json.loads(blobs.wait_for("notes", "Ada Lovelace.json"))
    assert note["name"] == "uploads/cv-Ada Lovelace.txt"
    assert note["length"] == 10
    assert note["content"] == "née Byron"
    assert note["uri"].endswith("/uploads/cv-Ada%20Lovelace.txt")


def test_a_name_that_does_not_fit_the_path_is_left_alone(worker: Worker, blobs: Blobs) -> None:
    blobs.put("uploads", "photo.png", b"x")
    blobs.put("uploads", "cv-after.txt", b"x")
    blobs.wait_for("notes", "after.json")
    assert "photo" not in " ".join(blobs.names("notes"))


def test_a_changed_blob_is_handed_over_again(worker: Worker, blobs: Blobs) -> None:
    blobs.put("uploads", "cv-changing.txt", b"first")
    assert json.loads(blobs.wait_for("notes", "changing.json"))["content"] == "first"
    blobs.put("uploads", "cv-changing.txt", b"second")
    eventually(lambda: b"second" in (blobs.get("notes", "changing.json") or b""), "the second version")


def test_an_event_grid_source_works_the_same(worker: Worker, blobs: Blobs) -> None:
    blobs.put("recordings", "deep/er/a.wav", b"sound")
    assert blobs.wait_for("heard", "deep/er/a.wav") == b"sound"


def test_a_blob_that_always_fails_is_named_in_the_poison_queue(worker: Worker, blobs: Blobs, storage: str) -> None:
    blobs.put("uploads", "cv-hopeless.txt", b"fail")
    with QueueServiceClient.from_connection_string(storage) as queues:
        poison = queues.get_queue_client("webjobs-blobtrigger-poison")
        eventually(lambda: "webjobs-blobtrigger-poison" in [queue.name for queue in queues.list_queues()], "poison")
        eventually(lambda: poison.peek_messages(), "a message")
    assert worker.log.read_text().count("note_upload failed") == 5
