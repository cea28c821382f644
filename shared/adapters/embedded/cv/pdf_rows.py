"""Letters of a PDF page put together to rows: what stands on one baseline, as PDFium breaks it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median

_WIDE_GAP = 1.1
"""Of the letters' height: parts of a row this far apart are cells of their own."""
_TAG_GAP = 0.62
"""The same, where the other gaps of the row are much smaller."""
_USUAL_GAP = 0.35
_NO_GAP = 0.1
"""PDFium presumes spaces where none is, as beside the vowel signs of Indian scripts."""
_FALLEN = 0.8
"""Of the letters' height: letters this far from the baseline that stand further left begin a row of their own."""

Letter = tuple[str, float, float, float, float]
"""A character, its left and right edge, its baseline and its height; no height for one that PDFium added."""


@dataclass(slots=True)
class Row:
    """Letters on one baseline, in points from the lower left corner of the page."""

    text: str = ""
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    """The height of most of its letters."""
    sizes: Counter[float] = field(default_factory=Counter)
    gaps: list[tuple[int, float, float]] = field(default_factory=list)
    """Where in the text a space stands, and where on the page it begins and ends."""
    presumed: bool = True
    """Whether PDFium alone says that the last letters are followed by a space."""
    tabs: list[tuple[float, float]] = field(default_factory=list)
    """The gaps that became tabs: where each begins and ends."""

    def add(self, character: str, left: float, right: float, base: float, height: float) -> None:
        """Add a letter that leaves a mark."""
        if not self.sizes:
            self.left, self.bottom, self.text = left, base, ""
        elif self.text.endswith(" ") and self.presumed and left - self.right < _NO_GAP * height:
            self.text = self.text.rstrip(" ")
        elif self.text.endswith(" "):
            self.text = f"{self.text.rstrip(' ')} "
            self.gaps.append((len(self.text) - 1, self.right, left))
        elif left - self.right > _WIDE_GAP * max(height, 6.0):
            self.text += " "
            self.gaps.append((len(self.text) - 1, self.right, left))
        self.text += character
        self.presumed = True
        self.right = right
        self.sizes[round(height, 1)] += 1

    def begins_anew(self, left: float, base: float, height: float) -> bool:
        """Whether a letter stands on another line, though PDFium saw no break."""
        return bool(self.sizes) and left < self.right and abs(base - self.bottom) > _FALLEN * height

    def closed(self) -> "Row":
        """The row with its wide gaps as tabs, and without the spaces between spread letters."""
        self.size = self.sizes.most_common(1)[0][0]
        spread = self._is_spread()
        widths = {at: end - begin for at, begin, end in self.gaps}
        usual = median(widths.values()) if widths else 0.0
        kept = {at: width for at, width in widths.items() if width > 1.8 * usual} if spread else widths
        height = max(self.sizes)
        narrow = max(0.1, min([*kept.values(), _USUAL_GAP * max(height, 6.0)]))
        characters = list(self.text)
        for at, begin, end in self.gaps:
            if at < 2 and not spread:
                continue  # after the mark of an item
            wide = end - begin > _WIDE_GAP * max(self.size, 6.0)
            if at not in kept:
                characters[at] = ""
            elif wide or (end - begin > _TAG_GAP * height and end - begin > 2.2 * narrow):
                characters[at] = "\t"
                self.tabs.append((begin, end))
        self.text = "".join(characters)
        return self

    def _is_spread(self) -> bool:
        """Whether the letters of words are set apart, as some headings are (`S K I L L S`)."""
        words = self.text.split()
        single = sum(len(word) == 1 for word in words)
        return len(words) > 3 and single * 2 > len(words) and all(len(word) < 4 for word in words)


def rows_of(letters: Iterable[Letter]) -> Iterator[Row]:
    """Rows of text in the order in which the file draws them, with their wide gaps as tabs."""
    row = Row()
    for character, left, right, base, height in letters:
        if character in ("\n", "\r"):
            if row.sizes:
                yield row.closed()
            row = Row()
        elif height == 0 or not character.strip():
            row.text += " " if row.sizes and character else ""
            row.presumed = row.presumed and height == 0
        else:
            if row.begins_anew(left, base, height):
                yield row.closed()
                row = Row()
            row.add(character, left, right, base, height)
    if row.sizes:
        yield row.closed()
