"""Word files (.docx): headers, body with tables and text boxes in order, footers, and the targets of links.

The XML is read as a stream by the standard library's parser: no tree to exhaust memory or the stack,
and a document type declaration (the way to an entity bomb) ends the reading.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError, XMLParser

from shared.adapters.embedded.cv.document import HIDDEN, Document, Line, broken, clean
from shared.language.disguise import hidden_message
from shared.ports.cv import UnreadableCv

MOST_BYTES = 50 * 1024 * 1024
"""All parts of a file together, unpacked."""
MOST_PART_BYTES = 12 * 1024 * 1024
"""One part that we read, unpacked."""
HIGHEST_RATIO = 200
"""Unpacked bytes for each packed one, in a part of more than a megabyte: text does not pack that well."""
MOST_CHARACTERS = 500_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_HEADING_STYLE = re.compile(
    r"^(heading|title|berschrift|titre|ttulo|titel|kop|titolo|nagwek|overskrift|rubrik)\d?", re.I
)
_BODY = "word/document.xml"


def read(data: bytes) -> Document:
    """The lines and links of a Word file.

    Raises:
        UnreadableCv: it is another kind of archive, broken, locked, without text, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_parts(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        LookupError,
    ):
        raise UnreadableCv("This Word file is damaged. Ask the candidate to send it again.") from None
    except RuntimeError:  # how zipfile says that a part is encrypted
        raise UnreadableCv(
            "This file is protected by a password. Ask the candidate for an open copy.", code="password_protected"
        ) from None


def _read_parts(archive: zipfile.ZipFile) -> Document:
    names = archive.namelist()
    if _BODY not in names:
        raise UnreadableCv(
            "This is an archive or another office format. Upload the CV as PDF, Word (.docx) or plain text.",
            code="unsupported",
        )
    if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
        raise _too_complex()
    document = Document()
    hidden = False
    for name in _in_reading_order(names):
        part = _Part()
        parser = XMLParser(target=part)
        parser.feed(_unpack(archive, name))
        parser.close()
        seen = {line.text for line in document.lines}
        document.lines += [line for line in part.lines if name == _BODY or line.text not in seen]
        document.links += [link for link in (*_link_targets(archive, name), *part.links) if link not in document.links]
        hidden = hidden or part.hidden
    if not document.text.strip():
        raise UnreadableCv(
            "This Word file contains no text, perhaps only pictures. Ask the candidate for a CV with text.",
            code="no_text",
        )
    if len(document.text) > MOST_CHARACTERS:
        raise _too_complex()
    if hidden:
        document.warnings.append(HIDDEN)
    return document


def _in_reading_order(names: list[str]) -> Iterator[str]:
    yield from sorted(name for name in names if re.fullmatch(r"word/header\d*\.xml", name))
    yield _BODY
    yield from sorted(name for name in names if re.fullmatch(r"word/footer\d*\.xml", name))


def _unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, never more of it than allowed, whatever the archive's directory says about its size."""
    with archive.open(name) as stream:
        content = stream.read(MOST_PART_BYTES + 1)
    packed = max(1, archive.getinfo(name).compress_size)
    if len(content) > MOST_PART_BYTES or (len(content) > 1024 * 1024 and len(content) / packed > HIGHEST_RATIO):
        raise _too_complex()
    return content


def _link_targets(archive: zipfile.ZipFile, part: str) -> list[str]:
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return []
    found = _Relations()
    parser = XMLParser(target=found)
    parser.feed(_unpack(archive, relations))
    parser.close()
    return found.links


def _too_complex() -> UnreadableCv:
    return UnreadableCv(
        "This file is too complex to read safely. Ask the candidate for a PDF copy.", code="too_complex"
    )


class _SafeTarget:
    """What the XML parser calls; refuses what no Word file needs."""

    def doctype(self, *_: str | None) -> None:
        raise UnreadableCv("This Word file is not in order. Ask the candidate to send it again as PDF.")

    def close(self) -> None: ...


class _Relations(_SafeTarget):
    def __init__(self) -> None:
        self.links: list[str] = []

    def start(self, _: str, attributes: dict[str, str]) -> None:
        if attributes.get("Type") == _HYPERLINK and attributes.get("TargetMode") == "External":
            self.links.append(attributes.get("Target", ""))


@dataclass(slots=True)
class _Paragraph:
    text: list[str] = field(default_factory=list)
    style: str = ""
    numbered: bool = False
    size: float | None = None


@dataclass(slots=True)
class _Run:
    hidden: bool = False
    white: bool = False
    size: float | None = None


