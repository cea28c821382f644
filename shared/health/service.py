"""Asks the parts that the product depends on whether they answer, all at once and for a bounded time."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from enum import StrEnum

from shared.core.clock import Clock
from shared.core.errors import DomainError
from shared.core.resource import Instant, Value

Probe = Callable[[], None]
"""Asks a part. Raises a DomainError if it does not answer."""

PATIENCE_S = 3.0
"""How long parts may take to answer; one that takes longer counts as unhealthy."""
KEPT_FOR = timedelta(seconds=5)
"""What was found is told again for so long: whoever asks often costs no more than this."""


class State(StrEnum):
    """How a part is. `off`: it is not configured, and something else does its work. `unchecked`: it cannot be asked."""

    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    OFF = "off"
    UNCHECKED = "unchecked"


class Part(Value):
    """One part. `latency_ms` is None where it was not asked; `reason` is a word, where it is unhealthy."""

    name: str
    state: State
    required: bool
    latency_ms: int | None
    reason: str | None


class Readiness(Value):
    """Whether the product can work. Without a part that is not `required` it does its work in a lesser way."""

    ready: bool
    parts: list[Part]
    checked_at: Instant


class HealthService:
    """The parts by name, in their order; a state in place of a probe says why there is none.

    One instance asks once at a time: a part that hangs holds one thread, however often somebody asks.
    """

    def __init__(self, required: Mapping[str, Probe], others: Mapping[str, Probe | State], now: Clock) -> None:
        self._required = required
        self._others = others
        self._now = now
        self._lock = threading.Lock()
        self._found: Readiness | None = None
        self._running: dict[str, Future[int]] = {}
        self._pool = ThreadPoolExecutor(max(1, len(required) + len(others)), thread_name_prefix="health")

    def readiness(self) -> Readiness:
        """How the parts are, or were five seconds ago; or, while somebody is asking them, were the last time."""
        last = self._found
        # Who asks holds a thread of the host for as long as a part hangs. A crowd that asks must not hold them all.
        if not self._lock.acquire(blocking=last is None):
            assert last is not None
            return last
        try:
            now = self._now()
            if self._found is None or not timedelta(0) <= now - self._found.checked_at < KEPT_FOR:
                self._found = self._ask(now)
            return self._found
        finally:
            self._lock.release()

    def _ask(self, now: datetime) -> Readiness:
        probes = {**self._required, **{name: one for name, one in self._others.items() if not isinstance(one, State)}}
        for name, probe in probes.items():
            if name not in self._running or self._running[name].done():
                self._running[name] = self._pool.submit(_timed, probe)
        wait([self._running[name] for name in probes], timeout=PATIENCE_S)
        parts = [self._part(name) for name in [*self._required, *self._others]]
        ready = all(part.state is State.HEALTHY for part in parts if part.required)
        return Readiness(ready=ready, parts=parts, checked_at=now)

    def _part(self, name: str) -> Part:
        required, known = name in self._required, self._others.get(name)
        if isinstance(known, State):
            return Part(name=name, state=known, required=required, latency_ms=None, reason=None)
        asked = self._running[name]
        if not asked.done():
            return Part(name=name, state=State.UNHEALTHY, required=required, latency_ms=None, reason="timeout")
        error = asked.exception()
        if error is None:
            return Part(name=name, state=State.HEALTHY, required=required, latency_ms=asked.result(), reason=None)
        # Whatever it was, its words may name a host or an account: one of ours is told by its code, others as one word.
        reason = error.code if isinstance(error, DomainError) else "error"
        return Part(name=name, state=State.UNHEALTHY, required=required, latency_ms=None, reason=reason)


def _timed(probe: Probe) -> int:
    """Milliseconds until it answered."""
    began = time.perf_counter()
    probe()
    return round((time.perf_counter() - began) * 1000)
