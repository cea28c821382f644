"""What the host is told, and what it makes up."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from devhost.azurite import Azurite
from devhost.errors import HostError
from devhost.settings import parse_duration, read_settings


def write(root: Path, name: str, content: object) -> None:
    """Write a JSON file."""
    (root / name).write_text(json.dumps(content))


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    write(tmp_path, "local.settings.json", {"Values": {"A": "file", "B": "file"}, "Host": {"LocalHttpPort": 7100}})
    settings = read_settings(tmp_path, environment={"A": "environment"})
    assert (settings.values["A"], settings.values["B"], settings.port) == ("environment", "file", 7100)
    assert read_settings(tmp_path, environment={"PORT": "7200"}).port == 7200
    assert read_settings(tmp_path, environment={"PORT": "7200"}, port=7300).port == 7300


def test_the_settings_file_is_made_from_its_example_once(tmp_path: Path) -> None:
    write(tmp_path, "local.settings.json.example", {"Values": {"A": "1"}})
    assert read_settings(tmp_path, environment={}).values["A"] == "1"
    write(tmp_path, "local.settings.json", {"Values": {"A": "2"}})
    assert read_settings(tmp_path, environment={}).values["A"] == "2"


def test_a_settings_file_made_from_the_example_serves_core_tools_too(tmp_path: Path) -> None:
    write(tmp_path, "local.settings.json.example", {"Values": {"TALENTI_SIGNING_KEY": ""}})
    read_settings(tmp_path, environment={})
    key = json.loads((tmp_path / "local.settings.json").read_text())["Values"]["TALENTI_SIGNING_KEY"]
    assert len(key) >= 32


def test_secrets_are_made_once_and_a_set_one_is_kept(tmp_path: Path) -> None:
    first = read_settings(tmp_path, environment={})
    assert read_settings(tmp_path, environment={}).values["TALENTI_SIGNING_KEY"] == first.values["TALENTI_SIGNING_KEY"]
    assert first.realtime_key == (tmp_path / ".local" / "realtime-key").read_text()
    assert first.values["TALENTI_REALTIME"].startswith("Endpoint=http://127.0.0.1:7071;")
    assert (
        read_settings(tmp_path, environment={"TALENTI_SIGNING_KEY": "k" * 40}).values["TALENTI_SIGNING_KEY"] == "k" * 40
    )


def test_host_json_says_how_queues_and_routes_are_read(tmp_path: Path) -> None:
    queues = {"visibilityTimeout": "00:00:30", "maxDequeueCount": 2, "batchSize": 40, "messageEncoding": "none"}
    write(tmp_path, "host.json", {"extensions": {"http": {"routePrefix": "/v9/"}, "queues": queues}})
    settings = read_settings(tmp_path, environment={"DEVHOST_LEASE_SECONDS": "3"})
    assert settings.route_prefix == "v9"
    assert settings.queues.visibility_timeout == timedelta(seconds=30)
    assert (settings.queues.max_dequeue_count, settings.queues.batch_size, settings.queues.base64) == (2, 32, False)
    assert settings.queues.new_batch_threshold == 16
    assert settings.queues.lease == timedelta(seconds=3)


def test_without_host_json_the_documented_defaults_hold(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, environment={})
    assert (settings.route_prefix, settings.queues.max_dequeue_count, settings.queues.batch_size) == ("api", 5, 16)
    assert settings.queues.base64


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_told(tmp_path: Path, port: str) -> None:
    with pytest.raises(HostError, match="is not a port"):
        read_settings(tmp_path, environment={"PORT": port})


def test_durations_are_those_of_dotnet() -> None:
    assert parse_duration("1.02:03:04.5") == timedelta(days=1, hours=2, minutes=3, seconds=4.5)
    with pytest.raises(HostError):
        parse_duration("soon")


def test_a_missing_emulator_is_told_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="run `make setup`"):
        Azurite.start(tmp_path, None)
