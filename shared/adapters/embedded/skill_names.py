"""The skills vocabulary of the CV parser, as job descriptions and comparisons need it."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_PRODUCT_SECTIONS = (
    "Programming languages",
    "Web and mobile",
    "Databases and data",
    "Cloud, systems and security",
    "Testing, tools and methods",
    "Office and business software",
)
"""Sections whose single words are mostly names (`Rust`, `Slack`), written with a capital."""
_COMMON_NOUN = re.compile(r".{3,}(?:ing|tion|ics|ity|graphy|services|chain|ithms|base|less)", re.IGNORECASE)
_SHORTEST_COMMON_NOUN = 9


@dataclass(frozen=True, slots=True)
class KnownSkill:
    """A skill of the vocabulary with all its spellings.

    `is_plain_word` marks everyday words (`Go`, `Excel`), `is_product` what is sold or published under the name.
    """

    name: str
    spellings: tuple[str, ...]
    is_soft: bool
    is_plain_word: bool
    is_product: bool


def key(text: str) -> str:
    """Text for looking up: small letters; dots, dashes and spaces do not count, `+` and `#` do."""
    return re.sub(r"[\s._/’'-]+", "", text.casefold())


def find(name: str) -> KnownSkill | None:
    """The skill of that name or spelling; also without a closing `skills`, `programming` and the like."""
    found = _by_key().get(key(name))
    if found is None:
        shorter = re.sub(r"\s+(skills?|programming|development|framework|language|database)$", "", name, flags=re.I)
        found = _by_key().get(key(shorter)) if shorter != name else None
    return found


def is_name(skill: KnownSkill, word: str) -> bool:
    """Whether the word means the skill only when it is written with a capital: most products, no `debugging`."""
    return skill.is_product and (len(word) < _SHORTEST_COMMON_NOUN or not is_common(word))


def in_sentence(name: str) -> str:
    """The name as it stands inside a sentence: a common noun (`Patient care`) begins with a small letter."""
    known = find(name)
    is_noun = known is not None and not known.is_product and (" " in name or is_common(name))
    return name[:1].lower() + name[1:] if is_noun and name[1:].islower() else name


def is_common(word: str) -> bool:
    """Whether a word has the form of a common noun (`welding`) rather than of a name (`Figma`)."""
    return _COMMON_NOUN.fullmatch(word) is not None


def proofs(name: str) -> tuple[str, ...]:
    """Skills that nobody has without having this one: of `SQL`, `PostgreSQL` is one."""
    known = find(name)
    return _implied_by().get(key(known.name if known else name), ())


@cache
def _by_key() -> dict[str, KnownSkill]:
    found: dict[str, KnownSkill] = {}
    section = ""
    for row in (_HERE / "cv" / "data" / "skills.txt").read_text(encoding="utf-8").splitlines():
        if row.startswith("## "):
            section = row[3:].strip()
        elif row and not row.startswith("#"):
            skill = _skill(row, section)
            for spelling in skill.spellings:
                found.setdefault(key(spelling), skill)
    return found


def _skill(row: str, section: str) -> KnownSkill:
    names = [name.strip().lstrip("?") for name in row.split("|")]
    return KnownSkill(
        name=names[0],
        spellings=tuple(names),
        is_soft=section == "Soft skills",
        is_plain_word=row.startswith("?"),
        is_product=section in _PRODUCT_SECTIONS,
    )


@cache
def _implied_by() -> dict[str, tuple[str, ...]]:
    rows = (_HERE / "implied_skills.txt").read_text(encoding="utf-8").splitlines()
    pairs = (row.partition(": ") for row in rows if row and not row.startswith("#"))
    return {key(skill): tuple(name.strip() for name in names.split(",")) for skill, _, names in pairs}
