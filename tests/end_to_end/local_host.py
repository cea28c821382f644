"""The local host as a process of its own, with the whole application in it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile, copytree

import httpx

from devhost.azurite import free_ports
from tests.conftest import LOG_SCAN

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30.0
_ROOT_FILES = ("function_app.py", "host.json", "local.settings.json.example")
_OURS = ("TALENTI_", "DEVHOST_")


def eventually(look: Callable[[], object], what: str) -> None:
    """Wait until `look` gives something true."""
    deadline = time.monotonic() + PATIENCE_S
    while not look():
        assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE_S:.0f} s"
        time.sleep(0.05)


class LocalHost:
    """A host on its own port and data. `module` is `devhost` (what `make run` starts) or `devhost.worker` alone."""

    def __init__(self, folder: Path, storage: str, module: str, settings: dict[str, str]) -> None:
        self.port = free_ports().blob
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "host.log"
        self._command = [sys.executable, "-m", module, "--root", str(_root(folder / "app"))]
        self._command += ["--data", str(folder / "data"), "--port", str(self.port)]
        self._command += ["--no-demo"] if module == "devhost" else []
        kept = {name: value for name, value in os.environ.items() if name != "PORT" and not name.startswith(_OURS)}
        self._environment = kept | {
            "AzureWebJobsStorage": storage,
            "PYTHONPATH": str(PROJECT),
            "PYTHONUNBUFFERED": "1",
            "DEVHOST_POLL_SECONDS": "0.2",
            "DEVHOST_LEASE_SECONDS": "2",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        eventually(self._answers, "an answer of the host")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """Ask it to stop; the exit code."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        return self._process.wait(PATIENCE_S)

    def said(self) -> str:
        """Its log so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.said()
        try:
            return httpx.get(f"{self.url}/api/v1/health").is_success
        except httpx.TransportError:
            return False


def _root(folder: Path) -> Path:
    """A function app's folder like a fresh checkout's: nobody's own settings are in it."""
    folder.mkdir(parents=True)
    for name in _ROOT_FILES:
        copyfile(PROJECT / name, folder / name)
    copytree(PROJECT / "web", folder / "web")
    return folder


@contextmanager
def running_host(folder: Path, storage: str, module: str = "devhost", **settings: str) -> Iterator[LocalHost]:
    """A host that is stopped in the end, however it is left."""
    host = LocalHost(folder, storage, module, settings)
    try:
        host.start()
        yield host
    finally:
        try:
            host.stop()
        finally:
            host.kill()
            LOG_SCAN.look(host.said(), "local host")
