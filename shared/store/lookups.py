"""Looking up many values of an index at once: a merge of what is wanted with what is there, both in the order of keys.

It costs a read for each value that is asked for, or for each 1,000 entries between the first and the last of them,
whichever is less.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from shared.ports.table import MAX_RANGE, Row, Table
from shared.store import keys, scan


def matching(table: Table, partition: str, wanted: Iterable[str]) -> Iterator[tuple[str, Row]]:
    """The rows whose keys are one of these, or continue one of these with more parts; each with the key it belongs to.

    None of the wanted keys may continue another one; a row whose key is a wanted one has none that continue it.
    """
    ordered = sorted(set(wanted))
    at = 0
    while at < len(ordered):
        end = keys.under(ordered[-1]).high
        page = table.range(partition, ordered[at], end, limit=MAX_RANGE)
        for row in page.rows:
            nearest = bisect_right(ordered, row.key) - 1
            if _continues(row.key, ordered[nearest]):
                yield ordered[nearest], row
        if not page.more:
            return
        last = page.rows[-1].key
        at = bisect_right(ordered, last)
        # The page may have ended among the rows of one wanted key.
        if last != ordered[at - 1] and _continues(last, ordered[at - 1]):
            rest = keys.Span(keys.after(last), keys.under(ordered[at - 1]).high)
            yield from ((ordered[at - 1], row) for row in scan.rows(table, partition, rest))


def _continues(key: str, start: str) -> bool:
    return key == start or key.startswith(start + keys.SEPARATOR)
