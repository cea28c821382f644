"""The live socket: plays Azure Web PubSub for one hub, with the application's function as its event handler.

Events go to the application as CloudEvents over HTTP, in process, as Microsoft documents in "CloudEvents extension
for Azure Web PubSub event handler with HTTP protocol".
"""

import asyncio
import hashlib
import hmac
import json
import logging
import secrets
import uuid
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
from aiohttp import WSCloseCode, WSMsgType, web

from devhost.http import HttpFunctions, Request, Response
from devhost.server import to_web

log = logging.getLogger("devhost")

HUB = "interview"
EVENT_HANDLER = "/api/v1/realtime/events"
MAX_FRAME_BYTES = 1024 * 1024
KEEP_ALIVE_S = 30.0
SEND_LIMIT_S = 10.0
BINARY = "application/octet-stream"

Claims = Mapping[str, Any]


@dataclass(eq=False, slots=True)
class Connection:
    """One client's socket."""

    id: str
    socket: web.WebSocketResponse
    user_id: str = ""
    groups: set[str] = field(default_factory=set)
    state: str = ""

    async def send(self, data: bytes, content_type: str) -> None:
        """Send one frame; a client that does not take it in time is disconnected."""
        text = content_type != BINARY
        try:
            sending = self.socket.send_str(data.decode()) if text else self.socket.send_bytes(data)
            await asyncio.wait_for(sending, SEND_LIMIT_S)
        except (TimeoutError, ConnectionError):
            await self.close(WSCloseCode.POLICY_VIOLATION, "too slow")

    async def close(self, code: int, reason: str) -> None:
        """End the connection."""
        await self.socket.close(code=code, message=reason.encode()[:120])


