"""Tables in text files (CSV): whatever program wrote them, in whatever encoding and with whatever separator."""

import codecs
import csv
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO, TextIOWrapper
from itertools import chain, islice

from shared.core.errors import Invalid

DELIMITERS = (",", ";", "\t", "|")
MAX_VALUE_LENGTH = 32_000
"""Characters of a value. A quotation mark that is never closed makes one that is longer."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PIECE_BYTES = 64 * 1024
_HEADER_LINES = 20

Row = tuple[int, list[str]]
"""The number of a row, as a spreadsheet program counts it: the first is 1; and its values."""


def read_text(data: bytes, known_headers: Callable[[list[str]], int]) -> Iterator[Row]:
    """The rows of a text file that are not empty, one by one. `known_headers` counts the headings that are understood.

    Raises:
        Invalid: a value is too long, which is mostly a quotation mark that is never closed.
    """
    lines: Iterator[str] = TextIOWrapper(BytesIO(data), encoding_of(data), errors="replace", newline="")
    head = list(islice(lines, _HEADER_LINES))
    delimiter = None
    if head and head[0].strip().lower().startswith("sep=") and len(head[0].strip()) == 5:
        delimiter = head.pop(0).strip()[4]  # Excel's own hint
    delimiter = delimiter or _delimiter("".join(head), known_headers)
    # The limit is the process's; every reader of ours sets the same one.
    csv.field_size_limit(MAX_VALUE_LENGTH)
    reader = csv.reader(chain(head, lines), delimiter=delimiter)
    number = 0
    try:
        for number, values in enumerate(reader, 1):
            if any(map(str.strip, values)):
                yield number, values
    except csv.Error as error:
        hint = f"cannot be read after row {number}: is a quotation mark not closed?"
        raise Invalid.field("file", "not_a_table", hint) from error


def encoding_of(data: bytes) -> str:
    """The encoding of a text: by its byte order mark, else UTF-16 or UTF-8 if it can be, else Windows-1252."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    sample = data[:4096]
    # Latin letters are a zero byte and another one in UTF-16. No other encoding of a table has zero bytes.
    if sample[1::2].count(0) * 3 > len(sample[1::2]):
        return "utf-16-le"
    if sample[0::2].count(0) * 3 > len(sample[0::2]):
        return "utf-16-be"
    return "utf-8" if _is_utf8(data) else "cp1252"


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _PIECE_BYTES):
            decoder.decode(view[start : start + _PIECE_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(head: str, known_headers: Callable[[list[str]], int]) -> str:
    """The separator with which the headings make most sense."""

    def sense(delimiter: str) -> tuple[int, int]:
        try:
            first = next((row for row in csv.reader(StringIO(head), delimiter=delimiter) if any(row)), [])
        except csv.Error:
            return 0, 0
        return known_headers(first), len(first)

    return max(DELIMITERS, key=sense)
