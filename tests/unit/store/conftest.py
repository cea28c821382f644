"""A store on a table in memory, whose faults and time a test decides."""

import pytest

from shared.adapters.memory_queue import MemoryQueue
from shared.adapters.memory_table import MemoryTable
from shared.store.store import Store
from tests.faults import Faults, FaultyQueue, FaultyTable
from tests.library import TurnableClock


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


@pytest.fixture
def queue() -> MemoryQueue:
    return MemoryQueue()


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock()


@pytest.fixture
def faults() -> Faults:
    """What will happen to the next calls of the table."""
    return Faults()


@pytest.fixture
def queue_faults() -> Faults:
    """What will happen to the next calls of the queue."""
    return Faults()


@pytest.fixture
def pauses() -> list[float]:
    """The seconds that the store waited."""
    return []


@pytest.fixture
def store(
    table: MemoryTable,
    queue: MemoryQueue,
    clock: TurnableClock,
    faults: Faults,
    queue_faults: Faults,
    pauses: list[float],
) -> Store:
    return Store(FaultyTable(table, faults), FaultyQueue(queue, queue_faults), clock, sleep=pauses.append)
