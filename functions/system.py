"""Health, and the API's own documentation."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from shared.bootstrap import get_app
from shared.core.errors import DomainError
from shared.core.resource import Instant, Value
from shared.http.access import PUBLIC
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Content

VERSION = "0.1.0"

bp = Blueprint("System", get_app)


class Health(Value):
    """Whether the parts answer: each `healthy` or `unhealthy`. `redis` is an old client's name for the queue."""

    status: str
    database: str
    queue: str
    redis: str
    timestamp: Instant


@bp.http("GET /api/v1/health", access=PUBLIC, rate=None)
def get_health(call: Call) -> Health:
    """Read whether the parts that the product needs answer."""
    database = _word(call.app.companies.ping)
    queue = _word(call.app.queue.ping)
    status = "healthy" if database == queue == "healthy" else "unhealthy"
    return Health(status=status, database=database, queue=queue, redis=queue, timestamp=call.app.now())


@bp.http("GET /api/v1/openapi.json", access=PUBLIC, rate=None)
def get_openapi(call: Call) -> Content:
    """Read the OpenAPI 3.1 document of this API."""
    return Content(openapi_json(), "application/json")


@bp.http("GET /api/v1/docs", access=PUBLIC, rate=None)
def get_docs(call: Call) -> Content:
    """Read the documentation as a page, which works offline."""
    return Content((Path(__file__).parent / "docs.html").read_bytes(), "text/html; charset=utf-8")


@cache
def openapi_json() -> bytes:
    """The OpenAPI document as the bytes that are served and committed."""
    from functions.capabilities import ENDPOINTS
    from shared.http.openapi import document

    content: dict[str, Any] = document(ENDPOINTS, VERSION)
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _word(ping: Callable[[], None]) -> str:
    try:
        ping()
    except DomainError:
        return "unhealthy"
    return "healthy"
