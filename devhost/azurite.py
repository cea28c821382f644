"""The storage emulator, as a child process."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from devhost.errors import HostError

ACCOUNT = "devstoreaccount1"
# The key is the same on every machine and documented by Microsoft: it protects nothing.
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
SERVICES = ("blob", "queue", "table")
WELL_KNOWN_PORTS = (10000, 10001, 10002)
START_LIMIT_S = 60
STOP_LIMIT_S = 30


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the three services of an emulator listen, on 127.0.0.1."""

    blob: int
    queue: int
    table: int

    @property
    def connection_string(self) -> str:
        """What storage clients need to reach the emulator."""
        endpoints = "".join(
            f"{name.capitalize()}Endpoint=http://127.0.0.1:{port}/{ACCOUNT};"
            for name, port in zip(SERVICES, (self.blob, self.queue, self.table), strict=True)
        )
        return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};{endpoints}"

    @property
    def open(self) -> bool:
        """Whether all three answer."""
        return all(_is_open(port) for port in (self.blob, self.queue, self.table))


class Azurite:
    """A running emulator. With a folder it keeps its data there; without, in memory."""

    def __init__(self, process: "subprocess.Popen[bytes]", ports: Ports, record: Path | None) -> None:
        self.ports = ports
        self._process = process
        self._record = record

    @classmethod
    def start(cls, install: Path, folder: Path | None, *, certificate: tuple[Path, Path] | None = None) -> Self:
        """Start an emulator on free ports and wait until it answers. `install` is the folder with node_modules.

        With a `certificate` and its key (PEM files) it speaks https, and takes tokens of Entra ID, too.

        Raises:
            HostError: Node or the emulator is not installed, or it does not start.
        """
        command = [_node(), str(_script(install)), "--silent", "--disableTelemetry", "--skipApiVersionCheck"]
        if certificate:
            command += ["--oauth", "basic", "--cert", str(certificate[0]), "--key", str(certificate[1])]
        if folder is None:
            command.append("--inMemoryPersistence")
        else:
            folder.mkdir(parents=True, exist_ok=True)
            _stop_leftover(folder / "running.json")
            command += ["--location", str(folder)]
        ports = free_ports()
        for name, port in zip(SERVICES, (ports.blob, ports.queue, ports.table), strict=True):
            command += [f"--{name}Port", str(port)]
        # In a session of its own: Ctrl-C reaches the supervisor alone, which stops things in their order.
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
            )
            try:
                _wait_until_open(process, ports, errors)
            except BaseException:
                process.kill()
                process.wait()
                raise
        record = folder / "running.json" if folder else None
        if record:
            record.write_text(json.dumps({"pid": process.pid, "ports": [ports.blob, ports.queue, ports.table]}))
        return cls(process, ports, record)

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Stop it and wait until its data is written."""
        self._process.terminate()
        try:
            self._process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._record:
            self._record.unlink(missing_ok=True)


def well_known() -> Ports | None:
    """The emulator that somebody runs on its well-known ports, if there is one."""
    ports = Ports(*WELL_KNOWN_PORTS)
    return ports if ports.open else None


def running_in(folder: Path) -> Ports | None:
    """The emulator that a host runs on the data in this folder, if there is one."""
    found = _read_record(folder / "running.json")
    return found[1] if found and found[1].open else None


def free_ports() -> Ports:
    """Three ports that nobody listens on."""
    sockets = [socket.socket() for _ in SERVICES]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return Ports(*(one.getsockname()[1] for one in sockets))
    finally:
        for one in sockets:
            one.close()


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        raise HostError("Node.js is missing: install version 20 or later from https://nodejs.org, then start again.")
    return node


def _script(install: Path) -> Path:
    script = install / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
    if not script.exists():
        raise HostError("The storage emulator is not installed: run `make setup` (or `npm ci`), then start again.")
    return script


def _wait_until_open(process: "subprocess.Popen[bytes]", ports: Ports, errors: IO[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while not ports.open:
        if process.poll() is not None:
            errors.seek(0)
            reason = (errors.read().decode(errors="replace").strip().splitlines() or ["it gave no reason"])[-1]
            raise HostError(f"The storage emulator did not start: {reason}")
        if time.monotonic() > deadline:
            raise HostError(f"The storage emulator did not answer within {START_LIMIT_S} seconds.")
        time.sleep(0.05)


def _stop_leftover(record: Path) -> None:
    """Stop the emulator that a killed supervisor left on our data: two of them would spoil it."""
    found = _read_record(record)
    if found is None:
        return
    pid, ports = found
    record.unlink(missing_ok=True)
    if not ports.open or not _is_azurite(pid):
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_LIMIT_S
    while _is_azurite(pid) and time.monotonic() < deadline:
        time.sleep(0.05)


def _read_record(record: Path) -> tuple[int, Ports] | None:
    """Process id and ports of the emulator that was started last, if nobody has stopped it in order."""
    try:
        content = json.loads(record.read_text())
        return int(content["pid"]), Ports(*content["ports"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_azurite(pid: int) -> bool:
    """Whether the process lives and, where that can be seen, is an emulator."""
    try:
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        return not Path("/proc/self").exists() or b"azurite" in command.read_bytes()
    except OSError:
        return False
