"""What a matcher may see of a candidate: what they can do, nothing of who they are."""

import re

from shared.candidates.models import Candidate
from shared.language.phrases import Phrases
from shared.ports.matching import BlindProfile, Position

_LONGEST = 4_000
"""Characters of one text."""
_MOST = 40
_PEOPLE = (
    "he|she|him|her|hers|his|himself|herself|man|woman|male|female|boy|girl|lady|gentleman|mother|father|mom|dad"
    "|husband|wife|widow|widower|son|daughter|married|single|divorced|pregnant|childless|young|youthful|elderly"
)
_OTHERS = (
    "birth|birthday|dob|nationality|citizenship|status|gender|sex|religion|age|born|old|aged|yo|twenties|thirties"
    "|forties|fifties|sixties|mr|mrs|ms|miss"
)
_PERSONAL_WORDS = frozenset(f"{_PEOPLE}|{_OTHERS}".split("|"))
"""Without any of these `_PERSONAL` finds nothing: most texts are passed over."""
_PERSONAL = Phrases(
    r"\b(?:date of birth|birthday|dob|nationality|citizenship|marital status|gender|sex|religion|age)"
    r"\s*(?::|-|–|is\b)\s*(?:\d[\d./-]*|\w+ \d{1,2},? \d{4}|\w+)"
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
_PLACE = re.compile(rf"\b(?:{'|'.join(_PLACE_WORDS)})(?:\s+[A-Z][\w.'’-]*,?)+")
_APART = str.maketrans(dict.fromkeys(".,;:()-–/\n\t0123456789", " "))


def without_personal_words(text: str) -> str:
    """The text without age, gender, family, schools and where somebody lives."""
    text = text[:_LONGEST]
    if any(word in text for word in _PLACE_WORDS):
        text = _PLACE.sub(" ", text)
    if any(word in text for word in _SCHOOL_WORDS):
        text = _SCHOOL.sub(" ", text)
    if not _PERSONAL_WORDS.isdisjoint(text.lower().translate(_APART).split()):
        text = _PERSONAL.sub(" ", text)
    return text.strip()


def blind(candidate: Candidate, name: str) -> BlindProfile:
    """What is compared of a candidate, under a name that tells nothing of them."""
    positions = [
        Position(title=without_personal_words(job.title or ""), description=without_personal_words(job.description))
        for job in candidate.work_experience[:_MOST]
    ]
    studies = [" ".join(filter(None, (course.degree, course.field))) for course in candidate.education[:_MOST]]
    told = [candidate.qualifications] if candidate.qualifications else []
    return BlindProfile(
        id=name,
        headline=without_personal_words(candidate.position or ""),
        summary=without_personal_words(candidate.summary or ""),
        technical_skills=candidate.technical_skills,
        soft_skills=candidate.soft_skills,
        languages=candidate.languages,
        positions=positions,
        studies=[without_personal_words(study) for study in studies if study],
        certifications=[without_personal_words(one) for one in [*candidate.certifications[:_MOST], *told]],
        years=candidate.total_experience_years or candidate.experience_years,
    )
