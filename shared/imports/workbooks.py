"""Tables in Excel workbooks (Office Open XML, ECMA-376): the first visible sheet, read cell by cell as a stream.

Workbooks are archives that others made, so nothing in them is believed: archive, shared texts and cells are bounded,
XML that declares a document type is refused, and gaps between cells cost nothing.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from shared.core.errors import Invalid
from shared.imports.text_tables import MAX_VALUE_LENGTH, Row

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_TEXTS_BYTES = 60 * 1024 * 1024
MAX_COLUMNS = 100
"""Cells beyond are not looked at."""
_MAX_PART_BYTES = 4 * 1024 * 1024
_MAX_ENTRIES = 2000
_PIECE_BYTES = 64 * 1024
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Attributes = dict[str, str]


def read_workbook(data: bytes) -> Iterator[Row]:
    """The rows of the first visible sheet that are not empty, one by one, with the numbers that Excel shows.

    Raises:
        Invalid: it is no workbook, is encrypted, or unpacks to more than we read.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_size(archive)
            texts = _shared_texts(archive)
            yield from _rows(archive, _first_sheet(archive), texts)
    except (BadZipFile, KeyError, ValueError, expat.ExpatError, zlib.error, EOFError, RuntimeError) as error:
        raise Invalid.field("file", "not_a_workbook", "is not an Excel workbook (.xlsx) that can be read.") from error


def _check_size(archive: ZipFile) -> None:
    """The sizes that the archive states bound what is unpacked: reading stops there."""
    entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Invalid.field("file", "too_large", "unpacks to more than we read: send a smaller workbook, or CSV.")


def _first_sheet(archive: ZipFile) -> str:
    """The name of the entry that holds the first sheet that is not hidden."""
    sheets: list[str] = []
    targets: dict[str, str] = {}

    def sheet(name: str, values: Attributes) -> None:
        if name == "sheet" and values.get("state", "visible") == "visible":
            sheets.append(values.get("id", ""))

    def relation(name: str, values: Attributes) -> None:
        if name == "Relationship":
            targets[values["Id"]] = values["Target"]

    _parse(archive, "xl/workbook.xml", _MAX_PART_BYTES, start=sheet)
    _parse(archive, "xl/_rels/workbook.xml.rels", _MAX_PART_BYTES, start=relation)
    target = targets[sheets[0]] if sheets else ""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _shared_texts(archive: ZipFile) -> list[str]:
    """The texts that cells refer to by number."""
    name = "xl/sharedStrings.xml"
    if name not in archive.namelist():
        return []
    reader = _Texts()
    _parse(archive, name, MAX_TEXTS_BYTES, start=reader.start, end=reader.end, text=reader.text)
    return reader.texts


def _rows(archive: ZipFile, name: str, texts: list[str]) -> Iterator[Row]:
    reader = _Sheet(texts)
    for _ in _pieces(archive, name, MAX_UNPACKED_BYTES, start=reader.start, end=reader.end, text=reader.text):
        yield from reader.finished
        reader.finished.clear()


class _Texts:
    """Shared texts. Their parts in several fonts are joined; phonetic readings are left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._phonetic = False

    def start(self, name: str, values: Attributes) -> None:
        self._in_text = name == "t" and not self._phonetic
        self._phonetic = self._phonetic or name == "rPh"

    def end(self, name: str) -> None:
        self._in_text = False
        if name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.texts.append("".join(self._parts)[:MAX_VALUE_LENGTH])
            self._parts.clear()

    def text(self, data: str) -> None:
        if self._in_text:
            self._parts.append(data)


class _Sheet:
    """Rows of a sheet, in `finished` as soon as they end."""

    def __init__(self, texts: list[str]) -> None:
        self.finished: list[Row] = []
        self._texts = texts
        self._number = 0
        self._cells: dict[int, str] = {}
        self._column = -1
        self._type = ""
        self._parts: list[str] = []
        self._in_value = False

    def start(self, name: str, values: Attributes) -> None:
        if name == "row":
            self._number = int(values.get("r", self._number + 1))
            self._cells, self._column = {}, -1
        elif name == "c":
            self._column = _column(values.get("r", ""), self._column + 1)
            self._type = values.get("t", "n")
            self._parts = []
        self._in_value = name in {"v", "t"}

    def end(self, name: str) -> None:
        self._in_value = False
        if name == "c" and self._column < MAX_COLUMNS:
            self._cells[self._column] = self._value("".join(self._parts))
        elif name == "row" and any(map(str.strip, self._cells.values())):
            values = [self._cells.get(column, "") for column in range(max(self._cells) + 1)]
            self.finished.append((self._number, values))

    def text(self, data: str) -> None:
        if self._in_value:
            self._parts.append(data)

    def _value(self, raw: str) -> str:
        if self._type == "s":
            place = int(raw) if raw.isdecimal() and len(raw) < 9 else len(self._texts)
            return self._texts[place] if place < len(self._texts) else ""
        if self._type == "e":
            return ""  # a formula's error
        if self._type == "b":
            return "TRUE" if raw == "1" else "FALSE"
        return _number(raw) if self._type == "n" else raw[:MAX_VALUE_LENGTH]


def _column(reference: str, following: int) -> int:
    """The column of `AB12`, from 0; where a cell says nothing, it follows the one before."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return following
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _number(raw: str) -> str:
    """A number as people write it: telephone numbers and years have no point."""
    try:
        value = float(raw)
    except ValueError:
        return raw[:MAX_VALUE_LENGTH]
    return str(int(value)) if abs(value) < 1e15 and value.is_integer() else raw[:40]


def _parse(archive: ZipFile, name: str, max_bytes: int, **handlers: Callable[..., None]) -> None:
    for _ in _pieces(archive, name, max_bytes, **handlers):
        pass


def _pieces(
    archive: ZipFile,
    name: str,
    max_bytes: int,
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Parse an entry of the archive piece by piece; names come without their namespaces."""
    if archive.getinfo(name).file_size > max_bytes:
        raise Invalid.field("file", "too_large", "has more text than we read: send a smaller workbook, or CSV.")
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, values: start(_local(tag), {_local(k): v for k, v in values.items()})
    if end is not None:
        parser.EndElementHandler = lambda tag: end(_local(tag))
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    with archive.open(name) as entry:
        while piece := entry.read(_PIECE_BYTES):
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
        yield


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _refuse(*_: Any) -> None:
    raise Invalid.field("file", "not_a_workbook", "declares a document type, which no workbook does.")
