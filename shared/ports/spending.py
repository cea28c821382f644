"""What models may cost and did cost while one operation ran.

A port does not say who pays: the service that calls it does, with `metered`. An adapter that pays asks the current
meter before each call. Outside of `metered` nothing may be spent.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from shared.core import telemetry
from shared.core.errors import Conflict
from shared.core.resource import Value
from shared.ports.engine import Engine


class Usage(Value):
    """Calls of models, their tokens, and the cost in micro-units (millionths of the price table's currency)."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int = 0

    @property
    def tokens(self) -> int:
        """Sent and answered."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(**{name: getattr(self, name) + getattr(other, name) for name in Usage.model_fields})


class Meter:
    """Counts what one operation spends on models, and ends it where the budget ends.

    `left_micros` tells what may still be spent; it is asked once, before the first call. With `refuses`, an operation
    over its budget is refused; without, another engine answers. `subject` names the operation in the log, by its id; it
    is empty where nobody pays.
    `answered_by` is set by an adapter whose result has no place to name its engine.
    """

    def __init__(self, subject: str, left_micros: Callable[[], int], *, refuses: bool = False) -> None:
        self.subject = subject
        self.usage = Usage()
        self.answered_by: Engine | None = None
        self._left_micros = left_micros
        self._refuses = refuses
        self._allowed: int | None = None

    def admits_a_call(self) -> bool:
        """Whether one more call may be made. A call that is made is counted whatever it costs.

        Raises:
            Conflict: the budget is used up, and the deployment refuses then (code `over_budget`).
        """
        if self._allowed is None:
            self._allowed = self._left_micros()
        if self.usage.cost_micros < self._allowed:
            return True
        if self._refuses:
            raise Conflict("The budget for language models is used up.", code="over_budget")
        return False

    def add(self, usage: Usage) -> None:
        """Count a call."""
        self.usage += usage
        telemetry.count("talenti.model.calls", usage.calls)
        telemetry.count("talenti.model.tokens", usage.input_tokens, kind="input")
        telemetry.count("talenti.model.tokens", usage.output_tokens, kind="output")
        telemetry.count("talenti.model.cost_micros", usage.cost_micros)


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered(meter: Meter) -> Iterator[Meter]:
    """Inside, what adapters spend is counted by this meter."""
    token = _meter.set(meter)
    try:
        yield meter
    finally:
        _meter.reset(token)


def current_meter() -> Meter:
    """The meter of the operation that runs; outside of `metered`, one that allows nothing."""
    return _meter.get() or Meter("", lambda: 0)
