"""Plain text files."""

import codecs
import re

from shared.adapters.embedded.cv.document import HIDDEN, MOST_LINES, Document, Line, broken, clean, join_wrapped
from shared.language.disguise import hidden_message
from shared.ports.cv import UnreadableCv

MOST_CHARACTERS = 500_000

_MARKUP = (".htm", ".html", ".xhtml", ".xml", ".rtf", ".json", ".csv", ".eml")


def read(data: bytes, file_name: str) -> Document:
    """The lines of a text in UTF-8, UTF-16 (with its byte order mark) or Windows-1252.

    Raises:
        UnreadableCv: it is no plain text, has none, or has too much.
    """
    text = _decode(data)
    if text is None or file_name.lower().endswith(_MARKUP) or re.match(r"\s*<(!doctype|html|\?xml)", text[:200], re.I):
        raise UnreadableCv(
            "This kind of file cannot be read. Upload the CV as PDF, Word (.docx) or plain text.", code="unsupported"
        )
    if not text.strip():
        raise UnreadableCv("This file contains no text. Ask the candidate to send it again.", code="empty")
    raw_lines = text.splitlines()
    if len(text) > MOST_CHARACTERS or len(raw_lines) > MOST_LINES:
        raise UnreadableCv(
            "This text is far too long for a CV. Ask the candidate for a shorter one.", code="too_complex"
        )
    lines = []
    for raw in raw_lines:
        plain, heading = _without_marks(raw.strip())
        content = clean(re.sub(r" {4,}", "\t", plain))
        left = float(len(raw) - len(raw.lstrip()))
        lines += [Line(piece, left=left, heading=heading) for piece in broken(content) if piece]
    return Document(join_wrapped(lines), warnings=[HIDDEN] if hidden_message(text) else [])


def _without_marks(text: str) -> tuple[str, int]:
    """A line without the marks of Markdown, and which level of heading they call it."""
    heading = re.match(r"(#{1,6})\s+", text)
    text = text[heading.end() :] if heading else text
    text = re.sub(r"(\*\*|__)(?=\S)([^*_]{1,200})(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])([*_])(?=\S)([^*_]{1,200})(?<=\S)\1(?![\w*])", r"\2", text)
    return re.sub(r"\[([^\]]{1,100})\]\((https?://[^\s)]{3,300})\)", r"\1 \2", text), len(heading[1]) if heading else 0


def _decode(data: bytes) -> str | None:
    """The text, or None if these bytes are none."""
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for attempt in ("utf-16" if is_utf16 else "utf-8-sig", "cp1252"):
        try:
            text = data.decode(attempt)
        except UnicodeDecodeError:
            continue
        return text if _is_text(text) else None
    return None


def _is_text(text: str) -> bool:
    """Whether at most one character in fifty is a control character, and none is NUL."""
    odd = sum(1 for ch in text if (ch < " " and ch not in "\t\n\r\f\v") or "\x7f" <= ch < "\xa0" or ch == "\ufffd")
    return "\0" not in text and odd * 50 <= len(text)
