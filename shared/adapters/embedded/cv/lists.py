"""The plain parts of a CV: summary, languages, certifications."""

import re

from shared.adapters.embedded.cv import dates
from shared.adapters.embedded.cv.document import fold
from shared.adapters.embedded.cv.sections import Sections
from shared.adapters.embedded.cv.words import languages

_LONGEST_SUMMARY = 1_500
_MOST_ITEMS = 40
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


def read_languages(sections: Sections) -> list[str]:
    """The languages that the candidate names, in English, in order."""
    known = languages()
    found: list[str] = []
    for line in sections["languages"]:
        words = fold(line.content).split()
        for length in (3, 2, 1):
            for at in range(len(words) - length + 1):
                language = known.get(" ".join(words[at : at + length]))
                if language and language not in found:
                    found.append(language)
    return found


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
