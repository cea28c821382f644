"""How much of an expected point an answer says: weighted stems, spelling-tolerant, with aliases and like words."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise, takewhile
from pathlib import Path

from shared.language.words import content_stems, stem, words

_SPELLING = 88
"""Similarity (0 to 100) from which two words are the same word misspelt or misheard; 88 is one letter in nine."""
_SHORTEST_MISSPELT = 6
"""Letters. Shorter words have too many honest neighbours."""
ECHO_WEIGHT = 0.3
"""What a word counts that the interviewer said first."""
_COMMON_WEIGHT = 0.6
_BY_CHANCE = 0.3
"""What a part of a point counts of which only common words were said."""
_ONE_WORD = 1.0
_LONG_ANSWER = 12
_FEW = 0.12
"""Words with a meaning. Who says so many, and one of many expected ones, says it by chance."""
_LEAST_OWN = 0.5
"""Weight of the expected words that one must say beyond the interviewer's, or all count less (`_ONLY_ECHOED`)."""
_ONLY_ECHOED = 0.7
_ALIAS_SHARES = (0.0, 0.65, 1.0)
_SAME_FAMILY = 0.7
"""What a word counts that has the same beginning (`deploy` for `deployment`), where both are long."""
_SAME_MEANING = 0.4
"""What a word counts that means about the same: it often means something else."""
_SHORTEST_FAMILY = 5
_FAMILY_SHARE = 0.7
"""Of the longer word's letters that the two must begin with."""

_COMMON_WORDS = """
work need time people person team part good better best new different problem question example case data system number
result change help start end give take say tell know think want see look find keep let put mean call try ask show feel
become leave important possible able like large small high low long short
"""


@cache
def _common_stems() -> frozenset[str]:
    return frozenset(content_stems(_COMMON_WORDS))


def coverage(point: str, aliases: Sequence[str], answer: str, echoed: frozenset[str] = frozenset()) -> float:
    """The share of the point, 0 to 1, that the answer says; one alias is most of it, two are all of it.

    `echoed` are stems that the interviewer said first: they count little, and an alias made of them not at all.
    """
    said = frozenset(content_stems(answer))
    if not said:
        return 0.0
    by_alias = share_by_aliases(aliases, answer, echoed)
    by_words = recall([(point, 0.0)], answer, echoed)
    return min(1.0, max(by_alias, by_words) + min(by_alias, by_words) / 2)


def share_by_aliases(aliases: Sequence[str], answer: str, echoed: frozenset[str] = frozenset()) -> float:
    """How much of a point is said by its aliases alone."""
    said = frozenset(content_stems(answer))
    return _ALIAS_SHARES[min(sum(_says(alias, said, echoed) for alias in aliases), len(_ALIAS_SHARES) - 1)]


def recall(points: Iterable[tuple[str, float]], answer: str, echoed: frozenset[str] = frozenset()) -> float:
    """The share of the words of all points together, 0 to 1, that the answer says; a word of two points counts once.

    Each point comes with the share of it that is known to be said in other words.
    """
    expected = [(content_stems(text), otherwise) for text, otherwise in points]
    wanted_tokens = frozenset(token for tokens, _ in expected for token in tokens)
    said = frozenset(content_stems(answer)) | (_joined(answer) & wanted_tokens)
    # A word that is expected itself stands for no other.
    instead = said - wanted_tokens
    found: dict[str, float] = {}
    for tokens, otherwise in expected:
        for token in tokens:
            found[token] = max(found.get(token, 0.0), otherwise, likeness(token, said if token in said else instead))
    wanted = {token: weight(token, echoed) for token in found}
    if not wanted:
        return 0.0
    share = sum(wanted[token] * like for token, like in found.items()) / sum(wanted.values())
    own = sum(wanted[token] * like for token, like in found.items() if token not in echoed)
    return share * _trust(found, own, share, len(said))


def _joined(answer: str) -> frozenset[str]:
    """Two words in a row as one: recognisers write `data base` and `time out`."""
    return frozenset(stem(first + second) for first, second in pairwise(words(answer)))


def _trust(found: dict[str, float], own: float, share: float, length: int) -> float:
    """How far words that were said count: less if they may stand there by chance, or are the interviewer's.

    `own` is the weight of those that the interviewer did not say, `share` that of all among the expected ones;
    `length` is the number of all words said.
    """
    complete = min(found.values()) > 0
    if not complete and _common_stems().issuperset(token for token, like in found.items() if like):
        return _BY_CHANCE
    if not complete and own <= _ONE_WORD and share < _FEW and length >= _LONG_ANSWER:
        return _BY_CHANCE
    return _ONLY_ECHOED if own <= _LEAST_OWN else 1.0


def best_covered(
    points: Iterable[tuple[str, Sequence[str]]], answer: str, echoed: frozenset[str] = frozenset()
) -> float:
    """The coverage of the point that the answer says most of; 0 without points."""
    return max((coverage(text, aliases, answer, echoed) for text, aliases in points), default=0.0)


def is_said(token: str, said: frozenset[str]) -> bool:
    """Whether the stem is among those said, as it is or misspelt."""
    return token in said or (len(token) >= _SHORTEST_MISSPELT and _is_misspelt(token, said))


def likeness(token: str, said: frozenset[str]) -> float:
    """How surely the stem was said, 0 to 1: as it is or misspelt, in another form, or in a word that means the same."""
    if is_said(token, said):
        return 1.0
    if _has_relative(token, said):
        return _SAME_FAMILY
    return 0.0 if _same_meaning().get(token, frozenset()).isdisjoint(said) else _SAME_MEANING


@lru_cache(maxsize=20_000)
def _has_relative(token: str, said: frozenset[str]) -> bool:
    return any(_is_relative(token, other) for other in said)


def _is_relative(one: str, other: str) -> bool:
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return common >= _SHORTEST_FAMILY and common >= _FAMILY_SHARE * max(len(one), len(other))


@cache
def _same_meaning() -> dict[str, frozenset[str]]:
    """For each stem, those that mean about the same."""
    lines = (Path(__file__).parent / "same_meaning.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, set[str]] = {}
    for line in lines:
        group = content_stems(line) if not line.startswith("#") else []
        for token in group:
            found.setdefault(token, set()).update(group)
    return {token: frozenset(others) for token, others in found.items()}


@lru_cache(maxsize=20_000)
def _is_misspelt(token: str, said: frozenset[str]) -> bool:
    from rapidfuzz import fuzz, process

    candidates = [other for other in said if len(other) >= _SHORTEST_MISSPELT]
    return process.extractOne(token, candidates, scorer=fuzz.ratio, score_cutoff=_SPELLING) is not None


def _says(alias: str, said: frozenset[str], echoed: frozenset[str]) -> bool:
    tokens = content_stems(alias)
    if not tokens or all(token in echoed for token in tokens):
        return False
    return all(is_said(token, said) for token in tokens)


def weight(token: str, echoed: frozenset[str]) -> float:
    """What the stem counts among those of a point, 0 to 1."""
    if token in echoed:
        return ECHO_WEIGHT
    return _COMMON_WEIGHT if token in _common_stems() else 1.0
