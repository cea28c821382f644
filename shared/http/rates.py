"""Rate limits that hold across instances.

A window of a limit is divided into leases of a few requests each. An instance takes a lease by inserting its row,
which only one instance can do, and then spends it without asking anybody. So storage is called once per lease.
"""

import hashlib
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

from shared.core.clock import Clock
from shared.core.errors import Stale, TooMany
from shared.core.ids import new_id
from shared.ports.table import Delete, Insert, Table, Taken
from shared.store import transaction
from shared.store.transaction import Sleep

WINDOW_S = 60
_MOST_LEASES = 1000


class RateClass(Enum):
    """How often an operation may be called. The limits are settings."""

    STANDARD = "standard"
    SIGN_IN = "sign_in"
    BULK = "bulk"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left: `limit` requests a window, `remaining` of them, until `reset_at` (Unix seconds)."""

    limit: int
    remaining: int
    reset_at: int

    def headers(self) -> dict[str, str]:
        """The headers that clients read."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset_at),
        }


Demand = tuple[RateClass, str]
"""A class, and the subject whose limit is spent: a user, an address, an account. It is kept as a hash."""


@dataclass(slots=True)
class _Purse:
    """What this instance holds of one subject's limit in one window; `taken` are the leases known to be gone."""

    name: str
    limit: int
    left: int = 0
    taken: set[str] = field(default_factory=set)

    @property
    def lease_size(self) -> int:
        """A tenth of a generous limit, but few: what an instance holds when it dies is lost until the window ends.
        Single requests of a strict limit, which must not be refused early. At most a thousand leases."""
        return max(min(self.limit // 10, 10), self.limit // _MOST_LEASES) if self.limit >= 50 else 1

    @property
    def remaining(self) -> int:
        """What is left for everybody, as far as this instance knows."""
        return max(0, self.limit - len(self.taken) * self.lease_size + self.left)

    def free_lease(self) -> str | None:
        """The key of the next lease that may be free; None if all are gone."""
        keys = (f"{self.name}|{number:04}" for number in range(self.limit // self.lease_size))
        return next((key for key in keys if key not in self.taken), None)


class RateLimiter:
    """Counts requests by subject (a user, an address, an account). Thread-safe."""

    def __init__(self, table: Table, now: Clock, limits: dict[RateClass, int], *, sleep: Sleep = time.sleep) -> None:
        self._table = table
        self._now = now
        self._sleep = sleep
        self._limits = limits
        self._lock = threading.Lock()
        self._window = 0
        self._purses: dict[str, _Purse] = {}

    def take(self, *demands: Demand) -> Allowance:
        """Spend one request of every demand. Gives what is left of the first.

        Raises:
            TooMany: one of them has none left in this window.
        """
        seconds = int(self._now().timestamp())
        window = seconds // WINDOW_S
        reset_at = (window + 1) * WINDOW_S
        with self._lock:
            if window != self._window:
                self._window, self._purses = window, {}
            purses = [self._purse(demand) for demand in demands]
            if not self._fill(window, [purse for purse in purses if purse.left == 0]):
                limit = max(purse.limit for purse in purses)
                raise TooMany(f"More than {limit} requests a minute. Try again later.", max(1, reset_at - seconds))
            for purse in purses:
                purse.left -= 1
            return Allowance(purses[0].limit, purses[0].remaining, reset_at)

    def limit(self, rate: RateClass) -> int:
        """Requests a window."""
        return self._limits[rate]

    def purge(self) -> None:
        """Drop the leases of windows that have passed; meant to run every hour, it looks back two."""
        window = int(self._now().timestamp()) // WINDOW_S
        for past in range(window - 120, window - 1):
            while rows := self._table.range(rate_partition(past), "!", "~", limit=100).rows:
                with suppress(Stale):  # another instance drops the same ones
                    self._table.commit(rate_partition(past), [Delete(row.key) for row in rows])

    def _purse(self, demand: Demand) -> "_Purse":
        rate, subject = demand
        name = f"{rate.value}|{hashlib.sha256(subject.lower().encode()).hexdigest()[:32]}"
        return self._purses.setdefault(name, _Purse(name, self._limits[rate]))

    def _fill(self, window: int, empty: list["_Purse"]) -> bool:
        """Take a lease for each empty purse in one transaction, or none. False: one of them has no lease left."""
        while empty:
            wanted = {purse.free_lease(): purse for purse in empty}
            if None in wanted:
                return False
            try:
                leases = [Insert(key, {}) for key in wanted if key]
                transaction.commit(self._table, rate_partition(window), leases, mark=new_id(), sleep=self._sleep)
            except Taken:
                for purse in empty:
                    page = self._table.range(
                        rate_partition(window), f"{purse.name}|", f"{purse.name}|~", limit=_MOST_LEASES
                    )
                    purse.taken.update(row.key for row in page.rows)
                continue
            for key, purse in wanted.items():
                purse.taken.add(str(key))
                purse.left += purse.lease_size
            return True
        return True


def rate_partition(window: int) -> str:
    """The partition of a window's leases; `window` counts minutes since 1970."""
    return f"rates-{window}"


def sign_in_demands(address: str, account: str | None) -> list[Demand]:
    """What a sign-in spends: strictly of one account from one address; and generously of each alone, so that neither
    many accounts from one address nor one account from many addresses can be guessed at for long."""
    pair = (RateClass.SIGN_IN, f"{address}|{account or ''}")
    alone = [(RateClass.STANDARD, f"address|{address}")]
    return [pair, *alone, *([(RateClass.STANDARD, f"account|{account}")] if account else [])]
