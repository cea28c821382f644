"""The REST calls of Web PubSub that server libraries make: sending, closing, groups, and who is there."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import jwt
from aiohttp import WSCloseCode, web

from devhost.socket import HUB, Connection, Hub

Action = Callable[[web.Request], Awaitable[web.Response]]
BASE = f"/api/hubs/{HUB}"
SCOPES = ("", "/connections/{connection}", "/groups/{group}", "/users/{user}")


class SocketApi:
    """Serves the calls; each must carry a token that the hub's access key signed for its address."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def routes(self) -> list[web.RouteDef]:
        """Where the calls are answered."""
        routes = [web.post(f"{BASE}{scope}/:send", self._checked(self._send)) for scope in SCOPES]
        routes += [web.post(f"{BASE}{scope}/:closeConnections", self._checked(self._close)) for scope in SCOPES]
        routes += [web.head(f"{BASE}{scope}", self._checked(self._exists)) for scope in SCOPES[1:]]
        routes += [
            web.delete(f"{BASE}/connections/{{connection}}", self._checked(self._close)),
            web.put(f"{BASE}/groups/{{join}}/connections/{{connection}}", self._checked(self._join)),
            web.delete(f"{BASE}/groups/{{leave}}/connections/{{connection}}", self._checked(self._leave)),
            web.put(f"{BASE}/users/{{user}}/groups/{{join}}", self._checked(self._join)),
            web.delete(f"{BASE}/users/{{user}}/groups/{{leave}}", self._checked(self._leave)),
            web.delete(f"{BASE}/connections/{{connection}}/groups", self._checked(self._leave)),
            web.delete(f"{BASE}/users/{{user}}/groups", self._checked(self._leave)),
        ]
        return routes

    def _checked(self, action: Action) -> Action:
        async def answer(request: web.Request) -> web.Response:
            try:
                claims = self._hub.verify(request.headers.get("Authorization", "").removeprefix("Bearer "))
            except jwt.InvalidTokenError:
                return web.Response(status=401)
            audience = urlsplit(str(claims.get("aud", ""))).path
            if audience != request.rel_url.raw_path:
                return web.Response(status=401)
            if "filter" in request.query:
                return web.Response(status=400, text="The local host knows no filters.")
            return await action(request)

        return answer

    def _meant(self, request: web.Request) -> list[Connection]:
        """The connections that the call's address names, less those it leaves out."""
        names = request.match_info
        excluded = set(request.query.getall("excluded", []))
        return [
            one
            for one in self._hub.connections.values()
            if names.get("connection", one.id) == one.id
            and names.get("user", one.user_id) == one.user_id
            and ("group" not in names or names["group"] in one.groups)
            and one.id not in excluded
        ]

    async def _send(self, request: web.Request) -> web.Response:
        data = await request.read()
        await asyncio.gather(*(one.send(data, request.content_type) for one in self._meant(request)))
        return web.Response(status=202)

    async def _close(self, request: web.Request) -> web.Response:
        reason = request.query.get("reason", "")
        await asyncio.gather(*(one.close(WSCloseCode.OK, reason) for one in self._meant(request)))
        return web.Response(status=204)

    async def _exists(self, request: web.Request) -> web.Response:
        return web.Response(status=200 if self._meant(request) else 404)

    async def _join(self, request: web.Request) -> web.Response:
        meant = self._meant(request)
        for one in meant:
            one.groups.add(request.match_info["join"])
        return web.Response(status=200 if meant or "user" in request.match_info else 404)

    async def _leave(self, request: web.Request) -> web.Response:
        for one in self._meant(request):
            one.groups -= {request.match_info["leave"]} if "leave" in request.match_info else set(one.groups)
        return web.Response(status=204)
