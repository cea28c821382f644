"""How much of an expected point an answer says: weighted stems, spelling-tolerant, with aliases."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from shared.language.words import content_stems

_SPELLING = 88
"""Similarity (0 to 100) from which two words are the same word misspelt or misheard; 88 is one letter in nine."""
_SHORTEST_MISSPELT = 6
"""Letters. Shorter words have too many honest neighbours."""
ECHO_WEIGHT = 0.3
"""What a word counts that the interviewer said first."""
_COMMON_WEIGHT = 0.5
_BY_CHANCE = 0.3
"""What a part of a point counts of which only common words were said."""
_ALIAS_SHARES = (0.0, 0.65, 1.0)

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
    aliases_said = sum(_says(alias, said, echoed) for alias in aliases)
    by_alias = _ALIAS_SHARES[min(aliases_said, len(_ALIAS_SHARES) - 1)]
    by_words = _share_of_words(point, said, echoed)
    return min(1.0, max(by_alias, by_words) + min(by_alias, by_words) / 2)


def _share_of_words(point: str, said: frozenset[str], echoed: frozenset[str]) -> float:
    wanted = {token: _weight(token, echoed) for token in content_stems(point)}
    matched = [token for token in wanted if is_said(token, said)]
    by_chance = len(matched) < len(wanted) and _common_stems().issuperset(matched)
    share = sum(wanted[token] for token in matched) / sum(wanted.values()) if wanted else 0.0
    return share * (_BY_CHANCE if by_chance else 1)


def best_covered(
    points: Iterable[tuple[str, Sequence[str]]], answer: str, echoed: frozenset[str] = frozenset()
) -> float:
    """The coverage of the point that the answer says most of; 0 without points."""
    return max((coverage(text, aliases, answer, echoed) for text, aliases in points), default=0.0)


def is_said(token: str, said: frozenset[str]) -> bool:
    """Whether the stem is among those said, as it is or misspelt."""
    return token in said or (len(token) >= _SHORTEST_MISSPELT and _is_misspelt(token, said))


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


def _weight(token: str, echoed: frozenset[str]) -> float:
    if token in echoed:
        return ECHO_WEIGHT
    return _COMMON_WEIGHT if token in _common_stems() else 1.0
