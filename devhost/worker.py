"""The process that runs the functions: `python -m devhost.worker`. It may be killed at any moment."""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aiohttp import web

from devhost.admin import AdminCalls
from devhost.blobs import blob_listeners
from devhost.cors import Cors
from devhost.errors import HostError
from devhost.eventgrid import EventGridWebhook
from devhost.functions import TRIGGERS, HostedFunction, load_functions
from devhost.http import HttpFunctions, not_found
from devhost.invoker import Invoker, invocation_id
from devhost.local_pages import LocalPages
from devhost.outputs import OutputWriter
from devhost.queues import queue_listener
from devhost.server import SHUTDOWN_LIMIT_S, build_server
from devhost.settings import HostSettings, read_settings, with_values
from devhost.socket import Hub
from devhost.socket_api import SocketApi
from devhost.static import StaticWebApp
from devhost.storage import Storage
from devhost.timers import TimerListener

log = logging.getLogger("devhost")


class Listener(Protocol):
    """Waits for what triggers functions."""

    async def run(self, stopping: asyncio.Event) -> None:
        """Call functions until told to stop."""
        ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the functions until SIGTERM or Ctrl-C. The exit code is 2 when the host cannot start."""
    options = option_parser("Runs the functions against a storage that is there already.").parse_args(arguments)
    try:
        settings = read_settings(options.root, data=options.data, port=options.port)
        with_values(settings.values)
        set_up_logging()
        functions = load_functions(settings.root)
        if options.supervised:
            threading.Thread(target=_follow_supervisor, daemon=True).start()
        finished = asyncio.run(serve(settings, functions))
    except HostError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    if not finished:
        logging.shutdown()
        os._exit(0)  # a handler outlived its time: its thread would keep the process alive
    return 0


def option_parser(description: str) -> argparse.ArgumentParser:
    """What the command lines of the worker and its supervisor have in common."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, help="where to answer (default: PORT, LocalHttpPort, then 7071)")
    parser.add_argument("--root", type=_folder, default=Path.cwd(), help="folder of function_app.py (default: here)")
    parser.add_argument("--data", type=_folder, help="folder for the host's own data (default: .local in the root)")
    parser.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
    return parser


def _folder(text: str) -> Path:
    return Path(text).resolve()


def _follow_supervisor() -> None:
    """Stop when the supervisor does: it holds the other end of standard input."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


class InvocationFilter(logging.Filter):
    """Puts the identifier of the running call into log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, with its call."""
        identifier = invocation_id.get()
        record.call = f" [{identifier[:8]}]" if identifier and record.name != "devhost" else ""
        return True


def set_up_logging() -> None:
    """Write the log to standard error, a line an event; the storage clients speak up for warnings alone."""
    handler = logging.StreamHandler()
    handler.addFilter(InvocationFilter())
    handler.setFormatter(logging.Formatter("%(asctime)s.%(msecs)03d %(levelname)-7s %(message)s%(call)s", "%H:%M:%S"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in ("azure", "aiohttp.access", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)


async def serve(settings: HostSettings, functions: list[HostedFunction]) -> bool:
    """Run until a signal says stop. Whether every call that ran came to its end in time.

    Raises:
        HostError: the port is in use.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            loop.add_signal_handler(number, stopping.set)
    async with Storage(settings.storage) as storage:
        await storage.let_browsers_upload([settings.url, settings.url.replace("127.0.0.1", "localhost")])
        parts = _assemble(settings, functions, storage)
        runner = web.AppRunner(parts.server, access_log=None, shutdown_timeout=SHUTDOWN_LIMIT_S)
        await runner.setup()
        await _listen(runner, settings.port)
        tasks = [asyncio.create_task(_run(listener, stopping)) for listener in parts.listeners]
        log.info("%d functions at %s", len(functions), settings.url)
        await stopping.wait()
        await runner.cleanup()
        finished = await _wait(tasks)
        parts.invoker.close()
        return finished and parts.invoker.running == 0


async def _run(listener: Listener, stopping: asyncio.Event) -> None:
    """Run the listener; a fault in it ends the process, which the supervisor then starts again."""
    try:
        await listener.run(stopping)
    except Exception:
        log.exception("a listener of the host stopped")
        stopping.set()
        raise


@dataclass(frozen=True, slots=True)
class Parts:
    """What runs in the worker."""

    invoker: Invoker
    server: web.Application
    listeners: Sequence[Listener]


def _assemble(settings: HostSettings, functions: list[HostedFunction], storage: Storage) -> Parts:
    """Connect every function with what triggers it."""
    options, values = settings.queues, settings.values
    outputs = OutputWriter(storage, values, base64_messages=options.base64)
    invoker = Invoker(settings.root, settings.threads, outputs)
    # The live socket's address is not the pages' own where somebody opens them as `localhost`.
    reached = (storage.blob_origin, settings.url.replace("http", "ws", 1))
    web_app = StaticWebApp.read(settings.root / "web", reaching=reached)
    http = HttpFunctions(functions, invoker, settings.route_prefix, web_app.answer if web_app else not_found)
    hub = Hub(http, settings.url, settings.realtime_key)
    of_kind = {kind: [one for one in functions if one.trigger["type"] == kind] for kind in TRIGGERS}
    timers = [TimerListener(one, invoker, storage, settings) for one in of_kind["timerTrigger"]]
    queues = [queue_listener(one, invoker, storage, options, values) for one in of_kind["queueTrigger"]]
    blobs = blob_listeners(functions, invoker, outputs, storage, options, values)
    own = [
        *LocalPages(storage, functions).routes(),
        *AdminCalls(functions, timers, outputs, settings).routes(),
        *EventGridWebhook(functions, invoker).routes(),
        *hub.routes(),
        *SocketApi(hub).routes(),
    ]
    server = build_server(http, Cors(settings.cors_origins, settings.cors_credentials), own)
    server.on_shutdown.append(hub.close)
    server.on_cleanup.append(hub.finish)
    return Parts(invoker, server, [*timers, *queues, *blobs])


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    except OSError as error:
        await runner.cleanup()
        raise HostError(port_in_use(port)) from error


def port_in_use(port: int) -> str:
    """What to say when something else listens on the port."""
    return f"Port {port} is in use: stop the program that uses it, or choose another with --port."


async def _wait(tasks: Sequence[asyncio.Future[None]]) -> bool:
    """Whether the tasks ended in time; those that did not are cancelled."""
    if not tasks:
        return True
    done, late = await asyncio.wait(tasks, timeout=SHUTDOWN_LIMIT_S)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    for task in done:
        task.result()
    return not late


if __name__ == "__main__":
    sys.exit(main())
