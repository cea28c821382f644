"""A module of functions: remembers what is declared, for the host and for everything else."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, TypeVar

import azure.functions as func

from shared.app import App
from shared.core.errors import DomainError
from shared.core.settings import STORAGE
from shared.http.access import Access
from shared.http.endpoint import Endpoint, declare
from shared.http.function import Function, Run
from shared.http.invocation import Invocation, in_background, on_message
from shared.http.profiles import Profile
from shared.http.rates import RateClass
from shared.http.route import Route

H = TypeVar("H", bound=Callable[..., object])
Span = Callable[[Callable[..., object], Any, Invocation], AbstractContextManager[None]]
"""Given a handler, what sets it off and the call: the span that it runs in."""


class Blueprint:
    """A capability's functions. HTTP is declared with `http`, the others by what sets them off; all bear their
    handlers' names. What is not HTTP runs inside a span of its own, a message's inside one of the message's trace."""

    def __init__(self, tag: str, app: Callable[[], App]) -> None:
        self.tag = tag
        self.endpoints: list[Endpoint] = []
        self.functions: list[Function] = []
        self._app = app
        self._runs: dict[str, Run] = {}

    def run(self, name: str, trigger: object, context: func.Context) -> Any:
        """Call a function as the host does."""
        return self._runs[name](trigger, context)

    def http(
        self,
        operation: str,
        *,
        access: Access,
        status: int = 200,
        also: Sequence[str] = (),
        profile: Profile = Profile.PLAIN,
        rate: RateClass | None = RateClass.STANDARD,
        raises: tuple[type[DomainError], ...] = (),
    ) -> Callable[[H], H]:
        """Declare an operation: `METHOD /path`, and the other addresses that contracts document for it.

        `rate` None leaves the counting to the handler: for callers that are services.

        An address in `also` may be followed by the profile it speaks: `GET /api/v1/resumes/{resume_id} envelope`.
        """

        def register(handler: H) -> H:
            routes = (Route.parse(operation, profile), *(_parse_also(other, profile) for other in also))
            endpoint = declare(
                handler,
                tag=self.tag,
                routes=routes,
                access=access,
                status=status,
                rate=rate,
                raises=raises,
            )
            self.endpoints.append(endpoint)
            for route in routes:
                self._add_route(endpoint, route)
            return handler

        return register

    def queue_trigger(self, queue: str) -> Callable[[H], H]:
        """Call the handler with each message of a queue."""

        return self._trigger("queue_trigger", partial(_on_message, queue), queue_name=queue, connection=STORAGE)

    def timer_trigger(self, schedule: str) -> Callable[[H], H]:
        """Call the handler at these times (UTC), written with seconds: `0 15 3 * * *` is every night at 03:15."""
        return self._trigger("timer_trigger", _in_background, schedule=schedule)

    def blob_trigger(self, path: str) -> Callable[[H], H]:
        """Call the handler with each file that lands in a container, as Event Grid tells of it."""
        return self._trigger(
            "blob_trigger", _in_background, path=path, connection=STORAGE, source=func.BlobSource.EVENT_GRID.value
        )

    def event_grid_trigger(self) -> Callable[[H], H]:
        """Call the handler with each event of the subscriptions that name it."""
        return self._trigger("event_grid_trigger", _in_background)

    def _trigger(self, kind: str, span: Span, **binding: str) -> Callable[[H], H]:
        def register(handler: H) -> H:
            def run(trigger: object, context: func.Context) -> None:
                with span(handler, trigger, Invocation.of(context)):
                    handler(trigger)

            self._add(Function(handler.__name__, kind, binding), run)
            return handler

        return register

    def _add_route(self, endpoint: Endpoint, route: Route) -> None:
        def run(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
            return endpoint.handle(self._app(), req, route, Invocation.of(context))

        address = {"route": route.template, "methods": [route.method]}
        self._add(Function(endpoint.function_name(route), "route", address), run)

    def _add(self, function: Function, run: Run) -> None:
        self.functions.append(function)
        self._runs[function.name] = run


def _on_message(
    queue: str, handler: Callable[..., object], message: func.QueueMessage, invocation: Invocation
) -> AbstractContextManager[None]:
    return on_message(handler.__name__, queue, message, invocation)


def _in_background(handler: Callable[..., object], _: object, invocation: Invocation) -> AbstractContextManager[None]:
    return in_background(handler.__name__, invocation)


def _parse_also(operation: str, profile: Profile) -> Route:
    words = operation.split()
    return Route.parse(" ".join(words[:2]), Profile(words[2]) if len(words) > 2 else profile)
