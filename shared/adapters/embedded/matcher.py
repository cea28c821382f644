"""Ranks candidates: must-haves first, then what the whole CV and the whole job share. No model, no network."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from shared.adapters.embedded.fields_of_work import fields_of_skill, fields_of_title
from shared.adapters.embedded.skill_evidence import MOST_KEPT, Shown, Stems, Wanted, key_of, raw_words
from shared.language.words import STOP_WORDS, stem
from shared.ports.engine import Engine
from shared.ports.matching import BlindProfile, Match, Reason, WantedProfile

_TITLE_COUNTS = 3
"""Times: what stands in a title says more than what stands in a text."""
_LONGEST_TEXT = 20_000
_HALF_ALIKE = 0.25
"""The cosine that earns half of what likeness can: texts of one trade have about as much."""
_LIKENESS, _NICE, _YEARS = 0.7, 0.2, 0.1
"""How much of the part beyond the must-haves each of these decides."""
_GUESSED = 0.4
"""How much must-haves decide together that were read from a text."""
_GENERIC = """
    experience work year job role team company candidate requirement skill responsibility ability position apply
    employer salary benefit opportunity environment look seek join offer new good strong excellent
"""


_GENERIC_STEMS = frozenset(stem(word) for word in _GENERIC.split())
_SILENT = frozenset(stem(word) for word in STOP_WORDS) | _GENERIC_STEMS


class _Terms(dict[str, str]):
    """A raw word to the stem that counts, empty for one that does not. Every word is worked out once.

    With `asked`, the job's terms, a word with a capital that the job does not use is passed over: in running text the
    names of people, places, schools and employers are written so, and must not make a CV longer.
    """

    def __init__(self, stems: Stems, asked: Counter[str] | None = None) -> None:
        super().__init__()
        self._asked, self._stems = asked, stems

    def __missing__(self, raw: str) -> str:
        found = self._stems[raw]
        if len(found) < 2 or found in _SILENT or any(map(str.isdigit, found)):
            found = ""
        if self._asked is not None and not raw.islower() and found not in self._asked:
            found = ""
        if len(self) < MOST_KEPT:
            self[raw] = found
        return found


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One candidate, read once."""

    profile: BlindProfile
    reasons: list[Reason]
    matched: list[str]
    missing: list[str]
    nice_share: float | None
    terms: dict[str, int]


class EmbeddedMatcher:
    """Counts must-haves, then compares stems by TF-IDF. Words that a person is known by are nowhere weighed."""

    engine = Engine(name="embedded", version="1")

    def rank(self, wanted: WantedProfile, candidates: Sequence[BlindProfile]) -> list[Match]:
        """See the port."""
        skills = _skills(wanted)
        stems = Stems()
        named = _Terms(stems)
        asked = _job_terms(wanted, named)
        musts = [skill for skill in skills if skill.required]
        counted = frozenset(key for skill in musts for key in skill.keys)
        reader = _Reader(skills, stems, named, _Terms(stems, asked), counted)
        read = [reader.read(candidate) for candidate in candidates]
        likeness = _Likeness(asked, [candidate.terms for candidate in read])
        scored = [(_merit(candidate, wanted, len(musts), likeness), candidate) for candidate in read]
        scored.sort(key=lambda one: (-one[0], one[1].profile.id))
        return [_match(rank, merit, candidate) for rank, (merit, candidate) in enumerate(scored, start=1)]


def _skills(wanted: WantedProfile) -> list[Wanted]:
    """The job's skills, each once: as a must if it is one anywhere."""
    found: dict[str, Wanted] = {}
    for skill in sorted(wanted.skills, key=lambda skill: not skill.required):
        if skill.name.strip():
            found.setdefault(skill.name.strip().lower(), Wanted(skill.name.strip(), skill.required))
    return list(found.values())


def _job_terms(wanted: WantedProfile, terms: _Terms) -> Counter[str]:
    """The stems of the job, and the fields of work that it is in."""
    said = [wanted.title] * _TITLE_COUNTS + [skill.name for skill in wanted.skills] * 2 + [wanted.text[:_LONGEST_TEXT]]
    counts = Counter(map(terms.__getitem__, raw_words("\n".join(said))))
    counts.pop("", None)
    for field in [
        *fields_of_title(wanted.title) * _TITLE_COUNTS,
        *_fields_of_skills(one.name for one in wanted.skills),
    ]:
        counts[field] += 1
    return counts


