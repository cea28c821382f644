"""A module of endpoints: registers each with Azure Functions and remembers it for everything else."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import azure.functions as func

from shared.app import App
from shared.core.errors import DomainError
from shared.http.access import Access
from shared.http.endpoint import Endpoint, declare
from shared.http.invocation import Invocation, in_background, on_message
from shared.http.profiles import Profile
from shared.http.rates import RateClass
from shared.http.route import Route

H = TypeVar("H", bound=Callable[..., object])


class Blueprint(func.Blueprint):
    """A capability's functions. Queue, blob, timer and event triggers are inherited; HTTP is declared with `http`."""

    def __init__(self, tag: str, app: Callable[[], App]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # untyped in azure.functions
        self.tag = tag
        self.endpoints: list[Endpoint] = []
        self._app = app

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
                self._bind(endpoint, route)
            return handler

        return register

    def queue_trigger(self, *args: Any, **binding: Any) -> Callable[..., Any]:
        """See azure.functions. The function's parameter is `message`; it runs inside a span of the message's trace."""
        bind = super().queue_trigger(*args, **binding)
        queue = str(binding["queue_name"])

        def register(handler: Callable[[func.QueueMessage], None]) -> Any:
            def invoke(message: func.QueueMessage, context: func.Context) -> None:
                with on_message(handler.__name__, queue, message, Invocation.of(context)):
                    handler(message)

            return bind(invoke)

        return register

    def timer_trigger(self, *args: Any, **binding: Any) -> Callable[..., Any]:
        """See azure.functions. The function's parameter is `timer`; it runs inside a span of its own."""
        bind = super().timer_trigger(*args, **binding)

        def register(handler: Callable[[func.TimerRequest], None]) -> Any:
            def invoke(timer: func.TimerRequest, context: func.Context) -> None:
                with in_background(handler.__name__, Invocation.of(context)):
                    handler(timer)

            return bind(invoke)

        return register

    def blob_trigger(self, *args: Any, **binding: Any) -> Callable[..., Any]:
        """See azure.functions. The function's parameter is `file`; it runs inside a span of its own."""
        bind = super().blob_trigger(*args, **binding)

        def register(handler: Callable[[func.InputStream], None]) -> Any:
            def invoke(file: func.InputStream, context: func.Context) -> None:
                with in_background(handler.__name__, Invocation.of(context)):
                    handler(file)

            return bind(invoke)

        return register

    def _bind(self, endpoint: Endpoint, route: Route) -> None:
        def invoke(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
            return endpoint.handle(self._app(), req, route, Invocation.of(context))

        trigger = self.route(route=route.template, methods=[route.method], auth_level=func.AuthLevel.ANONYMOUS)
        self.function_name(endpoint.function_name(route))(trigger(invoke))


def _parse_also(operation: str, profile: Profile) -> Route:
    words = operation.split()
    return Route.parse(" ".join(words[:2]), Profile(words[2]) if len(words) > 2 else profile)
