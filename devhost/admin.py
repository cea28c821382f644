"""`POST /admin/functions/NAME` with `{"input": TEXT}`: runs a function by hand, as the cloud host's own call does."""

import asyncio
import json
from collections.abc import Iterable

from aiohttp import web

from devhost.functions import HostedFunction
from devhost.outputs import OutputWriter, resolve
from devhost.settings import HostSettings
from devhost.timers import TimerListener


class AdminCalls:
    """Fires timers, and puts messages before functions with a queue trigger."""

    def __init__(
        self,
        functions: Iterable[HostedFunction],
        timers: Iterable[TimerListener],
        outputs: OutputWriter,
        settings: HostSettings,
    ) -> None:
        self._functions = {one.name.lower(): one for one in functions}
        self._timers = {one.function.name: one for one in timers}
        self._outputs = outputs
        self._settings = settings
        self._tasks: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Where the call is answered."""
        return [web.post("/admin/functions/{name}", self._run)]

    async def _run(self, request: web.Request) -> web.Response:
        function = self._functions.get(request.match_info["name"].lower())
        if function is None:
            return web.Response(status=404)
        if request.content_type != "application/json":  # which no web page can send here unasked
            return web.Response(status=415)
        try:
            content = json.loads(await request.read())
            text = str(content.get("input", ""))
        except (ValueError, AttributeError):
            return web.Response(status=400)
        if timer := self._timers.get(function.name):
            task = asyncio.create_task(timer.fire(past_due=False))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif function.trigger["type"] == "queueTrigger":
            queue = resolve(str(function.trigger["queueName"]), self._settings.values)
            await self._outputs.send(queue, text.encode())
        else:
            return web.Response(status=400, text="Only timers and queue triggers can be run by hand here.")
        return web.Response(status=202)
