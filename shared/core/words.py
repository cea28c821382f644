"""Words of several products for one thing, in any case."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, BeforeValidator

Words = Mapping[str, str]
"""The words of an enumeration, by what `_plain` makes of them."""


def in_our_words(others: Mapping[str, str]) -> BeforeValidator:
    """Reads a word in any case, with spaces, dashes or underscores, as ours: itself, or what `others` has for it."""

    def ours(value: object) -> object:
        if not isinstance(value, str):
            return value
        word = _plain(value)
        return others.get(word, word)

    return BeforeValidator(ours)


def as_we_spell_them(model: type[BaseModel], sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent for a model, with the words of its enumerations, and of lists of them, in our spelling."""
    spelled = dict(sent)
    for name, words in enumerations(model).items():
        value = sent.get(name)
        if isinstance(value, str):
            spelled[name] = words.get(_plain(value), value)
        elif isinstance(value, list):
            spelled[name] = [words.get(_plain(one), one) if isinstance(one, str) else one for one in value]
    return spelled


@cache
def enumerations(model: type[BaseModel]) -> dict[str, Words]:
    """The words of the fields that have some, by each name that a field is sent under."""
    found: dict[str, Words] = {}
    for name, field in model.model_fields.items():
        words = {_plain(word): word for word in _words(field.annotation)}
        aliases = field.validation_alias
        names = [alias for alias in getattr(aliases, "choices", [aliases or name]) if isinstance(alias, str)]
        found |= dict.fromkeys([*names, name], words) if words else {}
    return found


def _words(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(one.value) for one in annotation)
    elif get_origin(annotation) is Literal:
        yield from (one for one in get_args(annotation) if isinstance(one, str))
    elif get_origin(annotation) is not dict:
        for part in get_args(annotation):
            yield from _words(part)


def _plain(text: str) -> str:
    return re.sub(r"[\s-]+", "_", text.strip().lower())
