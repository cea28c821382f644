"""`python -m devhost`: one command starts everything, Ctrl-C stops it, and what is wrong is told in a sentence."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from devhost.azurite import free_ports
from tests.azurite import StorageEmulator
from tests.host.conftest import PATIENCE_S, PROJECT, SAMPLE_APP, eventually

pytestmark = [pytest.mark.azurite, pytest.mark.host]

NOT_SET = ("AzureWebJobsStorage", "PORT", "TALENTI_SIGNING_KEY", "TALENTI_REALTIME")


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what would configure the host."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_SET}
    return kept | {"PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"} | changes


class Supervisor:
    """The local host as somebody starts it."""

    def __init__(self, root: Path, port: int) -> None:
        self.output = root / "output.txt"
        self.address = f"http://127.0.0.1:{port}"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "devhost", "--no-demo", "--root", str(root), "--port", str(port)],
                env=environment(DEVHOST_POLL_SECONDS="0.2", DEVHOST_LEASE_SECONDS="2"),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        eventually(lambda: "Stop with Ctrl-C" in self.said() or self.process.poll() is not None, "the greeting")
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        """What it printed."""
        return self.output.read_text()

    def worker(self) -> int:
        """Process id of its worker."""
        return children(self.process.pid, "devhost.worker")[0]


def children(parent: int, what: str) -> list[int]:
    """Process ids of the children whose command line contains the text."""
    command = ["ps", "-ww", "-eo", "pid=,ppid=,args="]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = (line.split(None, 2) for line in listing.splitlines())
    return [int(row[0]) for row in rows if int(row[1]) == parent and what in row[2]]


@contextmanager
def supervisor(root: Path, port: int) -> Iterator[Supervisor]:
    """A supervisor that is stopped in the end."""
    running = Supervisor(root, port)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.send_signal(signal.SIGINT)
            running.process.wait(PATIENCE_S)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with the sample application and an example of its settings."""
    shutil.copytree(SAMPLE_APP, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(PROJECT / "local.settings.json.example", tmp_path / "local.settings.json.example")
    return tmp_path


def run(root: Path, *options: str, **changes: str) -> tuple[int, str, str]:
    """Start the host where it cannot start; exit code, output, errors."""
    done = subprocess.run(
        [sys.executable, "-m", "devhost", "--root", str(root), *options],
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_data_survives_a_stop_a_crash_of_the_worker_is_mended_and_the_next_start_finds_it_all(root: Path) -> None:
    port = free_ports().blob
    with supervisor(root, port) as first:
        httpx.post(f"{first.address}/orders", json={"order": "kept", "fail": 99})
        eventually(lambda: "moved to orders-poison" in first.said(), "the poison")
        os.kill(first.worker(), signal.SIGKILL)
        eventually(lambda: "died (signal SIGKILL): starting it again" in first.said(), "the restart")
        eventually(lambda: first.said().count("Talenti runs at") == 2, "the second greeting")
        httpx.post(f"{first.address}/orders", json={"order": "last"})
        eventually(lambda: "fill_order ok" in first.said(), "the order")
        first.process.send_signal(signal.SIGINT)
        assert first.process.wait(PATIENCE_S) == 0
        assert "Traceback" not in first.said().split("starting it again")[1]
    assert json.loads((root / "local.settings.json").read_text())["IsEncrypted"] is False
    key = (root / ".local" / "signing-key").read_text()
    assert len(key) >= 32
    assert (root / ".local" / "signing-key").stat().st_mode & 0o77 == 0
    with supervisor(root, port) as second:
        page = httpx.get(f"{second.address}/_local/").text
    assert "orders-poison" in page
    assert (root / ".local" / "signing-key").read_text() == key


def test_the_storage_of_a_killed_supervisor_is_stopped_and_its_data_is_found(root: Path) -> None:
    port = free_ports().blob
    with supervisor(root, port) as first:
        httpx.post(f"{first.address}/orders", json={"order": "before"})
        eventually(lambda: "fill_order ok" in first.said(), "the order")
        first.process.kill()
        first.process.wait()
        eventually(lambda: _is_free(port), "the worker's own stop")
    with supervisor(root, port) as second:
        queues = httpx.get(f"{second.address}/_local/").text
    assert "<code>orders</code>" in queues


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def test_a_storage_emulator_that_dies_ends_it_all_with_a_sentence(root: Path) -> None:
    with supervisor(root, free_ports().blob) as host:
        eventually(lambda: bool(children(host.process.pid, "azurite.js")), "the storage emulator")
        os.kill(children(host.process.pid, "azurite.js")[0], signal.SIGKILL)
        assert host.process.wait(PATIENCE_S) == 1
        assert "The storage emulator died: start again." in host.said()


def test_a_storage_that_is_configured_is_used(root: Path, azurite: StorageEmulator) -> None:
    settings = {"Values": {"AzureWebJobsStorage": azurite.new_account()}}
    (root / "local.settings.json").write_text(json.dumps(settings))
    with supervisor(root, free_ports().blob) as host:
        assert children(host.process.pid, "azurite.js") == []
        httpx.post(f"{host.address}/orders", json={"order": "elsewhere"})
        eventually(lambda: "fill_order ok" in host.said(), "the order")


def test_demo_sign_ins_are_printed_when_they_appear(root: Path) -> None:
    with supervisor(root, free_ports().blob) as host:
        demo = [{"email": "hr@acme.example", "password": "Hr-1!", "role": "HR"}]
        (root / ".local" / "demo.json").write_text(json.dumps(demo))
        eventually(lambda: "hr@acme.example  Hr-1!  HR" in host.said(), "the sign-in")


def test_a_port_in_use_is_told_in_a_sentence(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, errors = run(root, "--port", str(port))
    assert code == 2
    assert errors == f"Port {port} is in use: stop the program that uses it, or choose another with --port.\n"


def test_a_missing_node_is_told_in_a_sentence(root: Path, tmp_path: Path) -> None:
    code, _, errors = run(root, "--port", str(free_ports().blob), PATH=str(tmp_path))
    assert (code, errors.count("\n")) == (2, 1)
    assert errors.startswith("Node.js is missing: install version 20 or later")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("import nowhere_to_be_found\n", "No module named 'nowhere_to_be_found'"),
        ("def broken(:\n", "invalid syntax"),
        ("x = 1\n", "must hold one FunctionApp"),
    ],
)
def test_a_broken_application_is_told_in_a_sentence_with_its_place(root: Path, source: str, sentence: str) -> None:
    (root / "function_app.py").write_text(source)
    code, _, errors = run(root, "--port", str(free_ports().blob))
    assert (code, errors.count("\n")) == (2, 1), errors
    assert sentence in errors
    if "FunctionApp" not in sentence:
        assert f"{root}/function_app.py, line 1" in errors


def test_a_malformed_settings_file_is_told_in_a_sentence(root: Path) -> None:
    (root / "local.settings.json").write_text("{")
    code, _, errors = run(root, "--port", str(free_ports().blob))
    assert (code, errors.count("\n")) == (2, 1)
    assert errors.startswith("local.settings.json is not valid JSON")
