"""What one interview costs at list prices: executions, their time, storage operations by kind, and tokens of a model.

An interview of twelve questions is taken to its end by chat, then scored, on the storage emulator. Time is that of this
machine. Tokens are those of `bench.tokens`.
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

from bench import tokens
from bench.application import on_storage
from bench.results import PROJECT, Cell, Result, Table
from bench.round_trips import Tenant
from devhost.azurite import Azurite
from shared.core.page import PageQuery
from shared.interviews.models import ScoreInterview
from shared.ports.spending import Usage
from tests.end_to_end.journey import ANSWERS

PRICES = PROJECT / "bench" / "prices.toml"
MOST_TURNS = 80
OF_A_MESSAGE = {"queue": 2}
"""Operations by the host for each message: it receives and deletes it."""
INSTANCE_GB = 2
LEAST_EXECUTION_S = 1.0
"""What an instance that wakes for one execution is billed for."""
KINDS = ("table_read", "table_scan", "table_write", "table_transaction", "queue", "blob_read", "blob_write")


class Operations(SansIOHTTPPolicy[Any, Any]):
    """Counts requests by what the price list calls them."""

    def __init__(self, ports: dict[int, str]) -> None:
        self._ports = ports
        self.counts: Counter[str] = Counter()

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Counts one."""
        address = urlsplit(request.http_request.url)
        self.counts[kind_of(self._ports[address.port or 0], request.http_request.method, address.path)] += 1


def kind_of(service: str, method: str, path: str) -> str:
    """What the price list calls a request."""
    if service == "queue":
        return service
    if service == "blob":
        return "blob_read" if method in ("GET", "HEAD") else "blob_write"
    if path.endswith("/$batch"):
        return "table_transaction"
    if method == "GET":
        return "table_read" if "(PartitionKey=" in path else "table_scan"
    return "table_write"


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
        billed_s = max(self.seconds, self.executions * LEAST_EXECUTION_S)
        compute = billed_s * INSTANCE_GB * prices["gb_second"]["price"]
        compute += self.executions * prices["million_executions"]["price"] / 1e6
        stored = sum(number * prices[kind]["price"] / 1e4 for kind, number in self.operations.items())
        return float(compute + stored)

    def row(self, prices: dict[str, Any]) -> tuple[Cell, ...]:
        """Its figures."""
        gb_s = round(self.seconds * INSTANCE_GB, 2)
        return (self.name, self.executions, gb_s, *(self.operations[kind] for kind in KINDS), _usd(self.cost(prices)))


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
    return Result("cost", [_application([talk, score], prices), _models(prices)])


def _application(parts: list[Part], prices: dict[str, Any]) -> Table:
    whole = Part("together", sum(part.executions for part in parts), sum(part.seconds for part in parts))
    for part in parts:
        whole.operations += part.operations
    headings = ("part", "executions", "GB-s", *(kind.replace("_", " ") for kind in KINDS), "USD at most")
    note = (
        f"A thousand interviews: {whole.cost(prices) * 1000:.2f} USD at most, without a model and without free grants."
    )
    return Table(headings, [part.row(prices) for part in (*parts, whole)], note)


def _models(prices: dict[str, Any]) -> Table:
    """What a model adds, by purpose."""
    used = tokens.count()
    rows = [*used.items(), ("together", sum(used.values(), Usage()))]
    models = prices["models"]
    return Table(
        ("model for", "calls", "tokens read", "tokens written", *(f"USD, {name}" for name in models)),
        [
            (what, one.calls, one.input_tokens, one.output_tokens, *(_usd(tokens.cost(one, models[m])) for m in models))
            for what, one in rows
        ],
    )


def _usd(amount: float) -> str:
    return f"{amount:.6f}"


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
