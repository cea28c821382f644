"""Lists of phrases, to be found in what somebody says."""

import re
from functools import cached_property


class Phrases:
    """A regular expression in any case. Its first use compiles it, since importing is paid at every cold start."""

    def __init__(self, expression: str) -> None:
        self._expression = expression

    def search(self, text: str) -> re.Match[str] | None:
        """The first place of the text that it matches."""
        return self._pattern.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """The beginning of the text, if it matches there."""
        return self._pattern.match(text)

    def sub(self, replacement: str, text: str) -> str:
        """The text with the replacement wherever it matches."""
        return self._pattern.sub(replacement, text)

    def count(self, text: str) -> int:
        """How often it matches."""
        return len(self._pattern.findall(text))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._expression, re.IGNORECASE)


def any_of(*phrases: str) -> Phrases:
    """Finds any of the phrases (regular expressions without `^`) as whole words.

    A straight apostrophe also stands for a curly one and, as people type, for none.
    """
    return Phrases(rf"(?<!\w)(?:{_joined(phrases)})(?!\w)")


def starting_with(*phrases: str) -> Phrases:
    """The same, at the beginning of the text only, after words that say nothing (`ok`, `um`, `so`)."""
    lead = (
        r"(?:ok|okay|so|and|but|well|um+|uh+|hm+|hey|hi|hello|yes|sorry|please|thanks|thank you|great|alright|perfect)"
    )
    return Phrases(rf"\W*(?:{lead}\W+)*(?:{_joined(phrases)})(?!\w)")


def _joined(phrases: tuple[str, ...]) -> str:
    return "|".join(phrases).replace("'", "['’]?")
