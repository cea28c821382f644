"""Schedules of timer triggers: NCRONTAB expressions and fixed intervals. All times are UTC."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from devhost.errors import HostError
from devhost.settings import parse_duration

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_YEARS_AHEAD = 30


class Schedule(Protocol):
    """Says when a timer fires."""

    def next_after(self, moment: datetime) -> datetime | None:
        """The first time after the moment at which the timer fires, or None if it never does."""
        ...


@dataclass(frozen=True, slots=True)
class Interval:
    """Fires every so often."""

    length: timedelta

    def next_after(self, moment: datetime) -> datetime | None:
        """The moment and one interval."""
        return moment + self.length


@dataclass(frozen=True, slots=True)
class Crontab:
    """Fires when every field agrees; unlike in cron, day of month and day of week must both do."""

    seconds: frozenset[int]
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """0 is Sunday."""

    def next_after(self, moment: datetime) -> datetime | None:
        """The first second after the moment that every field agrees with."""
        at = moment.replace(microsecond=0) + timedelta(seconds=1)
        last_year = moment.year + _YEARS_AHEAD
        while at.year <= last_year:
            skipped = self._skip(at)
            if skipped is None:
                return at
            at = skipped
        return None

    def _skip(self, at: datetime) -> datetime | None:
        """The next time worth looking at, or None if this one fits."""
        midnight = at.replace(hour=0, minute=0, second=0)
        if at.month not in self.months:
            return (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)
        if at.day not in self.days or at.isoweekday() % 7 not in self.weekdays:
            return midnight + timedelta(days=1)
        if at.hour not in self.hours:
            return at.replace(minute=0, second=0) + timedelta(hours=1)
        if at.minute not in self.minutes:
            return at.replace(second=0) + timedelta(minutes=1)
        if at.second not in self.seconds:
            return at + timedelta(seconds=1)
        return None


def parse_schedule(text: str) -> Schedule:
    """An NCRONTAB expression of six fields (or five: at second 0), or an interval `hh:mm:ss`.

    Raises:
        HostError: it is neither.
    """
    fields = text.split()
    if len(fields) == 1:
        length = parse_duration(fields[0])
        if length <= timedelta(0):
            raise HostError(f"The schedule '{text}' must be longer than nothing.")
        return Interval(length)
    if len(fields) == 5:
        fields = ["0", *fields]
    if len(fields) != 6:
        raise HostError(f"The schedule '{text}' must have six fields.")
    try:
        return Crontab(
            seconds=_field(fields[0], 0, 59),
            minutes=_field(fields[1], 0, 59),
            hours=_field(fields[2], 0, 23),
            days=_field(fields[3], 1, 31),
            months=_field(fields[4], 1, 12, _MONTHS),
            weekdays=_field(fields[5], 0, 6, _DAYS),
        )
    except ValueError as error:
        raise HostError(f"The schedule '{text}' is malformed: {error}.") from None


def _field(text: str, low: int, high: int, names: Sequence[str] = ()) -> frozenset[int]:
    return frozenset(value for part in text.split(",") for value in _part(part, low, high, names))


def _part(text: str, low: int, high: int, names: Sequence[str]) -> range:
    found = re.fullmatch(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/([0-9]+))?", text)
    if not found:
        raise ValueError(f"'{text}' is no value, range or step")
    star, first, last, step = found.groups()
    start = low if star else _value(first, low, names)
    end = high if star or (step and not last) else _value(last or first, low, names)
    every = int(step or 1)
    if not low <= start <= end <= high or every < 1:
        raise ValueError(f"'{text}' is not within {low} to {high}")
    return range(start, end + 1, every)


def _value(text: str, low: int, names: Sequence[str]) -> int:
    name = text.lower()[:3]
    if not text.isdecimal() and name in names:
        return names.index(name) + low
    return int(text)
