"""Killing the worker loses nothing that was accepted, and repeats nothing that was done."""

import json
import signal
from pathlib import Path

import pytest

from tests.host.conftest import Blobs, eventually, running_worker

pytestmark = [pytest.mark.azurite, pytest.mark.host]


def test_a_message_whose_handler_was_killed_is_handled_by_the_next_worker(
    storage: str, blobs: Blobs, tmp_path: Path
) -> None:
    with running_worker(storage, tmp_path) as first:
        first.http.post("/orders", json={"order": "killed", "seconds": 3})
        eventually(lambda: "order killed, try 1" in first.log.read_text(), "the first try")
        assert first.stop(signal.SIGKILL) == -signal.SIGKILL
    assert blobs.get("receipts", "killed.json") is None
    with running_worker(storage, tmp_path):
        assert json.loads(blobs.wait_for("receipts", "killed.json"))["tries"] == 2


def test_a_blob_whose_handler_was_killed_is_handled_by_the_next_worker_and_not_again(
    storage: str, blobs: Blobs, tmp_path: Path
) -> None:
    with running_worker(storage, tmp_path) as first:
        blobs.put("uploads", "cv-done.txt", b"done")
        blobs.wait_for("notes", "done.json")
        blobs.put("uploads", "cv-killed.txt", b"slow")
        eventually(lambda: "Host.Functions.note_upload" in " ".join(blobs.names("azure-webjobs-hosts")), "a receipt")
        first.stop(signal.SIGKILL)
    with running_worker(storage, tmp_path) as second:
        assert json.loads(blobs.wait_for("notes", "killed.json"))["content"] == "slow"
        blobs.put("uploads", "cv-later.txt", b"later")
        blobs.wait_for("notes", "later.json")
        log = second.log.read_text()
    assert log.count("note_upload ok") == 3, "done, killed and later: once each over both workers"


def test_a_stop_waits_for_the_calls_that_run(storage: str, blobs: Blobs, tmp_path: Path) -> None:
    with running_worker(storage, tmp_path) as worker:
        worker.http.post("/orders", json={"order": "stopped", "seconds": 1})
        eventually(lambda: "order stopped, try 1" in worker.log.read_text(), "the first try")
        assert worker.stop() == 0
    assert blobs.get("receipts", "stopped.json")
    assert worker.log.read_text().count("order stopped, try") == 1
