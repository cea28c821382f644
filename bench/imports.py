"""What a cold start costs: importing the application, and then the first answers, which import what they need.

Each side runs in a fresh interpreter, which times itself: the start of the interpreter is not counted. What is counted
is the processor's time, so that other work on the machine does not. Bytecode is compiled before (a deployment should
carry it, too), and the sides take turns.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from bench.application import SIGNING_KEY, on_storage, sign_in_new_user
from bench.results import PROJECT, Result, Table
from devhost.azurite import Azurite
from shared.companies.models import CompanyDraft
from shared.core.caller import PLATFORM, Role, system_caller

APPLICATION = "import function_app"
EVERYTHING = "import functions.capabilities, function_app"
PARTS = "import azure.functions, azure.data.tables, pydantic"
RUNS = 10
TARGET = 1.5
HEAVY = {
    "openai": "openai",
    "Speech": "azure.cognitiveservices",
    "PDF": "pypdfium2",
    "spreadsheets": "openpyxl",
    "Word": "docx",
    "Table Storage": "azure.data.tables",
    "Blob and Queue Storage": "azure.storage",
    "Web PubSub": "azure.messaging",
    "tokens": "jwt",
    "passwords": "argon2",
    "telephone numbers": "phonenumbers",
    "HTTP client": "requests",
    "OpenTelemetry": "opentelemetry",
    "identity": "azure.identity",
}
"""Libraries that are to be loaded where they are used, and the module that shows whether they are."""

_UNLIMITED = {"TALENTI_RATE_STANDARD": "1000000"}
_TIMED = "import time; began = time.process_time(); {}; print(time.process_time() - began)"
_ANSWERED = """
import time
began = time.process_time()
{}
print(time.process_time() - began)
import os, types, azure.functions as func
functions = {{one.get_function_name(): one.get_user_function() for one in function_app.app.get_functions()}}
context = types.SimpleNamespace(invocation_id="", trace_context=None)
headers = {{"authorization": "Bearer " + os.environ["TOKEN"]}}
for name in ("list_jobs", "list_candidates", "list_candidates"):
    request = func.HttpRequest("GET", "https://talenti.example/", headers=headers, params={{}}, body=b"")
    began = time.process_time()
    answer = functions[name](request, context)
    print(time.process_time() - began)
    assert answer.status_code == 200, answer.get_body()
"""
_LOADED = "import sys, function_app; print(' '.join(sys.modules))"
_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def measure() -> Result:
    """Compare the application with its three foundations alone; say what its time is spent on."""
    with tempfile.TemporaryDirectory() as bytecode:
        for statement in (APPLICATION, PARTS):
            _milliseconds(statement, bytecode)
        runs = [(_milliseconds(APPLICATION, bytecode), _milliseconds(PARTS, bytecode)) for _ in range(RUNS)]
        shares = _shares(bytecode)
        loaded = _run(["-c", _LOADED], bytecode).stdout.split()
    whole, parts = (statistics.median(times) for times in zip(*runs, strict=True))
    compared = Table(
        ("import, median of 10", "ms"),
        (("`function_app`", round(whole)), (f"`{PARTS.removeprefix('import ')}` alone", round(parts))),
        f"Ratio {whole / parts:.2f}; the target is at most {TARGET}.",
    )
    by_part = Table(("part of `function_app`'s import", "share, %"), shares)
    found = [name for name, module in HEAVY.items() if module in loaded]
    note = f"Not loaded by the import: {', '.join(name for name in HEAVY if name not in found)}."
    note += f" **Loaded, but should not be: {', '.join(found)}.**" if found else ""
    return Result("imports", [compared, Table(by_part.headings, by_part.rows, note), _first_answers()])


def _first_answers() -> Table:
    """A cold start to its first answers, and the same if every capability were imported at once."""
    azurite = Azurite.start(PROJECT, None)
    try:
        settings = _signed_in(azurite.ports.connection_string)
        with tempfile.TemporaryDirectory() as bytecode:
            for statement in (APPLICATION, EVERYTHING):
                _answered(statement, bytecode, settings)
            turns = [[_answered(one, bytecode, settings) for one in (APPLICATION, EVERYTHING)] for _ in range(RUNS)]
    finally:
        azurite.stop()
    late, at_once = (
        [statistics.median(times) for times in zip(*runs, strict=True)] for runs in zip(*turns, strict=True)
    )
    steps = ("import", "first answer: a page of jobs", "first of another capability: a page of candidates", "and again")
    rows = [(step, round(one), round(other)) for step, one, other in zip(steps, late, at_once, strict=True)]
    rows.append(("from the start to the first answer", round(sum(late[:2])), round(sum(at_once[:2]))))
    return Table(("cold start, median of 10, ms", "by the index", "every capability imported at once"), rows)


def _signed_in(storage: str) -> dict[str, str]:
    """Settings for an application on this storage, and the token of somebody who recruits there."""
    app = on_storage(storage, "talenti", ())
    company = CompanyDraft(name="Bridges of Porto", email_domain="bridges.example")
    company_id = app.companies.create(system_caller(PLATFORM), company).id
    token = sign_in_new_user(app, company_id, Role.HR).access_token
    return {"AzureWebJobsStorage": storage, "TALENTI_SIGNING_KEY": SIGNING_KEY, "TOKEN": token, **_UNLIMITED}


def _answered(statement: str, bytecode: str, settings: dict[str, str]) -> list[float]:
    return [float(line) * 1000 for line in _run(["-c", _ANSWERED.format(statement)], bytecode, settings).stdout.split()]


def _milliseconds(statement: str, bytecode: str) -> float:
    return float(_run(["-c", _TIMED.format(statement)], bytecode).stdout) * 1000


def _shares(bytecode: str) -> list[tuple[str, int]]:
    """Share of the modules' own times in percent, by who they belong to; the least of three runs for each module."""
    least: dict[str, int] = {}
    for _ in range(3):
        for micros, module in _LINE.findall(_run(["-X", "importtime", "-c", APPLICATION], bytecode).stderr):
            least[module] = min(int(micros), least.get(module, int(micros)))
    for module in _LINE.findall(_run(["-X", "importtime", "-c", "pass"], bytecode).stderr):
        least.pop(module[1], None)
    owners: Counter[str] = Counter()
    for module, micros in least.items():
        owners[_owner(module)] += micros
    return [(owner, round(100 * micros / sum(least.values()))) for owner, micros in owners.most_common()]


def _owner(module: str) -> str:
    root = module.split(".")[0]
    if root in {"function_app", "functions", "shared"}:
        return "ours"
    if root in {"pydantic", "pydantic_core", "annotated_types", "typing_inspection", "typing_extensions"}:
        return "pydantic"
    if root == "werkzeug":
        return "werkzeug, for azure.functions"
    return "azure.functions" if root == "azure" else "the standard library, mostly for azure.functions"


def _run(
    arguments: list[str], bytecode: str, settings: Mapping[str, str] = MappingProxyType({})
) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=environment | {"PYTHONPYCACHEPREFIX": bytecode, **settings},
        capture_output=True,
        text=True,
        check=True,
    )


if __name__ == "__main__":
    measure().publish()
