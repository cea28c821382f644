"""The embedded planner's questions: read from two data files, made concrete for one request."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from shared.adapters.embedded.dimensions import families
from shared.core.resource import Value
from shared.language.fairness import protected_topics
from shared.language.orders import is_order
from shared.language.words import words
from shared.ports.cv import Profile
from shared.ports.interviewing import Difficulty, ExpectedPoint, PlanRequest, QuestionType

_FILES = ("skill_questions.toml", "question_bank.toml")
_LONGEST_PART = 90
"""Letters of a skill, responsibility or CV claim that a question may contain."""

Need = Literal["claimed_skill", "missing_skill", "claim", "dimension"]


class Template(Value):
    """One entry of the data files, which say what the fields mean."""

    type: QuestionType
    difficulty: Difficulty
    families: list[str]
    text: str
    points: list[list[str]]
    skills: list[str] = []
    needs: Need | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that could be asked in one interview. `subject` is the skill, responsibility, claim or dimension
    it is about, `specific` whether it was written for that very skill or person."""

    type: QuestionType
    difficulty: Difficulty
    families: tuple[str, ...]
    text: str
    points: tuple[ExpectedPoint, ...]
    subject: str
    skills: tuple[str, ...]
    specific: bool


@cache
def templates() -> tuple[Template, ...]:
    """All entries of the data files, those for particular skills first."""
    folder = Path(__file__).parent
    entries = [
        entry for name in _FILES for entry in tomllib.loads((folder / name).read_text(encoding="utf-8"))["questions"]
    ]
    return tuple(Template.model_validate(entry) for entry in entries)


def drafts(request: PlanRequest) -> list[Draft]:
    """Every question of the bank that fits the request, made concrete. None touches a protected matter."""
    skills = _mentionable(request.required_skills) or _mentionable(_profile(request).technical_skills)
    found = {
        draft.text: draft
        for template in templates()
        for draft in _concrete(template, request, skills)
        if not protected_topics(draft.text)
    }
    return list(found.values())


def _concrete(template: Template, request: PlanRequest, skills: list[str]) -> Iterator[Draft]:
    if template.skills:
        for skill in skills:
            if skill.lower() in template.skills:
                yield _draft(template, skill, skill=skill, specific=True)
    elif "{skill}" in template.text:
        for skill in _skills_for(template.needs, request, skills):
            yield _draft(template, skill, skill=skill, specific=template.needs is not None)
    elif "{responsibility}" in template.text:
        for responsibility in _mentionable([_as_noun(text) for text in request.responsibilities]):
            yield _draft(template, responsibility)
    elif "{claim}" in template.text:
        for claim in _mentionable(_claims(_profile(request))):
            yield _draft(template, claim, specific=True)
    elif "{dimension}" in template.text:
        unknown = [dimension.name for dimension in request.rubric.dimensions if not families(dimension)]
        for name in _mentionable(unknown):
            yield _draft(template, name.lower())
    else:
        yield _draft(template, "")


def _draft(template: Template, subject: str, *, skill: str | None = None, specific: bool = False) -> Draft:
    def fill(text: str) -> str:
        # One pass, by hand: what a CV says may contain braces.
        for name in ("skill", "responsibility", "claim", "dimension"):
            text = text.replace(f"{{{name}}}", subject)
        return text

    return Draft(
        type=template.type,
        difficulty=template.difficulty,
        families=tuple(template.families),
        text=fill(template.text),
        points=tuple(ExpectedPoint(text=fill(point[0]), aliases=point[1:]) for point in template.points),
        subject=subject,
        skills=(skill,) if skill else (),
        specific=specific,
    )


def _skills_for(need: Need | None, request: PlanRequest, skills: list[str]) -> list[str]:
    if need is None:
        return skills
    if request.profile is None:
        return []
    known = _known_words(request.profile)
    claimed = [skill for skill in skills if " ".join(words(skill)) in known]
    return claimed if need == "claimed_skill" else [skill for skill in skills if skill not in claimed]


def _known_words(profile: Profile) -> str:
    said = [*profile.technical_skills, *profile.soft_skills, *profile.languages, *profile.certifications]
    said += [f"{job.title} {job.description}" for job in profile.work_experience]
    return " ".join(word for text in [*said, profile.summary or ""] for word in words(text))


def _claims(profile: Profile) -> list[str]:
    """Positions held. Gaps between them are nobody's business: they stand for family, illness or service."""
    return [
        f"your work as {job.title} at {job.company}" if job.title else f"your time at {job.company}"
        for job in profile.work_experience
        if job.company
    ]


def _as_noun(responsibility: str) -> str:
    """`Design data models.` as it stands inside a sentence: “design data models”, in quotation marks."""
    return f"“{responsibility.strip().rstrip('.;,')}”"


def _mentionable(parts: list[str]) -> list[str]:
    """The parts that may stand in a question: short, one line, not an order to the machine; each once."""
    kept = {
        part.lower(): part
        for part in (" ".join(part.split()) for part in parts)
        if words(part) and len(part) <= _LONGEST_PART and not is_order(part) and not protected_topics(part)
    }
    return list(kept.values())


def _profile(request: PlanRequest) -> Profile:
    return request.profile or Profile()
