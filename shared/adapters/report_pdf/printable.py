"""Texts with only those characters that our fonts can show: PDF/UA admits no other."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

_COVERED = Path(__file__).parent / "fonts" / "covered.txt"
_UNSHOWN = "?"


def printable(content: Any) -> Any:
    """JSON content whose texts can all be printed: what no font has, such as 🎉, is a question mark; marks and control
    characters that no font has are left out."""
    if isinstance(content, str):
        return "".join(_shown(character) for character in content)
    if isinstance(content, list):
        return [printable(item) for item in content]
    if isinstance(content, dict):
        return {name: printable(value) for name, value in content.items()}
    return content


def _shown(character: str) -> str:
    if character in "\n\t" or ord(character) in _covered():
        return character
    return "" if unicodedata.category(character)[0] in "CM" else _UNSHOWN


@cache
def _covered() -> frozenset[int]:
    """Every code point of our fonts, from a file of ranges in hexadecimal."""
    ranges = (line.partition("-") for line in _COVERED.read_text("ascii").split())
    return frozenset(code for first, _, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1))
