"""Words, stems and sentences of English text, with exact offsets."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*(?:\+\+|#)?")
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f"
"""Letters that stand next to a Latin word without a space (Thai, Lao, Burmese, Khmer, kana, Han, Hangul), for use in a
character class."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n+")
_LONGEST_SENTENCE = 45
"""Words. Speech arrives without full stops; a longer run is cut, so that a quote stays readable."""

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those my your his her its our their some any each every no
    i me you he him she it we us they them who whom which what myself yourself itself themselves
    of in on at by for with from to into onto about over under between through during before after
    above below against among within without up down out off as than like per via
    and or but nor so yet if because although though while when where whether since unless until
    am is are was were be been being do does did have has had having will would shall should can could may
    might must not n't don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't wouldn't shouldn't
    haven't hasn't hadn't i'm i've i'd i'll you're we're we've they're it's that's there's let's
    there here then how why too very just also only even still such both either neither more most much many
    other another own same
    """.split()  # noqa: SIM905 - a list of literals would hide the words behind their quotation marks
)
"""Words that carry grammar: every real sentence is full of them."""

STOP_WORDS = FUNCTION_WORDS | frozenset(
    """
    yes yeah ok okay well um uh er hmm really actually basically quite rather maybe perhaps kind sort lot lots
    etc e.g i.e get got go going goes come came make makes made use used uses using thing things way
    one two first second something someone anything everything always often usually
    """.split()  # noqa: SIM905
)
"""Words that are no evidence of knowing anything."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a longer text: `source[start:end]` is `text`."""

    start: int
    end: int
    text: str


def words(text: str) -> list[str]:
    """The words of a text, lower case, in order. `C++`, `node.js` and `don't` are one word each."""
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order. `full-duplex` has two, `to-be` is one."""
    return [stem(part) for word in words(text) if word not in STOP_WORDS for part in _parts(word)]


def _parts(word: str) -> list[str]:
    parts = word.split("-")
    return [word] if STOP_WORDS.intersection(parts) else parts


def sentences(text: str) -> list[Span]:
    """The sentences of a text, without surrounding space. A run of words without a full stop is cut."""
    spans: list[Span] = []
    start = 0
    for end in [*(match.start() for match in _SENTENCE_END.finditer(text)), len(text)]:
        spans.extend(_pieces(text, start, end))
        start = end
    return spans


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    found = list(_WORD.finditer(text, start, end))
    for first in range(0, len(found), _LONGEST_SENTENCE):
        last = min(first + _LONGEST_SENTENCE, len(found)) - 1
        piece_end = end if last == len(found) - 1 else found[last].end()
        piece = text[found[first].start() : piece_end].rstrip()
        yield Span(found[first].start(), found[first].start() + len(piece), piece)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a lower-case English word: `tests`, `tested` and `testing` have the same."""
    if not word.isascii() or not word.isalpha():
        return word
    return str(_english().stemWord(word))


_local = threading.local()


def _english() -> Any:
    # The stemmer keeps the word it works on, so each thread has its own; its import is paid by the first use.
    if not hasattr(_local, "stemmer"):
        from snowballstemmer import stemmer  # type: ignore[import-untyped]

        _local.stemmer = stemmer("english")
    return _local.stemmer
