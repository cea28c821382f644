"""What one interview costs: its executions, their time, and the storage operations that they make, at list prices.

An interview of twelve questions is taken to its end by chat, then scored, on the storage emulator. Time is that of this
machine. Tokens are in `GET /api/v1/usage`, counted and priced by the product itself; without a model there are none.
"""

import time
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import SansIOHTTPPolicy

from bench.application import on_storage
from bench.results import PROJECT, Cell, Result, Table
from bench.round_trips import Tenant
from devhost.azurite import Azurite
from shared.core.page import PageQuery
from shared.interviews.models import ScoreInterview
from tests.end_to_end.journey import ANSWERS

PRICES = PROJECT / "bench" / "prices.toml"
MOST_TURNS = 80
OF_A_MESSAGE = {"queue": 2}
"""Operations by the host for each message: it receives and deletes it."""


class Operations(SansIOHTTPPolicy[Any, Any]):
    """Counts requests by the service that they go to."""

    def __init__(self, ports: dict[int, str]) -> None:
        self._ports = ports
        self.counts: Counter[str] = Counter()

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Counts one."""
        self.counts[self._ports[urlsplit(request.http_request.url).port or 0]] += 1


@dataclass(slots=True)
class Part:
    """One part of an interview: executions, their seconds, storage operations by service."""

    name: str
    executions: int = 0
    seconds: float = 0.0
    operations: Counter[str] = field(default_factory=Counter)

    def run(self, operations: Operations, execute: Callable[[], Any]) -> Any:
        """Execute once, and count."""
        before, began = operations.counts.copy(), time.perf_counter()
        result = execute()
        self.seconds += time.perf_counter() - began
        self.executions += 1
        self.operations += operations.counts - before
        return result

    def cost(self, prices: dict[str, Any]) -> float:
        """At list prices, where every execution wakes an instance for itself: the most it can be."""
        billed_s = max(self.seconds, self.executions * prices["least_execution_s"])
        compute = billed_s * prices["instance_gb"] * prices["gb_second"]
        compute += self.executions * prices["million_executions"] / 1e6
        stored = sum(
            number * float(prices[f"ten_thousand_{service}_operations"]) / 1e4
            for service, number in self.operations.items()
        )
        return float(compute) + stored

    def row(self, prices: dict[str, Any]) -> tuple[Cell, ...]:
        """Its figures."""
        storage = [self.operations[service] for service in ("table", "queue", "blob")]
        gb_s = self.seconds * prices["instance_gb"]
        return (self.name, self.executions, round(gb_s, 2), *storage, f"{self.cost(prices):.6f}")


def measure() -> Result:
    """Take one interview to its end, and score it."""
    azurite = Azurite.start(PROJECT, None)
    try:
        ports = azurite.ports
        operations = Operations({ports.blob: "blob", ports.queue: "queue", ports.table: "table"})
        talk, score = _interview(Tenant.found(on_storage(ports.connection_string, "cost", [operations])), operations)
    finally:
        azurite.stop()
    prices = tomllib.loads(PRICES.read_text())
    whole = Part("together", talk.executions + score.executions, talk.seconds + score.seconds)
    whole.operations = talk.operations + score.operations
    currency = prices["currency"]
    headings = ("part", "executions", "GB-s", "table", "queue", "blob", f"{currency} at most")
    note = f"Prices of {prices['recorded']}, {prices['region']}, without free grants; `bench/prices.toml`. "
    note += f"A thousand interviews: {whole.cost(prices) * 1000:.2f} {currency} at most, without a model."
    return Result("cost", [Table(headings, [part.row(prices) for part in (talk, score, whole)], note)])


def _interview(tenant: Tenant, operations: Operations) -> tuple[Part, Part]:
    talk, score = Part("the turns of one interview"), Part("its score, by the queue")
    answers = cycle(ANSWERS)
    for _ in range(MOST_TURNS):
        body = {"interview_id": tenant.interview_id, "message": next(answers)}
        if talk.run(operations, partial(tenant.interviewee.call, "chat", body=body))["finished"]:
            break
        time.sleep(0.65)  # a candidate's requests are limited to a hundred a minute
    tasks = tenant.app.store.tasks(tenant.company_id, "queued", PageQuery()).items
    (body_of,) = [task.body for task in tasks if task.queue == ScoreInterview.queue]
    task = ScoreInterview.model_validate_json(body_of)
    score.run(operations, lambda: tenant.app.scoring.score(task))
    score.operations += Counter(OF_A_MESSAGE)
    return talk, score


if __name__ == "__main__":
    measure().publish()
