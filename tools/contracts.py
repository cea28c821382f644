"""Writes the table of documented operations in docs/contracts.md: `python -m tools.contracts`, with `--check` compares.

What stands around the table is written by hand.
"""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from functions.capabilities import ENDPOINTS
from tools.generated import PROJECT, write_or_check

PAGE = PROJECT / "docs" / "contracts.md"
DATA = PROJECT / "tests" / "contract" / "data"
NAMES = {
    "talenti": "Talenti",
    "ai_interviewer": "AI Interviewer",
    "arbeit": "Arbeit",
    "interview_platform": "Interview Platform",
    "recruiter": "Recruiter",
}
BEGIN = "<!-- operations: written by `make contracts` -->"
END = "<!-- end of operations -->"


def document() -> str:
    """The page with a new table."""
    before, begin, rest = PAGE.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} has no place for the table: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{_table()}\n{END}{after}"


def _table() -> str:
    pending = set((DATA / "pending.txt").read_text().split("\n"))
    declared = [(endpoint, route) for endpoint in ENDPOINTS for route in endpoint.routes]
    served = {_address(route.method, route.path): (endpoint, route) for endpoint, route in declared}
    rows, verbatim = [], 0
    for name, operation in _operations():
        found = served.get(_address(operation["method"], operation["path"]))
        state = "not yet" if operation["id"] in pending else "✓"
        verbatim += state == "✓"
        function, profile = (f"`{found[0].name}`", _profile(operation, found[1].profile)) if found else ("", "")
        documented = " or ".join(map(str, _statuses(operation)))
        address = f"`{operation['method']} {operation['path']}`"
        rows.append(f"| {name} | {address} | {documented} | {function} | {profile} | {state} |")
    head = [
        f"{verbatim} of {len(rows)} answer verbatim in their test.",
        "",
        "| contract | operation | status | function | profile | verbatim |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *rows])


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for contract, name in NAMES.items():
        for operation in json.loads((DATA / f"{contract}.json").read_text())["operations"]:
            yield name, operation


def _statuses(operation: dict[str, Any]) -> list[int]:
    response = operation["response"]
    return [response["status"], *(response.get("status_alternatives") or [])]


def _profile(operation: dict[str, Any], declared: str) -> str:
    return "results" if operation["path"].endswith("/") else declared


def _address(method: str, path: str) -> tuple[str, str]:
    """What two spellings of one address have in common."""
    return method, re.sub(r"\{\w+\}", "{}", path.rstrip("/"))


if __name__ == "__main__":
    sys.exit(write_or_check("Writes the table of documented operations.", PAGE, document().encode(), "make contracts"))
