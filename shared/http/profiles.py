"""How an answer looks: the profiles, and which of them a request gets."""

import re
from dataclasses import asdict
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic_core import from_json, to_json

from shared.core.errors import DomainError, Invalid
from shared.core.page import Page


class Profile(StrEnum):
    """A way of rendering answers and refusals."""

    PLAIN = "plain"
    """The object itself; lists as `{plural, total, page, page_size}`; refusals `{detail}`."""
    ENVELOPE = "envelope"
    """`{status: success, data}`; refusals `{status: error, detail}`."""
    RESULTS = "results"
    """Objects carry `_id`; lists as `{count, next, previous, results}`; refusals `{error, details, code}`."""
    UNION = "union"
    """`plain` and `envelope` in one, for an address that both kinds of client use: `{status: success, data}` with the
    keys of `data` beside it, all but its own `status`; refusals as in `envelope`."""
    BARE = "bare"
    """As `plain`, but a list is nothing but its items."""


_NAMED = re.compile(rf'profile="?({"|".join(Profile)})"?')


def asked_for(accept: str, path: str, deployment: str) -> Profile | None:
    """The profile that somebody names, if anybody: the Accept header, a trailing slash, the deployment's setting."""
    if named := _NAMED.search(accept):
        return Profile(named[1])
    if path.endswith("/"):
        return Profile.RESULTS
    return Profile(deployment) if deployment else None


def render(profile: Profile, result: object, url: str) -> bytes:
    """The bytes of an answer. `url` is the request's, from which a list's `next` and `previous` are made."""
    content = result
    if isinstance(result, Page):
        content = _page(profile, result, url)
    elif profile is Profile.ENVELOPE:
        content = {"status": "success", "data": result}
    elif profile is Profile.UNION:
        content = {**_keys(result), "status": "success", "data": result}
    return to_json(content, by_alias=profile is Profile.RESULTS)


def refusal(profile: Profile, error: DomainError) -> bytes:
    """The bytes of a refusal. Every broken rule is named under `errors`, in each of the profiles."""
    violations = [asdict(violation) for violation in error.violations] if isinstance(error, Invalid) else []
    named = {"errors": violations} if violations else {}
    if profile is Profile.RESULTS:
        details = {"details": "; ".join(f"{v['field']}: {v['message']}" for v in violations)} if violations else {}
        return to_json({"error": error.message, **details, "code": error.code.upper(), **named})
    status = {"status": "error"} if profile in {Profile.ENVELOPE, Profile.UNION} else {}
    return to_json({**status, "detail": error.message, "code": error.code, **named})


def _page(profile: Profile, page: Page[Any], url: str) -> dict[str, Any] | tuple[Any, ...]:
    if profile is Profile.RESULTS:
        return {
            "count": page.total,
            "next": _next(page, url) if page.next_cursor else None,
            "previous": _moved(url, skip=str(max(0, page.skip - page.limit))) if page.skip else None,
            "results": page.items,
        }
    if profile is Profile.BARE:
        return page.items
    numbers = {
        **page.beside,
        "total": page.total,
        "page": page.skip // page.limit + 1,
        "page_size": page.limit,
        "next_cursor": page.next_cursor,
    }
    if profile is Profile.ENVELOPE:
        return {"status": "success", "data": page.items, **numbers}
    if profile is Profile.UNION:
        return {"status": "success", "data": page.items, page.plural: page.items, **numbers}
    return {page.plural: page.items, **numbers}


def _keys(result: object) -> dict[str, Any]:
    """What stands beside `data` in a union: an object's own keys; a list has none."""
    content = from_json(to_json(result, by_alias=False))
    return content if isinstance(content, dict) else {}


def _next(page: Page[Any], url: str) -> str:
    """The address of the page after: by cursor where this one was found by cursor, else by position."""
    if page.next_cursor and "cursor" in dict(parse_qsl(urlsplit(url).query)):
        return _moved(url, cursor=page.next_cursor)
    return _moved(url, skip=str(page.skip + page.limit))


def _moved(url: str, **place: str) -> str:
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in {"skip", "cursor"}]
    return parts._replace(query=urlencode([*query, *place.items()])).geturl()
