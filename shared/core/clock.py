"""Time is a parameter: services are given a `Clock`, tests a clock they can turn."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Tells the time: an aware datetime in UTC."""


def utc_now() -> datetime:
    """The real time, in UTC."""
    return datetime.now(UTC)
