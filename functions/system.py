"""Health, and the API's own documentation."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

from shared.bootstrap import get_app
from shared.core.errors import Unavailable
from shared.core.resource import Instant, Value
from shared.health.service import Part, Readiness, State
from shared.http.access import PUBLIC
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Content

VERSION = "0.1.0"

bp = Blueprint("System", get_app)


class Health(Value):
    """What the product needs answers. `redis` is an old client's name for the queue. `parts` are all that it depends
    on, each with its state and latency."""

    status: Literal["healthy"]
    database: State
    queue: State
    redis: State
    parts: list[Part]
    timestamp: Instant


@bp.http("GET /api/v1/health", access=PUBLIC, rate=None, raises=(Unavailable,))
def get_health(call: Call) -> Health | Content:
    """Read whether the parts that the product needs answer, and how fast: 503 while a required one does not.

    The answer is some seconds old at most. A 503 holds the same, beside its `detail`; its `status` is `error`.
    """
    found = call.app.health.readiness()
    states = {part.name: part.state for part in found.parts}
    health = Health(
        status="healthy",
        database=states["table"],
        queue=states["queue"],
        redis=states["queue"],
        parts=found.parts,
        timestamp=found.checked_at,
    )
    return health if found.ready else _not_ready(found, {**health.model_dump(mode="json"), "status": "error"})


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

    The answer is some seconds old at most. A 503 holds the parts, too, beside its `detail`.
    """
    found = call.app.health.readiness()
    return found if found.ready else _not_ready(found, found.model_dump(mode="json"))


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


def _not_ready(found: Readiness, told: dict[str, Any]) -> Content:
    failing = [part.name for part in found.parts if part.required and part.state is not State.HEALTHY]
    content = {"detail": f"Not ready: {', '.join(failing)}.", "code": "not_ready", **told}
    return Content(json.dumps(content).encode(), "application/json", status=503)
