"""Identifiers: UUIDs of version 7 (RFC 9562, section 5.7), which sort by the time of their making."""

import hashlib
import re
import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class _Derivation:
    seed: str
    at_ms: int
    repeated: bool
    made: int = 0


_derivation: ContextVar[_Derivation | None] = ContextVar("derivation", default=None)


def new_id() -> str:
    """A new identifier: 36 characters, lower case, sortable by time to a quarter of a microsecond."""
    derivation = _derivation.get()
    if derivation is None:
        at_ms, rest_ns = divmod(time.time_ns(), 1_000_000)
        return _uuid7(at_ms, rest_ns * 4096 // 1_000_000, secrets.token_bytes(8))
    derivation.made += 1
    digest = hashlib.sha256(f"{derivation.seed}|{derivation.made}".encode()).digest()
    return _uuid7(derivation.at_ms, derivation.made, digest[:8])


@contextmanager
def derived_from(seed: str, at_ms: int, *, repeated: bool = False) -> Iterator[None]:
    """Inside, `new_id` gives the same identifiers for the same seed and time, in the same order.

    A request that is repeated after a crash so makes the ids it made before, and the commit that already
    happened is recognised as its own. `seed` must be unguessable or scoped to its owner; `at_ms` is Unix time.
    `repeated` says that an earlier run may have had its effect.
    """
    token = _derivation.set(_Derivation(seed, at_ms, repeated))
    try:
        yield
    finally:
        _derivation.reset(token)


def is_repeated() -> bool:
    """Whether this request may have had its effect before, in a run that was not answered.

    Where that effect would lead the second run another way, it has to look for what it made, under the same identifier.
    """
    derivation = _derivation.get()
    return derivation is not None and derivation.repeated


def numbered_id(seed: str, number: int) -> str:
    """The identifier of the `number`th thing that belongs to `seed`, an identifier of ours: always the same.

    They sort by number, and have the time of the seed.
    """
    digest = hashlib.sha256(f"{seed}|{number}".encode()).digest()
    return _uuid7(made_at_ms(seed) + (number >> 12), number, digest[:8])


def made_at_ms(identifier: str) -> int:
    """When an identifier of ours was made, in Unix milliseconds."""
    return int(identifier.replace("-", "")[:12], 16)


def _uuid7(at_ms: int, part: int, randomness: bytes) -> str:
    """`part` orders those of one millisecond: its 4096th part, or a count (method 3 of section 6.2)."""
    value = (at_ms & (1 << 48) - 1) << 80 | 0x7 << 76 | (part & 0xFFF) << 64 | 0b10 << 62
    return str(uuid.UUID(int=value | int.from_bytes(randomness, "big") & (1 << 62) - 1))


_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def is_id(text: str) -> bool:
    """Whether the text is an identifier in the form `new_id` gives (any UUID version)."""
    return _ID.fullmatch(text) is not None


def descending(identifier: str) -> str:
    """The identifier with every hexadecimal digit inverted, so that ascending order shows the newest first."""
    return identifier.lower().translate(_INVERTED)


_INVERTED = str.maketrans("0123456789abcdef", "fedcba9876543210")
