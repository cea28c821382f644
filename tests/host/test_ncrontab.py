"""Schedules of timers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from devhost.errors import HostError
from devhost.ncrontab import Crontab, parse_schedule


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "after", "due"),
    [
        ("0 */5 * * * *", "2026-03-01T10:02:30", "2026-03-01T10:05:00"),
        ("0 */5 * * * *", "2026-03-01T10:05:00", "2026-03-01T10:10:00"),
        ("*/5 * * * *", "2026-03-01T10:05:00", "2026-03-01T10:10:00"),
        ("30 5/20 * * * *", "2026-03-01T10:45:31", "2026-03-01T11:05:30"),
        ("0 0 9-17/4 * * Mon-Fri", "2026-02-27T17:00:00", "2026-03-02T09:00:00"),
        ("0 30 9 * Jan Mon", "2026-01-31T00:00:00", "2027-01-04T09:30:00"),
        ("0 0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00:00"),
        ("0 0 0 13 * 5", "2026-01-01T00:00:00", "2026-02-13T00:00:00"),
        ("0 0 0 1,15 * *", "2026-01-01T00:00:00", "2026-01-15T00:00:00"),
        ("0 0 0 31 december sunday", "2026-01-01T00:00:00", "2028-12-31T00:00:00"),
        ("00:00:10", "2026-01-01T00:00:00", "2026-01-01T00:00:10"),
        ("1.00:00:00", "2026-01-01T00:00:00", "2026-01-02T00:00:00"),
    ],
)
def test_the_next_time_is_the_documented_one(schedule: str, after: str, due: str) -> None:
    assert parse_schedule(schedule).next_after(at(after)) == at(due)


def test_a_day_that_never_comes_is_none() -> None:
    assert parse_schedule("0 0 0 31 2 *").next_after(at("2026-01-01")) is None


@pytest.mark.parametrize(
    "schedule",
    [
        *("", "* * * *", "60 * * * * *", "* * 24 * * *", "* * * 0 * *", "* * * * 13 *", "* * * * * 7", "*/0 * * * * *"),
        *("5-1 * * * * *", "a * * * * *", "00:00:00", "1:2", "* * * * * * *", "-1 * * * * *", "*-5 * * * * *"),
    ],
)
def test_a_malformed_schedule_is_told_in_a_sentence(schedule: str) -> None:
    with pytest.raises(HostError):
        parse_schedule(schedule)


def field(low: int, high: int) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    span = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    return st.one_of(st.just("*"), number.map(str), span, st.integers(1, high).map(lambda step: f"*/{step}"))


expressions = st.tuples(field(0, 59), field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6)).map(" ".join)
moments = st.integers(0, 20 * 365 * 86_400_000).map(lambda ms: at("2020-01-01") + timedelta(milliseconds=ms))


def fits(crontab: Crontab, moment: datetime) -> bool:
    return (
        moment.second in crontab.seconds
        and moment.minute in crontab.minutes
        and moment.hour in crontab.hours
        and moment.day in crontab.days
        and moment.month in crontab.months
        and moment.isoweekday() % 7 in crontab.weekdays
    )


@given(expressions, moments)
def test_the_next_time_fits_and_nothing_before_it_does(expression: str, moment: datetime) -> None:
    crontab = parse_schedule(expression)
    assert isinstance(crontab, Crontab)
    due = crontab.next_after(moment)
    assume(due is not None)
    assert due is not None
    assert due > moment
    assert fits(crontab, due)
    whole = moment.replace(microsecond=0)
    for seconds in range(1, min(int((due - whole).total_seconds()), 4000)):
        assert not fits(crontab, whole + timedelta(seconds=seconds))
