"""A clock for telling what happened in the last weeks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.core.clock import utc_now


class TurnableClock(Protocol):
    """A clock that an application was built with, and that can be set."""

    time: datetime


@dataclass
class StoryClock:
    """Tells the time that it was set to."""

    time: datetime = field(default_factory=utc_now)

    def __call__(self) -> datetime:
        """The time of the story."""
        return self.time
