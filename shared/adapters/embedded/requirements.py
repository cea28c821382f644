"""Requirements from a job description: sections, cue words and the skills vocabulary. No model, no network."""

import re
from collections.abc import Iterator
from typing import ClassVar

from shared.adapters.embedded.job_text import Part, Sentence, sentences
from shared.adapters.embedded.named_skills import Named, named_skills
from shared.language.orders import is_order
from shared.language.phrases import any_of
from shared.ports.engine import Engine
from shared.ports.requirements import Importance, Requirements, SkillRequirement

_MOST_SKILLS = 40
_MOST_LINES = 20
_LONGEST_LINE = 500

_NICE = any_of(
    r"nice[- ]to[- ]have|a (big |strong |definite )?plus|preferred|preferably|prefer|ideally|bonus|desirable|desired"
    r"|advantage(ous)?|beneficial|optional|not (required|necessary|essential)|helps"
    r"|would be (great|good|nice|helpful|an asset)|an asset|welcome|helpful"
)
_MUST = any_of(
    r"must|required?|requires|requirement|essential|mandatory|at least|minimum|need(ed|s)? to|you( will|'ll)? need"
    r"|you (have|bring|know|master|speak|hold)|(should|must|and) know"
    r"|you should have|(you've|(you|and|should) have) worked with|willing to|necessary|is needed"
    r"|prerequisite|look(ing)? for|(want|need)s? (somebody|someone|a person|people)|we ask for|seek(ing)?|proven"
    r"|demonstrated|strong|solid"
    r"|proficien(t|cy)|expert(ise)?|fluent|experience (with|in|of|as)|experienced|knowledge of"
)
_DUTY = any_of(r"you('ll| will)|responsible for|the role (involves|includes)|duties include|your tasks")
_ACTION = re.compile(
    r"^(?:design|develop|build|lead|manage|maintain|write|create|support|assist|coordinate|prepare|provide|perform|plan"
    r"|deliver|ensure|monitor|collaborate|work|implement|operate|administer|assess|review|analy[sz]e|handle|conduct"
    r"|drive|train|supervise|report|process|record|clean|serve|install|inspect|repair|test|own|help|improve|organi[sz]e"
    r"|teach|weld|cook|care|document|reconcile|supply|communicate|participate|act|run|set up)\b",
    re.IGNORECASE,
)
_CREDENTIAL = any_of(
    r"degree|bachelor('s)?|master('s)?|ph\.?d|diploma|licen[cs]ed?|certifi(ed|cates?|cations?)|registration|registered"
    r"|qualified|qualifications?|apprenticeship|chartered|cpa|acca|cima|b\.?sc|m\.?sc|mba|rn|nmc|gcse|high school"
    r"|vocational training"
)
_EXPERIENCE = any_of(r"experienced?|track record|background in")
_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "ten": 10,
}
_YEARS = re.compile(
    rf"\b(?P<least>\d{{1,2}}(?:\.5)?|{'|'.join(_NUMBERS)})\s*(?:\(\d{{1,2}}\)\s*)?(?:\+|plus|or more)?\s*"
    r"(?:(?:-|–|to)\s*\d{1,2}\s*\+?\s*)?(?:years?|yrs?)(?!\s+(?:old|of age))['’]?",
    re.IGNORECASE,
)
_OF_THE_EMPLOYER = any_of(
    r"we (have|are(?! (looking|seeking|searching))|were|'ve)|our|founded|since|for over|in business|company",
    r"warranty|contract",
)
_ASKING = any_of(r"look(ing)? for|seek(ing)?|needs?|requires?|ask for|expect|must|at least|minimum")
_NOT_ASKED = any_of(
    r"(don't|do not|doesn't|does not|no longer|not) (use|need|require|expect|ask for|work with)( any)?|no need (for|of)"
    r"|without needing|you need no"
)
_DEGREE = re.compile(
    r"\b(?:degree|bachelor(?:'?s)?|master(?:'?s)?|diploma|ph\.?d|b\.?sc|m\.?sc)\b[^,;]{0,24}\b(?:in|of)\s+"
    r"(?:[\w ]+ or )?$",
    re.IGNORECASE,
)
"""Before the field of a degree, which is a qualification and no skill."""
_LEVELS = (
    ("intern", any_of(r"intern(ship)?|trainee|apprentice(ship)?|working student")),
    ("junior", any_of(r"junior|entry[- ]level|graduate|newly qualified")),
    ("lead", any_of(r"lead|principal|staff engineer|head|director|chief|vp|vice president|team leader")),
    ("senior", any_of(r"senior|sr\.?|expert|experienced professional")),
    ("mid", any_of(r"mid[- ]?(level|senior)|intermediate")),
)
_SENIOR_FROM, _MID_FROM = 5, 2
"""Years."""


class EmbeddedRequirementExtractor:
    """Reads English descriptions of any trade. What it finds stands in the text, with the sentence it stands in."""

    engine: ClassVar[Engine] = Engine(name="embedded", version="1")

    def extract(self, description: str, title: str | None) -> Requirements:
        """See the port."""
        told = [sentence for sentence in sentences(description) if not is_order(sentence.text)]
        asking = [sentence for sentence in told if sentence.part is not Part.ASIDE]
        skills = _skills(asking, title or "")
        needed = [years for sentence in asking for years in _years_needed(sentence)]
        least = max(needed, default=None)
        return Requirements(
            skills=skills,
            min_years=least,
            seniority=_seniority(title or "", asking, least),
            responsibilities=_lines(s for s in asking if _is_duty(s)),
            qualifications=_lines(s for s in asking if s.part is Part.QUALIFICATIONS or _CREDENTIAL.search(s.text)),
            experience=_lines(s for s in asking if _EXPERIENCE.search(s.text) or _years(s.text)),
            engine=self.engine,
        )


