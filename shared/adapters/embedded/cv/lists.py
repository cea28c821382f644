"""The plain parts of a CV: summary, languages, certifications."""

import re

from shared.adapters.embedded.cv import dates
from shared.adapters.embedded.cv.document import fold
from shared.adapters.embedded.cv.sections import Sections
from shared.adapters.embedded.cv.words import languages

_LONGEST_SUMMARY = 1_500
_LONGEST_LEVEL = 60
_MOST_ITEMS = 40
_MODES = re.compile(
    r"\b(?:listening|reading|speaking|spoken|writing|understanding|hören|lesen|sprechen|schreiben|écouter|lire|écrire|"
    r"comprensión|lectura|escritura|ascolto|lettura|scritta|compreensão|leitura|escrita)\b",
    re.I,
)
_LANGUAGE_ENDS = re.compile(r"\s*[,;|•·、，]\s*|\t|\s+/\s+|\s+[–—-]\s+(?=[^\W\d_]+ ?\()")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.I)


def read_summary(sections: Sections) -> str | None:
    """The section about the person, or running text at the top of the CV."""
    lines = sections["summary"]
    if not lines:
        lines = [
            line
            for line in sections["top"]
            if len(line.content) > 90 and "@" not in line.text and ". " in f"{line.content} "
        ]
    text = " ".join(line.content.replace("\t", " ") for line in lines)
    return text[:_LONGEST_SUMMARY].strip() or None


def read_languages(sections: Sections) -> dict[str, str | None]:
    """The languages that the candidate names, in English, in order, and how well they are spoken if that is told."""
    found: dict[str, str | None] = {}
    latest: str | None = None
    for line in sections["languages"]:
        if len(_MODES.findall(line.content)) > 1:
            continue  # the head of a table
        for piece in _LANGUAGE_ENDS.split(line.content):
            language, rest = _language_in(piece)
            level = _level(rest)
            if language and language not in found:
                found[latest := language] = level
            elif latest and not language and level and found[latest] is None:
                found[latest] = level
                latest = None
    return found


def _language_in(text: str) -> tuple[str | None, str]:
    """The language that a text names, and what else it says."""
    words = list(re.finditer(r"[\w'’]+", text))
    for length in (3, 2, 1):
        for at in range(len(words) - length + 1):
            begin, end = words[at].start(), words[at + length - 1].end()
            if language := languages().get(fold(text[begin:end])):
                return language, f"{text[:begin]} {text[end:]}"
    return None, text


def _level(text: str) -> str | None:
    """How well a language is spoken, in the CV's own words; rows of dots as `3/5`."""
    dots = re.search(r"[●★■◆⬤][●★■◆⬤○☆□◇◯ ]*", text)
    if dots:
        return f"{sum(dot in '●★■◆⬤' for dot in dots[0])}/{len(dots[0].replace(' ', ''))}"
    level = " ".join(text.split()).strip(" :：-–—()[],.")
    if len(set(level)) < 3 < len(level):
        return None  # signs that a font makes dots of
    return level if 1 < len(level) <= _LONGEST_LEVEL and any(ch.isalnum() for ch in level) else None


def read_certifications(sections: Sections) -> list[str]:
    """The certificates and licences, one an entry."""
    found: list[str] = []
    for line in sections["certifications"]:
        for piece in re.split(r"\s*\|\s*|\s+[•·●▪]\s+|;\s", line.content):
            cells = [cell for cell in piece.split("\t") if not dates.whole_period(cell)]
            text = _URL.sub("", " – ".join(cell.strip() for cell in cells if cell.strip())).strip(" ,;|-–")
            if 2 < len(text) <= 160 and text not in found and not re.fullmatch(r"[\W\d]+", text):
                found.append(text)
    return _joined(found)[:_MOST_ITEMS]


def _joined(found: list[str]) -> list[str]:
    """Items whose tail, a bracket or a small word, a narrow column broke off."""
    joined: list[str] = []
    for item in found:
        if joined and (item[0].islower() or (item[0] == "(" and item.endswith(")"))):
            joined[-1] = f"{joined[-1]} {item}"
        else:
            joined.append(item)
    return joined
