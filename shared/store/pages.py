"""Pages of an index: by position, or after a cursor."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.core.errors import Invalid
from shared.core.page import PageQuery
from shared.ports.table import MAX_RANGE, Row, Table
from shared.store import keys
from shared.store.keys import Span

SEEN_AHEAD = 200
"""Where no count is kept, a total counts at most this many entries beyond the start of the page."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of a page. `total` is None if it cannot be told from what was read."""

    rows: tuple[Row, ...]
    total: int | None
    next_cursor: str | None


@dataclass(slots=True)
class _Walk:
    """Rows gathered so far: the `matches` of the span that were passed, and those of them that are wanted."""

    wanted: list[Row] = field(default_factory=list)
    matches: int = 0
    more: bool = True


def read_slice(
    table: Table,
    partition: str,
    span: Span,
    query: PageQuery,
    *,
    counted: bool,
    is_repeat: Callable[[Row], bool] | None = None,
) -> Slice:
    """The part of a span that the query asks for, without rows that repeat an earlier one.

    `counted`: somebody else knows the total, so that nothing is read ahead to tell it.

    Raises:
        Invalid: the cursor is none that this list gave.
    """
    low, passed, skip = span.low, 0, query.skip
    if query.cursor is not None:
        key, passed = _open_cursor(query.cursor, span)
        low, skip = keys.after(key), 0
    end = skip + query.limit
    walk = _walk(table, partition, Span(low, span.high), skip, end, end if counted else max(end, SEEN_AHEAD), is_repeat)
    total: int | None = passed + walk.matches + (1 if walk.more else 0)
    if counted and (walk.more or query.cursor is not None):
        total = None
    goes_on = bool(walk.wanted) and (walk.more or walk.matches > end)
    cursor = _cursor(walk.wanted[-1].key, passed + end) if goes_on else None
    return Slice(tuple(walk.wanted), total, cursor)


def _walk(
    table: Table,
    partition: str,
    span: Span,
    skip: int,
    end: int,
    ahead: int,
    is_repeat: Callable[[Row], bool] | None,
) -> _Walk:
    """Pass `ahead` matches, if there are so many; keep those from `skip` to `end`."""
    walk, low = _Walk(), span.low
    while walk.more and walk.matches < ahead:
        page = table.range(partition, low, span.high, limit=min(MAX_RANGE, ahead - walk.matches))
        walk.more = page.more
        for row in page.rows:
            low = keys.after(row.key)
            if is_repeat is not None and is_repeat(row):
                continue
            if skip <= walk.matches < end:
                walk.wanted.append(row)
            walk.matches += 1
    return walk


def _cursor(key: str, passed: int) -> str:
    return base64.urlsafe_b64encode(f"{passed} {key}".encode()).decode().rstrip("=")


def _open_cursor(cursor: str, span: Span) -> tuple[str, int]:
    """The key after which to go on, and the number of matches up to it."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    passed, _, key = text.partition(" ")
    if not (passed.isdecimal() and len(passed) < 10 and key.isprintable() and span.low <= key < span.high):
        raise Invalid.field("cursor", "unknown", "This is not a cursor of this list.")
    return key, int(passed)
