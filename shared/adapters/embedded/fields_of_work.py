"""Fields of work that a skill or a title belongs to: they relate `Menu planning` to an ad that only says “cook”."""

import re
import tomllib
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from shared.adapters.embedded import skill_names
from shared.adapters.embedded.question_bank import areas

_MARK = "§"
"""Begins the name of a field, so that no word of a text is taken for one."""


@lru_cache(maxsize=50_000)
def fields_of_skill(name: str) -> tuple[str, ...]:
    """The fields that the skill is used in."""
    return tuple(sorted({field for key in _keys(name) for field in _by_skill().get(key, ())}))


@lru_cache(maxsize=50_000)
def fields_of_title(title: str) -> tuple[str, ...]:
    """The fields that somebody of that title works in."""
    return tuple(field for field, pattern in _by_title() if pattern.search(title))


@cache
def _fields() -> tuple[tuple[str, list[str], list[str]], ...]:
    """Each field with the skills that belong to it and the words of its titles."""
    families = tomllib.loads(Path(__file__).with_name("job_families.toml").read_text(encoding="utf-8"))["families"]
    trades = [(family["words"][0], family["skills"], family["words"]) for family in families]
    known = [(area.name, area.skills, area.titles) for area in areas()]
    return tuple((f"{_MARK}{name}", skills, titles) for name, skills, titles in [*known, *trades])


@cache
def _by_skill() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for field, skills, _ in _fields():
        for key in chain.from_iterable(map(_keys, skills)):
            found.setdefault(key, set()).add(field)
    return {key: frozenset(fields) for key, fields in found.items()}


@cache
def _by_title() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (field, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)) for field, _, words in _fields() if words
    )


def _keys(skill: str) -> tuple[str, ...]:
    known = skill_names.find(skill)
    return (skill_names.key(skill), *([skill_names.key(known.name)] if known else []))
