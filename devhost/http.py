"""HTTP-triggered functions: from a request as it came to the answer as it goes, the way the cloud host does it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from azure.functions.meta import Datum

from devhost.conversion import bytes_datum, http_datum, text_datum, texts, to_argument, to_wire
from devhost.functions import HostedFunction
from devhost.invoker import Invoker
from devhost.routes import Route, path_segments


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `target` is path and query as sent; a header may stand in `headers` more than once."""

    method: str
    origin: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. `headers` may hold a name more than once."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""

    @property
    def content_type(self) -> str:
        """The media type, without parameters."""
        found = (value for name, value in self.headers if name.lower() == "content-type")
        return next(found, "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class HttpRoute:
    """Where a function is reached; no methods mean every method."""

    function: HostedFunction
    route: Route
    methods: frozenset[str] = field(default_factory=frozenset)


def not_found(_request: Request) -> Response:
    """The answer where nothing is."""
    return Response(404)


class HttpFunctions:
    """The application's HTTP functions behind their routes, in the order of the functions' names.

    `otherwise` answers what no function's route and method fit.
    """

    def __init__(
        self,
        functions: Iterable[HostedFunction],
        invoker: Invoker,
        route_prefix: str,
        otherwise: Callable[[Request], Response] = not_found,
    ) -> None:
        self.routes = [
            _route(function, route_prefix) for function in functions if function.trigger["type"] == "httpTrigger"
        ]
        self._invoker = invoker
        self._otherwise = otherwise

    async def answer(self, request: Request) -> Response:
        """What the application answers; 500 where a function raises."""
        found = self._find(request)
        if not found:
            return self._otherwise(request)
        function, values = found
        argument = to_argument("httpTrigger", _request_datum(request, values))
        try:
            return _response(await self._invoker.invoke(function, argument, values))
        except Exception:  # noqa: BLE001 - the process boundary: logged by the invoker, and this call's 500
            return Response(500)

    def _find(self, request: Request) -> tuple[HostedFunction, dict[str, str]] | None:
        path = path_segments(request.target.partition("?")[0])
        for one in self.routes:
            if one.methods and request.method not in one.methods:
                continue
            values = one.route.match(path)
            if values is not None:
                return one.function, values
        return None


def _route(function: HostedFunction, prefix: str) -> HttpRoute:
    own = str(function.trigger.get("route") or function.name).strip("/")
    methods = frozenset(str(method).upper() for method in function.trigger.get("methods") or ())
    return HttpRoute(function, Route(f"{prefix}/{own}" if prefix else own), methods)


def _request_datum(request: Request, values: Mapping[str, str]) -> Datum:
    query = urlsplit(request.target).query
    return http_datum(
        {
            "method": text_datum(request.method),
            "url": text_datum(request.origin + request.target),
            "headers": texts(_join((name.lower(), value) for name, value in request.headers)),
            "query": texts(_without_empty(_join(parse_qsl(query, keep_blank_values=True, errors="replace")))),
            "params": texts(values),
            "body": bytes_datum(request.body),
        }
    )


def _join(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """One value a name, repeated ones joined by a comma; the first spelling of a name stands."""
    spelling: dict[str, str] = {}
    joined: dict[str, str] = {}
    for name, value in pairs:
        key = spelling.setdefault(name.lower(), name)
        joined[key] = f"{joined[key]},{value}" if key in joined else value
    return joined


def _without_empty(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _response(value: object) -> Response:
    if value is None:
        return Response(204)
    wire = to_wire("http", value)
    if wire.type == "string":
        return Response(200, (("content-type", "text/plain; charset=utf-8"),), wire.value.encode())
    parts = wire.value
    headers = [(name, header.value) for name, header in parts["headers"].items()]
    for cookie in parts["cookies"] or ():
        headers += [("set-cookie", morsel.OutputString()) for morsel in cookie.values()]
    return Response(int(parts["status_code"].value), tuple(headers), parts["body"].value)
