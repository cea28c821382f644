"""OpenDocument texts (.odt): headers, body with tables and text boxes in order, footers, and the targets of links."""

import re
from dataclasses import dataclass

from shared.adapters.embedded.cv.document import Document
from shared.adapters.embedded.cv.flow import Flow, is_white, refuse_extremes
from shared.adapters.embedded.cv.packed_xml import Package, SafeTarget, locked
from shared.ports.cv import UnreadableCv

TYPE = "application/vnd.oasis.opendocument.text"
"""What the part `mimetype` says."""

_HEADING_STYLE = re.compile(r"^(?:heading|title)(?:_20_)?\D?(\d?)", re.I)
_LEVELS = frozenset("123456789")
_MOST_SPACES = 20


def read(package: Package) -> Document:
    """The lines and links of an OpenDocument text.

    Raises:
        UnreadableCv: it is broken, locked, without text, or unpacks to too much.
    """
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.unpack("META-INF/manifest.xml"):
        raise locked()
    if "content.xml" not in package.names:
        raise UnreadableCv("This file is damaged. Ask the candidate to send it again.")
    common = _Part({})
    if "styles.xml" in package.names:
        package.parse("styles.xml", common)  # also holds the text of the pages' headers and footers
    body = _Part(common.styles)
    package.parse("content.xml", body)
    document = Document()
    common.flow.add_to(document, repeats=True)
    body.flow.add_to(document, repeats=True)
    refuse_extremes(document)
    return document


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says about how letters are seen; None where it leaves that to what surrounds it."""

    hidden: bool | None = None
    white: bool | None = None
    shaded: bool | None = None
    size: float | None = None
    heading: int | None = None

    def over(self, other: "_Style") -> "_Style":
        """This style within another."""
        return _Style(
            other.hidden if self.hidden is None else self.hidden,
            other.white if self.white is None else self.white,
            other.shaded if self.shaded is None else self.shaded,
            other.size if self.size is None else self.size,
            other.heading if self.heading is None else self.heading,
        )


class _Part(SafeTarget):
    """Collects the lines of one XML part, and the styles that it defines."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self.flow = Flow()
        self.styles = dict(styles)
        self._defined: str | None = None
        self._open: list[_Style] = [_Style()]  # the style of each open element
        self._boxed = 0
        self._shaded = False  # a shaded cell or box has come: white letters may stand out

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        told = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        style = self.styles.get(told.get("style-name", ""), _Style()).over(self._open[-1])
        self._open.append(style)
        self._shaded = self._shaded or bool(style.shaded)
        match name:
            case "style":
                self._define(told)
            case "text-properties" | "paragraph-properties" | "table-cell-properties" | "graphic-properties":
                self._learn(told)
            case "p" | "h":
                self.flow.open_paragraph()
                level = told.get("outline-level", "1") if name == "h" else ""
                self.flow.paragraphs[-1].heading = int(level) if level in _LEVELS else style.heading or 0
                self.flow.paragraphs[-1].item = self._boxed > 0
            case "list-item":
                self._boxed += 1
            case "table-row":
                self.flow.open_row()
            case "table-cell":
                self.flow.open_cell()
            case "a" if href := told.get("href"):
                self.flow.links.append(href)
            case "tab":
                self._write("\t")
            case "line-break":
                self._write("\n")
            case "s":
                count = told.get("c", "1")
                self._write(" " * min(int(count) if count.isdecimal() and len(count) < 4 else 1, _MOST_SPACES))

    def end(self, tag: str) -> None:
        self._open.pop()
        match tag.rpartition("}")[2]:
            case "p" | "h":
                self.flow.close_paragraph()
            case "list-item":
                self._boxed -= 1
            case "table-row":
                self.flow.close_row()
            case "table-cell":
                self.flow.close_cell()
            case "style":
                self._defined = None

    def data(self, text: str) -> None:
        self._write(text)

    def _define(self, told: dict[str, str]) -> None:
        self._defined = told.get("name", "")
        parent = self.styles.get(told.get("parent-style-name", ""), _Style())
        named = _HEADING_STYLE.match(told.get("name", ""))
        heading = int(named[1] or 1) if named else None
        self.styles[self._defined] = _Style(heading=heading).over(parent)

    def _learn(self, told: dict[str, str]) -> None:
        if self._defined is None:
            return
        size = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)pt", told.get("font-size", ""))
        colour, ground = told.get("color"), told.get("background-color") or told.get("fill-color")
        learnt = _Style(
            hidden=told["display"] == "none" if "display" in told else None,
            white=is_white(colour) if colour else None,
            shaded=not is_white(ground) if ground and ground != "transparent" else None,
            size=float(size[1]) if size else None,
        )
        self.styles[self._defined] = learnt.over(self.styles[self._defined])

    def _write(self, text: str) -> None:
        style = self._open[-1]
        unseen = bool(style.hidden) or (bool(style.white) and not self._shaded)
        self.flow.write(text, unseen=unseen, size=style.size)
