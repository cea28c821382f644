"""Time in our code per request, without storage: our kit, and FastAPI through azure.functions.AsgiFunctionApp.

The same handler with the same models is declared twice. Both sides are called with the `func.HttpRequest` that the
worker makes, and give a `func.HttpResponse`; both authenticate with the same sessions, kept in memory, and where it
says so both count the request against a rate limit. They take turns, request by request. FastAPI's functions are
coroutines, which suits it best: a plain function there costs a change of threads besides.
"""

import asyncio
import json
import statistics
import time
import warnings
from collections.abc import Awaitable, Callable
from functools import partial
from types import SimpleNamespace
from typing import Annotated, Any, cast

import azure.functions as func
import fastapi
from pydantic import Field
from pydantic.warnings import UnsupportedFieldAttributeWarning

from bench.application import ORIGIN, in_memory, sign_in_new_user
from bench.results import Result, Table
from shared.app import App
from shared.core.caller import Caller, Role
from shared.core.errors import Unauthenticated
from shared.core.ids import new_id
from shared.core.resource import Input, Value
from shared.http.access import PUBLIC, SIGNED_IN
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.rates import RateClass

ROUNDS = 2_000
WARM_UP = 200
TARGET = 0.5
BODY = {
    "title": "Bridge engineer",
    "location": "Porto",
    "skills": [{"name": "Statics", "level": 4}, {"name": "Concrete", "level": 3}, {"name": "Portuguese", "level": 2}],
}


class Skill(Input):
    """A skill of a post."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    level: Annotated[int, Field(ge=1, le=5)]


class PostDraft(Input):
    """A post to be made."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    location: Annotated[str | None, Field(max_length=200)] = None
    skills: Annotated[list[Skill], Field(max_length=40)]


class Post(Value):
    """A post."""

    id: str
    title: str
    location: str | None
    skills: list[Skill]
    hours: float


def make_post(draft: PostDraft) -> Post:
    """What both handlers do."""
    return Post(id=new_id(), title=draft.title, location=draft.location, skills=draft.skills, hours=37.5)


def kit_functions(app: App) -> dict[str, Callable[[func.HttpRequest], func.HttpResponse]]:
    """The functions that our kit registers, by what they do besides validating and rendering."""
    bp = Blueprint("Posts", lambda: app)

    @bp.http("POST /api/v1/posts/open", access=PUBLIC, status=201, rate=None)
    def create_post_openly(call: Call, body: PostDraft) -> Post:
        """Make a post."""
        return make_post(body)

    @bp.http("POST /api/v1/posts/signed-in", access=SIGNED_IN, status=201, rate=None)
    def create_post(call: Call, body: PostDraft) -> Post:
        """Make a post."""
        return make_post(body)

    @bp.http("POST /api/v1/posts/limited", access=SIGNED_IN, status=201)
    def create_post_limited(call: Call, body: PostDraft) -> Post:
        """Make a post."""
        return make_post(body)

    names = {"open": "create_post_openly", "signed-in": "create_post", "limited": "create_post_limited"}
    context = cast(func.Context, SimpleNamespace(invocation_id="", trace_context=None))
    return {what: partial(bp.run, name, context=context) for what, name in names.items()}


def fastapi_host(app: App) -> func.AsgiFunctionApp:
    """An AsgiFunctionApp with the same operations."""
    web = fastapi.FastAPI()

    async def signed_in(authorization: Annotated[str, fastapi.Header()] = "") -> Caller:
        caller = app.sessions.caller(authorization)
        if caller is None:
            raise Unauthenticated("Sign in first.")
        return caller

    async def limited(caller: Annotated[Caller, fastapi.Depends(signed_in)], response: fastapi.Response) -> None:
        response.headers.update(app.rates.take((RateClass.STANDARD, caller.user_id)).headers())

    @web.post("/api/v1/posts/open", status_code=201)
    async def create_post_openly(body: PostDraft) -> Post:
        return make_post(body)

    @web.post("/api/v1/posts/signed-in", status_code=201, dependencies=[fastapi.Depends(signed_in)])
    async def create_post(body: PostDraft) -> Post:
        return make_post(body)

    @web.post("/api/v1/posts/limited", status_code=201, dependencies=[fastapi.Depends(limited)])
    async def create_post_limited(body: PostDraft) -> Post:
        return make_post(body)

    return func.AsgiFunctionApp(web, http_auth_level=func.AuthLevel.ANONYMOUS)


class Context:
    """What the worker gives a function besides the request; AsgiFunctionApp passes it on."""

    function_directory = "/app"
    function_name = "http_app_func"
    invocation_id = "01890000-0000-7000-8000-000000000000"
    thread_local_storage = None
    trace_context = None
    retry_context = None


def measure() -> Result:
    """Compare the two."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)  # FastAPI's doing
        return asyncio.run(_measure())


async def _measure() -> Result:
    app = in_memory()
    token = sign_in_new_user(app, new_id(), Role.HR).access_token
    ours, host = kit_functions(app), fastapi_host(app)
    theirs = host.get_functions()[0].get_user_function()
    rows = []
    for name, title in (
        ("open", "validate, call, render"),
        ("signed-in", "the same, and authenticate"),
        ("limited", "the same, and count against a rate limit"),
    ):
        kit_us, fastapi_us = await _compare(ours[name], theirs, f"{ORIGIN}/api/v1/posts/{name}", token)
        rows.append((title, round(kit_us), round(fastapi_us), kit_us / fastapi_us))
    await host.middleware.notify_shutdown()  # type: ignore[no-untyped-call]  # untyped in azure.functions
    host.startup_task_done = False  # or its destructor would shut it down again, in another loop
    note = f"Medians of {ROUNDS:,} requests each. The target is a ratio of at most {TARGET}."
    return Result("kit_overhead", [Table(("request", "our kit, µs", "FastAPI, µs", "ratio"), rows, note)])


async def _compare(
    kit: Callable[[func.HttpRequest], func.HttpResponse],
    asgi: Callable[[func.HttpRequest, Any], Awaitable[func.HttpResponse]],
    url: str,
    token: str,
) -> tuple[float, float]:
    """Microseconds of a request through the kit, and through FastAPI: medians."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(WARM_UP + ROUNDS):
        request = _request(url, token)
        began = time.perf_counter()
        answer = kit(request)
        times[0].append(time.perf_counter() - began)
        request = _request(url, token)
        began = time.perf_counter()
        other = await asgi(request, Context())
        times[1].append(time.perf_counter() - began)
        _check_same(answer, other)
    kit_s, asgi_s = (statistics.median(one[WARM_UP:]) for one in times)
    return kit_s * 1e6, asgi_s * 1e6


def _request(url: str, token: str) -> func.HttpRequest:
    headers = {"host": "talenti.example", "content-type": "application/json", "authorization": f"Bearer {token}"}
    return func.HttpRequest("POST", url, headers=headers, params={}, route_params={}, body=json.dumps(BODY).encode())


def _check_same(one: func.HttpResponse, other: func.HttpResponse) -> None:
    contents = [json.loads(answer.get_body()) | {"id": ""} for answer in (one, other)]
    if (one.status_code, other.status_code) != (201, 201) or contents[0] != contents[1]:
        raise RuntimeError(f"the two sides answer differently: {one.status_code} {other.status_code} {contents}")


if __name__ == "__main__":
    measure().publish()
