"""The rows that were not imported, as a file to download."""

import csv
from collections.abc import Callable, Iterable
from io import StringIO

HEADINGS = ("row", "email", "outcome", "reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Line = tuple[int, str, str, str]
"""Row number, e-mail address, `failed` or `skipped`, and why."""


def lines_text(lines: Iterable[Line]) -> str:
    """The lines as CSV, without headings. What a spreadsheet program would take for a formula begins with `'`."""
    out = StringIO()
    csv.writer(out).writerows((row, *map(_harmless, rest)) for row, *rest in lines)
    return out.getvalue()


def without(text: str, is_one_of_them: Callable[[str], bool]) -> str:
    """The lines but for those with such an e-mail address."""
    out = StringIO()
    csv.writer(out).writerows(line for line in csv.reader(StringIO(text)) if not is_one_of_them(line[1].lstrip("'")))
    return out.getvalue()


def whole_file(parts: Iterable[str]) -> bytes:
    """All parts under one row of headings, in the order of rows; a row once. With a mark that Excel reads UTF-8 by."""
    lines: dict[int, list[str]] = {}
    for part in parts:
        for line in csv.reader(StringIO(part)):
            lines[int(line[0])] = line
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows(lines[row] for row in sorted(lines))
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
