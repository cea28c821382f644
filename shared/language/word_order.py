"""Whether words stand in an order that English has, or were thrown on a heap."""

import re
from itertools import pairwise

from shared.language.words import content_stems, words

_CLASSES = {
    "D": "a an the my your his its our their every each this that these those some any no another",
    "P": "at for with from into onto about between through during against among within via in on by over under after"
    " before as than like without",
    "O": "of",
    "T": "to",
    "C": "and or but nor because although though if whether unless until so while since when where which who",
    "A": "am is are was were be been being has have had do does did will would shall should can could may might must",
    "S": "i he she we they it you",
    "M": "me him them us",
    "N": "not also only just very then there more most too even still both either",
}
_CLASS_OF = {word: name for name, members in _CLASSES.items() for word in members.split()}

_COLUMNS = "WDPOTCASMN"
_LOG_RATIOS = {
    "W": "-0.2 -0.3  0.6  0.7  0.5  0.5  0.0 -0.3  0.5 -0.6",
    "D": " 0.5 -2.0 -2.6 -2.1 -3.0 -2.0 -0.9 -0.6 -2.7 -0.9",
    "P": "-0.2  1.2 -1.6 -3.0 -1.9 -0.4 -2.5 -0.4 -0.3 -0.3",
    "O": "-0.1  1.1 -2.9 -2.6 -2.2 -0.8 -2.5 -0.8  0.9 -0.9",
    "T": " 0.2  0.5 -2.3 -1.7 -2.8 -1.2  0.1 -1.4 -0.6 -0.6",
    "C": "-0.3  0.5 -0.9 -1.7 -1.3 -0.1  0.5  1.2 -2.1  0.7",
    "A": " 0.0 -0.1 -1.1 -2.8  0.1 -1.7 -0.1  0.8 -2.2  1.5",
    "S": "-0.1 -3.0 -1.0 -3.0 -0.5 -0.9  1.5 -2.7 -1.4 -0.3",
    "M": "-0.7 -1.7  1.9 -1.1 -0.2 -0.1 -0.9 -0.5 -0.2 -0.7",
    "N": " 0.1 -0.6 -0.4 -1.1 -1.0 -0.8  0.7 -0.2 -1.2 -0.4",
}
"""How much likelier than by chance a class follows another (natural logarithm), counted on answers and manuals.

`W` is every other word. Sentences average well above 0; shuffled ones below.
"""
_RATIO = {
    (first, second): float(value)
    for first, row in _LOG_RATIOS.items()
    for second, value in zip(_COLUMNS, row.split(), strict=True)
}

_BREAK = re.compile(r"[.!?;:•]+|\n|\s[-–—]|\b\d+[.)]")
"""Where a sentence or an item of a list ends: the words on both sides are no neighbours."""

_FEWEST_WORDS = 15
_MANY_WORDS = 60
_LEAST_ORDER = ((60, -0.12), (30, -0.15), (0, -0.19))
"""From this many words on, a mean below this is chance. Long texts vary less, so their bar is higher."""
_LEAST_GRAMMAR = 0.12
_LEAST_VARIETY = 0.28


def is_salad(text: str) -> bool:
    """Whether the text is a heap of words: no order, no grammar, or endless repetition. Never for under 15 words."""
    lines = [_plain_words(line) for line in _BREAK.split(text)]
    found = [word for line in lines for word in line]
    if len(found) < _FEWEST_WORDS:
        return False
    grammar = sum(word in _CLASS_OF for word in found) / len(found)
    variety = len(set(found)) / min(len(found), _MANY_WORDS)
    return grammar < _LEAST_GRAMMAR or variety < _LEAST_VARIETY or _order_is_chance(lines, len(found))


_FEWEST_COPIED = 4
_COPIED = (0.85, 0.5)
"""Shares from which on it is a copy: of the text's words that the other has, and of the other's that this one has."""
_SHORT_COPY = 8
_BARS = {True: (0.4, 0.0), False: (0.45, 0.25)}
"""For a short copy and a longer one. First: the share of the text's neighbours that stand as near in the other text;
below this the copy is in another order. Second: how likely an order is that makes sentences of its own."""
_HARDLY_ANY = (0.2, 0.3)
"""The same for any copy: hardly any neighbours, and no order that is clearly English."""


def is_shuffled(text: str, other: str) -> bool:
    """Whether the text is made of the other text's words, in an order that neither it nor English has."""
    found, source = content_stems(text), content_stems(other)
    if len(found) < _FEWEST_COPIED:
        return False
    known = set(source)
    taken = sum(token in known for token in found) / len(found)
    given = len(known.intersection(found)) / len(known) if known else 0.0
    if taken < _COPIED[0] or given < _COPIED[1]:
        return False
    near = {*pairwise(source), *zip(source, source[2:], strict=False)}
    neighbours = list(pairwise(found))
    kept = sum(pair in near for pair in neighbours) / len(neighbours)
    order = _order([_plain_words(line) for line in _BREAK.split(text)])
    bars = (_BARS[len(found) <= _SHORT_COPY], _HARDLY_ANY)
    return any(kept < least_kept and order < least_order for least_kept, least_order in bars)


def _plain_words(text: str) -> list[str]:
    """The words of prose: no figures, no symbols of a formula."""
    return [word for word in words(text) if word.replace("'", "").isalpha() and (len(word) > 1 or word in _CLASS_OF)]


def _order_is_chance(lines: list[list[str]], length: int) -> bool:
    return _order(lines) < next(order for count, order in _LEAST_ORDER if length >= count)


def _order(lines: list[list[str]]) -> float:
    """How much likelier than by chance the words follow each other, on average; high for no neighbours at all."""
    classes = [[_CLASS_OF.get(word, "W") for word in line] for line in lines]
    pairs = [pair for line in classes for pair in pairwise(line)]
    return sum(_RATIO[pair] for pair in pairs) / len(pairs) if pairs else 1.0
