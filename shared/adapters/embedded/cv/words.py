"""The vocabularies of `data/`, loaded once."""

import re
from functools import cache
from pathlib import Path

from shared.adapters.embedded.cv.document import fold

_DATA = Path(__file__).parent / "data"


def _rows(name: str) -> list[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


@cache
def headings() -> dict[str, str]:
    """Section name by folded heading."""
    found: dict[str, str] = {}
    for row in _rows("headings.txt"):
        section, _, names = row.partition(": ")
        for name in names.split(" | "):
            found.setdefault(fold(name), section)
    return found


@cache
def languages() -> dict[str, str]:
    """English name of a language by any of its folded names."""
    return {fold(name): row.split(" | ")[0] for row in _rows("languages.txt") for name in row.split(" | ")}


@cache
def countries() -> dict[str, str]:
    """Region code (ISO 3166) by folded name of a country, state or province."""
    found: dict[str, str] = {}
    for row in _rows("places.txt"):
        code, _, names = row.partition(": ")
        if "-" not in code:
            found |= {fold(name): code for name in names.split(" | ")}
    return found


@cache
def cities() -> dict[str, str]:
    """Region code (ISO 3166) by folded name of a large city."""
    rows = (row.partition(": ") for row in _rows("cities.txt"))
    return {fold(name): code for code, _, names in rows for name in names.split(" | ")}


@cache
def state_codes() -> dict[str, str]:
    """Region code (ISO 3166) by the capital letters of a state or province."""
    found: dict[str, str] = {}
    for row in _rows("places.txt"):
        code, _, names = row.partition(": ")
        if "-" in code:
            found = {**dict.fromkeys(names.split(), code[:2]), **found}
    return found


@cache
def _title_words() -> tuple[frozenset[str], re.Pattern[str]]:
    words, phrases = set(), []
    for row in _rows("job_titles.txt"):
        if "," in row:
            phrases += [fold(phrase) for phrase in row.split(",")]
        else:
            words |= {fold(word) for word in row.split()}
    return frozenset(words), re.compile(rf"\b(?:{'|'.join(phrases)})\b")


def names_a_position(text: str) -> bool:
    """Whether a phrase sounds like a job title."""
    words, phrases = _title_words()
    folded = fold(text)
    if not folded.isascii() and any(len(word) > 1 and word in folded for word in words if word[0] > "\u2e80"):
        return True
    return any(_is_title_word(word, words) for word in folded.split()) or bool(phrases.search(folded))


_TITLE_ENDS = (
    *(
        "entwickler",
        "ingenieur",
        "leiter",
        "assistent",
        "berater",
        "entwicklerin",
        "ingenieurin",
        "leiterin",
        "beraterin",
    ),
    *("ontwerper", "ontwikkelaar", "medewerker", "adviseur", "beheerder", "techniker", "technikerin", "kaufmann"),
    *("kauffrau", "verkäufer", "mechaniker", "fahrer", "pfleger", "pflegerin", "schwester", "lehrer", "lehrerin"),
    *("arbeiter", "arbeiterin", "bearbeiter", "bearbeiterin", "meister", "wissenschaftler", "fachkraft", "referent"),
)


def _is_title_word(word: str, words: frozenset[str]) -> bool:
    """Also German compounds (`Projektassistentin`) and feminine or plural endings."""
    if word in words or word.removesuffix("in") in words or word.removesuffix("s") in words:
        return True
    return len(word) > 11 and any(word.endswith(end) for end in _TITLE_ENDS)
