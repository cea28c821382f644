"""Pages that exist on one machine only: the mail that was sent, the functions, the queues."""

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from azure.core.exceptions import ResourceNotFoundError

from devhost.functions import HostedFunction
from devhost.local_html import render_page
from devhost.storage import Storage

log = logging.getLogger("devhost")

MAIL_CONTAINER = "local-mail"
FIELDS = ("to", "subject", "text", "html", "links", "attachments", "sent_at")
READ_AT_ONCE = 16
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

Mail = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QueueLength:
    """A queue and about how many messages it holds."""

    name: str
    messages: int


class LocalPages:
    """Serves `/_local/` and `/_local/mail`, to this machine alone."""

    def __init__(self, storage: Storage, functions: Iterable[HostedFunction]) -> None:
        self._storage = storage
        self._functions = list(functions)
        self._mails: dict[tuple[str, str], Mail] = {}

    def routes(self) -> list[web.RouteDef]:
        """Where the pages are."""
        return [
            web.get("/_local", self._redirect),
            web.get("/_local/", self._page),
            web.get("/_local/mail", self._mail),
        ]

    async def _redirect(self, _request: web.Request) -> web.Response:
        raise web.HTTPFound("/_local/")

    async def _mail(self, request: web.Request) -> web.Response:
        _refuse_strangers(request)
        wanted = request.query.get("to", "").strip().casefold()
        mails = [mail for mail in await self.mails() if not wanted or mail["to"].casefold() == wanted]
        return web.json_response({"messages": mails}, headers={"Cache-Control": "no-store"})

    async def _page(self, request: web.Request) -> web.Response:
        _refuse_strangers(request)
        wanted = request.query.get("to", "").strip()
        mails = [mail for mail in await self.mails() if wanted.casefold() in mail["to"].casefold()]
        page = render_page(mails, wanted, self._functions, await self.queues())
        headers = {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
            "Cache-Control": "no-store",
        }
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def mails(self) -> list[Mail]:
        """Every mail in the outbox, newest first."""
        container = self._storage.blobs.get_container_client(MAIL_CONTAINER)
        try:
            names = [(str(blob.name), str(blob.etag)) async for blob in container.list_blobs()]
        except ResourceNotFoundError:
            return []
        gate = asyncio.Semaphore(READ_AT_ONCE)

        async def read(name: str, etag: str) -> None:
            async with gate:
                content = await (await container.download_blob(name)).readall()
                mail = json.loads(content)
                self._mails[name, etag] = {key: mail.get(key, []) for key in FIELDS}

        await asyncio.gather(*(read(*one) for one in names if one not in self._mails))
        return sorted((self._mails[one] for one in names), key=lambda mail: str(mail["sent_at"]), reverse=True)

    async def queues(self) -> list[QueueLength]:
        """Every queue, by name."""
        lengths = []
        async for queue in self._storage.queues.list_queues():
            properties = await self._storage.queue(str(queue.name)).get_queue_properties()
            lengths.append(QueueLength(str(queue.name), int(properties.approximate_message_count or 0)))
        return sorted(lengths, key=lambda queue: queue.name)


def _refuse_strangers(request: web.Request) -> None:
    """Mail holds sign-in links: a web page that points its own name at this machine must not read it."""
    if request.host.rpartition(":")[0] not in LOOPBACK and request.host not in LOOPBACK:
        raise web.HTTPForbidden(text="The local pages answer on 127.0.0.1 and localhost alone.")
