"""The sample application in a worker process, with a storage account of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobServiceClient

from devhost.azurite import free_ports
from tests.azurite import StorageEmulator

PROJECT = Path(__file__).resolve().parent.parent.parent
SAMPLE_APP = Path(__file__).resolve().parent / "sample_app"
PATIENCE_S = 60.0


def eventually(look: Callable[[], object], what: str = "it") -> None:
    """Wait until `look` gives something true."""
    deadline = time.monotonic() + PATIENCE_S
    while not look():
        assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE_S:.0f} s"
        time.sleep(0.05)


class Worker:
    """A worker process with the sample application, and a client for it."""

    def __init__(self, storage: str, data: Path, port: int, **settings: str) -> None:
        self.port = port
        self.data = data
        self.log = data / "worker.log"
        environment = {
            **os.environ,
            "AzureWebJobsStorage": storage,
            "PYTHONPATH": str(PROJECT),
            "DEVHOST_POLL_SECONDS": "0.2",
            "DEVHOST_LEASE_SECONDS": "2",
            **settings,
        }
        environment.pop("PORT", None)
        command = [sys.executable, "-m", "devhost.worker", "--root", str(SAMPLE_APP), "--data", str(data)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(port)], env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S)
        eventually(self._answers, "an answer")

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.http.get("/heard").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End the process by the signal; its exit code."""
        self.http.close()
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


class Blobs:
    """Blobs of the session's storage."""

    def __init__(self, connection_string: str) -> None:
        self._client = BlobServiceClient.from_connection_string(connection_string)

    def put(self, container: str, name: str, data: bytes) -> None:
        """Write the blob; the container is made if it is missing."""
        if not self._client.get_container_client(container).exists():
            self._client.create_container(container)
        self._client.get_blob_client(container, name).upload_blob(data, overwrite=True)

    def get(self, container: str, name: str) -> bytes | None:
        """The bytes, or None."""
        try:
            return self._client.get_blob_client(container, name).download_blob().readall()
        except ResourceNotFoundError:
            return None

    def wait_for(self, container: str, name: str) -> bytes:
        """The bytes, as soon as they are there."""
        eventually(lambda: self.get(container, name) is not None, f"the blob {container}/{name}")
        return self.get(container, name) or b""

    def names(self, container: str) -> list[str]:
        """Names of the container's blobs."""
        try:
            return list(self._client.get_container_client(container).list_blob_names())
        except ResourceNotFoundError:
            return []

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


@pytest.fixture(scope="module")
def storage(azurite: StorageEmulator) -> str:
    """Connection string of an account of the module's own, since workers share its queues."""
    return azurite.new_account()


@pytest.fixture(scope="module")
def blobs(storage: str) -> Iterator[Blobs]:
    """The blobs of the module's storage."""
    client = Blobs(storage)
    yield client
    client.close()


@pytest.fixture(scope="module")
def worker(storage: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A worker that runs for the module."""
    with running_worker(storage, tmp_path_factory.mktemp("data")) as running:
        yield running


@contextmanager
def running_worker(storage: str, data: Path, **settings: str) -> Iterator[Worker]:
    """A worker that is stopped in the end, if it was not before."""
    running = Worker(storage, data, free_ports().blob, **settings)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()
        running.http.close()
