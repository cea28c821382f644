"""Live, ready, and how each part is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from shared.adapters.azure_openai.model import Model
from shared.app import App
from shared.bootstrap import ChosenAdapters
from shared.core.clock import utc_now
from shared.core.errors import Unavailable
from shared.core.prices import Price
from shared.health import service
from shared.health.service import HealthService, State
from shared.ports.table import Row
from tests.app import Product
from tests.contract.local_service import Request, local_service
from tests.contract.trouble import nobody_listens
from tests.library import TurnableClock

PRIVATE = "talenti-secret-account.table.core.windows.net"


def parts(answer: Any) -> dict[str, dict[str, Any]]:
    """The parts of an answer by their names."""
    return {part["name"]: part for part in answer.json()["parts"]}


def test_the_process_is_alive_whatever_its_parts_do() -> None:
    product = Product()

    def hangs(*_: object, **__: object) -> None:
        raise AssertionError("nobody is asked")

    product.table.get = hangs  # type: ignore[method-assign]  # a part that must not be asked
    answer = product.client().get("/api/v1/health/live")
    assert (answer.status_code, answer.json()["status"]) == (200, "alive")


def test_a_product_whose_parts_answer_is_ready() -> None:
    answer = Product().client().get("/api/v1/health/ready")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    found = parts(answer)
    assert list(found) == ["table", "files", "queue", "mailer", "realtime", "model", "speech", "calls"]
    for name in ("table", "files", "queue"):
        assert found[name]["required"]
        assert found[name]["state"] == "healthy"
        assert found[name]["latency_ms"] >= 0
    assert found["model"] == {"name": "model", "state": "off", "required": False, "latency_ms": None, "reason": None}


def test_a_product_without_its_queue_is_not_ready_and_says_so_without_names_of_hosts() -> None:
    product = Product()

    def ping() -> None:
        raise Unavailable(f"{PRIVATE} does not answer")

    product.queue.ping = ping  # type: ignore[method-assign]  # a queue that is down
    answer = product.client().get("/api/v1/health/ready")
    assert answer.status_code == 503
    assert answer.json()["detail"] == "Not ready: queue."
    assert parts(answer)["queue"]["reason"] == "unavailable"
    assert parts(answer)["table"]["state"] == "healthy"
    assert PRIVATE not in answer.text


def test_old_clients_are_told_in_a_word_each_and_as_a_whole() -> None:
    product = Product()
    answer = product.client().get("/api/v1/health")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (200, "healthy")
    assert (told["database"], told["queue"], told["redis"]) == ("healthy", "healthy", "healthy")
    assert parts(answer)["table"]["latency_ms"] >= 0


def test_without_its_table_the_whole_is_a_503_that_old_clients_can_read() -> None:
    product = Product()

    def get(partition: str, key: str) -> Row | None:
        raise Unavailable(f"{PRIVATE} does not answer")

    product.table.get = get  # type: ignore[method-assign]  # a table that is down
    answer = product.client().get("/api/v1/health")
    told = answer.json()
    assert (answer.status_code, told["status"], told["database"]) == (503, "error", "unhealthy")
    assert (told["queue"], told["code"], told["detail"]) == ("healthy", "not_ready", "Not ready: table.")
    assert PRIVATE not in answer.text


def test_a_dead_storage_is_told_by_the_real_adapters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PATIENCE_S", 1.0)  # what an attempt at a dead address with its repetitions may take
    dead = nobody_listens()
    services = "".join(f"{name}Endpoint={dead}/account1;" for name in ("Blob", "Queue", "Table"))
    settings = Product().settings.model_copy(
        update={"storage": SecretStr(f"AccountName=account1;AccountKey=a2V5;{services}")}
    )
    readiness = App(settings, ChosenAdapters(settings, utc_now), utc_now).health.readiness()
    assert not readiness.ready
    required = {part.name: (part.state, part.reason) for part in readiness.parts if part.required}
    assert required.keys() == {"table", "files", "queue"}
    assert all(state is State.UNHEALTHY for state, _ in required.values()), required
    assert all(reason in ("unavailable", "timeout") for _, reason in required.values()), required


def test_while_one_asks_the_others_are_told_what_was_found_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PATIENCE_S", 30)
    clock, hanging, asked, release = TurnableClock(), threading.Event(), threading.Event(), threading.Event()

    def answers_at_first() -> None:
        asked.set()
        if hanging.is_set():
            release.wait(30)

    health = HealthService({"table": answers_at_first}, {}, clock)
    before = health.readiness()
    clock.turn(timedelta(minutes=1))
    hanging.set()
    asked.clear()
    one = threading.Thread(target=health.readiness)
    one.start()
    assert asked.wait(30)
    assert [health.readiness() for _ in range(50)] == [before] * 50
    release.set()
    one.join()


def fine() -> None:
    """A part that answers."""


def broken() -> None:
    """A part that fails in a way nobody thought of."""
    raise RuntimeError(PRIVATE)


def test_a_part_that_is_not_required_leaves_the_product_ready() -> None:
    found = HealthService({"table": fine}, {"model": broken, "mailer": State.UNCHECKED}, TurnableClock()).readiness()
    assert found.ready
    assert [(part.state, part.reason) for part in found.parts] == [
        (State.HEALTHY, None),
        (State.UNHEALTHY, "error"),
        (State.UNCHECKED, None),
    ]


def test_a_part_that_hangs_is_unhealthy_and_holds_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PATIENCE_S", 0.01)
    clock, release, asked = TurnableClock(), threading.Event(), list[int]()

    def hangs() -> None:
        asked.append(1)
        release.wait(30)

    health = HealthService({"table": hangs}, {}, clock)
    for _ in range(3):
        found = health.readiness()
        assert (found.ready, found.parts[0].reason) == (False, "timeout")
        clock.turn(timedelta(minutes=1))
    release.set()
    assert len(asked) == 1


def test_who_asks_often_costs_one_question_in_five_seconds() -> None:
    clock, asked = TurnableClock(), list[int]()
    health = HealthService({"table": lambda: asked.append(1)}, {}, clock)
    for _ in range(10):
        health.readiness()
    assert len(asked) == 1
    clock.turn(timedelta(seconds=5))
    health.readiness()
    assert len(asked) == 2


@contextmanager
def model_at(address: str) -> Iterator[Model]:
    """A model that is said to be at this address, whose connections are closed in the end."""
    price = Price(input=1, output=1)
    model = Model(endpoint=address, api_version="2024-10-21", deployment="d", price=price, timeout_s=5, key="k")
    yield model
    model._client.close()


def test_a_model_is_asked_without_paying_for_it() -> None:
    asked: list[str] = []

    def answer(request: Request) -> tuple[int, bytes]:
        asked.append(f"{request.method} {request.url.partition('?')[0].rpartition('/openai')[2]}")
        return 200, b'{"object": "list", "data": []}'

    with local_service(answer) as address, model_at(address) as model:
        model.ping()
    assert asked == ["GET /models"]


@pytest.mark.parametrize(("status", "reason"), [(401, "rejected"), (429, "rate_limited"), (500, "unavailable")])
def test_a_model_that_refuses_does_not_answer(status: int, reason: str) -> None:
    with (
        local_service(lambda _: status) as address,
        model_at(address) as model,
        pytest.raises(Unavailable) as refused,
    ):
        model.ping()
    assert refused.value.code == reason


def test_a_model_that_nobody_runs_does_not_answer() -> None:
    with model_at(nobody_listens()) as model, pytest.raises(Unavailable):
        model.ping()
