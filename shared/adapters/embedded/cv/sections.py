"""A CV cut into sections at its headings."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from shared.adapters.embedded.cv.document import Line, fold
from shared.adapters.embedded.cv.places import is_place
from shared.adapters.embedded.cv.vocabulary import is_skill
from shared.adapters.embedded.cv.words import headings, languages

_PAGE_NUMBER = re.compile(
    r"^(?:\S+ ){0,4}?(?:[-–—|] ?)?(?:page|seite|pagina|strona|стр\.?)? ?\d{1,2} ?(?:of|/|von|de|di|из) ?\d{1,2}$|"
    r"^(?:\S+ ){0,6}?(?:[-–—|•·,] ?)?(?:page|seite|página|pagina|strona|стр\.?) ?\d{1,2}$",
    re.I,
)
_RULE = re.compile(r"^[=_~*#.\-–—]{3,}$")
_LABEL = re.compile(r"^([^:：\t]{3,40})\s?[:：]\s*(\S.*)$")
_MODIFIERS = frozenset(
    (
        "selected",
        "relevant",
        "other",
        "additional",
        "key",
        "core",
        "my",
        "recent",
        "main",
        "general",
        "further",
        "top",
        "weitere",
        "sonstige",
        "autres",
        "otras",
        "outras",
        "altre",
        "overige",
    )
)
_LISTS = frozenset(("skills", "soft_skills", "languages", "certifications"))
_LONGEST_FOOT = 5
_TITLE_LINES = 4
_MOST_HEADING_LINES = 3  # a narrow column breaks "OTHER WORK EXPERIENCE" this often


@dataclass(slots=True)
class Sections:
    """The lines under each kind of heading, in order; `top` is what stands before the first one."""

    lines: dict[str, list[Line]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> list[Line]:
        return self.lines.get(name, [])


def split(lines: list[Line]) -> Sections:
    """Give every line to the section whose heading it stands under."""
    lines = _contact_first([line for line in lines if not (_PAGE_NUMBER.match(line.text) or _RULE.match(line.text))])
    style = _heading_style(lines)
    largest = max((line.size or 0 for line in lines), default=0)
    levels = {line.heading for line in lines if line.heading and section_named(line.content)}
    if _entries_look_like_headings(lines, style):
        style = None
    sections = Sections()
    current, index = "top", 0
    while index < len(lines):
        name, rest, used = _heading_at(lines, index, current)
        if name and index < _TITLE_LINES and style and (lines[index].size or 0) > style + 0.5:
            name, rest, used = None, None, 1  # the rest of a long title: `Chef de projet` `informatique`
        if name is None and style and lines[index].size == largest > style + 2:
            current = "top"  # the name, in a column that is read after another
        if name is None and current != "top" and _looks_like(lines[index], style, levels):
            name, rest, used = "other", None, 1
        if name is None:
            sections.lines.setdefault(current, []).append(lines[index])
        else:
            inline = used == 0
            if not inline:
                current = name
            if rest is not None:
                sections.lines.setdefault(name, []).append(rest)
        index += max(1, used)
    return sections


def _contact_first(lines: list[Line]) -> list[Line]:
    """Contact data in the foot of a page moved to the top."""
    if any("@" in line.text for line in lines[:-_LONGEST_FOOT]):
        return lines
    start = len(lines)
    while start > max(0, len(lines) - _LONGEST_FOOT) and _is_contact(lines[start - 1]):
        start -= 1
    foot = lines[start:]
    if start < 5 or not any("@" in line.text for line in foot):
        return lines
    return [*lines[:1], *foot, *lines[1:start]]


def _is_contact(line: Line) -> bool:
    text = line.content
    told = "@" in text or is_place(text) or bool(re.search(r"\d{3}|\bwww\.|\w\.\w{2,}/", text))
    return len(text) < 110 and (told or len(text.split()) == 1) and section_named(text) is None


def _heading_at(lines: list[Line], index: int, current: str) -> tuple[str | None, Line | None, int]:
    """The section that a line opens, what else the line holds, and how many lines the heading takes.

    No lines are taken by a label with its content (`Languages: English, German`): the section goes on after it.
    """
    line = lines[index]
    if line.is_bullet and not line.heading:
        return None, None, 1
    first, _, others = line.content.partition("\t")
    name = section_named(first)
    if name == "other" and current in ("skills", "soft_skills") and not line.heading and is_skill(first):
        return None, None, 1  # `Leadership` in a list of skills
    whole = section_named(line.content.replace("\t", " "))
    if whole and others:
        return whole, None, 1  # `WORK` `EXPERIENCE` set apart
    if name and not others:
        return name, None, 1 + _goes_on(lines, index)
    if name and not _is_label_in(current, name, others):
        return name, Line(others, line.size, line.left), 1
    if not others and first.isupper():
        text = first
        for extra in range(1, _MOST_HEADING_LINES):
            following = lines[index + extra].text if index + extra < len(lines) else ""
            if not following.isupper() or len(text) > 40:
                break
            text = f"{text} {following}"
            if name := section_named(text):
                return name, None, extra + 1
    label = _LABEL.match(line.content.replace("\t", " ", 1))
    name = section_named(label[1]) if label else None
    if label and name in _LISTS and not _is_label_in(current, name, label[2]):
        return name, Line(label[2], line.size, line.left), 0
    return None, None, 1


def _goes_on(lines: list[Line], index: int) -> int:
    """1 if the line below a heading is its rest, as where a narrow column breaks `FORMACIÓN ACADÉMICA`."""
    if index + 1 >= len(lines):
        return 0
    line, below = lines[index], lines[index + 1]
    alike = line.size is not None and line.size == below.size and line.text.isupper() == below.text.isupper()
    whole = section_named(f"{line.content} {below.content}") == section_named(line.content)
    return int(alike and whole and section_named(below.content) is None and not below.is_bullet)


def _is_label_in(current: str, name: str, content: str) -> bool:
    """Whether a label only orders a list of skills: `Languages: Python, Go` there opens no section about languages."""
    if current not in ("skills", "soft_skills"):
        return False
    spoken = any(word in languages() for word in fold(content).split())
    return name in ("skills", "soft_skills") or (name == "languages" and not spoken)


def section_named(text: str) -> str | None:
    """The section that a heading names, if it is one."""
    if len(text) > 60:
        return None
    known = headings()
    folded = fold(text.strip().rstrip(":："))
    words = folded.split()
    if not words or len(words) > 7:
        return None
    while len(words) > 1 and words[0] in _MODIFIERS and " ".join(words) not in known:
        words = words[1:]
    if name := known.get(" ".join(words)):
        return name
    parts = re.split(r" (?:and|und|et|y|e|en|i|и|та|ve|och|og) | projets? et ", " ".join(words))
    names = [known.get(part) for part in parts]
    return names[0] if len(parts) > 1 and all(names) else None


def _heading_style(lines: list[Line]) -> float | None:
    """The size of letters that only headings have, if the known headings share one and other text does not."""
    sizes = Counter(line.size for line in lines if line.size and not line.is_bullet and section_named(line.content))
    if not sizes:
        return None
    size, count = sizes.most_common(1)[0]
    body = Counter(line.size for line in lines if line.size).most_common(1)[0][0]
    return size if count >= 2 and body is not None and size is not None and size > body * 1.12 else None


def _entries_look_like_headings(lines: list[Line], style: float | None) -> bool:
    """Whether employers are written like headings: one stands right below the heading of its section."""
    return style is not None and any(
        section_named(line.content) in ("experience", "education")
        and _looks_like(below, style, set())
        and section_named(below.content) is None
        for line, below in pairwise(lines)
        if line.size == style
    )


def _looks_like(line: Line, size: float | None, levels: set[int]) -> bool:
    """Whether a line of unknown words is a heading by its looks."""
    words = line.content.split()
    if line.is_bullet or "\t" in line.text or not 1 <= len(words) <= 5 or re.search(r"[\d,@|]", line.text):
        return False
    return line.heading in levels or (size is not None and line.size is not None and abs(line.size - size) < 0.15)
