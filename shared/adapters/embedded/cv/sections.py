"""A CV cut into sections at its headings."""

import re
from collections import Counter
from dataclasses import dataclass, field

from shared.adapters.embedded.cv.document import Line, fold
from shared.adapters.embedded.cv.words import headings, languages

_PAGE_NUMBER = re.compile(
    r"^(?:\S+ ){0,4}?(?:[-–—|] ?)?(?:page|seite|pagina|strona|стр\.?)? ?\d{1,2} ?(?:of|/|von|de|di|из) ?\d{1,2}$", re.I
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
_MOST_HEADING_LINES = 3  # a narrow column breaks "OTHER WORK EXPERIENCE" this often


@dataclass(slots=True)
class Sections:
    """The lines under each kind of heading, in order; `top` is what stands before the first one."""

    lines: dict[str, list[Line]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> list[Line]:
        return self.lines.get(name, [])


def split(lines: list[Line]) -> Sections:
    """Give every line to the section whose heading it stands under."""
    lines = [line for line in lines if not (_PAGE_NUMBER.match(line.text) or _RULE.match(line.text))]
    style = _heading_style(lines)
    sections = Sections()
    current, index = "top", 0
    while index < len(lines):
        name, rest, used = _heading_at(lines, index, current)
        if name is None and current != "top" and _looks_like(lines[index], style):
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


def _heading_at(lines: list[Line], index: int, current: str) -> tuple[str | None, Line | None, int]:
    """The section that a line opens, what else the line holds, and how many lines the heading takes.

    No lines are taken by a label with its content (`Languages: English, German`): the section goes on after it.
    """
    line = lines[index]
    if line.is_bullet and not line.heading:
        return None, None, 1
    first, _, others = line.content.partition("\t")
    name = section_named(first)
    if name and not (others and _is_label_in(current, name, others)):
        return name, Line(others, line.size, line.left) if others else None, 1
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


def _looks_like(line: Line, size: float | None) -> bool:
    """Whether a line of unknown words is a heading by its looks."""
    words = line.content.split()
    if line.is_bullet or "\t" in line.text or not 1 <= len(words) <= 5 or re.search(r"[\d,@|]", line.text):
        return False
    return line.heading or (size is not None and line.size is not None and abs(line.size - size) < 0.15)
