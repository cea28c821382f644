"""Times of the clock and the instants that they are, by the rules of IANA time zones."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.core.errors import Invalid

_NAME = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+\-]+){0,2}", re.ASCII)


def zone_of(name: str, field: str = "timezone") -> ZoneInfo:
    """The time zone of an IANA name, `Europe/Warsaw`. Raises Invalid, with the field."""
    zone = _zone(name) if _NAME.fullmatch(name) and name != "localtime" else None
    if zone is None:
        raise Invalid.field(field, "time_zone", "is not the name of a time zone. Give one like Europe/Warsaw or UTC.")
    return zone


def instant_of(value: datetime, zone: ZoneInfo, field: str, fold: int | None = None) -> datetime:
    """The instant of a time, in UTC. With an offset it says itself which; without, the clocks of the zone say.

    Args:
        fold: which of the two is meant where clocks show a time twice: 0 the first, 1 the second.

    Raises:
        Invalid: the clocks never show this time (rule `gap`), or show it twice and no `fold` is given (`ambiguous`).
    """
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    instants = [value.replace(tzinfo=zone, fold=number).astimezone(UTC) for number in (0, 1)]
    if instants[0] == instants[1]:
        return instants[0]
    if instants[0].astimezone(zone).replace(tzinfo=None) != value:
        raise Invalid.field(
            field, "gap", f"clocks in {zone.key} are put forward then: there is no {value:%H:%M} on {value:%d %B %Y}."
        )
    if fold is None:
        raise Invalid.field(
            field,
            "ambiguous",
            f"clocks in {zone.key} are put back then: {value:%H:%M} comes twice on {value:%d %B %Y}. "
            "Send fold 0 for the first, 1 for the second, or the time with its offset.",
        )
    return instants[fold]


def in_words(at: datetime, zone_name: str) -> str:
    """An instant as people of a time zone say it: Monday 2 March 2026, 10:00 (Europe/Warsaw)."""
    local = at.astimezone(zone_of(zone_name))
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M} ({zone_name})"


def whole_minutes(span: timedelta) -> int:
    """A span in minutes."""
    return int(span / timedelta(minutes=1))


@lru_cache(maxsize=128)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, ZoneInfoNotFoundError):  # a folder of names, no name at all, or an unknown one
        return None
