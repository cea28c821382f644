"""Reading ranges of rows, page by page."""

from collections.abc import Iterator

from shared.ports.table import MAX_RANGE, Row, Table
from shared.store import keys
from shared.store.keys import Span


def pages(table: Table, partition: str, span: Span, *, limit: int = MAX_RANGE) -> Iterator[tuple[Row, ...]]:
    """The rows of a span in pages of `limit`, each one round trip, read as they are asked for."""
    low = span.low
    while True:
        page = table.range(partition, low, span.high, limit=limit)
        if page.rows:
            yield page.rows
            low = keys.after(page.rows[-1].key)
        if not page.more:
            return


def rows(table: Table, partition: str, span: Span, *, limit: int | None = None) -> Iterator[Row]:
    """The rows of a span, one by one; the first `limit`, or all of them."""
    if limit is not None and limit < MAX_RANGE:
        yield from table.range(partition, span.low, span.high, limit=limit).rows
        return
    for page in pages(table, partition, span):
        yield from page
