"""Event Grid triggers: the webhook `POST /runtime/webhooks/eventgrid?functionName=NAME`, as in the cloud."""

import json
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from devhost.conversion import json_datum, to_argument
from devhost.functions import HostedFunction
from devhost.invoker import Invoker

PATH = "/runtime/webhooks/eventgrid"


class EventGridWebhook:
    """Takes events of both schemas (Event Grid's and CloudEvents) and calls the function once for each."""

    def __init__(self, functions: Iterable[HostedFunction], invoker: Invoker) -> None:
        self._functions = {one.name.lower(): one for one in functions if one.trigger["type"] == "eventGridTrigger"}
        self._invoker = invoker

    def routes(self) -> list[web.RouteDef]:
        """Where the webhook answers."""
        return [web.options(PATH, self.allow), web.post(PATH, self.receive)]

    async def allow(self, request: web.Request) -> web.Response:
        """The handshake of CloudEvents (HTTP 1.1 Web Hooks, section 4.1)."""
        if self._find(request) is None:
            return web.Response(status=404)
        origin = request.headers.get("WebHook-Request-Origin", "*")
        return web.Response(headers={"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "*"})

    async def receive(self, request: web.Request) -> web.Response:
        """Answer Event Grid's own handshake, or call the function; 500 makes Event Grid send the events again."""
        function = self._find(request)
        if function is None:
            return web.Response(status=404)
        kind = request.headers.get("aeg-event-type", "Notification")
        if kind == "Unsubscribe":
            return web.Response(status=202)
        try:
            events = _events(json.loads(await request.read()))
        except ValueError:
            return web.Response(status=400)
        if kind == "SubscriptionValidation":
            data = events[0].get("data") if events else None
            code = data.get("validationCode") if isinstance(data, dict) else None
            return web.json_response({"validationResponse": code}) if code else web.Response(status=400)
        failed = [event for event in events if not await self._call(function, event)]
        return web.Response(status=500 if failed else 202)

    def _find(self, request: web.Request) -> HostedFunction | None:
        return self._functions.get(request.query.get("functionName", "").lower())

    async def _call(self, function: HostedFunction, event: dict[str, Any]) -> bool:
        try:
            await self._invoker.invoke(function, to_argument("eventGridTrigger", json_datum(event)), event)
        except Exception:  # noqa: BLE001 - the process boundary: logged by the invoker, told by the status
            return False
        return True


def _events(content: object) -> list[dict[str, Any]]:
    events = content if isinstance(content, list) else [content]
    objects = [event for event in events if isinstance(event, dict)]
    if len(objects) < len(events):
        raise ValueError("an event is a JSON object")
    return objects
