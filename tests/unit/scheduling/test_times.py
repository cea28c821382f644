"""Times of clocks and the instants that they are."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.errors import Invalid
from shared.scheduling.times import in_words, instant_of, zone_of

ZONES = ("America/New_York", "Europe/Warsaw", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")
MINUTES = st.integers(0, 20 * 365 * 24 * 60).map(lambda n: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


@given(MINUTES, st.sampled_from(ZONES))
def test_what_a_clock_shows_at_an_instant_is_that_instant(at: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    shown = at.astimezone(zone)
    assert instant_of(shown.replace(tzinfo=None, fold=0), zone, "t", shown.fold) == at
    assert instant_of(shown, zone_of("UTC"), "t") == at


@given(MINUTES.map(lambda at: at.replace(tzinfo=None)), st.sampled_from(ZONES))
def test_a_time_has_one_instant_or_a_rule_says_why_not(local: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    try:
        at = instant_of(local, zone, "t")
    except Invalid as refusal:
        (broken,) = refusal.violations
        if broken.rule == "gap":
            return
        both = [instant_of(local, zone, "t", fold) for fold in (0, 1)]
        assert both[0] < both[1]
        assert all(one.astimezone(zone).replace(tzinfo=None, fold=0) == local for one in both)
    else:
        assert at.astimezone(zone).replace(tzinfo=None) == local


@pytest.mark.parametrize("name", ["Europe", "Europe/Nowhere", "/etc/passwd", "..", "UTC\n", "posixrules/", "é"])
def test_an_unknown_zone_is_named_with_its_field(name: str) -> None:
    with pytest.raises(Invalid, match="time_zone: is not the name"):
        zone_of(name, "time_zone")


def test_people_read_the_day_and_the_zone() -> None:
    assert in_words(datetime(2026, 3, 2, 9, 0, tzinfo=UTC), "Europe/Warsaw") == (
        "Monday 2 March 2026, 10:00 (Europe/Warsaw)"
    )
