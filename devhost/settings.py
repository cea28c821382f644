"""What the host is told: `host.json`, `local.settings.json` and the environment, which wins."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from devhost.errors import HostError

DEFAULT_PORT = 7071
STORAGE = "AzureWebJobsStorage"
DEVELOPMENT_STORAGE = "UseDevelopmentStorage=true"
SIGNING_KEY = "TALENTI_SIGNING_KEY"
REALTIME = "TALENTI_REALTIME"
LEASE = "DEVHOST_LEASE_SECONDS"
POLL = "DEVHOST_POLL_SECONDS"


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """How queues are read; the names are those of `extensions.queues` in host.json.

    `max_polling_interval` is the host's own: a second's wait is right for one machine, a minute's for the cloud.
    `lease` is how long a message stays hidden while its handler runs (renewed as long as it does): what a killed
    process held comes back after this time.
    """

    batch_size: int = 16
    new_batch_threshold: int = 8
    max_dequeue_count: int = 5
    visibility_timeout: timedelta = timedelta(0)
    max_polling_interval: timedelta = timedelta(seconds=1)
    base64: bool = True
    lease: timedelta = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class HostSettings:
    """Everything that the host was told. `root` holds function_app.py; `data` is the host's own folder.

    `values` are the application's settings, which become its environment.
    """

    root: Path
    data: Path
    port: int
    values: Mapping[str, str]
    route_prefix: str
    queues: QueueOptions
    cors_origins: tuple[str, ...]
    cors_credentials: bool
    threads: int

    @property
    def storage(self) -> str:
        """Connection string of the storage account that triggers and bindings use."""
        return self.values[STORAGE]

    @property
    def realtime_key(self) -> str:
        """The access key of the live socket, with which server libraries sign their calls."""
        parts = (part.partition("=") for part in self.values[REALTIME].split(";"))
        keys = [value for name, _, value in parts if name.strip().lower() == "accesskey"]
        return keys[0] if keys else ""

    @property
    def url(self) -> str:
        """Where the host answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"


def read_settings(
    root: Path, *, data: Path | None = None, port: int | None = None, environment: Mapping[str, str] | None = None
) -> HostSettings:
    """Read the settings of the function app in `root`; writes local.settings.json and secrets that are missing.

    Raises:
        HostError: a file cannot be read, or a value makes no sense.
    """
    environment = os.environ if environment is None else environment
    data = data or root / ".local"
    data.mkdir(parents=True, exist_ok=True)
    local = _local_settings(root, data)
    host = _section(local, "Host")
    values = {name: str(value) for name, value in _section(local, "Values").items()} | dict(environment)
    port = port or _port(environment.get("PORT") or host.get("LocalHttpPort") or DEFAULT_PORT)
    _set_defaults(values, data, port)
    options = _read_json(root / "host.json")
    extensions = _section(options, "extensions")
    return HostSettings(
        root=root,
        data=data,
        port=port,
        values=values,
        route_prefix=str(_section(extensions, "http").get("routePrefix", "api")).strip("/"),
        queues=_queue_options(_section(extensions, "queues"), values),
        cors_origins=tuple(
            origin.strip().rstrip("/") for origin in str(host.get("CORS", "")).split(",") if origin.strip()
        ),
        cors_credentials=host.get("CORSCredentials") is True,
        threads=int(values.get("PYTHON_THREADPOOL_THREAD_COUNT") or 16),
    )


def with_values(values: Mapping[str, str]) -> None:
    """Make the settings the environment of this process, where the application reads them."""
    os.environ.update(values)


def _set_defaults(values: dict[str, str], data: Path, port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    if not values.get(STORAGE):
        values[STORAGE] = DEVELOPMENT_STORAGE
    if not values.get(SIGNING_KEY):
        values[SIGNING_KEY] = _secret(data / "signing-key")
    if not values.get(REALTIME):
        values[REALTIME] = f"Endpoint={url};AccessKey={_secret(data / 'realtime-key')};Version=1.0;"
    values.setdefault("TALENTI_PUBLIC_URL", url)


def _secret(path: Path) -> str:
    """The secret in the file, made at random the first time."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with open(descriptor, "w") as file:
        file.write(secret := secrets.token_hex(32))
    return secret


def _local_settings(root: Path, data: Path) -> dict[str, Any]:
    path = root / "local.settings.json"
    example = root / "local.settings.json.example"
    if not path.exists() and example.exists():
        content = _read_json(example)
        # Core Tools read the same file, and make up no secret of their own.
        if _section(content, "Values").get(SIGNING_KEY) == "":
            content["Values"][SIGNING_KEY] = _secret(data / "signing-key")
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return _read_json(path)


def _read_json(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise HostError(f"{path.name} is not valid JSON: {error}.") from None
    if not isinstance(content, dict):
        raise HostError(f"{path.name} must hold a JSON object.")
    return content


def _section(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    return value if isinstance(value, dict) else {}


def _port(value: object) -> int:
    try:
        port = int(str(value))
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        raise HostError(f"{value} is not a port: a number from 1 to 65535 is needed.")
    return port


def _queue_options(section: Mapping[str, Any], values: Mapping[str, str]) -> QueueOptions:
    default = QueueOptions()
    batch_size = min(max(int(section.get("batchSize", default.batch_size)), 1), 32)
    return QueueOptions(
        batch_size=batch_size,
        new_batch_threshold=int(section.get("newBatchThreshold", batch_size // 2)),
        max_dequeue_count=int(section.get("maxDequeueCount", default.max_dequeue_count)),
        visibility_timeout=parse_duration(section.get("visibilityTimeout", "00:00:00")),
        max_polling_interval=timedelta(seconds=float(values.get(POLL) or default.max_polling_interval.total_seconds())),
        base64=str(section.get("messageEncoding", "base64")).lower() != "none",
        lease=timedelta(seconds=float(values.get(LEASE) or default.lease.total_seconds())),
    )


def parse_duration(text: object) -> timedelta:
    """A .NET time span: `hh:mm:ss`, with days before (`1.02:03:04`) and fractions of a second if wanted.

    Raises:
        HostError: it is something else.
    """
    try:
        hours, minutes, seconds = str(text).split(":")
        days, _, hours = hours.rpartition(".")
        return timedelta(days=int(days or 0), hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    except ValueError:
        raise HostError(f"{text} is not a duration of the form hh:mm:ss.") from None
