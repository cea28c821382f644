"""Word files (.docx): headers, body with tables and text boxes in order, footers, and the targets of links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.adapters.embedded.cv.document import Document
from shared.adapters.embedded.cv.flow import Flow, is_white, refuse_extremes
from shared.adapters.embedded.cv.packed_xml import Package, SafeTarget

BODY = "word/document.xml"
"""The part that makes an archive a Word file."""

_MOST_HEADERS = 12
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_HEADING_STYLE = re.compile(
    r"^(heading|title|berschrift|titre|ttulo|titel|kop|titolo|nagwek|overskrift|rubrik)\D{0,2}(\d?)", re.I
)


def read(package: Package) -> Document:
    """The lines and links of a Word file.

    Raises:
        UnreadableCv: it is broken, without text, or unpacks to too much.
    """
    document = Document()
    for name in _in_reading_order(package.names):
        part = _Part()
        package.parse(name, part)
        part.flow.links[:0] = _link_targets(package, name)
        part.flow.add_to(document, repeats=name == BODY)
    refuse_extremes(document)
    return document


def _in_reading_order(names: list[str]) -> Iterator[str]:
    yield from sorted(name for name in names if re.fullmatch(r"word/header\d*\.xml", name))[:_MOST_HEADERS]
    yield BODY
    yield from sorted(name for name in names if re.fullmatch(r"word/footer\d*\.xml", name))[:_MOST_HEADERS]


def _link_targets(package: Package, part: str) -> list[str]:
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.names:
        return []
    found = _Relations()
    package.parse(relations, found)
    return found.links


class _Relations(SafeTarget):
    def __init__(self) -> None:
        self.links: list[str] = []

    def start(self, _: str, attributes: dict[str, str]) -> None:
        if attributes.get("Type") == _HYPERLINK and attributes.get("TargetMode") == "External":
            self.links.append(attributes.get("Target", ""))


@dataclass(slots=True)
class _Run:
    hidden: bool = False
    white: bool = False
    size: float | None = None


class _Part(SafeTarget):
    """Collects the lines of one XML part."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._run = _Run()
        self._skipped = 0  # depth inside an element that repeats another
        self._in: str | None = None  # the text element that is open
        self._shaded = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipped or tag == _FALLBACK:
            self._skipped += 1
            return
        name = tag.removeprefix(_W)
        value = attributes.get(f"{_W}val", "")
        match name:
            case "p":
                self.flow.open_paragraph()
            case "r":
                self._run = _Run()
            case "tr":
                self.flow.open_row()
            case "tc":
                self.flow.open_cell()
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
        match name:
            case "pStyle" if self.flow.paragraphs:
                paragraph = self.flow.paragraphs[-1]
                style = _HEADING_STYLE.match(value)
                paragraph.heading = int(style[2] or 1) if style else 0
                paragraph.item = paragraph.item or "list" in value.lower()
            case "numPr" if self.flow.paragraphs:
                self.flow.paragraphs[-1].item = True
            case "vanish" | "specVanish" | "webHidden":
                self._run.hidden = value not in ("0", "false")
            case "color":
                self._run.white = is_white(value)
            case "sz" if value.isdecimal() and len(value) < 5:
                self._run.size = int(value) / 2

    def end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        match tag.removeprefix(_W):
            case "t" | "instrText":
                self._in = None
            case "p":
                self.flow.close_paragraph()
            case "tc":
                self.flow.close_cell()
            case "tr":
                self.flow.close_row()

    def data(self, text: str) -> None:
        if self._skipped:
            return
        if self._in == "t":
            self._write(text)
        elif self._in == "instrText" and (target := re.search(r'HYPERLINK\s+"([^"]{4,300})"', text)):
            self.flow.links.append(target[1])

    def _write(self, text: str) -> None:
        run = self._run
        self.flow.write(text, unseen=run.hidden or (run.white and not self._shaded), size=run.size)
