"""The embedded planner's questions: read from data files, made concrete for one request.

`question_bank.toml` holds those for any work, and says what their fields mean. The files in `questions/` hold those of
particular areas of knowledge: an area has a `name`, the `skills` that belong to it, and words of job `titles` (regular
expressions) for which its questions are asked even where a job names none of the skills.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import cycle
from pathlib import Path
from typing import Literal

from shared.adapters.embedded import skill_names
from shared.adapters.embedded.claims import achievements, positions
from shared.adapters.embedded.dimensions import families
from shared.adapters.embedded.named_skills import language_names
from shared.core.resource import Value
from shared.language.fairness import protected_topics
from shared.language.orders import is_order
from shared.language.phrases import any_of
from shared.language.words import words
from shared.ports.cv import Profile
from shared.ports.interviewing import Difficulty, ExpectedPoint, PlanRequest, QuestionType

_FOLDER = Path(__file__).parent
_LONGEST_PART = 90
"""Letters of a skill, responsibility or position that a question may contain."""
_LONGEST_ACHIEVEMENT = 180
_HELD = any_of(
    r"licen[cs]es?|certificates?|certifications?|certified|registration|registered|degrees?|diploma|card|permit"
    r"|qualifications?|bachelor('s)?|master('s)?"
)
_FROM_ANYBODY, _BY_TITLE, _BY_SKILL = 0.0, 0.6, 0.8
"""How much better a question fits than one that could be asked of anybody."""

Need = Literal["claimed_skill", "missing_skill", "claim", "achievement", "dimension"]
_FIT: dict[Need | None, float] = {"achievement": 1.2, "missing_skill": 1.0, "claim": 0.6, "claimed_skill": 0.5}
_FAMILIES = {
    QuestionType.SITUATIONAL: ("technical", "problem_solving", "communication"),
    QuestionType.BEHAVIOURAL: (),
}


class Template(Value):
    """One question of the data files."""

    type: QuestionType = QuestionType.TECHNICAL
    difficulty: Difficulty = Difficulty.MEDIUM
    families: list[str] = []
    text: str
    points: list[list[str]]
    needs: Need | None = None

    @property
    def shows(self) -> tuple[str, ...]:
        """The kinds of rubric dimensions that the answer is evidence for; where none are given, those of the type."""
        return tuple(self.families) or _FAMILIES.get(self.type, ("technical",))


class Area(Value):
    """An area of knowledge with its questions."""

    name: str
    skills: list[str]
    titles: list[str] = []
    questions: list[Template]

    @property
    def keys(self) -> frozenset[str]:
        """What its skills are looked up by."""
        return _area_keys(tuple(self.skills))

    def is_in(self, title: str) -> bool:
        """Whether a job of that title belongs to the area."""
        return bool(self.titles) and re.search(rf"\b(?:{'|'.join(self.titles)})\b", title, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that could be asked in one interview. `subject` is the skill, responsibility, claim or dimension
    it is about, `fit` how well it suits this very job or person, `pattern` the text before it was filled in."""

    type: QuestionType
    difficulty: Difficulty
    families: tuple[str, ...]
    text: str
    points: tuple[ExpectedPoint, ...]
    subject: str
    skills: tuple[str, ...]
    fit: float
    pattern: str


@cache
def templates() -> tuple[Template, ...]:
    """The questions for any work."""
    entries = tomllib.loads((_FOLDER / "question_bank.toml").read_text(encoding="utf-8"))["questions"]
    return tuple(Template.model_validate(entry) for entry in entries)


@cache
def areas() -> tuple[Area, ...]:
    """The areas of knowledge."""
    files = sorted((_FOLDER / "questions").glob("*.toml"))
    entries = [entry for file in files for entry in tomllib.loads(file.read_text(encoding="utf-8"))["areas"]]
    return tuple(Area.model_validate(entry) for entry in entries)


def drafts(request: PlanRequest) -> list[Draft]:
    """Every question of the bank that fits the request, made concrete. None touches a protected matter."""
    skills = _mentionable(request.required_skills) or _mentionable(_profile(request).technical_skills)
    found: dict[str, Draft] = {}
    for draft in [*_of_areas(request, skills), *(d for t in templates() for d in _concrete(t, request, skills))]:
        if not protected_topics(draft.text):
            found.setdefault(draft.text, draft)
    return list(found.values())


def _of_areas(request: PlanRequest, skills: list[str]) -> Iterator[Draft]:
    keyed = [(skill, _keys(skill)) for skill in skills]
    for area in areas():
        named = [name for name, keys in keyed if keys & area.keys]
        if named:
            for template, skill in zip(area.questions, cycle(named), strict=False):
                yield _draft(template, skill, skill=skill, fit=_BY_SKILL)
        elif area.is_in(request.job_title):
            yield from (_draft(template, area.name, skill=area.name, fit=_BY_TITLE) for template in area.questions)


