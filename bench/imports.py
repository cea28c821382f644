"""How long importing the application takes: what every cold start pays before it can answer.

Each import runs in a fresh interpreter, which times itself: the start of the interpreter is not counted. Bytecode is
compiled before (a deployment should carry it, too), and the two sides take turns.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter

from bench.results import PROJECT, Result, Table

APPLICATION = "import function_app"
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

_TIMED = "import time; began = time.perf_counter(); {}; print(time.perf_counter() - began)"
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
    return Result("imports", [compared, Table(by_part.headings, by_part.rows, note)])


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


def _run(arguments: list[str], bytecode: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=environment | {"PYTHONPYCACHEPREFIX": bytecode},
        capture_output=True,
        text=True,
        check=True,
    )


if __name__ == "__main__":
    measure().publish()
