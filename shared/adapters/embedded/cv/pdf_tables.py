"""Tables of a PDF page whose cells take several lines: one row of text for each row of the table."""

from shared.adapters.embedded.cv.pdf_rows import Row

_FEWEST_COLUMNS = 3
_ALIGNED = 2.5
"""Points."""


def with_whole_cells(rows: list[Row]) -> list[Row]:
    """The rows of a page, those of a table below its head put together cell by cell."""
    done: list[Row] = []
    at = 0
    while at < len(rows):
        head = rows[at]
        done.append(head)
        at += 1
        columns = _starts(head)
        if len(columns) < _FEWEST_COLUMNS:
            continue
        body = at
        while body < len(rows) and _belongs(rows[body], head, columns):
            body += 1
        if any(abs(row.left - columns[0]) > _ALIGNED for row in rows[at:body]):
            done += _records(rows[at:body], columns)
            at = body
    return done


def _starts(row: Row) -> list[float]:
    """Where the cells of a row begin; nothing if that is not known of all."""
    starts = [row.left, *(end for _, end in row.tabs)]
    return starts if len(row.text.split("\t")) == len(starts) else []


def _belongs(row: Row, head: Row, columns: list[float]) -> bool:
    """Whether a row may be a line of a table: cells begin where the head's do and end before the next column."""
    numbers = _columns_of(row, columns)
    if numbers is None or abs(row.size - head.size) > _ALIGNED / 2:
        return False
    ends = [*(begin for begin, _ in row.tabs), row.right]
    limits = [*columns[1:], float("inf")]
    return all(end < limits[number] for number, end in zip(numbers, ends, strict=True))


def _columns_of(row: Row, columns: list[float]) -> list[int] | None:
    """The columns in which the cells of a row begin, or None if one begins elsewhere."""
    found = [
        next((number for number, column in enumerate(columns) if abs(start - column) < _ALIGNED), None)
        for start in _starts(row) or [-1.0]
    ]
    return [number for number in found if number is not None] if None not in found else None


def _records(rows: list[Row], columns: list[float]) -> list[Row]:
    """One row of text for each row of the table: a new one begins in the first column."""
    records: list[tuple[Row, list[list[str]]]] = []
    for row in rows:
        numbers = _columns_of(row, columns) or []
        if not records or (0 in numbers and any(records[-1][1][1:])):
            records.append((row, [[] for _ in columns]))
        cells = records[-1][1]
        for number, text in zip(numbers, row.text.split("\t"), strict=False):
            cells[number].append(text)
    joined = []
    for row, cells in records:
        row.text = "\t".join(" ".join(cell) for cell in cells if cell)
        row.tabs = []
        joined.append(row)
    return joined
