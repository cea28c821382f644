"""Rich Text files (.rtf): their text, the targets of their links, and nothing that runs or is embedded.

The file is read once from its start to its end, with a stack for its groups: no recursion, no tree.
"""

import re
from dataclasses import dataclass, replace

from shared.adapters.embedded.cv.document import Document
from shared.adapters.embedded.cv.flow import Flow, refuse_extremes
from shared.adapters.embedded.cv.packed_xml import too_complex
from shared.ports.cv import UnreadableCv

_DEEPEST = 500
"""Groups within one another."""
_MOST_TOKENS = 2_000_000
_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_NO_TEXT = frozenset(
    b"fonttbl colortbl stylesheet info pict object objdata themedata datastore listtable listoverridetable rsidtbl "
    b"generator xmlnstbl latentstyles panose fname falt nonshppict shppict pntext bkmkstart bkmkend revtbl filetbl "
    b"listtext mmathPr wgrffmtfilter pgptbl".split()
)
_SEEN_DESTINATIONS = frozenset((b"shptxt", b"shpinst", b"fldrslt", b"hyphhotz"))
_SIGNS = {
    b"tab": "\t", b"line": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_CHARACTER_SETS = {
    128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group and ends with it."""

    silent: bool = False
    instruction: bool = False
    """Within the instruction of a field, which names a link."""
    colours: bool = False
    fonts: bool = False
    fallback: int = 1
    """Letters after a numbered one, for programs that do not know it."""
    font: int = 0
    colour: int = 0
    hidden: bool = False
    size: float = 12.0


def read(data: bytes) -> Document:
    """The lines and links of a Rich Text file.

    Raises:
        UnreadableCv: it is broken, without text, or nests or holds too much.
    """
    reader = _Reader()
    for number, token in enumerate(_TOKEN.finditer(data)):
        if number > _MOST_TOKENS:
            raise too_complex()
        reader.take(token)
    document = reader.document()
    refuse_extremes(document)
    return document


class _Reader:
    def __init__(self) -> None:
        self._flow = Flow()
        self._flow.open_paragraph()
        self._state = _State()
        self._groups: list[_State] = []
        self._starred = False  # a destination that may be skipped has begun
        self._skip = 0  # letters still to skip after a numbered one
        self._bytes = bytearray()  # letters of the code page that may belong together
        self._high: int | None = None  # the first half of a surrogate pair
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._white: list[bool] = []
        self._channels: dict[bytes, int] = {}
        self._shaded = False
        self._instruction: list[str] = []
        self._in_row = False

    def document(self) -> Document:
        """What was read."""
        self._flush()
        self._end_paragraph()
        self._end_row()
        document = Document()
        self._flow.add_to(document, repeats=True)
        return document

    def take(self, token: re.Match[bytes]) -> None:
        """Read the next piece of the file."""
        code, word, number, sign, brace, text = token.groups()
        if code is not None:
            self._letters(bytes([int(code, 16)]))
        elif text is not None:
            self._letters(text)
        elif word is not None:
            self._word(word, int(number) if number else None, token)
        elif brace is not None:
            self._brace(brace)
        elif sign is not None:
            self._sign(sign)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{":
            if len(self._groups) >= _DEEPEST:
                raise too_complex()
            self._groups.append(self._state)
            self._starred = False
        elif self._groups:
            if self._state.instruction and not self._groups[-1].instruction:
                self._link()
            self._state = self._groups.pop()

    def _sign(self, sign: bytes) -> None:
        self._flush()
        match sign:
            case b"*":
                self._starred = True
            case b"~":
                self._write("\u00a0")
            case b"_":
                self._write("-")
            case b"{" | b"}" | b"\\":
                self._write(sign.decode())
            case b"\n" | b"\r":
                self._end_paragraph()

    def _word(self, word: bytes, number: int | None, token: re.Match[bytes]) -> None:
        if word == b"u" and number is not None:
            self._numbered(number)
            return
        self._flush()
        if word == b"bin" and number:
            raise UnreadableCv("This file holds other data than text. Ask the candidate for a PDF copy.")
        if self._starred and word not in _SEEN_DESTINATIONS and word != b"fldinst":
            self._state = replace(self._state, silent=True)
        self._starred = False
        if word in _SIGNS:
            self._write(_SIGNS[word])
        elif word in _NO_TEXT:
            self._state = replace(self._state, silent=True, colours=word == b"colortbl", fonts=word == b"fonttbl")
            if word in (b"pntext", b"listtext") and self._flow.paragraphs:
                self._flow.paragraphs[-1].item = True
        else:
            self._structure(word, number)
            self._appearance(word, number)

    def _structure(self, word: bytes, number: int | None) -> None:
        match word:
            case b"par" | b"sect" | b"page":
                self._end_paragraph()
            case b"intbl" if not self._in_row and not self._state.silent:
                self._in_row = True
                self._flow.open_row()
                self._flow.open_cell()
            case b"cell" if self._in_row:
                self._end_paragraph()
                self._flow.close_cell()
                self._flow.open_cell()
            case b"row":
                self._end_row()
            case b"fldinst":
                self._state = replace(self._state, instruction=True)
            case b"ansicpg" if number is not None:
                self._page = f"cp{number}"
            case b"uc" if number is not None and 0 <= number < 10:
                self._state = replace(self._state, fallback=number)

    def _appearance(self, word: bytes, number: int | None) -> None:
        match word:
            case b"plain":
                self._state = replace(self._state, hidden=False, size=12.0, colour=0)
            case b"v":
                self._state = replace(self._state, hidden=number != 0)
            case b"fs" if number:
                self._state = replace(self._state, size=number / 2)
            case b"cf":
                self._state = replace(self._state, colour=number or 0)
            case b"f":
                self._state = replace(self._state, font=number or 0)
            case b"fcharset" if self._state.fonts and number in _CHARACTER_SETS:
                self._fonts[self._state.font] = _CHARACTER_SETS[number]
            case b"red" | b"green" | b"blue" if self._state.colours:
                self._channels[word] = number or 0
            case b"clcbpat" | b"cbpat" | b"highlight" | b"chcbpat" | b"shpinst":
                self._shaded = True

    def _letters(self, letters: bytes) -> None:
        if self._skip and not self._state.silent:
            skipped = min(self._skip, len(letters))
            self._skip -= skipped
            letters = letters[skipped:]
        if self._state.colours:
            for _ in range(letters.count(b";")):
                self._white.append(bool(self._channels) and min(self._channels.values()) >= 0xF0)
                self._channels = {}
        elif self._state.instruction or not self._state.silent:
            self._bytes += letters

    def _numbered(self, number: int) -> None:
        """A letter by its UTF-16 number; letters beyond those come as two."""
        self._flush()
        unit = number & 0xFFFF
        self._skip = self._state.fallback
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
        elif 0xDC00 <= unit < 0xE000:
            if self._high is not None:
                self._write(chr(0x10000 + ((self._high - 0xD800) << 10) + unit - 0xDC00))
            self._high = None
        else:
            self._write(chr(unit))

    def _flush(self) -> None:
        if self._bytes:
            page = self._fonts.get(self._state.font, self._page)
            try:
                text = self._bytes.decode(page, "replace")
            except LookupError:
                text = self._bytes.decode("cp1252", "replace")
            self._bytes.clear()
            self._write(text)

    def _write(self, text: str) -> None:
        state = self._state
        if state.instruction:
            self._instruction.append(text)
        elif not state.silent:
            white = state.colour < len(self._white) and self._white[state.colour] and not self._shaded
            self._flow.write(text, unseen=state.hidden or white, size=state.size)

    def _link(self) -> None:
        target = re.search(r'HYPERLINK\s+"?([^"\s]{4,300})', "".join(self._instruction))
        self._instruction.clear()
        if target:
            self._flow.links.append(target[1])

    def _end_paragraph(self) -> None:
        self._flow.close_paragraph()
        self._flow.open_paragraph()

    def _end_row(self) -> None:
        if self._in_row:
            self._flow.close_paragraph()
            self._flow.close_cell()
            self._flow.close_row()
            self._flow.open_paragraph()
            self._in_row = False
