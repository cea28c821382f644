"""Row keys: texts joined by a separator, so that the order of keys is the order of the texts, part by part.

The service forbids some characters in keys and promises no order for those beyond ASCII. So letters, digits and
`-._:@` stand for themselves, a space is written `,`, and any other character is `~` with four hexadecimal digits
of its code point (`~~` with six beyond U+FFFF). The separator sorts before all of these. Order is that of code
points, but for punctuation. A text that begins another one also does so when both are encoded.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

SEPARATOR = "!"
_AFTER_SEPARATOR = chr(ord(SEPARATOR) + 1)
DELTA = "*"
"""A part that no text is encoded to."""
_MAX_PART = 100
_KEPT_OF_LONG = 82
_SPECIAL = re.compile(r"[^0-9A-Za-z\-._:@]")
_CUT_ESCAPE = re.compile(r"~(~[0-9a-f]{0,5}|[0-9a-f]{0,3})$")


@dataclass(frozen=True, slots=True)
class Span:
    """The keys from `low` (included) to `high` (excluded)."""

    low: str
    high: str


def encode(text: str) -> str:
    """One part of a key. Texts beyond 100 characters, encoded, are cut and end in a digest of the whole."""
    encoded = _SPECIAL.sub(_escape, text)
    if len(encoded) <= _MAX_PART:
        return encoded
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
    return f"{_cut(encoded)}~-{base64.urlsafe_b64encode(digest).decode()}"


def encode_prefix(text: str) -> str:
    """What the encoded form of every text that begins with this one begins with.

    A prefix beyond 82 characters, encoded, counts with these alone.
    """
    encoded = _SPECIAL.sub(_escape, text)
    return encoded if len(encoded) <= _KEPT_OF_LONG else _cut(encoded)


def join(*texts: str) -> str:
    """The key of these texts."""
    return SEPARATOR.join(map(encode, texts))


def under(key: str) -> Span:
    """The key itself and all keys that have more parts after it."""
    return Span(key, key + _AFTER_SEPARATOR)


def beginning(key: str) -> Span:
    """All keys that begin with this one, within its last part too. The key must not be empty."""
    return Span(key, key[:-1] + chr(ord(key[-1]) + 1))


def after(key: str) -> str:
    """The least key beyond this one: nothing we write sorts before the separator."""
    return key + SEPARATOR


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character == " ":
        return ","
    point = ord(character)
    return f"~{point:04x}" if point <= 0xFFFF else f"~~{point:06x}"


def _cut(encoded: str) -> str:
    """Its first characters, without the rest of an escape that is cut through."""
    return _CUT_ESCAPE.sub("", encoded[:_KEPT_OF_LONG])
