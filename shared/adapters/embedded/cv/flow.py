"""The text of an office file as it flows: paragraphs, table cells and rows, each of which may hold others."""

import re
from dataclasses import dataclass, field

from shared.adapters.embedded.cv.document import HIDDEN, MOST_LINES, Document, Line, broken, clean
from shared.adapters.embedded.cv.packed_xml import too_complex
from shared.language.disguise import hidden_message
from shared.ports.cv import UnreadableCv

MOST_CHARACTERS = 500_000
SMALLEST = 2.0
"""Points: lower letters cannot be read."""


@dataclass(slots=True)
class Paragraph:
    """A paragraph that is being read. `size` is that of its largest letters, in points."""

    text: list[str] = field(default_factory=list)
    item: bool = False
    heading: int = 0
    size: float | None = None


class Flow:
    """Collects lines. Paragraphs nest (text boxes), and so do tables: each has its stack."""

    def __init__(self) -> None:
        self.hidden = False
        self.links: list[str] = []
        self._count = 0
        self._size = 0
        self._boxes: list[list[Line]] = [[]]  # where lines go: the page, then each open table cell
        self._rows: list[list[list[Line]]] = []  # the cells so far of each open row
        self.paragraphs: list[Paragraph] = []

    @property
    def lines(self) -> list[Line]:
        """What was read so far, outside open cells."""
        return self._boxes[0]

    def open_paragraph(self) -> None:
        """Begin a paragraph, perhaps within another."""
        self.paragraphs.append(Paragraph())

    def close_paragraph(self) -> None:
        """End the innermost paragraph."""
        if self.paragraphs:
            lines = _lines_of(self.paragraphs.pop())
            self._boxes[-1].extend(lines)
            self._count += 1 + len(lines)
            if self._count > MOST_LINES:
                raise too_complex()

    def open_row(self) -> None:
        """Begin a table row."""
        self._rows.append([])

    def close_row(self) -> None:
        """End the innermost table row."""
        if self._rows:
            self._boxes[-1].extend(_row(self._rows.pop()))

    def open_cell(self) -> None:
        """Begin a cell."""
        self._boxes.append([])

    def close_cell(self) -> None:
        """End the innermost cell."""
        if len(self._boxes) > 1 and self._rows:
            self._rows[-1].append(self._boxes.pop())

    def write(self, text: str, *, unseen: bool = False, size: float | None = None) -> None:
        """Add to the innermost paragraph what a reader sees, and note what a reader does not."""
        if not self.paragraphs:
            return
        self._size += len(text)
        if self._size > 2 * MOST_CHARACTERS:
            raise too_complex()
        unseen = unseen or (size is not None and size < SMALLEST)
        if (unseen and text.strip()) or hidden_message(text):
            self.hidden = True
        if not unseen:
            paragraph = self.paragraphs[-1]
            paragraph.text.append(text)
            paragraph.size = max(paragraph.size or 0, size or 0) or None

    def add_to(self, document: Document, *, repeats: bool) -> None:
        """Put what was read into a document; `repeats` tells whether lines count that it has already."""
        seen = set() if repeats else {line.text for line in document.lines}
        document.lines += [line for line in self.lines if line.text not in seen]
        document.links += [link for link in self.links if link not in document.links]
        if self.hidden and HIDDEN not in document.warnings:
            document.warnings.append(HIDDEN)


def refuse_extremes(document: Document) -> None:
    """Raise if a file has no text, or far more than a CV has."""
    if not document.text.strip():
        raise UnreadableCv(
            "This file contains no text, perhaps only pictures. Ask the candidate for a CV with text.", code="no_text"
        )
    if len(document.text) > MOST_CHARACTERS:
        raise too_complex()


def is_white(colour: str) -> bool:
    """Whether a colour (`RRGGBB`) is too near to white to be read on it."""
    return re.fullmatch(r"#?(?:f[0-9a-f]){3}", colour, re.IGNORECASE) is not None


def _lines_of(paragraph: Paragraph) -> list[Line]:
    lines = []
    for number, text in enumerate("".join(paragraph.text).split("\n")):
        if content := clean(text):
            mark = "• " if paragraph.item and number == 0 and not Line(content).is_bullet else ""
            lines += [Line(piece, size=paragraph.size, heading=paragraph.heading) for piece in broken(mark + content)]
    return lines


def _row(cells: list[list[Line]]) -> list[Line]:
    """A table row: one line if its cells are single lines, else cell after cell, a date kept beside what it dates."""
    cells = [cell for cell in cells if cell]
    if len(cells) > 1 and all(len(cell) == 1 for cell in cells):
        return [Line("\t".join(cell[0].text for cell in cells), size=cells[0][0].size)]
    if len(cells) == 2 and len(cells[0]) == 1 and re.search(r"\d{4}", cells[0][0].text):
        first = Line(f"{cells[0][0].text}\t{cells[1][0].content}", size=cells[1][0].size)
        return [first, *cells[1][1:]]
    return [line for cell in cells for line in cell]
