"""A CV as lines of clean text, whatever file it came from."""

import re
import textwrap
import unicodedata
from dataclasses import dataclass, field

BULLETS = "・•◦▪■●○‣⁃∙·▸►➢➤✓✔❖◆◇□–—*-"
"""Characters that, before a space at the start of a line, mark an item of a list."""

LONGEST_LINE = 2_000
"""Characters of one line: patterns are applied line by line, so this bounds their time."""

MOST_LINES = 20_000
"""Lines of a file, empty ones too: far more than any CV has."""

HIDDEN = "The file contains text that a reader does not see. It was left out."
"""A warning."""

_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u00ad": "", "\ufe63": "-", "\uff0d": "-"})
# Joiners (U+200C, U+200D) stay: Persian and the Indian scripts spell with them.
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff0-\uffff\U000e0000-\U000e01ef]")
_SYMBOL_BULLET = re.compile(r"^[\uf0b7\uf0a7\uf0a8\uf076\uf0d8\uf0fc\uf06c\uf06e\uf09f\ue00c](?=\s|\S)")
"""Marks of lists in the symbol fonts of word processors."""
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_BULLET = re.compile(rf"^[{re.escape(BULLETS)}]+(?:\s+|$)|^[・•◦▪■●○‣▸►➢➤✓✔❖](?=\w)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Cells that stand clearly apart (columns of a table, a date at the margin) are parted by tabs.

    `size` is the height of the letters in points, `left` where the line starts, in points or characters;
    both are None where the file does not say. `heading` is the level where the file itself calls it a heading, else 0.
    """

    text: str
    size: float | None = None
    left: float | None = None
    heading: int = 0

    @property
    def is_bullet(self) -> bool:
        """Whether it is marked as an item of a list."""
        return bool(_BULLET.match(self.text))

    @property
    def content(self) -> str:
        """The text without its list mark."""
        return _BULLET.sub("", self.text, count=1).strip()

    @property
    def cells(self) -> list[str]:
        """The parts of the content that stand apart."""
        return [cell for cell in (part.strip() for part in self.content.split("\t")) if cell]


@dataclass(slots=True)
class Document:
    """The lines of a file in reading order, the targets of its links, and what a recruiter should know about it."""

    lines: list[Line] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(line.text for line in self.lines)


def clean(text: str) -> str:
    """One line of text in plain letters and hyphens, and icons and invisible characters dropped."""
    text = unicodedata.normalize("NFKC", _SYMBOL_BULLET.sub("• ", text.lstrip(" "))).translate(_HYPHENS)
    text = _PRIVATE.sub(" ", _INVISIBLE.sub("", text))
    text = "".join(
        " " if ch != "\t" and unicodedata.category(ch) in ("Cc", "Zs", "Zl", "Zp", "Cs") else ch for ch in text
    )
    cells = (re.sub(r" +", " ", _close_letters(cell)).strip() for cell in text.split("\t"))
    return re.sub(r"\t(?=[:：])", "", "\t".join(cell for cell in cells if cell))  # `Tools    : Jira`


def _close_letters(cell: str) -> str:
    """`C O N T A C T` as `CONTACT`: headings are sometimes set with spaces; two or more part the words."""
    letters = cell.split()
    if len(letters) < 4 or any(len(letter) > 1 for letter in letters):
        return cell
    return " ".join(word.replace(" ", "") for word in re.split(r" {2,}", cell.strip()))


def broken(text: str) -> list[str]:
    """A line as one, or as several where it is longer than lines may be."""
    if len(text) <= LONGEST_LINE:
        return [text]
    return textwrap.wrap(text, LONGEST_LINE, expand_tabs=False, replace_whitespace=False)


def fold(text: str) -> str:
    """Text for comparing: small letters, no accents, no punctuation, `&` as "and"."""
    text = unicodedata.normalize("NFKD", text.casefold().replace("&", " and ").replace("ß", "ss"))
    text = "".join(ch for ch in text if not unicodedata.combining(ch))
    return " ".join(re.sub(r"[^\w+#]+", " ", text).split())


def join_wrapped(lines: list[Line]) -> list[Line]:
    """Put items of a list that were broken over several lines together again.

    A line belongs to the item above if it starts further in than the item's mark does.
    """
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        if above and _continues(above, line):
            gap = "" if above.text.endswith("-") and line.text[:1].islower() else " "
            joined[-1] = Line(above.text + gap + line.text, above.size, above.left, above.heading)
        else:
            joined.append(line)
    return joined


def _continues(above: Line, line: Line) -> bool:
    if not above.is_bullet or line.is_bullet or line.heading or above.left is None or line.left is None:
        return False
    if len(above.text) + len(line.text) >= LONGEST_LINE:
        return False
    larger = above.size is not None and line.size is not None and line.size > above.size * 1.15
    return line.left > above.left + 1.5 and "\t" not in above.text + line.text and not larger
