"""Whether an answer has the documented form: every key at its place, with its type."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.contract.documents import Operation

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_FIXED = {"token_type", "expires_in"}
"""Keys whose documented values are constants of the wire."""


def differences(operation: Operation, given: Any, nullable: tuple[str, ...] = ()) -> list[str]:
    """What an answer lacks of the documented one. `nullable` lists keys that may be null in this scenario."""
    return [
        difference
        for difference in _compare(operation.answer, given, "", operation)
        if difference.partition(" ")[0] not in {f"{path}:" for path in nullable}
    ]


def refusal_differences(contract: str, given: Any) -> list[str]:
    """What a refusal lacks of the documented form of this contract."""
    wanted: dict[str, Any] = {"detail": ""}
    if contract == "interview_platform":
        wanted = {"status": "error", "detail": ""}
    elif contract == "recruiter":
        wanted = {"error": "", "code": ""}
    if not isinstance(given, dict):
        return [f"a refusal is an object, not {given!r}"]
    wrong = [f"{key} is missing" for key in wanted if not isinstance(given.get(key), str)]
    if contract == "interview_platform" and given.get("status") != "error":
        wrong.append("status is not `error`")
    return wrong


def _compare(documented: Any, given: Any, path: str, operation: Operation) -> Iterator[str]:
    place = path or "$"
    if documented is None or path in operation.elided:
        return
    if _kind(documented) != _kind(given):
        yield f"{place}: is {_kind(given)}, documented as {_kind(documented)}"
    elif isinstance(documented, dict):
        for key, value in documented.items():
            inner = f"{path}.{key}" if path else key
            if key not in given:
                yield f"{inner}: is missing"
            else:
                yield from _compare(value, given[key], inner, operation)
    elif isinstance(documented, list):
        yield from _compare_lists(documented, given, path, operation)
    else:
        yield from _compare_values(documented, given, path, operation)


def _compare_lists(documented: list[Any], given: list[Any], path: str, operation: Operation) -> Iterator[str]:
    if documented and not given:
        yield f"{path or '$'}: is empty"
    for at, item in enumerate(given if documented else []):
        yield from _compare(documented[min(at, len(documented) - 1)], item, f"{path}[]", operation)


def _compare_values(documented: Any, given: Any, path: str, operation: Operation) -> Iterator[str]:
    words = operation.words.get(path)
    if words and given not in words:
        yield f"{path}: {given!r} is none of the documented words"
    if isinstance(documented, str) and _INSTANT.match(documented) and not _is_instant(given):
        yield f"{path}: {given!r} is not an instant with its offset"
    key = path.rpartition(".")[2]
    sentence = path == "message" and not re.search(r"[\d@]", str(documented))
    if (key in _FIXED or sentence) and given != documented:
        yield f"{path}: {given!r}, documented as {documented!r}"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    names: dict[type, str] = {dict: "object", list: "list", str: "text", int: "number", float: "number"}
    return names.get(type(value), "null")


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
