"""What happens, told to whoever watches: spans of a trace, numbers, and the ids that every line of the log carries.

There are ids here and no personal data: names, addresses and texts are not for those who watch. Nothing is sent
anywhere until `watch_with` is given a watcher; traces (W3C Trace Context) are continued all the same, so that the log
of one request and of the work that it left behind can be read together.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Protocol

Attributes = Mapping[str, str]

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_ids: ContextVar[Attributes] = ContextVar("ids", default=MappingProxyType({}))
_traceparent: ContextVar[str] = ContextVar("traceparent", default="")


class Watcher(Protocol):
    """Takes what happens to where it is looked at. Never raises, and keeps nobody waiting."""

    def span(self, name: str, parent: str) -> AbstractContextManager["Span"]:
        """A span around what happens inside, a child of the `parent` (a traceparent; empty: a new trace)."""
        ...

    def count(self, name: str, amount: float, attributes: Attributes) -> None:
        """Add to a sum."""
        ...

    def measure(self, name: str, value: float, attributes: Attributes) -> None:
        """Note one value of many."""
        ...


class Span(Protocol):
    """A part of a trace while it runs."""

    @property
    def traceparent(self) -> str:
        """What its children name as their parent."""
        ...

    def note(self, attributes: Attributes) -> None:
        """Say something about it."""
        ...

    def fail(self, reason: str) -> None:
        """Say that it failed, by a stable word."""
        ...


class _Unwatched:
    """Continues traces and tells nobody."""

    @contextmanager
    def span(self, name: str, parent: str) -> Iterator["_UnwatchedSpan"]:
        """See `Watcher.span`."""
        trace = parent[3:35] if parent else secrets.token_hex(16)
        yield _UnwatchedSpan(f"00-{trace}-{secrets.token_hex(8)}-{parent[-2:] or '00'}")

    def count(self, name: str, amount: float, attributes: Attributes) -> None:
        """See `Watcher.count`."""

    def measure(self, name: str, value: float, attributes: Attributes) -> None:
        """See `Watcher.measure`."""


class _UnwatchedSpan:
    def __init__(self, traceparent: str) -> None:
        self.traceparent = traceparent

    def note(self, attributes: Attributes) -> None:
        """See `Span.note`."""

    def fail(self, reason: str) -> None:
        """See `Span.fail`."""


_watcher: Watcher = _Unwatched()
_span: ContextVar[Span | None] = ContextVar("span", default=None)


def watch_with(watcher: Watcher | None) -> None:
    """Tell this watcher from now on, in the whole process; None: nobody."""
    global _watcher
    _watcher = watcher or _Unwatched()


@contextmanager
def span(name: str, *, parent: str = "", **ids: str) -> Iterator[Span]:
    """Inside, what happens belongs to a span of this name, and lines of the log carry these ids.

    `parent` is a traceparent, as it came from outside: one that is malformed starts a new trace. Without one the span
    that runs is the parent. What is raised inside fails the span.
    """
    given = parent if _TRACEPARENT.fullmatch(parent) else ""
    with _watcher.span(name, given or _traceparent.get()) as running:
        tokens = _span.set(running), _traceparent.set(running.traceparent), _ids.set(_ids.get())
        try:
            note(**ids)
            yield running
        except BaseException as error:
            running.fail(type(error).__name__)
            raise
        finally:
            _span.reset(tokens[0])
            _traceparent.reset(tokens[1])
            _ids.reset(tokens[2])


def note(**ids: str) -> None:
    """Let lines of the log, and the span that runs, carry these ids from here to its end. Outside one nothing does."""
    running = _span.get()
    if running is not None:
        known = {name: value for name, value in ids.items() if value}
        _ids.set({**_ids.get(), **known})
        running.note({f"talenti.{name}": value for name, value in known.items()})


def ids() -> Attributes:
    """The ids that were noted, and the trace's."""
    running = _traceparent.get()
    return {**_ids.get(), "trace_id": running[3:35]} if running else _ids.get()


def traceparent() -> str:
    """What names the span that runs as the parent of work that is left for later; empty outside of all spans."""
    return _traceparent.get()


def count(name: str, amount: float = 1, **attributes: str) -> None:
    """Add to a sum, like `talenti.turns`."""
    _watcher.count(name, amount, attributes)


def measure(name: str, value: float, **attributes: str) -> None:
    """Note one value of many, like a queue's age in seconds."""
    _watcher.measure(name, value, attributes)
