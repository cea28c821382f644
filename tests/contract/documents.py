"""The five API documents as data: every documented operation, with its call and its answer."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
CONTRACTS = ("talenti", "ai_interviewer", "arbeit", "interview_platform", "recruiter")


@dataclass(frozen=True, slots=True)
class Operation:
    """One documented operation. `query`, `request` and `response` are as the document's file has them.

    An example that a document does not give is taken from `talenti_bodies.json`, where it is known.
    """

    id: str
    contract: str
    method: str
    path: str
    open_to_all: bool
    query: dict[str, dict[str, Any]]
    content_type: str | None
    body: Any
    statuses: tuple[int, ...]
    answer: Any
    answer_type: str | None
    elided: tuple[str, ...]
    words: dict[str, list[str]]

    @property
    def other_spelling(self) -> str:
        """The path with a trailing slash, or without the documented one."""
        return self.path[:-1] if self.path.endswith("/") else self.path + "/"


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the five documents."""
    bodies = _read("talenti_bodies.json")
    return tuple(
        _operation(contract, item, bodies.get(item["id"], {}))
        for contract in CONTRACTS
        for item in _read(f"{contract}.json")["operations"]
    )


@cache
def pending() -> frozenset[str]:
    """Operations that are known not to answer as documented yet."""
    lines = (DATA / "pending.txt").read_text().splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _operation(contract: str, item: dict[str, Any], known: dict[str, Any]) -> Operation:
    request, response = item["request"] or {}, item["response"]
    return Operation(
        id=item["id"],
        contract=contract,
        method=item["method"],
        path=item["path"],
        open_to_all=item["auth"] in {"none", "refresh_token"} or known.get("open_to_all", False),
        query=item["query"],
        content_type=request.get("content_type"),
        body=request.get("example") if request.get("example") is not None else known.get("request"),
        statuses=(response["status"], *(response.get("status_alternatives") or ())),
        answer=response.get("example") if response.get("example") is not None else known.get("response"),
        answer_type=response.get("content_type"),
        elided=tuple(response.get("elided", ())),
        words=response.get("enums", {}),
    )


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((DATA / name).read_text())
    return content
