"""PDF files, read with PDFium."""

import ctypes
import threading
import time
from collections.abc import Iterator
from typing import Any

from shared.adapters.embedded.cv.document import Document
from shared.adapters.embedded.cv.pdf_layout import lines_of
from shared.adapters.embedded.cv.pdf_letters import Letters
from shared.ports.cv import UnreadableCv

MOST_PAGES = 60
MOST_CHARACTERS = 500_000
MOST_SECONDS = 20.0
FEWEST_LETTERS = 20
"""Below this, a file is a scan or a picture."""

_PDFIUM = threading.Lock()  # PDFium is not thread-safe

_URI_ACTION = 3
_MOST_LINKS = 500


def read(data: bytes) -> Document:
    """The lines and links of a PDF file.

    Raises:
        UnreadableCv: it is damaged, locked, without text (a scan), or has too much.
    """
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
        document.warnings.append("The file contains text that a reader does not see. It was left out.")
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
