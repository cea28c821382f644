"""One process at a time."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from devhost.errors import HostError


@contextlib.contextmanager
def held(path: Path, refusal: str) -> Iterator[None]:
    """Holds the lock file until the block ends, or the process does. Windows has no such lock.

    Raises:
        HostError: another process holds it; `refusal` is its message.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise HostError(refusal) from None
        yield