class _Part(_SafeTarget):
    """Collects the lines of one XML part. Paragraphs nest (text boxes), and so do tables: each has its stack."""

    def __init__(self) -> None:
        self.links: list[str] = []
        self.hidden = False
        self._boxes: list[list[Line]] = [[]]  # where lines go: the page, then each open table cell
        self._rows: list[list[list[Line]]] = []  # the cells so far of each open row
        self._paragraphs: list[_Paragraph] = []
        self._run = _Run()
        self._skipped = 0  # depth inside an element that repeats another
        self._in: str | None = None  # the text element that is open
        self._shaded = False

    @property
    def lines(self) -> list[Line]:
        return self._boxes[0]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipped or tag == _FALLBACK:
            self._skipped += 1
            return
        name = tag.removeprefix(_W)
        value = attributes.get(f"{_W}val", "")
        match name:
            case "p":
                self._paragraphs.append(_Paragraph())
            case "r":
                self._run = _Run()
            case "tr":
                self._rows.append([])
            case "tc":
                self._boxes.append([])
            case "t" | "instrText":
                self._in = name
            case "tab" | "ptab" if not value:  # with a value it is a tab stop of the style
                self._write("\t")
            case "br" | "cr":
                self._write("\n")
            case "noBreakHyphen":
                self._write("-")
            case "txbxContent":
                self._shaded = True  # a box may be filled in ways that are not worth following
            case "shd":
                self._shaded = self._shaded or attributes.get(f"{_W}fill", "auto").lower() not in ("auto", "ffffff")
            case _:
                self._style(name, value)

    def _style(self, name: str, value: str) -> None:
        paragraph = self._paragraphs[-1] if self._paragraphs else _Paragraph()
        match name:
            case "pStyle":
                paragraph.style = value
            case "numPr":
                paragraph.numbered = True
            case "vanish" | "specVanish" | "webHidden":
                self._run.hidden = value not in ("0", "false")
            case "color":
                self._run.white = _is_white(value)
            case "sz" if value.isdecimal() and len(value) < 5:
                self._run.size = int(value) / 2

    def end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        match tag.removeprefix(_W):
            case "t" | "instrText":
                self._in = None
            case "p" if self._paragraphs:
                self._boxes[-1].extend(_lines_of(self._paragraphs.pop()))
            case "tc" if len(self._boxes) > 1 and self._rows:
                self._rows[-1].append(self._boxes.pop())
            case "tr" if self._rows:
                self._boxes[-1].extend(_row(self._rows.pop()))

    def data(self, text: str) -> None:
        if self._skipped:
            return
        if self._in == "t":
            self._write(text)
        elif self._in == "instrText" and (target := re.search(r'HYPERLINK\s+"([^"]{4,300})"', text)):
            self.links.append(target[1])

    def _write(self, text: str) -> None:
        if not self._paragraphs:
            return
        unseen = self._run.hidden or (self._run.white and not self._shaded) or (self._run.size or 9) < 2
        if (unseen and text.strip()) or hidden_message(text):
            self.hidden = True
        if not unseen:
            paragraph = self._paragraphs[-1]
            paragraph.text.append(text)
            paragraph.size = max(paragraph.size or 0, self._run.size or 0) or None


def _is_white(colour: str) -> bool:
    """Whether a colour (`RRGGBB`) is too near to white to be read on it."""
    return re.fullmatch(r"(?:f[0-9a-f]){3}", colour, re.IGNORECASE) is not None


def _lines_of(paragraph: _Paragraph) -> list[Line]:
    lines = []
    for number, text in enumerate("".join(paragraph.text).split("\n")):
        if content := clean(text):
            is_item = paragraph.numbered or "list" in paragraph.style.lower()
            mark = "• " if is_item and number == 0 and not Line(content).is_bullet else ""
            heading = bool(_HEADING_STYLE.match(paragraph.style))
            lines += [Line(piece, size=paragraph.size, heading=heading) for piece in broken(mark + content)]
    return lines


def _row(cells: list[list[Line]]) -> list[Line]:
    """A table row: one line if its cells are single lines, else cell after cell, a date kept beside what it dates."""
    cells = [cell for cell in cells if cell]
    if len(cells) > 1 and all(len(cell) == 1 for cell in cells):
        return [Line("\t".join(cell[0].text for cell in cells), size=cells[0][0].size)]
    if len(cells) == 2 and len(cells[0]) == 1 and re.search(r"\d{4}", cells[0][0].text):
        first = Line(f"{cells[0][0].text}\t{cells[1][0].content}", size=cells[1][0].size)
        return [first, *cells[1][1:]]
    return [line for cell in cells for line in cell]
