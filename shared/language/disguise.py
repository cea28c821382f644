"""Text as a person reads it, where its characters were chosen so that a program reads something else."""

import re
import unicodedata

_TAGS = range(0xE0020, 0xE007F)
"""Invisible twins of the ASCII characters."""
_TAG_RUN = re.compile("[\U000e0000-\U000e007f\U000e0100-\U000e01ef]+")
_REVERSED = re.compile("\u202e([^\u202c\n]*)\u202c?")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_APART = re.compile(r"(?<!\w)\w(?:[ .\-_*]\w){2,}(?!\w)")
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝвкмнтΑΒΕΖΗΙΚΜΝΟΡΤΥΧαενορτυχıɡ",
    "ABESIJKMHOPCTYXaesijopcyxhdqwbkmhtABEZHIKMNOPTYXaevoptuxig",
)


def hidden_message(text: str) -> str:
    """What is written in characters that nobody sees (tags); empty for nearly every text."""
    return "".join(chr(ord(ch) - 0xE0000) for run in _TAG_RUN.findall(text) for ch in run if ord(ch) in _TAGS).strip()


def without_tags(text: str) -> str:
    """The text without characters of the tags block."""
    return _TAG_RUN.sub("", text)


def undisguised(text: str) -> str:
    """The text in plain characters: nothing invisible, nothing reversed, full-width and the like as usual letters.

    What was written in tags is appended. Lengths change, so it is for looking into, never for quoting.
    """
    if text.isascii():
        return _closed(text)
    plain = _REVERSED.sub(lambda match: match[1][::-1], text)
    plain = f"{without_tags(plain)} {hidden_message(text)}".strip()
    visible = "".join(ch for ch in plain if unicodedata.category(ch) != "Cf")
    return _closed(unicodedata.normalize("NFKC", visible))


def in_latin_letters(text: str) -> str:
    """The text with letters of other alphabets that look like Latin ones replaced by these, and without accents."""
    if text.isascii():
        return text
    bare = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))
    return bare.translate(_LOOKALIKES)


def one_line(text: str) -> str:
    """A name or title for a place where a person trusts what they see: no line breaks, no control characters, nothing
    that turns the direction of writing."""
    shown = "".join(ch for ch in " ".join(text.split()) if unicodedata.category(ch) != "Cc")
    return _DIRECTION.sub("", shown)


def _closed(text: str) -> str:
    """`i g n o r e` as one word."""
    return _APART.sub(lambda match: re.sub(r"[ .\-_*]", "", match[0]), text)
