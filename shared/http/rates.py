"""Rate limits that hold across instances.

A window of a limit is divided into leases of a few requests each. An instance takes a lease by inserting its row,
which only one instance can do, and then spends it without asking anybody. So storage is called once per lease.
"""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from shared.core.clock import Clock
from shared.core.errors import TooMany
from shared.ports.table import Delete, Insert, Table, Taken

WINDOW_S = 60


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


@dataclass(slots=True)
class _Purse:
    """What this instance holds of one subject's limit in one window."""

    left: int = 0
    leases_seen: set[int] = field(default_factory=set)


class RateLimiter:
    """Counts requests by subject (a user, an address, an account). Thread-safe."""

    def __init__(self, table: Table, now: Clock, limits: dict[RateClass, int]) -> None:
        self._table = table
        self._now = now
        self._limits = limits
        self._lock = threading.Lock()
        self._window = 0
        self._purses: dict[tuple[RateClass, str], _Purse] = {}

    def take(self, rate: RateClass, subjects: Sequence[str]) -> Allowance:
        """Spend one request of every subject's limit. A subject is kept as a hash: addresses are personal data.

        Raises:
            TooMany: one of the subjects has none left in this window.
        """
        subjects = [hashlib.sha256(subject.lower().encode()).hexdigest()[:32] for subject in subjects]
        seconds = int(self._now().timestamp())
        window = seconds // WINDOW_S
        reset_at = (window + 1) * WINDOW_S
        limit = self._limits[rate]
        size = _lease_size(limit)
        with self._lock:
            if window != self._window:
                self._window, self._purses = window, {}
            purses = {subject: self._purses.setdefault((rate, subject), _Purse()) for subject in subjects}
            short = [subject for subject, purse in purses.items() if purse.left == 0]
            if short and not self._lease(rate, window, {subject: purses[subject] for subject in short}, limit, size):
                raise TooMany(f"More than {limit} requests a minute. Try again later.", max(1, reset_at - seconds))
            for purse in purses.values():
                purse.left -= 1
            remaining = min(limit - len(purse.leases_seen) * size + purse.left for purse in purses.values())
        return Allowance(limit, max(0, remaining), reset_at)

    def limit(self, rate: RateClass) -> int:
        """Requests a window."""
        return self._limits[rate]

    def purge(self) -> None:
        """Drop the leases of windows that have passed; meant to run every hour, it looks back two."""
        window = int(self._now().timestamp()) // WINDOW_S
        for past in range(window - 120, window - 1):
            for rate in RateClass:
                partition = rate_partition(rate, past)
                while rows := self._table.range(partition, "!", "~", limit=100).rows:
                    self._table.commit(partition, [Delete(row.key) for row in rows])

    def _lease(self, rate: RateClass, window: int, purses: dict[str, _Purse], limit: int, size: int) -> bool:
        """Take a lease for each purse in one transaction, or none. False: a subject has no lease left."""
        partition = rate_partition(rate, window)
        while True:
            wanted: dict[str, int] = {}
            for subject, purse in purses.items():
                free = next((n for n in range(limit // size) if n not in purse.leases_seen), None)
                if free is None:
                    return False
                wanted[subject] = free
            rows = [Insert(f"{subject}|{lease:04}", {}) for subject, lease in wanted.items()]
            try:
                self._table.commit(partition, rows)
            except Taken:
                for subject, purse in purses.items():
                    page = self._table.range(partition, f"{subject}|", f"{subject}|~", limit=1000)
                    purse.leases_seen.update(int(row.key.rsplit("|", 1)[1]) for row in page.rows)
                continue
            for subject, lease in wanted.items():
                purses[subject].leases_seen.add(lease)
                purses[subject].left += size
            return True


def rate_partition(rate: RateClass, window: int) -> str:
    """The partition of a window's leases; `window` counts minutes since 1970."""
    return f"rate|{rate.value}|{window}"


def _lease_size(limit: int) -> int:
    """A tenth of a generous limit; single requests of a strict one, which must not be refused early."""
    return limit // 10 if limit >= 50 else 1
