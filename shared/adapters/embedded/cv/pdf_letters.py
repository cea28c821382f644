"""The letters of a PDF page that a reader can see, and where they stand."""

import ctypes
import time
from collections.abc import Iterator
from typing import Any

BROKEN_WORD = "\ufffe"
"""Stands for a hyphen at which a word was broken."""

_INVISIBLE_MODE = 3
_WHITE = 250
_TAGS = range(0xE0000, 0xE01F0)
"""Characters that leave no mark in any font."""
_FAINTEST = 10
"""Opacity, of 255."""
_SMALLEST = 1.5
"""Points: smaller letters cannot be read."""
_MOST_GROUNDS = 2_000
"""On a page with more shapes, white letters count as seen."""


class Letters:
    """The characters of a page that a reader can see, each with its box: left, right, baseline, height."""

    def __init__(self, page: Any, text_page: Any, deadline: float) -> None:
        import pypdfium2.raw as raw  # type: ignore[import-untyped]

        self._raw = raw
        self._page = page
        self._text = text_page
        self._deadline = deadline
        self._seen: dict[int, bool] = {}
        self._grounds: list[tuple[float, float, float, float]] | None = None
        self._pictures = False
        self.hidden = False

    def __iter__(self) -> Iterator[tuple[str, float, float, float, float]]:
        raw, text = self._raw, self._text
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        x, y = ctypes.c_double(), ctypes.c_double()
        box = raw.FS_RECTF()
        for index in range(text.count_chars()):
            if index % 256 == 0 and time.monotonic() > self._deadline:
                raise TimeoutError
            code = raw.FPDFText_GetUnicode(text, index)
            if raw.FPDFText_IsGenerated(text, index) == 1:
                yield (chr(code) if code in (10, 32) else ""), 0.0, 0.0, 0.0, 0.0
                continue
            raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
            raw.FPDFText_GetLooseCharBox(text, index, box)
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            extent = max(box.top - box.bottom, box.right - box.left)  # of 一 the height alone is that of a line
            if code in _TAGS or not self._visible(index, left.value, bottom.value, extent):
                self.hidden = self.hidden or code > 32
                continue
            yield _spelled(code), left.value, right.value, y.value, box.top - box.bottom

    def _visible(self, index: int, left: float, base: float, extent: float) -> bool:
        drawn = self._raw.FPDFText_GetTextObject(self._text, index)
        key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        if key not in self._seen:
            x0, y0, x1, y1 = self._page.get_bbox()
            on_page = x0 - 20 < left < x1 + 2 and y0 - 20 < base < y1 + 2
            self._seen[key] = on_page and not 0 < extent < _SMALLEST and self._leaves_a_mark(index, drawn, left, base)
        return self._seen[key]

    def _leaves_a_mark(self, index: int, drawn: Any, left: float, base: float) -> bool:
        """Whether letters are neither clear nor white on white. Clear letters over a picture are a scan's reading."""
        raw = self._raw
        if raw.FPDFTextObj_GetTextRenderMode(drawn) == _INVISIBLE_MODE:
            return self._over_pictures()
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        known = raw.FPDFText_GetFillColor(self._text, index, red, green, blue, alpha)
        if known and alpha.value < _FAINTEST:
            return self._over_pictures()
        if not known or min(red.value, green.value, blue.value) < _WHITE:
            return True
        grounds = self._known_grounds()
        busy = len(grounds) >= _MOST_GROUNDS
        return busy or any(x0 <= left <= x1 and y0 <= base <= y1 for x0, y0, x1, y1 in grounds)

    def _over_pictures(self) -> bool:
        """Whether the page shows pictures, of which clear letters may be the reading."""
        self._known_grounds()
        return self._pictures

    def _known_grounds(self) -> list[tuple[float, float, float, float]]:
        if self._grounds is None:
            self._grounds = list(self._coloured_grounds())
        return self._grounds

    def _coloured_grounds(self) -> Iterator[tuple[float, float, float, float]]:
        """The boxes of what white letters could stand out from: pictures, groups, and shapes filled in a colour."""
        raw = self._raw
        found = 0
        for drawn in self._page.get_objects(max_depth=1):
            if drawn.type == raw.FPDF_PAGEOBJ_TEXT or (
                drawn.type == raw.FPDF_PAGEOBJ_PATH and not self._is_filled(drawn)
            ):
                continue
            self._pictures = self._pictures or drawn.type == raw.FPDF_PAGEOBJ_IMAGE
            yield drawn.get_bounds()
            found += 1
            if found == _MOST_GROUNDS:
                return

    def _is_filled(self, path: Any) -> bool:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        self._raw.FPDFPath_GetDrawMode(path, mode, stroke)
        if not mode.value:
            return False
        if not self._raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha):
            return True  # a pattern
        return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE


_T1 = {2: BROKEN_WORD, 15: "•", 16: "“", 17: "”", 18: "„", 19: "«", 20: "»", 21: "–", 22: "—", 27: "ff", 28: "fi",
       29: "fl", 30: "ffi", 31: "ffl", 136: "•"}  # fmt: skip
"""Fonts of LaTeX keep ligatures, dashes and list marks at these codes; PDFium has 2 for the hyphen of a broken word."""


def _spelled(code: int) -> str:
    """The character of a code."""
    return _T1.get(code) or (chr(code) if 0 < code < 0x110000 else "")
