"""Health, and the API's own documentation."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from shared.bootstrap import get_app
from shared.core.errors import DomainError, Unavailable
from shared.core.resource import Instant, Value
from shared.health.service import Readiness, State
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


class Alive(Value):
    """The process runs and answers."""

    status: Literal["alive"]
    version: str
    timestamp: Instant


@bp.http("GET /api/v1/health/live", access=PUBLIC, rate=None)
def get_liveness(call: Call) -> Alive:
    """Read whether the process answers: nothing else is asked, so a failing part never has it started again."""
    return Alive(status="alive", version=VERSION, timestamp=call.app.now())


@bp.http("GET /api/v1/health/ready", access=PUBLIC, rate=None, raises=(Unavailable,))
def get_readiness(call: Call) -> Readiness | Content:
    """Read how each part is that the product depends on, and how fast it answers: 503 while a required one does not.

    The answer is at most five seconds old. A 503 holds the parts, too, beside its `detail`.
    """
    found = call.app.health.readiness()
    if found.ready:
        return found
    failing = [part.name for part in found.parts if part.required and part.state is not State.HEALTHY]
    told = {"detail": f"Not ready: {', '.join(failing)}.", "code": "not_ready", **found.model_dump(mode="json")}
    return Content(json.dumps(told).encode(), "application/json", status=503)


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
