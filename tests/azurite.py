"""One storage emulator for a whole test session, with an account for each test that wants one of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from uuid import uuid4

from devhost.azurite import ACCOUNT, KEY, Azurite

PROJECT = Path(__file__).parents[1]
_ACCOUNTS = 1000


@dataclass(frozen=True, slots=True)
class StorageEmulator:
    """A running emulator. Tests share it and keep apart by names: of tables and containers, or of accounts."""

    connection_string: str
    _used: "count[int]" = field(default_factory=count)

    def new_account(self) -> str:
        """The connection string of an account that is empty: blobs, queues and tables of no other test."""
        number = next(self._used)
        if number >= _ACCOUNTS:
            raise RuntimeError("there are no more accounts: raise _ACCOUNTS")
        return self.connection_string.replace(ACCOUNT, _account(number))

    def new_table(self) -> str:
        """The name of a table that nobody uses."""
        return f"t{uuid4().hex}"


@contextmanager
def running_azurite() -> Iterator[StorageEmulator]:
    """An emulator in a process of its own, on free ports, in memory; stopped at the end."""
    accounts = [ACCOUNT, *map(_account, range(_ACCOUNTS))]
    os.environ["AZURITE_ACCOUNTS"] = ";".join(f"{name}:{KEY}" for name in accounts)
    try:
        azurite = Azurite.start(PROJECT, None)
    finally:
        del os.environ["AZURITE_ACCOUNTS"]
    try:
        yield StorageEmulator(azurite.ports.connection_string)
    finally:
        azurite.stop()


def _account(number: int) -> str:
    return f"test{number:04}"
