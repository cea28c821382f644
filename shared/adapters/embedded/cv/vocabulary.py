"""The skills we know, from `data/skills.txt`: their usual spelling, and which are soft."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Known:
    """A skill."""

    name: str
    soft: bool
    plain_word: bool
    """A word of everyday language (`Go`, `Excel`): a skill in a list of skills only."""


def key(text: str) -> str:
    """Text for looking up: small letters; dots, dashes and spaces do not count, `+` and `#` do."""
    return re.sub(r"[\s._/’'-]+", "", text.casefold())


@cache
def vocabulary() -> dict[str, Known]:
    """Every skill by the key of each of its spellings."""
    known: dict[str, Known] = {}
    soft = False
    for row in (Path(__file__).parent / "data" / "skills.txt").read_text(encoding="utf-8").splitlines():
        if row.startswith("## "):
            soft = row == "## Soft skills"
        elif row and not row.startswith("#"):
            names = [name.strip() for name in row.split("|")]
            plain = names[0].startswith("?")
            skill = Known(names[0].lstrip("?"), soft, plain)
            for name in names:
                known.setdefault(key(name.lstrip("?")), skill)
    return known


def is_skill(text: str) -> bool:
    """Whether a text names a skill that we know."""
    return key(text) in vocabulary()
