"""What a matcher may see of a candidate: what they can do, nothing of who they are."""

import re
from collections.abc import Callable

from shared.candidates.models import Candidate
from shared.language.phrases import Phrases
from shared.ports.matching import BlindProfile

_LONGEST = 4_000
"""Characters of one text."""
_MOST = 40
_MOST_REMEMBERED = 200_000
"""Words."""
_PEOPLE = (
    "he|she|him|her|hers|his|himself|herself|man|woman|male|female|boy|girl|lady|gentleman|mother|father|mom|dad"
    "|husband|wife|widow|widower|son|daughter|married|single|divorced|pregnant|childless|young|youthful|elderly"
)
_OTHERS = (
    "birth|birthday|dob|nationality|citizenship|status|gender|sex|religion|age|born|old|aged|yo|twenties|thirties"
    "|forties|fifties|sixties|mr|mrs|ms|miss|photo|photograph|portrait"
)
_PERSONAL_WORDS = frozenset(f"{_PEOPLE}|{_OTHERS}".split("|"))
"""Without any of these `_PERSONAL` finds nothing: most texts are passed over."""
_PERSONAL = Phrases(
    r"\b(?:date of birth|birthday|dob|nationality|citizenship|marital status|gender|sex|religion|age)"
    r"\s*(?::|-|–|is\b)\s*(?:\d{1,2}\.? [^\W\d]+ \d{4}|\d[\d./-]*|\w+ \d{1,2},? \d{4}|\w+)"
    r"|\b(?:photo(?:graph)?|portrait)\s*(?::\s*\w*|(?:is )?(?:attached|enclosed|above|below)\b)"
    r"|\bborn(?: (?:in|on))?(?: \w+)? (?:\d[\d./-]*,? ?)+"
    r"|\b\d{1,2}[- ]?(?:years?[- ]old|yo)\b|\baged? \d{1,2}\b"
    r"|\b(?:in (?:my|his|her) )?(?:twenties|thirties|forties|fifties|sixties)\b"
    r"|\b(?-i:Mr|Mrs|Ms|Miss)\b\.?"
    rf"|\b(?:{_PEOPLE})\b(?! care)(?: of (?:one|two|three|four|five|\d))?",
)
_SCHOOL_WORDS = (
    *("University", "College", "Institute", "School", "Academy", "Polytechnic"),
    *("Universität", "Université", "Universidad", "Hochschule"),
)
_SCHOOL = re.compile(
    rf"\b(?:from|at)?\s*(?:the )?(?:(?:[A-Z][\w.'’-]*\s+){{0,4}}(?:{'|'.join(_SCHOOL_WORDS)})"
    r"(?:\s+of(?:\s+[A-Z][\w.'’-]*)+)?)"
)
_PLACE_WORDS = ("based in", "living in", "located in", "residing in", "resident in", "born in", "raised in")
_TELLING = (*_SCHOOL_WORDS, *(words.removesuffix(" in") for words in _PLACE_WORDS))
_PLACE = re.compile(rf"\b(?:{'|'.join(_PLACE_WORDS)})(?:\s+[A-Z][\w.'’-]*,?)+")
_APART = str.maketrans(dict.fromkeys(".,;:()-–/\n\t0123456789", " "))


def without_personal_words(text: str) -> str:
    """The text without age, gender, family, schools and where somebody lives."""
    text = text[:_LONGEST]
    if any(word in text for word in _PLACE_WORDS):
        text = _PLACE.sub(" ", text)
    if any(word in text for word in _SCHOOL_WORDS):
        text = _SCHOOL.sub(" ", text)
    if _personal.finds(text):
        text = _PERSONAL.sub(" ", text)
    return text.strip()


class _Screen:
    """Finds texts that hold words of a kind. A word is looked at once in a process, however often it is written: ten
    thousand CVs have few words that nobody else uses."""

    def __init__(self, is_one: Callable[[str], bool]) -> None:
        self._is_one = is_one
        self._seen: set[str] = set()
        self._found: set[str] = set()

    def finds(self, text: str) -> bool:
        """Whether any word of the text is one of the kind."""
        written = set(text.split())
        seen, found = self._seen, self._found
        for word in written - seen:
            if self._is_one(word):
                found.add(word)
            seen.add(word)
        if len(seen) > _MOST_REMEMBERED:
            self._seen, self._found = set(), set()
        return not found.isdisjoint(written)


def _is_personal(written: str) -> bool:
    return not _PERSONAL_WORDS.isdisjoint(written.lower().translate(_APART).split())


def _is_telling(written: str) -> bool:
    return any(part in written for part in _TELLING) or _is_personal(written)


_personal = _Screen(_is_personal)
_telling = _Screen(_is_telling)


def blind(candidate: Candidate, name: str) -> BlindProfile:
    """What is compared of a candidate, under a name that tells nothing of them."""
    jobs = candidate.work_experience[:_MOST]
    studies = [" ".join(filter(None, (course.degree, course.field))) for course in candidate.education[:_MOST]]
    proofs = [*candidate.certifications[:_MOST], *filter(None, [candidate.qualifications])]
    titles, descriptions = [job.title or "" for job in jobs], [job.description for job in jobs]
    headline, summary = candidate.position or "", candidate.summary or ""
    # Most CVs hold no such word anywhere: one look at the whole spares a look at each of its texts.
    whole = "\n".join([headline, summary, *titles, *descriptions, *studies, *proofs])
    take_out = without_personal_words if _telling.finds(whole) else _shortened
    return BlindProfile.model_validate(
        {
            "id": name,
            "headline": take_out(headline),
            "summary": take_out(summary),
            "technical_skills": candidate.technical_skills,
            "soft_skills": candidate.soft_skills,
            "languages": candidate.languages,
            "positions": [
                {"title": take_out(title), "description": take_out(description)}
                for title, description in zip(titles, descriptions, strict=True)
            ],
            "studies": [take_out(study) for study in studies if study],
            "certifications": [take_out(one) for one in proofs],
            "years": candidate.total_experience_years or candidate.experience_years,
        }
    )


def _shortened(text: str) -> str:
    return text[:_LONGEST].strip()
