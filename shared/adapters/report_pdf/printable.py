"""Texts with only those characters that our fonts can show: PDF/UA admits no other."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

_COVERED = Path(__file__).parent / "fonts" / "covered.txt"
_UNSHOWN = "?"
_REFUSED = "\ufeff\ufffe"
"""By PDF/UA-1, 7.21.8, beside U+0000."""


def printable(content: Any) -> Any:
    """JSON content whose texts can all be printed: what no font has, such as 🎉, is a question mark; control characters
    and marks that no font has are left out."""
    if isinstance(content, str):
        return "".join(_shown(character) for character in content)
    if isinstance(content, list):
        return [printable(item) for item in content]
    if isinstance(content, dict):
        return {name: printable(value) for name, value in content.items()}
    return content


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if character in "\n\t":
        return character
    if kind == "Cc" or character in _REFUSED:
        return ""
    if ord(character) in _covered():
        return character
    return "" if kind[0] in "CM" else _UNSHOWN


@cache
def _covered() -> frozenset[int]:
    """Every code point of our fonts, from a file of ranges in hexadecimal."""
    ranges = (line.partition("-") for line in _COVERED.read_text("ascii").split())
    return frozenset(code for first, _, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1))
