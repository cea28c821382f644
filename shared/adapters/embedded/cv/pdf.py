"""PDF files, read with PDFium."""

import contextlib
import ctypes
import re
import threading
import time
import zlib
from collections.abc import Iterator
from typing import Any

from shared.adapters.embedded.cv.document import HIDDEN, Document
from shared.adapters.embedded.cv.pdf_layout import lines_of
from shared.adapters.embedded.cv.pdf_letters import Letters
from shared.ports.cv import UnreadableCv

MOST_PAGES = 60
MOST_CHARACTERS = 500_000
MOST_SECONDS = 20.0
MOST_UNPACKED_BYTES = 60 * 1024 * 1024
FEWEST_LETTERS = 20
"""Below this, a file is a scan or a picture."""

_PDFIUM = threading.Lock()  # PDFium is not thread-safe

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PIECE_BYTES = 64 * 1024
_URI_ACTION = 3
_MOST_LINKS = 500


def read(data: bytes) -> Document:
    """The lines and links of a PDF file.

    Raises:
        UnreadableCv: it is damaged, locked, without text (a scan), or has too much.
    """
    _refuse_bomb(data)
    import pypdfium2  # type: ignore[import-untyped]

    with _PDFIUM:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
                raise UnreadableCv(
                    "This PDF is protected by a password. Ask the candidate for an open copy.",
                    code="password_protected",
                ) from None
            raise _damaged() from None
        try:
            return _read_pages(pdf)
        except TimeoutError:
            raise _too_complex() from None
        except pypdfium2.PdfiumError:
            raise _damaged() from None
        finally:
            pdf.close()


def _refuse_bomb(data: bytes) -> None:
    """Raise if the packed streams of a file, pictures aside, hold far more than a CV does.

    PDFium would unpack them all into memory. What it leaves packed (pictures) or we cannot unpack alone
    (encrypted or doubly packed streams) is not counted.
    """
    total = 0
    for match in _STREAM.finditer(data):
        about = data[max(0, match.start() - 400) : match.start()].rpartition(b"obj")[2]
        if b"/Image" not in about and b"Flate" in about:
            total += _unpacked_size(data, match.end(), MOST_UNPACKED_BYTES - total)
        if total > MOST_UNPACKED_BYTES:
            raise _too_complex()


def _unpacked_size(data: bytes, start: int, limit: int) -> int:
    """How much the packed stream at `start` holds, counted until just beyond the limit."""
    packed, size = zlib.decompressobj(), 0
    with contextlib.suppress(zlib.error):
        for at in range(start, len(data), _PIECE_BYTES):
            piece = data[at : at + _PIECE_BYTES]
            while piece and not packed.eof and size <= limit:
                size += len(packed.decompress(piece, _PIECE_BYTES))
                piece = packed.unconsumed_tail
            if packed.eof or size > limit:
                break
    return size


def _damaged() -> UnreadableCv:
    return UnreadableCv("This PDF is damaged. Ask the candidate to send it again.")


def _too_complex() -> UnreadableCv:
    return UnreadableCv(
        "This PDF is too long or too complex for a CV. Ask the candidate for a simpler copy.", code="too_complex"
    )


def _read_pages(pdf: Any) -> Document:
    if len(pdf) == 0:
        raise _damaged()
    if len(pdf) > MOST_PAGES:
        raise _too_complex()
    document = Document()
    characters, hidden, deadline = 0, False, time.monotonic() + MOST_SECONDS
    for page in pdf:
        text_page = page.get_textpage()
        characters += text_page.count_chars()
        if characters > MOST_CHARACTERS:
            raise _too_complex()
        letters = Letters(page, text_page, deadline)
        document.lines += lines_of(letters, page.get_width())
        document.links += [link for link in _links(pdf, page) if link not in document.links]
        hidden = hidden or letters.hidden
        text_page.close()
        page.close()
    if sum(ch.isalnum() for ch in document.text) < FEWEST_LETTERS:
        raise UnreadableCv(
            "This PDF contains no text, probably it is a scan. Ask the candidate for a PDF with text, or a Word file.",
            code="no_text",
        )
    if hidden:
        document.warnings.append(HIDDEN)
    return document


def _links(pdf: Any, page: Any) -> Iterator[str]:
    """The web addresses that places on the page lead to."""
    import pypdfium2.raw as raw  # type: ignore[import-untyped]

    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    for _ in range(_MOST_LINKS):
        if not raw.FPDFLink_Enumerate(page, position, link):
            return
        action = raw.FPDFLink_GetAction(link)
        if action and raw.FPDFAction_GetType(action) == _URI_ACTION:
            length = raw.FPDFAction_GetURIPath(pdf, action, None, 0)
            buffer = ctypes.create_string_buffer(min(length, 2_000))
            raw.FPDFAction_GetURIPath(pdf, action, buffer, len(buffer))
            yield buffer.value.decode("utf-8", "ignore")
