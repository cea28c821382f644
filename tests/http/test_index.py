"""The index of all functions says what the declarations say, and a call reaches what was declared."""

import inspect
import json
import subprocess
import sys
from functools import cache
from typing import Any

import azure.functions as func
import pytest

from functions.capabilities import CAPABILITIES
from functions.index import INDEX, blueprints
from tools.index import content


@cache
def hosted() -> dict[str, Any]:
    """The functions as the host gets them, by their names."""
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
    for blueprint in blueprints():
        app.register_functions(blueprint)
    return {str(one.get_function_name()): one for one in app.get_functions()}


def bindings(name: str) -> list[dict[str, Any]]:
    """What a function is bound to, as the host reads it."""
    found: list[dict[str, Any]] = json.loads(hosted()[name].get_function_json())["bindings"]
    return found


def test_the_index_is_what_is_declared() -> None:
    assert INDEX.read_bytes() == content(), "run `make index`"


def test_the_host_gets_every_declared_function_in_their_order() -> None:
    assert list(hosted()) == [function.name for module in CAPABILITIES for function in module.bp.functions]


@pytest.mark.parametrize(
    ("name", "trigger"),
    [
        (
            "get_job",
            {"type": "httpTrigger", "name": "req", "route": "api/v1/jobs/{job_id}", "methods": ["GET"]}
            | {"authLevel": "ANONYMOUS"},
        ),
        (
            "send_mail_failed",
            {"type": "queueTrigger", "name": "message", "queueName": "send-mail-poison"}
            | {"connection": "AzureWebJobsStorage"},
        ),
        ("apply_retention", {"type": "timerTrigger", "name": "timer", "schedule": "0 15 3 * * *"}),
        (
            "parse_resume",
            {"type": "blobTrigger", "name": "file", "path": "resumes/{company_id}/{resume_id}", "source": "EventGrid"}
            | {"connection": "AzureWebJobsStorage"},
        ),
        ("take_delivery_report", {"type": "eventGridTrigger", "name": "event"}),
    ],
)
def test_functions_are_bound_to_what_sets_them_off(name: str, trigger: dict[str, Any]) -> None:
    found = bindings(name)[0]
    expected = {"direction": "IN"} | trigger
    assert {key: found.get(key) for key in expected} == expected


def test_parameters_are_those_that_the_host_binds() -> None:
    for name, function in hosted().items():
        bound = {binding["name"] for binding in bindings(name)} - {"$return"}
        assert set(inspect.signature(function.get_user_function()).parameters) == bound | {"context"}, name


_LOADED = """
import sys, function_app
print(*sorted(name for name in sys.modules if name.startswith(("functions.", "shared.")) or name == "pydantic"))
"""


def test_the_host_learns_of_the_functions_before_anything_else_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True)
    ours = {"functions.index", "shared.core", "shared.core.made_once", "shared.http", "shared.http.function"}
    assert set(done.stdout.split()) == ours


_FIRST_CALL = """
import gc, sys, threading, types, function_app, azure.functions as func
live = {one.get_function_name(): one.get_user_function() for one in function_app.app.get_functions()}["get_liveness"]
context = types.SimpleNamespace(invocation_id="1", trace_context=None)
request = func.HttpRequest("GET", "https://talenti.example/api/v1/health/live", headers={}, params={}, body=b"")
answers = []
threads = [threading.Thread(target=lambda: answers.append(live(request, context).status_code)) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(answers, gc.isenabled(), "functions.system" in sys.modules, "functions.jobs" in sys.modules)
"""


def test_the_first_call_of_a_function_imports_its_module_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENTI_SIGNING_KEY", "k" * 40)
    done = subprocess.run([sys.executable, "-c", _FIRST_CALL], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == f"{[200] * 8} True True False", done.stderr
