"""The supervisor: `python -m devhost`. It runs the storage emulator and the worker, and stops them in that order."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from devhost.azurite import Azurite, Ports, well_known
from devhost.errors import HostError
from devhost.lock import held
from devhost.settings import DEVELOPMENT_STORAGE, STORAGE, HostSettings, read_settings
from devhost.worker import option_parser, port_in_use

PROJECT = Path(__file__).resolve().parent.parent
WORKER_STOP_LIMIT_S = 30
SHORT_LIFE_S = 5
GIVE_UP_AFTER = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything until Ctrl-C or SIGTERM. The exit code is 2 when something has to be put right first."""
    parser = option_parser("Runs the application on this machine, with the storage it needs.")
    parser.add_argument("--no-demo", action="store_true", help="leave a new storage empty")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        settings = read_settings(options.root, data=options.data, port=options.port)
        _check_port(settings.port)
        # Two emulators in one folder would spoil each other's data.
        in_use = f"Another local host uses {settings.data}: stop it, or choose another folder with --data."
        with held(settings.data / "lock", in_use), _storage(settings) as place:
            return Supervisor(settings, place, wants_demo=not options.no_demo).run()
    except HostError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise HostError(port_in_use(port)) from None


@dataclass(frozen=True, slots=True)
class StoragePlace:
    """The storage that the worker uses; `azurite` where it is our own child."""

    connection_string: str
    ports: Ports | None = None
    azurite: Azurite | None = None

    @property
    def lost(self) -> bool:
        """Whether our own emulator died."""
        return self.azurite is not None and not self.azurite.running


@contextlib.contextmanager
def _storage(settings: HostSettings) -> Iterator[StoragePlace]:
    """The storage that is configured, else an emulator that runs on the well-known ports, else one of our own."""
    if settings.storage != DEVELOPMENT_STORAGE:
        yield StoragePlace(settings.storage)
        return
    if running := well_known():
        yield StoragePlace(running.connection_string, running)
        return
    install = settings.root if (settings.root / "node_modules" / "azurite").exists() else PROJECT
    azurite = Azurite.start(install, settings.data / "azurite")
    try:
        yield StoragePlace(azurite.ports.connection_string, azurite.ports, azurite)
    finally:
        azurite.stop()


@dataclass
class Supervisor:
    """Runs the worker, and starts it again when it dies."""

    settings: HostSettings
    storage: StoragePlace
    wants_demo: bool
    _demo: "subprocess.Popen[bytes] | None" = None
    _stopping: bool = False
    _demo_shown_at: float = 0.0

    def run(self) -> int:
        """Run until a signal says stop, or the worker cannot start. Gives the exit code."""
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if number := getattr(signal, name, None):
                signal.signal(number, self._stop)
        try:
            return self._keep_running()
        finally:
            if self._demo:
                self._demo.terminate()
                self._demo.wait()

    def _keep_running(self) -> int:
        short_lives = 0
        while not self._stopping:
            started = time.monotonic()
            code = self._run_worker()
            if self.storage.lost:
                print("The storage emulator died: start again.", file=sys.stderr)
                return 1
            if self._stopping or code == 2:
                return 0 if self._stopping else 2
            short_lives = short_lives + 1 if time.monotonic() - started < SHORT_LIFE_S else 0
            if short_lives >= GIVE_UP_AFTER:
                print("The functions' process keeps dying: the host gives up.", file=sys.stderr)
                return 1
            print(f"The functions' process died ({_cause(code)}): starting it again.", file=sys.stderr)
        return 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _run_worker(self) -> int:
        worker = self._start("devhost.worker", "--supervised", "--port", str(self.settings.port))
        ready = False
        while worker.poll() is None and not (self._stopping or self.storage.lost):
            if not ready and _answers(self.settings.port):
                ready = True
                self._greet()
                self._start_demo()
            self._show_demo()
            time.sleep(0.1)
        if worker.poll() is None:
            print("Stopping.")
            worker.terminate()
            try:
                worker.wait(WORKER_STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                worker.kill()
        return worker.wait()

    def _start(self, module: str, *options: str) -> "subprocess.Popen[bytes]":
        """A process of our own that works on the same settings and storage. Ctrl-C does not reach it, only us."""
        command = [sys.executable, "-m", module, *options]
        command += ["--root", str(self.settings.root), "--data", str(self.settings.data)]
        path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
        environment = os.environ | {STORAGE: self.storage.connection_string, "PYTHONPATH": path}
        return subprocess.Popen(command, env=environment, start_new_session=True, stdin=subprocess.PIPE)

    def _start_demo(self) -> None:
        """Fill our own storage with the demo, if that was never done to the end."""
        written = (self.settings.data / "demo.json").exists()
        if self.wants_demo and self.storage.azurite and not written and self._demo is None:
            self._demo = self._start("devhost.demo")

    def _greet(self) -> None:
        url = self.settings.url
        print(f"\nTalenti runs at {url}")
        print(f"  API        {url}/api/v1")
        print(f"  Documents  {url}/api/v1/docs")
        print(f"  Mail       {url}/_local/")
        if ports := self.storage.ports:
            print(f"  Storage    blob {ports.blob}, queue {ports.queue}, table {ports.table}")
        print("Stop with Ctrl-C.\n", flush=True)

    def _show_demo(self) -> None:
        """Print the demo sign-ins, once they are there and whenever they change."""
        path = self.settings.data / "demo.json"
        try:
            changed_at = path.stat().st_mtime
            if changed_at <= self._demo_shown_at:
                return
            lines = [f"  {one['email']}  {one['password']}  {one['role']}" for one in json.loads(path.read_text())]
        except (OSError, ValueError, KeyError, TypeError):
            return
        self._demo_shown_at = changed_at
        print("Sign-ins:", *lines, "", sep="\n", flush=True)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _cause(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


if __name__ == "__main__":
    sys.exit(main())
