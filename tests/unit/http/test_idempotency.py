"""`Idempotency-Key`: one effect and one answer."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.memory_table import MemoryTable
from shared.core.caller import Caller, Role
from shared.core.errors import Conflict, Invalid
from shared.core.ids import is_repeated, new_id
from shared.http.idempotency import PREFIX, Answer, Idempotency
from tests.faults import Crash, Fault, Faults, FaultyTable
from tests.library import TurnableClock

LOST_AFTER = timedelta(seconds=30)
ADA = Caller(user_id="ada", company_id="acme", role=Role.HR, email="", name="Ada")


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock()


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


@pytest.fixture
def kept(table: MemoryTable, clock: TurnableClock) -> Idempotency:
    return Idempotency(table, clock, LOST_AFTER, sleep=lambda _: None)


class Work:
    """Something that must happen once. It answers with the identifiers that it made."""

    def __init__(self) -> None:
        self.runs = 0
        self.repeated: list[bool] = []

    def __call__(self) -> Answer:
        self.runs += 1
        self.repeated.append(is_repeated())
        return Answer(201, "application/json", f"{new_id()} {new_id()}".encode())


def test_the_same_key_and_request_has_one_effect_and_one_answer(kept: Idempotency) -> None:
    work = Work()
    first, second = (kept.once(ADA, "k", b"request", work) for _ in range(2))
    assert work.runs == 1
    assert second == replace(first, replayed=True)


def test_another_instance_knows_the_answer_too(table: MemoryTable, clock: TurnableClock, kept: Idempotency) -> None:
    work = Work()
    first = kept.once(ADA, "k", b"request", work)
    assert Idempotency(table, clock, LOST_AFTER).once(ADA, "k", b"request", work).body == first.body
    assert work.runs == 1


@given(st.text(max_size=100_000))
def test_an_answer_of_any_length_comes_back_as_it_was(text: str) -> None:
    kept = Idempotency(MemoryTable(), TurnableClock(), LOST_AFTER)
    body = text.encode("utf-8", "replace")
    for replayed in (False, True):
        answer = kept.once(ADA, "k", b"r", lambda: Answer(200, "application/json", body))
        assert answer == Answer(200, "application/json", body, replayed)


def test_a_key_used_for_another_request_is_refused(kept: Idempotency) -> None:
    work = Work()
    kept.once(ADA, "k", b"request", work)
    with pytest.raises(Invalid) as refused:
        kept.once(ADA, "k", b"another", work)
    assert [(one.field, one.rule) for one in refused.value.violations] == [("Idempotency-Key", "reused")]
    assert work.runs == 1


@pytest.mark.parametrize("other", [{"user_id": "bo"}, {"company_id": "other"}])
def test_somebody_elses_key_is_another_key(kept: Idempotency, other: dict[str, str]) -> None:
    answers = [kept.once(caller, "k", b"request", Work()).body for caller in (ADA, replace(ADA, **other))]  # type: ignore[arg-type]
    assert answers[0] != answers[1]


@pytest.mark.parametrize("key", ["", "é", "a\nb", "\x00", "x" * 256])
def test_what_is_no_key_is_refused(kept: Idempotency, key: str) -> None:
    with pytest.raises(Invalid):
        kept.once(ADA, key, b"request", Work())


@pytest.mark.parametrize("key", [" ", "a/b\\c#d?e", "x" * 255, "|", "!"])
def test_any_printable_text_is_a_key(kept: Idempotency, key: str) -> None:
    work = Work()
    assert [kept.once(ADA, key, b"request", work).replayed for _ in range(2)] == [False, True]


def test_a_request_in_flight_is_said_to_be_so(kept: Idempotency, clock: TurnableClock) -> None:
    def nested() -> Answer:
        clock.turn(LOST_AFTER - timedelta(seconds=1))
        with pytest.raises(Conflict) as refused:
            kept.once(ADA, "k", b"request", Work())
        assert refused.value.code == "in_progress"
        return Answer(200, "text/plain", b"done")

    assert kept.once(ADA, "k", b"request", nested).body == b"done"


def test_of_many_at_once_one_runs_and_the_others_wait_or_get_its_answer(
    table: MemoryTable, clock: TurnableClock
) -> None:
    begun, gate, runs = threading.Event(), threading.Event(), []

    def work() -> Answer:
        runs.append(1)
        begun.set()
        gate.wait(10)
        return Answer(200, "text/plain", b"done")

    def send(run: Callable[[], Answer]) -> str:
        try:
            return Idempotency(table, clock, LOST_AFTER).once(ADA, "k", b"request", run).body.decode()
        except Conflict as conflict:
            return conflict.code

    with ThreadPoolExecutor(5) as threads:
        first = threads.submit(send, work)
        begun.wait(10)
        others = list(threads.map(send, [work] * 4))
        gate.set()
        assert (first.result(), others) == ("done", ["in_progress"] * 4)
    assert (len(runs), send(work)) == (1, "done")


def test_a_refused_request_may_be_sent_again_at_once(kept: Idempotency) -> None:
    def refuse() -> Answer:
        raise Conflict("Not now.")

    with pytest.raises(Conflict, match="Not now"):
        kept.once(ADA, "k", b"request", refuse)
    assert kept.once(ADA, "k", b"request", Work()).status == 201


def test_what_a_dead_process_began_is_taken_over_with_the_same_identifiers(
    kept: Idempotency, clock: TurnableClock
) -> None:
    made: list[Answer] = []

    def die() -> Answer:
        made.append(Work()())
        raise Crash

    with pytest.raises(Crash):
        kept.once(ADA, "k", b"request", die)
    with pytest.raises(Conflict):
        kept.once(ADA, "k", b"request", Work())
    clock.turn(LOST_AFTER)
    work = Work()
    assert kept.once(ADA, "k", b"request", work).body == made[0].body
    assert work.repeated == [True]
    assert kept.once(ADA, "k", b"request", Work()).replayed


def test_of_two_that_take_over_one_runs(kept: Idempotency, clock: TurnableClock) -> None:
    def die() -> Answer:
        raise Crash

    with pytest.raises(Crash):
        kept.once(ADA, "k", b"request", die)
    clock.turn(LOST_AFTER)

    def nested() -> Answer:
        with pytest.raises(Conflict):
            kept.once(ADA, "k", b"request", Work())
        return Answer(200, "text/plain", b"done")

    assert kept.once(ADA, "k", b"request", nested).body == b"done"


def test_identifiers_are_derived_inside_only_and_differ_by_key_and_request(kept: Idempotency) -> None:
    bodies = {kept.once(ADA, key, request, Work()).body for key in "ab" for request in [key.encode()]}
    bodies |= {kept.once(replace(ADA, user_id="bo"), "a", b"a", Work()).body}
    assert len(bodies) == 3
    assert not is_repeated()


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER])
def test_storage_that_fails_for_a_moment_changes_nothing(clock: TurnableClock, fault: Fault) -> None:
    for calls in range(4):
        faults = Faults([*[Fault.NONE] * calls, fault])
        kept = Idempotency(FaultyTable(MemoryTable(), faults), clock, LOST_AFTER, sleep=lambda _: None)
        work = Work()
        assert len({kept.once(ADA, "k", b"request", work).body for _ in range(2)}) == 1
        assert work.runs == 1


def test_answers_are_forgotten_after_a_day_and_not_before(
    table: MemoryTable, clock: TurnableClock, kept: Idempotency
) -> None:
    for number in range(250):
        kept.once(ADA, f"old {number}", b"request", Work())
    clock.turn(timedelta(hours=12))
    kept.once(ADA, "new", b"request", Work())
    clock.turn(timedelta(hours=12, seconds=1))
    assert kept.purge("acme") == 250
    assert sum(row.key.startswith(PREFIX) for row in table.rows()) == 1
    work = Work()
    kept.once(ADA, "old 1", b"another request", work)
    kept.once(ADA, "new", b"request", work)
    assert work.runs == 1
