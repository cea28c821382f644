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
from shared.adapters.embedded.cv.pdf_apart import read_apart
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
_UNFOLDS = re.compile(
    rb"/(?:F|#46)(?:o|#6[fF])(?:r|#72)(?:m|#6[dD])\b|/(?:E|#45)(?:n|#6[eE])(?:c|#63)(?:r|#72)(?:y|#79)"
)
"""The names `Form` and `Encrypt…`, whose letters may be written by number."""
_USUAL_UNPACKED_BYTES = 12 * 1024 * 1024
_PIECE_BYTES = 64 * 1024
_URI_ACTION = 3
_MOST_LINKS = 500


def read(data: bytes) -> Document:
    """The lines and links of a PDF file. One that may unfold to much is read in a process of its own.

    Raises:
        UnreadableCv: it is damaged, locked, without text (a scan), or has too much.
    """
    return read_apart(data) if _may_unfold(data) else read_here(data)


def read_here(data: bytes) -> Document:
    """The lines and links of a PDF file, read in this process. Raises as `read`."""
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


def _may_unfold(data: bytes) -> bool:
    """Whether a file holds forms (which may hold forms), is encrypted so that we cannot tell, or unpacks to much.

    Raises:
        UnreadableCv: the packed streams, pictures aside, hold far more than a CV does.
    """
    total = 0
    suspected = bool(_UNFOLDS.search(data))
    for match in _STREAM.finditer(data):
        about = data[max(0, match.start() - 400) : match.start()].rpartition(b"obj")[2]
        if b"/Image" not in about and b"Flate" in about:
            size, found = _unpacked(data, match.end(), MOST_UNPACKED_BYTES - total)
            total += size
            suspected = suspected or found
        if total > MOST_UNPACKED_BYTES:
            raise _too_complex()
    return suspected or total > _USUAL_UNPACKED_BYTES


def _unpacked(data: bytes, start: int, limit: int) -> tuple[int, bool]:
    """How much the packed stream at `start` holds, counted until just beyond the limit, and whether a form is in it."""
    packed, size, found = zlib.decompressobj(), 0, False
    with contextlib.suppress(zlib.error):
        for at in range(start, len(data), _PIECE_BYTES):
            piece = data[at : at + _PIECE_BYTES]
            while piece and not packed.eof and size <= limit:
                content = packed.decompress(piece, _PIECE_BYTES)
                size += len(content)
                found = found or bool(_UNFOLDS.search(content))
                piece = packed.unconsumed_tail
            if packed.eof or size > limit:
                break
    return size, found


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