def _fields_of_skills(names: Iterable[str]) -> Iterator[str]:
    return chain.from_iterable(map(fields_of_skill, names))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads candidates for one job. `named` gives the terms of titles and lists, `prose` those of running text."""

    skills: Sequence[Wanted]
    stems: Stems
    named: _Terms
    prose: _Terms
    counted: frozenset[str]
    """Keys of the must-haves. In a list of skills they count as such and not once more as likeness, so that losing one
    cannot make a CV more like the job."""

    def read(self, profile: BlindProfile) -> _Candidate:
        titles = [profile.headline, *(position.title for position in profile.positions)]
        known = [name for name in profile.technical_skills if key_of(name) not in self.counted]
        lists = [*known, *profile.soft_skills, *profile.certifications, *profile.studies]
        texts = [profile.summary, *(position.description for position in profile.positions)]
        listed = raw_words("\n".join([*titles * _TITLE_COUNTS, *lists]))
        told = raw_words("\n".join(texts)[:_LONGEST_TEXT])
        terms = Counter(map(self.named.__getitem__, listed))
        terms.update(map(self.prose.__getitem__, told))
        terms.pop("", None)
        terms.update(chain.from_iterable(map(fields_of_title, titles)))
        terms.update(_fields_of_skills(known))
        shown = Shown.of(profile, frozenset(map(self.stems.__getitem__, {*listed, *told})))
        found = {skill.name: shown.evidence(skill) for skill in self.skills}
        nice = [skill.name for skill in self.skills if not skill.required]
        return _Candidate(
            profile=profile,
            reasons=[reason for reason in found.values() if reason is not None],
            matched=[name for name, reason in found.items() if reason is not None],
            missing=[skill.name for skill in self.skills if skill.required and found[skill.name] is None],
            nice_share=sum(found[name] is not None for name in nice) / len(nice) if nice else None,
            terms=dict(terms),
        )


class _Likeness:
    """The TF-IDF cosine between the job and each candidate; how rare a word is, the candidates tell."""

    def __init__(self, asked: Counter[str], candidates: Sequence[dict[str, int]]) -> None:
        having = Counter(chain.from_iterable(candidates))
        self._rarity = {term: math.log(1 + len(candidates) / (count or 1)) for term, count in having.items()}
        self._usual = math.log(1 + len(candidates))
        self._asked = {term: _weight(count) * self._rare(term) for term, count in asked.items()}
        self._length = math.sqrt(sum(weight * weight for weight in self._asked.values()))

    def of(self, terms: dict[str, int]) -> float:
        """From 0 to 1: nothing in common to the same text."""
        if not terms or not self._length:
            return 0.0
        rarity, asked = self._rarity, self._asked
        weights = {term: _weight(count) * rarity[term] for term, count in terms.items()}
        # `fsum` is exact, so that the order of the words cannot change the last digit.
        length = math.sqrt(math.fsum([weight * weight for weight in weights.values()]))
        shared = math.fsum([weights[term] * asked[term] for term in weights.keys() & asked.keys()])
        return min(1.0, shared / (length * self._length)) if length else 0.0

    def _rare(self, term: str) -> float:
        return self._rarity.get(term, self._usual)


@cache
def _weight(count: int) -> float:
    """The second mention says less than the first."""
    return 1 + math.log(count)


def _merit(candidate: _Candidate, wanted: WantedProfile, musts: int, likeness: _Likeness) -> float:
    """From 0 to 1: each must-have that people set counts as much as all the rest together, so that no rest makes up
    for one. Those guessed from a text are a part of the whole."""
    alike = likeness.of(candidate.terms)
    parts = [(_LIKENESS, alike / (alike + _HALF_ALIKE))]
    if candidate.nice_share is not None:
        parts.append((_NICE, candidate.nice_share))
    if wanted.min_years:
        parts.append((_YEARS, min(1.0, (candidate.profile.years or 0) / wanted.min_years)))
    rest = sum(weight * value for weight, value in parts) / sum(weight for weight, _ in parts)
    shown = musts - len(candidate.missing)
    if wanted.guessed and musts:
        return _GUESSED * shown / musts + (1 - _GUESSED) * rest
    return (shown + min(rest, 0.999)) / (musts + 1)


def _match(rank: int, merit: float, candidate: _Candidate) -> Match:
    return Match(
        candidate_id=candidate.profile.id,
        rank=rank,
        score=round(100 * merit, 1),
        matched_skills=candidate.matched,
        missing_must_haves=candidate.missing,
        reasons=candidate.reasons,
    )
