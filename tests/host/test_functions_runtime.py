"""The application works under Microsoft's own runtime too, not only under the local host."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.host.conftest import PROJECT, SAMPLE_APP

LIMIT_S = 110


def check(tmp_path: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run the check in a process of its own: the runtime changes the process it runs in."""
    environment = {name: value for name, value in os.environ.items() if name != "CONTAINER_NAME"}
    command = [sys.executable, "-m", "tools.check_runtime", "--data", str(tmp_path / "data"), *options]
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )


def test_talenti_is_indexed_and_answers(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "GET /api/v1/openapi.json answered 200" in done.stdout


@pytest.mark.parametrize("request_", ["GET /cookies", "GET /later", "GET /things/1"])
def test_the_sample_application_is_indexed_and_answers(tmp_path: Path, request_: str) -> None:
    done = check(tmp_path, "--root", str(SAMPLE_APP), "--request", request_)
    assert done.returncode == 0, done.stderr
    assert f"functions indexed; {request_} answered 20" in done.stdout


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import nowhere_to_be_found", "No module named 'nowhere_to_be_found'"),
        ('@app.route(route="x")\ndef x(req: func.HttpRequest, extra: int) -> str: ...', "declared in Python"),
    ],
)
def test_what_the_runtime_refuses_is_told(tmp_path: Path, source: str, reason: str) -> None:
    head = "import azure.functions as func\napp = func.FunctionApp()\n"
    (tmp_path / "function_app.py").write_text(head + source)
    done = check(tmp_path, "--root", str(tmp_path), "--request", "GET /x")
    assert done.returncode == 1
    assert reason in done.stderr