@cache
def _area_keys(skills: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(_keys(skill) for skill in skills))


@lru_cache(maxsize=2000)
def _keys(skill: str) -> frozenset[str]:
    """What a skill is looked up by: as it is written, and by the name under which it is known."""
    known = skill_names.find(skill)
    return frozenset({skill_names.key(skill)} | ({skill_names.key(known.name)} if known else set()))


def _concrete(template: Template, request: PlanRequest, skills: list[str]) -> Iterator[Draft]:
    fit = _FIT.get(template.needs, _FROM_ANYBODY)
    if "{skill}" in template.text:
        for skill in _skills_for(template.needs, request, [*filter(_is_done, skills)]):
            yield _draft(template, skill, skill=skill, fit=fit)
    elif "{responsibility}" in template.text:
        for responsibility in _mentionable([_as_noun(text) for text in request.responsibilities]):
            yield _draft(template, responsibility)
    elif "{claim}" in template.text:
        for claim in _mentionable(positions(_profile(request))):
            yield _draft(template, claim, fit=fit)
    elif "{achievement}" in template.text:
        for claim in _mentionable(achievements(_profile(request)), longest=_LONGEST_ACHIEVEMENT):
            yield _draft(template, f"“{claim.rstrip(' .;,')}.”", fit=fit)
    elif "{dimension}" in template.text:
        unknown = [dimension.name for dimension in request.rubric.dimensions if not families(dimension)]
        for name in _mentionable(unknown):
            yield _draft(template, name.lower())
    else:
        yield _draft(template, "")


def _draft(template: Template, subject: str, *, skill: str | None = None, fit: float = _FROM_ANYBODY) -> Draft:
    said = subject if skill is None else skill_names.in_sentence(subject)

    def fill(text: str) -> str:
        # One pass, by hand: what a CV says may contain braces.
        for name in ("skill", "responsibility", "claim", "achievement", "dimension"):
            text = text.replace(f"{{{name}}}", said)
        return text

    return Draft(
        type=template.type,
        difficulty=template.difficulty,
        families=template.shows,
        text=fill(template.text),
        points=tuple(ExpectedPoint(text=fill(point[0]), aliases=point[1:]) for point in template.points),
        subject=subject,
        skills=(skill,) if skill else (),
        fit=fit,
        pattern=template.text,
    )


def _skills_for(need: Need | None, request: PlanRequest, skills: list[str]) -> list[str]:
    if need is None:
        return skills
    if request.profile is None:
        return []
    known = _known_words(request.profile)
    claimed = [skill for skill in skills if _is_claimed(skill, request.profile, known)]
    return claimed if need == "claimed_skill" else [skill for skill in skills if skill not in claimed]


def _is_done(skill: str) -> bool:
    """Whether one works with the skill: a licence and a language one has."""
    return not _HELD.search(skill) and skill.strip().title() not in language_names()


def _is_claimed(skill: str, profile: Profile, known: str) -> bool:
    """Whether a CV names the skill, another spelling of it, or one that nobody has without it."""
    listed = [_keys(name) for name in [*profile.technical_skills, *profile.soft_skills, *profile.languages]]
    ways = _keys(skill) | {skill_names.key(name) for name in skill_names.proofs(skill)}
    return not ways.isdisjoint(key for keys in listed for key in keys) or f" {' '.join(words(skill))} " in known


def _known_words(profile: Profile) -> str:
    said = [*profile.technical_skills, *profile.soft_skills, *profile.languages, *profile.certifications]
    said += [f"{job.title} {job.description}" for job in profile.work_experience]
    return f" {' '.join(word for text in [*said, profile.summary or ''] for word in words(text))} "


def _as_noun(responsibility: str) -> str:
    """`Design data models.` as it stands inside a sentence: “design data models”, in quotation marks."""
    return f"“{responsibility.strip().rstrip('.;,')}”"


def _mentionable(parts: list[str], longest: int = _LONGEST_PART) -> list[str]:
    """The parts that may stand in a question: short, one line, not an order to the machine; each once."""
    kept = {
        part.lower(): part
        for part in (" ".join(part.split()) for part in parts)
        if words(part) and len(part) <= longest and not is_order(part) and _is_fair(part)
    }
    return list(kept.values())


def _is_fair(part: str) -> bool:
    """Whether it names no protected matter. A known skill (`Childcare`) is one; what is asked is looked at too."""
    return skill_names.find(part) is not None or not protected_topics(part)


def _profile(request: PlanRequest) -> Profile:
    return request.profile or Profile()
