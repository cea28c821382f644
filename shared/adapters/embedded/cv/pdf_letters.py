"""The letters of a PDF page that a reader can see, and where they stand."""

import ctypes
from collections.abc import Iterator
from typing import Any

BROKEN_WORD = "\ufffe"
"""Stands for a hyphen at which a word was broken."""

_INVISIBLE_MODE = 3


class Letters:
    """The characters of a page that a reader can see, each with its box: left, right, baseline, height."""

    def __init__(self, page: Any, text_page: Any) -> None:
        import pypdfium2.raw as raw  # type: ignore[import-untyped]

        self._raw = raw
        self._page = page
        self._text = text_page
        self._seen: dict[int, bool] = {}
        self._painted: list[tuple[float, float, float, float]] | None = None
        self._pictures = False
        self.hidden = False

    def __iter__(self) -> Iterator[tuple[str, float, float, float, float]]:
        raw, text = self._raw, self._text
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        x, y = ctypes.c_double(), ctypes.c_double()
        box = raw.FS_RECTF()
        for index in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(text, index)
            if raw.FPDFText_IsGenerated(text, index) == 1:
                yield (chr(code) if code in (10, 32) else ""), 0.0, 0.0, 0.0, 0.0
                continue
            raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
            raw.FPDFText_GetLooseCharBox(text, index, box)
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            if not self._visible(index, left.value, bottom.value, box.top - box.bottom):
                self.hidden = self.hidden or code > 32
                continue
            yield _spelled(code), left.value, right.value, y.value, box.top - box.bottom

    def _visible(self, index: int, left: float, bottom: float, height: float) -> bool:
        drawn = self._raw.FPDFText_GetTextObject(self._text, index)
        key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        if key not in self._seen:
            width, depth = self._page.get_size()
            off_page = left > width + 2 or bottom > depth + 2 or left < -20 or bottom < -20
            self._seen[key] = not (off_page or 0 < height < 1.5 or self._unpainted(index, drawn, left, bottom))
        return self._seen[key]

    def _unpainted(self, index: int, drawn: Any, left: float, bottom: float) -> bool:
        """Whether the letters leave no mark: clear, or white on nothing. Clear text over a scan is its reading."""
        raw = self._raw
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if self._painted is None:
            self._painted = list(self._paint())
        if raw.FPDFTextObj_GetTextRenderMode(drawn) == _INVISIBLE_MODE:
            return not self._pictures
        if not raw.FPDFText_GetFillColor(self._text, index, red, green, blue, alpha):
            return False
        white = min(red.value, green.value, blue.value) >= 250
        covered = any(x0 <= left <= x1 and y0 <= bottom <= y1 for x0, y0, x1, y1 in self._painted)
        return white and not covered

    def _paint(self) -> Iterator[tuple[float, float, float, float]]:
        """The boxes of everything on the page that white letters could stand out from."""
        raw = self._raw
        for count, drawn in enumerate(self._page.get_objects(max_depth=4)):
            if count > 20_000:
                return
            if drawn.type == raw.FPDF_PAGEOBJ_TEXT or drawn.type == raw.FPDF_PAGEOBJ_FORM:
                continue
            self._pictures = self._pictures or drawn.type == raw.FPDF_PAGEOBJ_IMAGE
            yield drawn.get_bounds()


def _spelled(code: int) -> str:
    """The character of a code. Fonts of LaTeX's T1 encoding keep their ligatures at codes 27 to 31, and PDFium
    marks the hyphen of a broken word with 2."""
    ligatures = {2: BROKEN_WORD, 27: "ff", 28: "fi", 29: "fl", 30: "ffi", 31: "ffl"}
    return ligatures.get(code) or (chr(code) if 0 < code < 0x110000 else "")
