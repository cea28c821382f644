"""Files that ask for far more time or memory than a CV: refused, or read, in bounded time; the process lives on."""

import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from shared.adapters.embedded.cv_parser import EmbeddedCvParser
from shared.ports.cv import UnreadableCv

PARSER = EmbeddedCvParser(now=lambda: datetime(2026, 11, 15, tzinfo=UTC))
TEXT = b"BT /F 12 Tf 50 700 Td (Jane Roe, engineer at Acme) Tj ET\n"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s</w:document>'
OPEN_DOCUMENT = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">%s</office:document-content>'
)
ODT_TYPE = b"application/vnd.oasis.opendocument.text"


def pdf(*objects: bytes) -> bytes:
    """A PDF file of these objects, the first of which is its catalogue."""
    numbered = [b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, start=1)]
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer<</Root 1 0 R>>"


def stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), about, content)


def page(content: bytes, *objects: bytes, resources: bytes = b"") -> bytes:
    """A PDF of one page; `objects` are numbered from 6."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>"
        % resources,
        stream(zlib.compress(content), b"/Filter/FlateDecode"),
        FONT,
        *objects,
    )


def forms(name: bytes) -> bytes:
    """Two kilobytes that ask for a text a hundred million times."""
    again, levels = b"/X Do " * 10, 8
    about = b"/Type/XObject/Subtype/%s/BBox[0 0 595 842]/Resources<</%%s>>" % name
    inner = stream(TEXT, about % b"Font<</F 5 0 R>>")
    outer = [stream(again, about % (b"XObject<</X %d 0 R>>" % (5 + level))) for level in range(1, levels)]
    return page(again, inner, *outer, resources=b"/XObject<</X %d 0 R>>" % (5 + levels))


def huge_picture() -> bytes:
    about = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    picture = stream(zlib.compress(bytes(1_000)), about + b"/Filter/FlateDecode")
    return page(TEXT + b"/I Do", picture, resources=b"/XObject<</I 6 0 R>>")


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def open_document(content: bytes) -> bytes:
    return archive({"mimetype": ODT_TYPE, "content.xml": OPEN_DOCUMENT % content})


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "forms within forms": (lambda: forms(b"Form"), "too_complex"),
    "forms within forms, under another spelling": (lambda: forms(b"F#6frm"), "too_complex"),
    "pages that hold themselves": (
        lambda: pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
        "damaged",
    ),
    "a content that unpacks to much": (lambda: page(TEXT + b"0 0 m 1 1 l S\n" * 5_000_000), "too_complex"),
    "spaces in OpenDocument": (lambda: open_document(b" " * 13_000_000), "too_complex"),
    "rows of tables in OpenDocument": (
        lambda: open_document(b"<table:table-row><table:table-cell/></table:table-row>" * 100_000),
        "too_complex",
    ),
    "entities in OpenDocument": (
        lambda: archive({"mimetype": ODT_TYPE, "content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "damaged",
    ),
    "paragraphs in Word": (
        lambda: archive({"word/document.xml": WORD % b"".join(b"<w:p>%d</w:p>" % at for at in range(100_000))}),
        "too_complex",
    ),
    "groups in Rich Text": (lambda: b"{\\rtf1 " + b"{" * 9_000_000, "too_complex"),
    "paragraphs in Rich Text": (lambda: b"{\\rtf1 " + b"a\\par " * 1_300_000, "too_complex"),
    "cells in Rich Text": (lambda: b"{\\rtf1 " + b"\\intbl a\\cell\\row " * 200_000, "too_complex"),
    "words in Rich Text": (lambda: b"{\\rtf1 " + b"\\b" * 4_500_000, "too_complex"),
    "other data in Rich Text": (lambda: b"{\\rtf1 \\bin99999999 text}", "damaged"),
    "lines in plain text": (lambda: b"a\n" * 240_000, "too_complex"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_a_reason(name: str) -> None:
    make, code = BOMBS[name]
    with pytest.raises(UnreadableCv) as caught:
        PARSER.parse(make(), "cv")
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


HARMLESS: dict[str, Callable[[], bytes]] = {
    "a huge picture": huge_picture,
    "states that are never restored": lambda: page(b"q " * 500_000 + TEXT),
    "arrays within arrays": lambda: page(TEXT + b"[" * 300_000 + b"]" * 300_000),
    "a count of pages that is a lie": lambda: page(TEXT).replace(b"/Count 1>", b"/Count 2000000000>"),
    "a form": lambda: page(
        b"/X Do",
        stream(TEXT, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>"),
        resources=b"/XObject<</X 6 0 R>>",
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_looks_dangerous_and_is_not_is_read(name: str) -> None:
    assert "Jane Roe" in PARSER.parse(HARMLESS[name](), "cv.pdf").text


def test_a_text_layer_that_is_absent_is_said_to_be() -> None:
    with pytest.raises(UnreadableCv) as caught:
        PARSER.parse(page(b"0 0 1 rg 50 50 200 200 re f"), "cv.pdf")
    assert caught.value.code == "no_text"
    assert "scan" in caught.value.message
