"""Rows of a PDF page put together to lines.

What is drawn last may belong beside something above (dates at the right margin): `_beside` finds that.
"""

from collections import Counter
from collections.abc import Iterable

from shared.adapters.embedded.cv.dates import whole_period
from shared.adapters.embedded.cv.document import Line, broken, clean, join_wrapped
from shared.adapters.embedded.cv.pdf_letters import BROKEN_WORD
from shared.adapters.embedded.cv.pdf_order import in_reading_order
from shared.adapters.embedded.cv.pdf_rows import Letter, Row, rows_of

_NEAR = 40
"""Rows drawn before or after one, among which its place is looked for."""


def lines_of(letters: Iterable[Letter], width: float) -> list[Line]:
    """The lines of one page, in reading order. `width` is the page's, in points."""
    rows = list(rows_of(letters))
    for row in rows:
        row.text = clean(_close_breaks(row.text))
    rows = _letter_bullets(in_reading_order([row for row in rows if row.text]))
    beside = _beside(rows, width)
    lines: list[Line] = []
    origin: list[int] = []
    for index, row in enumerate(rows):
        if index in beside:
            continue
        line = Line(row.text, size=row.size, left=row.left)
        merged = join_wrapped([*lines[-1:], line])
        if len(merged) == 1 and lines:
            lines[-1] = merged[0]
        else:
            lines.append(line)
            origin.append(index)
    places = {index: place for place, index in enumerate(origin)}
    for index, above in beside.items():
        while above not in places and above > 0:
            above -= 1
        if above in places:
            line = lines[places[above]]
            lines[places[above]] = Line(f"{line.text}\t{rows[index].text}", line.size, line.left)
    return [Line(piece, line.size, line.left) for line in lines for piece in broken(line.text)]


def _close_breaks(text: str) -> str:
    """PDFium marks a hyphen at which a word was broken with a sign of its own; addresses keep theirs."""
    return " ".join(
        word.replace(BROKEN_WORD, "-" if "/" in word or "@" in word else "") if BROKEN_WORD in word else word
        for word in text.split(" ")
    )


def _letter_bullets(rows: list[Row]) -> list[Row]:
    """Icon fonts turn a list's marks into letters: one letter opening several rows is such a mark."""
    openings = Counter(row.text[0] for row in rows if _opens_with_letter(row.text))
    for letter, count in openings.items():
        if count >= 3 and letter not in "aAIyYoOeEиИвВ":
            for row in rows:
                if row.text.startswith((f"{letter} ", f"{letter}\t")):
                    row.text = f"• {row.text[2:]}"
    return rows


def _opens_with_letter(text: str) -> bool:
    return len(text) > 4 and text[0].isalpha() and text[1] in " \t" and not text[2].islower()


def _beside(rows: list[Row], width: float) -> dict[int, int]:
    """Rows that belong at the end of an earlier one: same baseline, flush with the right margin, ragged at the left."""
    if not rows:
        return {}
    margin = max(row.right for row in rows)
    lefts = Counter(round(row.left / 2) for row in rows if len(row.text) > 25)
    moves: dict[int, int] = {}
    for index, row in enumerate(rows):
        ragged = sum(lefts[round(row.left / 2) + step] for step in (-1, 0, 1)) < 3
        if len(row.text) > 45 or row.left < width / 2 or margin - row.right > 4 or not ragged:
            continue
        if _has_own_column(row, rows):
            continue
        earlier, later = range(index - 1, max(-1, index - _NEAR), -1), range(index + 1, min(len(rows), index + _NEAR))
        for above in (*earlier, *later):
            other = rows[above]
            if above not in moves and abs(other.bottom - row.bottom) < 2.5 and other.right < row.left:
                moves[index] = above
                break
    return moves


def _has_own_column(row: Row, rows: list[Row]) -> bool:
    """Whether a row stands right above or below others that start where it does, as dates at a margin may by chance."""
    near = [
        other
        for other in rows
        if other is not row and abs(other.left - row.left) < 1.5 and abs(other.bottom - row.bottom) < 2 * row.size
    ]
    return bool(near) and whole_period(row.text) is None
