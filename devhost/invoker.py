"""Runs functions: sync ones in a thread pool, async ones on the event loop, with one log line for each call."""

import asyncio
import contextvars
import logging
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import azure.functions as func

from devhost.functions import HostedFunction
from devhost.outputs import OutputWriter

log = logging.getLogger("devhost")
invocation_id: contextvars.ContextVar[str] = contextvars.ContextVar("invocation_id", default="")


class OutputValue(func.Out[Any]):
    """What a function sets an output binding to."""

    def __init__(self) -> None:
        self._value: Any = None

    def set(self, val: Any) -> None:
        """Keep the value; the host writes it when the function has ended well."""
        self._value = val

    def get(self) -> Any:
        """The value kept, or None."""
        return self._value


@dataclass(frozen=True, slots=True)
class Trace:
    """The W3C trace context of a call."""

    trace_parent: str
    trace_state: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


class InvocationContext(func.Context):
    """What a function with a parameter `context` is given."""

    _local = threading.local()

    def __init__(self, function: HostedFunction, identifier: str, root: Path) -> None:
        self._function = function
        self._identifier = identifier
        self._root = root

    @property
    def invocation_id(self) -> str:
        """Identifier of this call."""
        return self._identifier

    @property
    def function_name(self) -> str:
        """Name of the function."""
        return self._function.name

    @property
    def function_directory(self) -> str:
        """Folder of the application."""
        return str(self._root)

    @property
    def thread_local_storage(self) -> Any:
        """Storage of this thread, which holds the invocation's identifier."""
        self._local.invocation_id = self._identifier
        return self._local

    @property
    def trace_context(self) -> Any:
        """The W3C trace of the call: one of its own, which the application leaves for that of a request or message."""
        return Trace(f"00-{uuid.UUID(self._identifier).hex}-{uuid.uuid4().hex[:16]}-01")

    @property
    def retry_context(self) -> Any:
        """None: the host retries through queues, without retry policies."""
        return None


def _own_frames(trace: TracebackType | None) -> TracebackType | None:
    """The trace from the application's first line on, without the host's own."""
    whole = trace
    while trace and (trace.tb_frame.f_globals.get("__name__") or "").partition(".")[0] in ("devhost", "concurrent"):
        trace = trace.tb_next
    return trace or whole


class Invoker:
    """Runs functions. Make one for the process; `close` it at the end."""

    def __init__(self, root: Path, threads: int, outputs: OutputWriter) -> None:
        self._root = root
        self._outputs = outputs
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="function")
        self.running = 0

    async def invoke(self, function: HostedFunction, argument: object, data: Mapping[str, Any]) -> Any:
        """Call the function with what its trigger received, write its outputs, and give what it answers over HTTP.

        `data` is what the trigger knows by name, for the placeholders of the outputs. Whatever the function or an
        output raises is logged and raised.
        """
        identifier = str(uuid.uuid4())
        token = invocation_id.set(identifier)
        started = time.perf_counter()
        self.running += 1
        status = "failed"
        try:
            values = await self._call(function, argument, identifier)
            await self._outputs.write(function, values, data)
            answer = next((values[one["name"]] for one in function.outputs if one["type"] == "http"), None)
            status = str(getattr(answer, "status_code", "ok"))
            return answer
        except Exception as error:
            log.error("%s raised", function.name, exc_info=(type(error), error, _own_frames(error.__traceback__)))
            raise
        finally:
            self.running -= 1
            elapsed_ms = (time.perf_counter() - started) * 1000
            log.info("%s %s %.0f ms %s", function.name, status, elapsed_ms, identifier)
            invocation_id.reset(token)

    async def _call(self, function: HostedFunction, argument: object, identifier: str) -> dict[str, Any]:
        """The values of the function's outputs, by the bindings' names."""
        outputs = {str(binding["name"]): OutputValue() for binding in function.outputs if binding["name"] != "$return"}
        arguments: dict[str, object] = {str(function.trigger["name"]): argument, **outputs}
        if function.takes_context:
            arguments["context"] = InvocationContext(function, identifier, self._root)
        if function.is_async:
            result = await function.call(**arguments)
        else:
            context = contextvars.copy_context()
            loop = asyncio.get_running_loop()
            result = await loop.run_in_executor(self._pool, lambda: context.run(function.call, **arguments))
        if result is not None and function.returns is None:
            raise RuntimeError(f"{function.name} returned a value, but has no $return binding")
        return {name: output.get() for name, output in outputs.items()} | {"$return": result}

    def close(self) -> None:
        """Take no more calls; those that run go on."""
        self._pool.shutdown(wait=False, cancel_futures=True)