class Hub:
    """The connections of the hub, and what happens on them."""

    def __init__(self, functions: HttpFunctions, origin: str, access_key: str) -> None:
        self.access_key = access_key
        self.connections: dict[str, Connection] = {}
        self._functions = functions
        self._origin = origin
        self._tasks: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Where clients connect: the application's own path, and the one that Web PubSub's client links have."""
        return [
            web.get("/ws/interview/{id}", self._connect_by_path),
            web.get("/ws/interview/{id}/", self._connect_by_path),
            web.get(f"/client/hubs/{HUB}", self._connect_by_link),
        ]

    async def close(self, _server: web.Application) -> None:
        """Say good-bye to everybody."""
        closing = [one.close(WSCloseCode.GOING_AWAY, "the host stops") for one in self.connections.values()]
        await asyncio.gather(*closing, return_exceptions=True)

    async def finish(self, _server: web.Application) -> None:
        """Wait until the application knows who left."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=SEND_LIMIT_S)

    async def _connect_by_path(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, {"interview_id": [request.match_info["id"]]}, {})

    async def _connect_by_link(self, request: web.Request) -> web.StreamResponse:
        token = request.query.get("access_token") or request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            return await self._serve(request, {}, self.verify(token))
        except jwt.InvalidTokenError:
            return web.Response(status=401)

    def verify(self, token: str) -> Claims:
        """The claims of a token that was signed with the hub's access key. Raises jwt.InvalidTokenError."""
        return jwt.decode(
            token, self.access_key, algorithms=["HS256"], options={"verify_aud": False, "require": ["exp"]}
        )

    async def _serve(self, request: web.Request, query: dict[str, list[str]], claims: Claims) -> web.StreamResponse:
        offered = [
            name.strip() for name in request.headers.get("Sec-WebSocket-Protocol", "").split(",") if name.strip()
        ]
        if not web.WebSocketResponse().can_prepare(request):
            return web.Response(status=426, headers={"Upgrade": "websocket"}, text="Connect with a WebSocket.")
        connection = Connection(secrets.token_urlsafe(16), web.WebSocketResponse(), str(claims.get("sub", "")))
        answer = await self._announce(connection, request, query, claims, offered)
        if answer.status not in (200, 204):
            return to_web(answer)
        try:
            granted = json.loads(answer.body) if answer.status == 200 and answer.body else {}
            subprotocol = _admit(connection, granted, claims, offered)
        except (ValueError, TypeError, AttributeError):
            log.warning("%s answered a connect event with something that is not the documented JSON", EVENT_HANDLER)
            return web.Response(status=500)
        connection.socket = web.WebSocketResponse(
            protocols=(subprotocol,) if subprotocol else (), heartbeat=KEEP_ALIVE_S, max_msg_size=MAX_FRAME_BYTES
        )
        await connection.socket.prepare(request)
        await self._converse(connection)
        return connection.socket

    async def _announce(
        self,
        connection: Connection,
        request: web.Request,
        query: dict[str, list[str]],
        claims: Claims,
        offered: list[str],
    ) -> Response:
        """Ask the application whether the client may connect."""
        content = {
            "claims": {name: [str(one) for one in _list(value)] for name, value in claims.items()},
            "query": _grouped(request.query.items()) | query,
            "headers": _grouped(request.headers.items()),
            "subprotocols": offered,
            "clientCertificates": [],
        }
        return await self._tell(connection, "sys.connect", json.dumps(content).encode())

    async def _converse(self, connection: Connection) -> None:
        """Pass on what the client says, one message after another, until it leaves."""
        self.connections[connection.id] = connection
        self._later(self._tell(connection, "sys.connected", b"{}"))
        try:
            async for message in connection.socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    await self._pass_on(connection, message.data)
        finally:
            del self.connections[connection.id]
            reason = json.dumps({"reason": f"closed with {connection.socket.close_code}"})
            self._later(self._tell(connection, "sys.disconnected", reason.encode()))

    async def _pass_on(self, connection: Connection, data: str | bytes) -> None:
        content_type = "text/plain; charset=utf-8" if isinstance(data, str) else BINARY
        body = data.encode() if isinstance(data, str) else data
        answer = await self._tell(connection, "user.message", body, content_type)
        if not 200 <= answer.status < 300:
            await connection.close(WSCloseCode.INTERNAL_ERROR, f"the event handler answered {answer.status}")
        elif answer.body:
            await connection.send(answer.body, answer.content_type)

    async def _tell(
        self, connection: Connection, kind: str, body: bytes, content_type: str = "application/json; charset=utf-8"
    ) -> Response:
        """Send an event to the application; what it answered."""
        signature = hmac.new(self.access_key.encode(), connection.id.encode(), hashlib.sha256).hexdigest()
        headers = {
            "Host": self._origin.partition("//")[2],
            "Content-Type": content_type,
            "Content-Length": str(len(body)),
            "WebHook-Request-Origin": self._origin.partition("//")[2].partition(":")[0],
            "ce-specversion": "1.0",
            "ce-type": f"azure.webpubsub.{kind}",
            "ce-source": f"/hubs/{HUB}/client/{connection.id}",
            "ce-id": uuid.uuid4().hex,
            "ce-time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "ce-hub": HUB,
            "ce-connectionId": connection.id,
            "ce-eventName": kind.partition(".")[2],
            "ce-signature": f"sha256={signature}",
        }
        if connection.user_id:
            headers["ce-userId"] = connection.user_id
        if connection.socket.ws_protocol:
            headers["ce-subprotocol"] = connection.socket.ws_protocol
        if connection.state:
            headers["ce-connectionState"] = connection.state
        answer = await self._functions.answer(
            Request("POST", self._origin, EVENT_HANDLER, tuple(headers.items()), body)
        )
        states = [value for name, value in answer.headers if name.lower() == "ce-connectionstate"]
        connection.state = states[-1] if states else connection.state
        return answer

    def _later(self, event: Coroutine[Any, Any, Response]) -> None:
        """Send an event that nobody waits for."""

        async def send() -> None:
            answer = await event
            if not 200 <= answer.status < 300:
                log.warning("%s answered %s to an event of the live socket", EVENT_HANDLER, answer.status)

        task = asyncio.create_task(send())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _admit(connection: Connection, granted: Mapping[str, Any], claims: Claims, offered: list[str]) -> str:
    """Give the connection what the application granted it; the subprotocol that both sides speak, or nothing."""
    connection.user_id = str(granted.get("userId") or connection.user_id)
    connection.groups |= {str(one) for one in _list(claims.get("webpubsub.group"))}
    connection.groups |= {str(one) for one in granted.get("groups") or ()}
    subprotocol = str(granted.get("subprotocol") or "")
    return subprotocol if subprotocol in offered else ""


def _list(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped
