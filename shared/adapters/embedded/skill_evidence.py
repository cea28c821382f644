"""Where a candidate shows a skill: the field, and the words in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from shared.adapters.embedded import skill_names
from shared.language.checks import is_denial
from shared.language.words import STOP_WORDS, sentences, stem, words
from shared.ports.matching import BlindProfile, Reason

_FILLERS = frozenset(
    """
    experience experienced knowledge skill skills ability strong good excellent proven advanced basic proficient
    proficiency valid current certificate certification certified licence license degree level familiarity
    understanding working professional a1 a2 b1 b2 c1 c2
    """.split()  # noqa: SIM905 - a list of literals would hide the words behind their quotation marks
)
"""Words of a requirement that name nothing by themselves."""
_SAME_SPELLING = 90
"""Of 100, for names of `_LONG_NAME` letters: one wrong letter in about ten."""
_LONG_NAME = 7
_LONGEST_QUOTE = 300


@lru_cache(maxsize=50_000)
def key_of(name: str) -> str:
    """The key of a skill's name; the same few names come back with every candidate."""
    return skill_names.key(name)


@lru_cache(maxsize=50_000)
def _is_known(name: str) -> bool:
    return skill_names.find(name) is not None


def stemmed(text: str) -> str:
    """The stems of a text between spaces, for finding a phrase in it."""
    return f" {' '.join(stem(word) for word in words(text))} "


MOST_KEPT = 200_000
"""Words that one ranking remembers."""
_APART = str.maketrans(dict.fromkeys(',;:()[]{}!?"“”„«»/|•·…–—*&\n\t', " "))


def raw_words(text: str) -> list[str]:
    """The words of a text as they are written, some with a full stop: several times as fast as `words`."""
    return text.translate(_APART).split()


class Stems(dict[str, str]):
    """A raw word to its stem. Every word is worked out once, up to a number that fits in memory."""

    def __missing__(self, raw: str) -> str:
        found = words(raw)
        result = stem(found[0]) if found else ""
        if len(self) < MOST_KEPT:
            self[raw] = result
        return result


_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_CHOICE = re.compile(r",\s*|,?\s+or\s+", re.IGNORECASE)


def _spellings(name: str) -> list[str]:
    known = skill_names.find(name)
    implied = (skill_names.find(proof) for proof in skill_names.proofs(name))
    own = [name, *(known.spellings if known else ())]
    return [*own, *(spelling for skill in implied if skill for spelling in skill.spellings)]


@dataclass(frozen=True)
class Wanted:
    """A skill of the job, prepared once for all candidates."""

    name: str
    required: bool

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The names under which it, or a skill that implies it, is known; of “Java or Go” those of either."""
        either = [self.name, *(_CHOICE.split(self.name) if _OR.search(self.name) else ())]
        return tuple(dict.fromkeys(spelling for name in either for spelling in _spellings(name)))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What the spellings are looked up by."""
        return tuple(dict.fromkeys(key_of(name) for name in self.spellings))

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """The stems of each spelling that may be looked for in running text."""
        return tuple(dict.fromkeys(stemmed(name) for name in self.spellings if not self._only_in_lists(name)))

    @cached_property
    def telling(self) -> frozenset[str]:
        """Stems of which one alone may show the skill."""
        return frozenset(phrase.strip() for phrase in self._ways if len(phrase.split()) == 1)

    @cached_property
    def together(self) -> tuple[frozenset[str], ...]:
        """Sets of stems of which all may show the skill."""
        return tuple(frozenset(phrase.split()) for phrase in self._ways if len(phrase.split()) > 1)

    @property
    def _ways(self) -> tuple[str, ...]:
        return (*self.phrases, "".join(self.parts))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The stems that together name it, where the vocabulary does not know it."""
        if _is_known(self.name):
            return ()
        found = [stem(word) for word in words(self.name) if word not in STOP_WORDS and word not in _FILLERS]
        return tuple(dict.fromkeys(f" {part} " for part in found))

    def _only_in_lists(self, name: str) -> bool:
        """Everyday words (`Go`), and names so short that they stand for other things too (`ms`)."""
        known = skill_names.find(name)
        return len(name) < 2 or bool(known and known.is_plain_word and " " not in name) or not words(name)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a candidate has to show: the names in their lists by key, and their texts, whose words are `stems`."""

    profile: BlindProfile
    listed: dict[str, tuple[str, str]]
    stems: frozenset[str]

    @classmethod
    def of(cls, profile: BlindProfile, stems: frozenset[str]) -> "Shown":
        """Everything that a profile says."""
        listed: dict[str, tuple[str, str]] = {}
        for field in ("technical_skills", "certifications", "soft_skills", "languages"):
            for name in getattr(profile, field):
                listed.setdefault(key_of(name), (field, name))
        return cls(profile, listed, stems)

    def evidence(self, wanted: Wanted) -> Reason | None:
        """Where the candidate shows the skill, if they do: a list of skills first, then the surest text."""
        for key in wanted.keys:
            if key in self.listed:
                return _listed(wanted.name, *self.listed[key])
        may_tell = not wanted.telling.isdisjoint(self.stems) or any(map(self.stems.issuperset, wanted.together))
        return (self._told(wanted) if may_tell else None) or self._misspelt(wanted)

    def _told(self, wanted: Wanted) -> Reason | None:
        ways = [*((phrase,) for phrase in wanted.phrases), *([wanted.parts] if wanted.parts else [])]
        for field, text in _texts(self.profile):
            stems = stemmed(text)
            for way in ways:
                if all(part in stems for part in way) and (quote := _sentence_with(text, way)):
                    return Reason(requirement=wanted.name, field=field, quote=quote)
        return None

    def _misspelt(self, wanted: Wanted) -> Reason | None:
        name = wanted.keys[0]
        if len(name) < _LONG_NAME:
            return None
        for key, (field, said) in self.listed.items():
            near = key[:1] == name[:1] and abs(len(key) - len(name)) < 2 and not _is_known(said)
            if near and fuzz.ratio(key, name) >= _SAME_SPELLING:
                return Reason(requirement=wanted.name, field=field, quote=said[:_LONGEST_QUOTE])
        return None


@lru_cache(maxsize=5_000)
def _listed(requirement: str, field: str, name: str) -> Reason:
    """The reason that a list gives; many candidates list the same few names."""
    return Reason(requirement=requirement, field=field, quote=name[:_LONGEST_QUOTE])


def _texts(profile: BlindProfile) -> Iterator[tuple[str, str]]:
    """The texts of a profile, those that prove the most first."""
    yield from (("certifications", text) for text in profile.certifications)
    if profile.headline:
        yield "headline", profile.headline
    for position in profile.positions:
        if position.title:
            yield "work_experience.title", position.title
        if position.description:
            yield "work_experience.description", position.description
    yield from (("education", text) for text in profile.studies)
    if profile.summary:
        yield "summary", profile.summary
    for field in ("technical_skills", "soft_skills"):
        yield from ((field, name) for name in getattr(profile, field) if " " in name or "/" in name)


def _sentence_with(text: str, phrases: Sequence[str]) -> str | None:
    """The first sentence that holds all the phrases and does not deny them."""
    for sentence in sentences(text):
        stems = stemmed(sentence.text)
        if all(phrase in stems for phrase in phrases) and not _denies(sentence.text):
            return sentence.text[:_LONGEST_QUOTE]
    return None


_WITHOUT = re.compile(r"\b(?:no|without(?: any)?|not|lack(?:ing)?(?: of)?|never)\b[^.,;]{0,40}", re.IGNORECASE)


def _denies(sentence: str) -> bool:
    return _WITHOUT.search(sentence) is not None or is_denial(sentence)
