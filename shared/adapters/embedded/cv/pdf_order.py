"""The reading order of a PDF page's rows.

PDFium gives rows in the order in which the file draws them, which keeps columns whole in nearly every file. Some files
draw a page in another order than it is read (dates first, boxes last): their rows are sorted by where they stand.
"""

from collections.abc import Iterator

from shared.adapters.embedded.cv import dates
from shared.adapters.embedded.cv.pdf_rows import Row
from shared.adapters.embedded.cv.pdf_tables import with_whole_cells

_MOST_SORTED = 200
"""Rows of a page; the time of sorting grows with more than their square."""
_FEWEST_IN_COLUMN = 3


def in_reading_order(rows: list[Row]) -> list[Row]:
    """The rows of a page as a person reads them, dates in a column of their own put before what they date."""
    if len(rows) > _MOST_SORTED:
        return rows
    rows = _with_whole_dates(_parted(with_whole_cells(rows)))
    dated = _with_left_dates(rows)
    return _sorted(dated) if len(dated) < len(rows) or _is_disordered(dated) else dated


def _parted(rows: list[Row]) -> list[Row]:
    """Rows that reach over two columns by chance, since both have a line on the same baseline, as two rows."""
    parted = list(rows)
    for row in rows:
        cells = row.text.split("\t")
        if len(cells) != len(row.tabs) + 1 or dates.whole_period(cells[0]):
            continue
        for number, (end, begin) in enumerate(row.tabs, start=1):
            below = next((at for at, other in enumerate(parted) if _starts_below(other, row, begin)), None)
            if below is not None and _is_gutter(rows, row.left, end, begin):
                text, tabs = "\t".join(cells[number:]), row.tabs[number:]
                right = Row(text, begin, row.right, row.bottom, row.size, row.sizes, tabs=tabs)
                row.text, row.right, row.tabs = "\t".join(cells[:number]), end, row.tabs[: number - 1]
                parted.insert(below, right)
                break
    return parted


def _starts_below(other: Row, row: Row, left: float) -> bool:
    return abs(other.left - left) < 1.5 and 0 < row.bottom - other.bottom < 4 * row.size


def _is_gutter(rows: list[Row], left: float, end: float, begin: float) -> bool:
    """Whether other rows start at both sides of a gap, and hardly any reaches over it."""
    at_left = sum(abs(row.left - left) < 1.5 and row.right < begin for row in rows)
    at_right = sum(abs(row.left - begin) < 1.5 for row in rows)
    over = sum(row.left < end and row.right > begin for row in rows)
    return at_left >= _FEWEST_IN_COLUMN and at_right >= _FEWEST_IN_COLUMN - 1 and over <= 3


def _with_whole_dates(rows: list[Row]) -> list[Row]:
    """Rows of a narrow column put together again where a period was broken over two of them."""
    joined: list[Row] = []
    for row in rows:
        above = joined[-1] if joined else None
        if above and _is_below(row, above) and completes_period(above.text, row.text):
            above.text, above.right = f"{above.text} {row.text}", max(above.right, row.right)
        else:
            joined.append(row)
    return joined


def completes_period(above: str, text: str) -> bool:
    """Whether a text is nothing but the rest of a period that ends the text above."""
    if len(text) > 30 or not above:
        return False
    whole = f"{above} {text}"
    return any(
        period.at < len(above) < period.until - 1 and period.until >= len(whole.rstrip(" )]"))
        for period in dates.find_periods(whole)
        if period.end or period.current
    )


def _is_below(row: Row, above: Row) -> bool:
    return 0 < above.bottom - row.bottom < 2.6 * max(above.size, row.size) and row.left < above.right


def _with_left_dates(rows: list[Row]) -> list[Row]:
    """Dates that are drawn apart from the text at their right joined with it."""
    dated = [row for row in rows if dates.whole_period(row.text)]
    partners = {id(row): _at_right(row, rows) for row in dated}
    apart = [row for row in dated if (other := partners[id(row)]) and rows.index(other) != rows.index(row) + 1]
    if len(apart) < 2 or not _have_own_column(apart, rows):
        return rows
    for row in apart:
        partner = partners[id(row)]
        if partner is not None:
            partner.text, partner.left = f"{row.text}\t{partner.text}", row.left
    moved = {id(row) for row in apart}
    return [row for row in rows if id(row) not in moved]


def _at_right(row: Row, rows: list[Row]) -> Row | None:
    """The nearest row at the right on about the same baseline."""
    beside = [
        other
        for other in rows
        if other.left >= row.right and abs(other.bottom - row.bottom) < 0.4 * max(row.size, other.size)
    ]
    return min(beside, key=lambda other: other.left, default=None)


def _have_own_column(dated: list[Row], rows: list[Row]) -> bool:
    """Whether the column in which dates stand holds little else: not so in a narrow column with a text of its own."""
    edge = max(row.right for row in dated)
    top, bottom = max(row.bottom for row in dated), min(row.bottom for row in dated)
    inside = [row for row in rows if row.left < edge and bottom <= row.bottom <= top]
    return len(dated) * 2 > len(inside)


def _overlap(one: Row, other: Row) -> bool:
    return one.left < other.right and other.left < one.right


def _is_disordered(rows: list[Row]) -> bool:
    """Whether several rows are drawn after several others that stand below them in the same column."""
    late = 0
    for at, row in enumerate(rows):
        below = sum(1 for other in rows[:at] if other.bottom < row.bottom - 3 and _overlap(row, other))
        late += below >= 3
        if late >= 3:
            return True
    return False


def _sorted(rows: list[Row]) -> list[Row]:
    """Rows from top to bottom; where they stand in two columns, the left one first."""
    rows = sorted(rows, key=lambda row: (-round(row.bottom / 2), row.left))
    edges = sorted({round(row.left) for row in rows})[1:]
    divided = max((list(_bands(rows, edge)) for edge in edges), key=_in_columns, default=[])
    if not _in_columns(divided):
        return rows
    order: list[Row] = []
    for left, right in divided:
        order += [*_sorted(left), *_sorted(right)] if right else left
    return order


def _bands(rows: list[Row], edge: float) -> Iterator[tuple[list[Row], list[Row]]]:
    """Rows cut wherever one reaches over an edge: those at its left and right, or all at the left if few are beside."""
    band: list[Row] = []
    for row in [*rows, None]:
        if row is not None and (row.right < edge or row.left >= edge - 1):
            band.append(row)
            continue
        left, right = [one for one in band if one.right < edge], [one for one in band if one.right >= edge]
        yield (left, right) if min(len(left), len(right)) >= _FEWEST_IN_COLUMN else (band, [])
        band = []
        if row is not None:
            yield [row], []


def _in_columns(bands: list[tuple[list[Row], list[Row]]]) -> int:
    """How many rows stand in two columns."""
    return sum(len(left) + len(right) for left, right in bands if right)
