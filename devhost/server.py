"""The HTTP server: the host's own pages first, then the application's functions."""

from aiohttp import web

from devhost.cors import Cors
from devhost.http import HttpFunctions, Request, Response

MAX_BODY_BYTES = 100 * 1024 * 1024
SHUTDOWN_LIMIT_S = 10.0
HOP_BY_HOP = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"})


def build_server(functions: HttpFunctions, cors: Cors, own: list[web.RouteDef]) -> web.Application:
    """The server's application. `own` are the host's routes, which are matched before the functions'."""

    async def handle(request: web.Request) -> web.StreamResponse:
        incoming = await to_request(request)
        answer = cors.preflight(incoming)
        if answer is None:
            answer = cors.permit(incoming, await functions.answer(incoming))
        return to_web(answer)

    server = web.Application(client_max_size=MAX_BODY_BYTES)
    server.add_routes(own)
    server.router.add_route("*", "/{path:.*}", handle)
    return server


async def to_request(request: web.Request) -> Request:
    """The request as the functions are shown it: without Content-Length it has no body.

    Raises:
        web.HTTPRequestEntityTooLarge: the body is larger than the host takes.
    """
    length = request.content_length or 0
    if length > MAX_BODY_BYTES:
        raise web.HTTPRequestEntityTooLarge(max_size=MAX_BODY_BYTES, actual_size=length)
    body = await request.read()
    headers = tuple((name, value) for name, value in request.headers.items())
    origin = f"{request.scheme}://{request.host}"
    return Request(request.method, origin, str(request.rel_url), headers, body if length else b"")


def to_web(response: Response) -> web.Response:
    """The answer for the server to send."""
    answer = web.Response(status=response.status, body=response.body or None)
    answer.headers.popall("Content-Type", None)
    for name, value in response.headers:
        if name.lower() not in HOP_BY_HOP:
            answer.headers.add(name, value)
    return answer
