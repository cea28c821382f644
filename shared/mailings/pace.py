"""How fast bulk mail goes: one pace for the whole deployment, which has one mail service."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.core.caller import PLATFORM
from shared.core.clock import Clock
from shared.core.errors import Stale, TooMany, Unavailable
from shared.mailings.models import PACE, Pace
from shared.ports.table import Taken
from shared.store.store import Store

_ID = "bulk"
_LONGEST_QUEUE = timedelta(days=5)
"""A message in a queue waits less than seven days."""
_MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class BulkPace:
    """Gives out the times at which bulk mails are sent, `per_minute` of them."""

    store: Store
    now: Clock
    per_minute: int

    @property
    def interval(self) -> timedelta:
        """From one mail to the next."""
        return timedelta(minutes=1) / self.per_minute

    def reserve(self, mails: int) -> datetime:
        """When the first of so many mails may be sent; the others follow, each an interval after the one before.

        Raises:
            TooMany: more mail is waiting than can be sent in five days.
            Unavailable: too many others reserved at the same time.
        """
        for _ in range(_MOST_TRIES):
            stored = self.store.find(PLATFORM, PACE, _ID)
            now = self.now()
            start = max(now, stored.entity.free_at) if stored else now
            if start - now > _LONGEST_QUEUE:
                raise TooMany("More bulk mail is waiting than can be sent in five days.", 3600)
            pace = Pace(id=_ID, free_at=start + mails * self.interval)
            change = self.store.change(PLATFORM)
            if stored:
                change.replace(PACE, stored, pace)
            else:
                change.add(PACE, pace)
            try:
                change.commit()
            except (Stale, Taken):
                continue
            return start
        raise Unavailable("Too many bulk mails at the same time. Please try again.")
