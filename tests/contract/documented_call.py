"""A documented call, sent as it is written, with identifiers of what exists."""

import json
import re
from typing import Any

import httpx

from tests.app import Client
from tests.contract.documents import Operation
from tests.contract.scenario import Given

NOBODYS_ID = "0199d2f5-0000-7000-8000-000000000000"
_REFERENCE = re.compile(r"(^|_)(ids?|job|candidate|interview|user_email)$")


def send(
    operation: Operation,
    given: Given,
    *,
    path: str | None = None,
    by: Client | None = None,
    ids: dict[str, Any] | None = None,
    content: bytes | None = None,
) -> httpx.Response:
    """Send the call; or another spelling of its path, by somebody else, with other identifiers, or another content."""
    known = {**given.ids, **(ids or {})}
    address = re.sub(r"\{(\w+)\}", lambda found: str(known[found[1]]), path or operation.path)
    request: dict[str, Any] = {"params": _query(operation, given, known)}
    if given.cookies:
        request["headers"] = {"Cookie": "; ".join(f"{name}={value}" for name, value in given.cookies.items())}
    if content is not None:
        request |= {"content": content, "headers": {"Content-Type": "application/json"}}
    elif operation.content_type == "multipart/form-data":
        request |= {"files": given.files, "data": _form(operation, given)}
    elif (body := body_of(operation, given, known)) is not None:
        request |= {"content": json.dumps(body).encode(), "headers": {"Content-Type": operation.content_type}}
    return (by or given.by).request(operation.method, address, **request)


def body_of(operation: Operation, given: Given, ids: dict[str, Any]) -> Any:
    """The documented body with these identifiers, or the scenario's where there is none."""
    if operation.body is None:
        return given.body
    assert given.body is None, "the document has a body: let `ids` name what has to be replaced"
    if not isinstance(operation.body, dict):
        return operation.body
    return {key: ids.get(key, value) for key, value in operation.body.items()}


def references(operation: Operation, given: Given) -> bool:
    """Whether the path or the body names something of a company."""
    body = operation.body if isinstance(operation.body, dict) else given.body if isinstance(given.body, dict) else {}
    return "{" in operation.path or any(_REFERENCE.search(key) for key in body)


def _query(operation: Operation, given: Given, ids: dict[str, Any]) -> dict[str, str]:
    known = {name: ids[name] for name in operation.query if name in ids}
    defaults = {name: str(rule["default"]) for name, rule in operation.query.items() if "default" in rule}
    unknown = set(given.query) - set(operation.query)
    assert not unknown or not operation.query, f"the document knows no {unknown}"
    return {**defaults, **known, **given.query}


def _form(operation: Operation, given: Given) -> dict[str, str]:
    fields = {name: value for name, value in (operation.body or {}).items() if name not in given.files}
    return {
        name: json.dumps(value) if not isinstance(value, str) else value
        for name, value in fields.items()
        if not str(value).endswith("_file>")
    }
