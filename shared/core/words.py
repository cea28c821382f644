"""Words of several products for one thing."""

import re
from collections.abc import Mapping

from pydantic import BeforeValidator


def in_our_words(others: Mapping[str, str]) -> BeforeValidator:
    """Reads a word in any case, with spaces, dashes or underscores, as ours: itself, or what `others` has for it."""

    def ours(value: object) -> object:
        if not isinstance(value, str):
            return value
        word = re.sub(r"[\s-]+", "_", value.strip().lower())
        return others.get(word, word)

    return BeforeValidator(ours)
