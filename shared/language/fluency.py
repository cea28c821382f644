"""Speech as it was meant: without the sounds and words that fill pauses, and without words said twice in a row.

For looking into, never for quoting: what somebody said stays as it was said.
"""

import re

_SOUNDS = r"(?:u+h+m*|u+m+|e+r+m*|a+h+m*|h+m+|m+h*m+)"
_PHRASES = r"(?:you know(?! (?:how|what|why|when|where|who|if)\b)|I mean|sort of|kind of|like)"
_FILLER = re.compile(rf"(?<![\w'’-])(?:{_SOUNDS}|{_PHRASES})(?![\w'’-])[,…]*\s*", re.IGNORECASE)
_TWICE = re.compile(r"\b(\w+)(?:[ ,]+\1\b)+", re.IGNORECASE)


def fluent(text: str) -> str:
    """The text without hesitation. How somebody speaks never enters a score."""
    return _TWICE.sub(r"\1", _FILLER.sub("", text))
