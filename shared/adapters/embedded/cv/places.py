"""Places: `Birmingham, AL`, `Casablanca, Maroc`, `10115 Berlin`."""

import re

from shared.adapters.embedded.cv.document import fold
from shared.adapters.embedded.cv.words import cities, countries, state_codes

_REMOTE = frozenset(
    ("remote", "hybrid", "remote work", "homeoffice", "home office", "teletravail", "remoto", "удаленно")
)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]-)?\d{4,6}(?:-\d{3,4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b"
)
_TOWN = re.compile(r"^(?:[A-Z]-)?\d{4,5} [^\W\d_a-z][\w .'/-]{2,30}$")
_LEARNED = re.compile(r"\b(?:universi\w+|college|school|institut\w*|ministry)\b", re.I)
_LEGAL_FORM = re.compile(r"\b(?:inc|llc|ltd|gmbh|co|corp|limited|sons|college|school)\b", re.I)


def region_of(text: str) -> str | None:
    """The region code of the country, state or province that a text ends with."""
    for part in reversed([piece.strip() for piece in re.split(r"[,،–—|()]| - ", text) if piece.strip()]):
        bare = _POSTCODE.sub("", part).strip()
        if region := countries().get(fold(bare)):
            return region
        if region := state_codes().get(bare.replace(".", "")):
            return region
    return None


def region_of_city(text: str) -> str | None:
    """The region code of a large city that stands alone."""
    return cities().get(fold(text.strip(" ,()")))


def is_place(text: str) -> bool:
    """Whether a text is a town with its country or state, a large city or a country, and nothing else."""
    text = text.strip(" ()").replace("،", ",")
    if any(fold(text) in known for known in (_REMOTE, countries(), cities())):
        return True
    if len(text) > 90 or "@" in text or "(" in text or ")" in text:
        return False
    if _TOWN.match(text):
        return True
    pieces = [piece.strip() for piece in re.split(r",|(?<=\w) [–—-] (?=\w)", text)]
    if not 2 <= len(pieces) <= 6 or not all(pieces):
        return False
    towns = all(piece[0].isupper() or piece[0].isdigit() or not piece[0].isascii() for piece in pieces)
    if _POSTCODE.fullmatch(pieces[-1]):
        pieces.pop()
    ends = region_of(pieces[-1]) is not None or bool(_TOWN.match(pieces[-1]))
    return towns and ends and all(len(piece.split()) <= 5 for piece in pieces)


def leading_name(text: str) -> tuple[str, str | None]:
    """What stands before a place at the end of a text, and the place: `Acme, Austin, TX` → `Acme`, `Austin, TX`."""
    pieces = [piece.strip() for piece in text.replace("،", ",").split(",")]
    tail = 1 + sum(1 for piece in pieces[-2:] if region_of(piece))  # a town, and its state, country or both
    if not region_of(pieces[-1]) or len(pieces) <= tail or any(piece[:1].isdigit() for piece in pieces):
        return text, None
    return ", ".join(pieces[:-tail]), ", ".join(pieces[-tail:])


def split_place(text: str) -> tuple[str, str | None]:
    """An organisation and the place that follows it: `Acme, Berlin` → `Acme`, `Berlin`."""
    name, _, tail = text.partition(", ")
    if not tail or not name:
        return text, None
    if is_place(tail):
        return name, tail
    words = tail.split()
    plain = (
        len(words) <= 3
        and "," not in tail
        and tail[0].isupper()
        and not tail.isupper()
        and tail.replace(" ", "").isalpha()
    )
    if not plain or _LEARNED.search(name) or _LEGAL_FORM.search(tail):
        return text, None
    return name, tail