def _skills(asking: list[Sentence], title: str) -> list[SkillRequirement]:
    """Each skill once: as a must if any sentence says so, with the sentence that says the most about it."""
    found: dict[str, SkillRequirement] = {}
    for skill in [*_in_title(title), *(skill for sentence in asking for skill in _in_sentence(sentence))]:
        known = found.get(skill.name.lower())
        if known is None:
            found[skill.name.lower()] = skill
        elif _weight(skill) > _weight(known):
            found[skill.name.lower()] = skill.model_copy(update={"min_years": skill.min_years or known.min_years})
    return sorted(found.values(), key=lambda skill: skill.importance is Importance.NICE)[:_MOST_SKILLS]


def _weight(skill: SkillRequirement) -> tuple[bool, bool]:
    return skill.importance is Importance.MUST, skill.min_years is not None


def _in_title(title: str) -> Iterator[SkillRequirement]:
    for skill in named_skills(title, announced=False):
        yield SkillRequirement(
            name=skill.name,
            importance=Importance.MUST,
            soft=skill.is_soft,
            min_years=None,
            evidence=title[:_LONGEST_LINE],
        )


def _in_sentence(sentence: Sentence) -> Iterator[SkillRequirement]:
    for clause, cue in _clauses(sentence):
        if _NOT_ASKED.search(clause) and not _NICE.search(clause):
            continue
        asks = cue is not None or sentence.part in (Part.REQUIRED, Part.PREFERRED, Part.QUALIFICATIONS)
        for skill in named_skills(clause, announced=asks):
            if (not asks and _says_little(skill, clause)) or _DEGREE.search(clause[: skill.at]):
                continue
            yield SkillRequirement(
                name=skill.name,
                importance=_importance(sentence, cue),
                soft=skill.is_soft,
                min_years=_years_of(skill, clause) if asks else None,
                evidence=sentence.text[:_LONGEST_LINE],
            )


def _says_little(skill: Named, clause: str) -> bool:
    """Whether a word in passing may mean something else: soft skills and lower-case words that are everyday ones."""
    return skill.is_soft or (" " not in skill.name and clause[skill.at : skill.at + 1].islower())


def _importance(sentence: Sentence, cue: Importance | None) -> Importance:
    if cue is not None:
        return cue
    asked = sentence.part in (Part.REQUIRED, Part.QUALIFICATIONS)
    return Importance.MUST if asked else Importance.NICE


def _clauses(sentence: Sentence) -> list[tuple[str, Importance | None]]:
    """The sentence in pieces, each with the cue that holds for it: cues mostly follow what they are about."""
    whole = _cue(sentence.text, sentence.part)
    if not (_NICE.search(sentence.text) and _MUST.search(sentence.text)):
        return [(sentence.text, whole)]
    pieces = re.split(r"(?:;|,|\bbut\b|\bwhile\b|\bwhereas\b|(?<=[.!?])\s)\s*(?:and\s+)?", sentence.text)
    clauses: list[tuple[str, Importance | None]] = []
    waiting: list[str] = []
    for piece in pieces:
        waiting.append(piece)
        cue = _cue(piece, Part.BODY)
        if cue is not None:
            clauses += [(text, cue) for text in waiting]
            waiting = []
    last = clauses[-1][1] if clauses else whole
    return [*clauses, *((text, last) for text in waiting)]


def _cue(text: str, part: Part) -> Importance | None:
    if _NICE.search(text):
        return Importance.NICE
    if part is Part.PREFERRED:
        return Importance.NICE
    return Importance.MUST if part is not Part.DUTIES and _MUST.search(text) else None


def _years_needed(sentence: Sentence) -> Iterator[float]:
    if sentence.part is Part.PREFERRED:
        return
    for clause, cue in _clauses(sentence):
        if cue is not Importance.NICE:
            yield from (years for _, years in _years(clause))


def _years_of(skill: Named, clause: str) -> float | None:
    """The years that stand before the skill; where none do, those after it."""
    found = _years(clause)
    before = [years for at, years in found if at < skill.at]
    return before[-1] if before else found[0][1] if found else None


def _years(clause: str) -> list[tuple[int, float]]:
    """The numbers of years that the clause asks for, and where they stand."""
    return [
        (match.start(), float(_NUMBERS.get(match["least"].lower(), 0) or match["least"]))
        for match in _YEARS.finditer(clause)
        if not _OF_THE_EMPLOYER.search(clause[: match.start()]) or _ASKING.search(clause[: match.start()])
    ]


def _seniority(title: str, asking: list[Sentence], years: float | None) -> str | None:
    """What the title says, else the first sentence that says it, else what the years mean."""
    for text in [title, *(s.text for s in asking if s.part is Part.BODY)][:4]:
        for name, words in _LEVELS:
            if words.search(text):
                return name
    if years is None:
        return None
    return "senior" if years >= _SENIOR_FROM else "mid" if years >= _MID_FROM else "junior"


def _is_duty(sentence: Sentence) -> bool:
    if sentence.part is Part.DUTIES:
        return True
    if sentence.part is not Part.BODY:
        return False
    return bool(_DUTY.search(sentence.text)) or (sentence.is_item and bool(_ACTION.match(sentence.text)))


def _lines(found: Iterator[Sentence]) -> list[str]:
    return list(dict.fromkeys(sentence.text[:_LONGEST_LINE] for sentence in found))[:_MOST_LINES]
