"""Rate limits that hold across instances."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.memory_table import MemoryTable
from shared.core.errors import TooMany, Unavailable
from shared.http.rates import Demand, RateClass, RateLimiter, sign_in_demands
from shared.ports.table import Operation, Row, RowPage
from tests.faults import Fault, Faults, FaultyTable
from tests.library import TurnableClock

STANDARD, SIGN_IN = RateClass.STANDARD, RateClass.SIGN_IN
WINDOW = timedelta(minutes=1)


class CountedTable(MemoryTable):
    """A table that counts the calls made to it."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def get(self, partition: str, key: str) -> Row | None:
        self.calls += 1
        return super().get(partition, key)

    def range(self, partition: str, low: str, high: str, *, limit: int) -> RowPage:
        self.calls += 1
        return super().range(partition, low, high, limit=limit)

    def commit(self, partition: str, operations: Sequence[Operation]) -> None:
        self.calls += 1
        super().commit(partition, operations)


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock()


@pytest.fixture
def table() -> CountedTable:
    return CountedTable()


def limiter(table: MemoryTable, clock: TurnableClock, limit: int, sign_in: int = 10) -> RateLimiter:
    limits = dict.fromkeys(RateClass, limit) | {SIGN_IN: sign_in}
    return RateLimiter(table, clock, limits, sleep=lambda _: None)


def granted(limiter: RateLimiter, *demands: Demand, times: int = 1) -> int:
    """How many of so many requests are let through."""
    count = 0
    for _ in range(times):
        try:
            limiter.take(*demands)
        except TooMany:
            continue
        count += 1
    return count


@given(limit=st.integers(1, 250), turns=st.lists(st.integers(0, 2), max_size=300))
def test_instances_together_never_give_more_than_the_limit_and_waste_little(limit: int, turns: list[int]) -> None:
    table, clock = MemoryTable(), TurnableClock()
    instances = [limiter(table, clock, limit) for _ in range(3)]
    got = sum(granted(instances[turn], (STANDARD, "ada")) for turn in turns)
    assert got <= min(limit, len(turns))
    held_back = 2 * 10 + limit % max(1, min(limit // 10, 10))
    assert got >= min(len(turns), limit - (held_back if limit >= 50 else 0))


@pytest.mark.parametrize("limit", [1, 5, 10, 49, 50, 59, 100, 1000, 99_999])
def test_one_instance_gives_the_whole_limit_and_no_more(limit: int, table: CountedTable, clock: TurnableClock) -> None:
    got = granted(limiter(table, clock, limit), (STANDARD, "ada"), times=limit + 50)
    assert limit * 0.9 <= got <= limit


def test_instances_in_threads_never_give_more_than_the_limit(table: CountedTable, clock: TurnableClock) -> None:
    instances = [limiter(table, clock, 100) for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        got = sum(threads.map(lambda n: granted(instances[n % 4], (STANDARD, "ada"), times=25), range(16)))
    assert got == 100


def test_storage_is_asked_once_for_ten_requests(table: CountedTable, clock: TurnableClock) -> None:
    one = limiter(table, clock, 100)
    granted(one, (STANDARD, "ada"), times=100)
    assert table.calls == 10
    granted(one, (STANDARD, "ada"), times=100)
    assert table.calls <= 110


def test_what_is_left_is_told_for_everybody(table: CountedTable, clock: TurnableClock) -> None:
    one, other = limiter(table, clock, 100), limiter(table, clock, 100)
    assert [one.take((STANDARD, "ada")).remaining for _ in range(3)] == [99, 98, 97]
    assert other.take((STANDARD, "ada")).remaining == 89
    allowance = one.take((STANDARD, "ada"))
    assert allowance.headers() == {
        "X-RateLimit-Limit": "100",
        "X-RateLimit-Remaining": "96",
        "X-RateLimit-Reset": str(int(clock().timestamp()) + 60),
    }


def test_a_new_window_begins_at_the_full_minute(table: CountedTable, clock: TurnableClock) -> None:
    clock.turn(timedelta(seconds=20))
    one = limiter(table, clock, 3)
    assert granted(one, (STANDARD, "ada"), times=4) == 3
    with pytest.raises(TooMany) as refused:
        one.take((STANDARD, "ada"))
    assert refused.value.retry_after_s == 40
    clock.turn(timedelta(seconds=39))
    assert granted(one, (STANDARD, "ada")) == 0
    clock.turn(timedelta(seconds=1))
    assert granted(one, (STANDARD, "ada"), times=4) == 3


def test_subjects_and_classes_have_limits_of_their_own(table: CountedTable, clock: TurnableClock) -> None:
    one = limiter(table, clock, 2)
    demands = [(STANDARD, "ada"), (STANDARD, "bo"), (RateClass.BULK, "ada")]
    assert [granted(one, demand, times=5) for demand in demands] == [2, 2, 2]
    assert granted(one, (STANDARD, "ADA")) == 0, "addresses count in any case"


def test_of_several_demands_all_are_spent_or_none(table: CountedTable, clock: TurnableClock) -> None:
    one = limiter(table, clock, 3, sign_in=1)
    pair = sign_in_demands("192.0.2.1", "ada@x.example")
    assert granted(one, *pair, times=4) == 1
    assert granted(one, (STANDARD, "address|192.0.2.1"), times=4) == 2, "a refused sign-in spent nothing"


def test_a_lease_whose_answer_was_lost_is_not_lost_twice(clock: TurnableClock) -> None:
    faults = Faults([Fault.LOST_ANSWER])
    one = RateLimiter(FaultyTable(MemoryTable(), faults), clock, dict.fromkeys(RateClass, 1), sleep=lambda _: None)
    assert granted(one, (STANDARD, "ada"), times=2) == 1


def test_storage_that_does_not_answer_is_said_to_be_unavailable(clock: TurnableClock) -> None:
    faults = Faults([Fault.LOST_REQUEST] * 10)
    one = RateLimiter(FaultyTable(MemoryTable(), faults), clock, dict.fromkeys(RateClass, 1), sleep=lambda _: None)
    with pytest.raises(Unavailable):
        one.take((STANDARD, "ada"))


def test_who_somebody_is_cannot_be_read_from_the_leases(table: CountedTable, clock: TurnableClock) -> None:
    limiter(table, clock, 1).take((STANDARD, "ada@x.example"))
    assert "ada" not in str(table.rows())


def test_leases_of_past_windows_are_dropped_even_by_two_at_once(table: CountedTable, clock: TurnableClock) -> None:
    one, other = limiter(table, clock, 1), limiter(table, clock, 1)
    for number in range(250):
        one.take((STANDARD, f"user {number}"))
    clock.turn(2 * WINDOW)
    one.take((STANDARD, "ada"))
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda limiter: limiter.purge(), (one, other)))
    assert len({row.partition for row in table.rows()}) == 1
    assert granted(other, (STANDARD, "ada")) == 0, "this window's leases stay"
