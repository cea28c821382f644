"""What every queue sender promises: the twin in memory and the real service's emulator."""

import base64
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from azure.storage.queue import QueueClient

from shared.adapters.azure_queue import AzureQueueSender
from shared.adapters.azure_storage import API_VERSION
from shared.adapters.memory_queue import MemoryQueue
from shared.core.errors import Unavailable
from shared.ports.queue import MAX_BODY_BYTES, QueueSender
from tests.azurite import StorageEmulator
from tests.contract.local_service import local_service
from tests.contract.trouble import LostAnswer, Unreachable, nobody_listens, storage_at

HOUR = timedelta(hours=1)


@pytest.fixture
def account(azurite: StorageEmulator) -> str:
    return azurite.new_account()


@contextmanager
def queue_of(account: str, name: str = "score") -> Iterator[QueueClient]:
    with QueueClient.from_connection_string(account, name, api_version=API_VERSION) as client:
        yield client


def texts_in(account: str, name: str) -> list[str]:
    with queue_of(account, name) as client:
        return [base64.b64decode(message.content).decode() for message in client.receive_messages()]


class Line(NamedTuple):
    """A sender, and what the reader of a queue gets now."""

    sender: QueueSender
    received: Callable[[str], list[str]]


@pytest.fixture(params=["memory", pytest.param("azurite", marks=pytest.mark.azurite)])
def line(request: pytest.FixtureRequest) -> Line:
    if request.param == "memory":
        memory = MemoryQueue()
        return Line(memory, lambda name: [body for queue, body, delay in memory.sent if queue == name and not delay])
    account = request.getfixturevalue("account")
    return Line(AzureQueueSender(account), lambda name: texts_in(account, name))


BODIES = [
    "{}",
    '{"id": "0190"}',
    "Zoë 北京 🙂 <&>",
    " \n\t",
    "\x00\x01",
    "a" * MAX_BODY_BYTES,
    "é" * (MAX_BODY_BYTES // 2),
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{len(body)} of {body[:5]!r}")
def test_text_arrives_as_it_went(line: Line, body: str) -> None:
    line.sender.send("score", body)
    assert line.received("score") == [body]


def test_each_message_goes_to_its_own_queue(line: Line) -> None:
    for name in ("score", "mail", "score"):
        line.sender.send(name, f"for {name}")
    assert line.received("score") == ["for score"] * 2
    assert line.received("mail") == ["for mail"]


def test_a_delayed_message_is_not_there_yet(line: Line) -> None:
    line.sender.send("score", "later", delay=HOUR)
    line.sender.send("score", "now")
    assert line.received("score") == ["now"]


@pytest.mark.parametrize("body", ["", "a" * (MAX_BODY_BYTES + 1), "é" * (MAX_BODY_BYTES // 2) + "a"], ids=len)
def test_a_body_that_does_not_fit_is_refused(line: Line, body: str) -> None:
    line.sender.send("score", "x")
    with pytest.raises(ValueError, match="1 to 49152 bytes"):
        line.sender.send("score", body)
    assert line.received("score") == ["x"]


@pytest.mark.parametrize("delay", [timedelta(seconds=-1), timedelta(days=7)])
def test_an_impossible_delay_is_refused(line: Line, delay: timedelta) -> None:
    with pytest.raises(ValueError, match="7 days"):
        line.sender.send("score", "x", delay=delay)


@pytest.mark.azurite
def test_the_delay_is_the_messages_invisibility(account: str) -> None:
    AzureQueueSender(account).send("score", "x", delay=timedelta(days=7) - timedelta(seconds=1))
    AzureQueueSender(account).send("score", "y", delay=timedelta(milliseconds=300))
    with queue_of(account) as client:
        assert client.get_queue_properties().approximate_message_count == 2
        assert not list(client.receive_messages())


@pytest.mark.azurite
def test_messages_are_base64_as_the_host_expects_them(account: str) -> None:
    AzureQueueSender(account).send("score", '{"id": 1}')
    with queue_of(account) as client:
        message = client.receive_message()
    assert message is not None
    assert message.content == "eyJpZCI6IDF9"
    assert message.expires_on is not None
    assert message.expires_on - datetime.now(UTC) > timedelta(days=6)


@pytest.mark.azurite
def test_senders_may_make_the_same_queue_at_once(account: str) -> None:
    senders = [AzureQueueSender(account) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda sender: sender.send("score", "x"), senders))
    assert texts_in(account, "score") == ["x"] * 6


@pytest.mark.azurite
def test_a_short_interruption_loses_nothing(account: str) -> None:
    trouble = Unreachable()
    sender = AzureQueueSender(account, policies=[trouble], retries=1)
    sender.send("score", "1")
    trouble.strikes = 1
    sender.send("score", "2")
    assert texts_in(account, "score") == ["1", "2"]


@pytest.mark.azurite
def test_a_message_whose_answer_got_lost_is_there_at_least_once(account: str) -> None:
    trouble = LostAnswer()
    sender = AzureQueueSender(account, policies=[trouble], retries=1)
    sender.send("score", "1")
    trouble.strikes = 1
    sender.send("score", "2")
    assert set(texts_in(account, "score")) == {"1", "2"}


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_service_that_refuses_is_unavailable(status: int) -> None:
    with local_service(lambda request: status) as address, pytest.raises(Unavailable):
        AzureQueueSender(storage_at(address), retries=0).send("score", "x")


def test_a_service_that_nobody_runs_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        AzureQueueSender(storage_at(nobody_listens()), retries=0).send("score", "x")
