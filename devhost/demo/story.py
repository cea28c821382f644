"""What the demo tells: read from the TOML files beside this module, and checked."""

import tomllib
from pathlib import Path
from typing import Any, Self

from pydantic import model_validator

from shared.candidates.models import Stage
from shared.companies.models import CompanyDraft
from shared.core.resource import Input
from shared.identity.models import EmailAddress, Password, UserDraft
from shared.jobs.models import JobDraft
from shared.ports.cv import Education, Profile, WorkExperience
from shared.scoring.models import OverrideRequest

WAY = (Stage.APPLIED, Stage.SCREENING, Stage.INTERVIEW, Stage.OFFER, Stage.ACCEPTED, Stage.HIRED)
"""The stages in their order; a rejection may follow each."""


class Person(Input):
    """Somebody who has applied. `applied` is in days before today; `work` and `education` as people.toml says."""

    name: tuple[str, str]
    email: EmailAddress
    password: Password | None = None
    phone: str | None = None
    location: str
    job: str
    position: str
    skills: list[str]
    languages: list[str]
    years: float
    work: list[tuple[str, str, str, str, str]]
    education: tuple[str, str, str, str, str] | None = None
    applied: float
    stage: Stage
    rejected_after: Stage | None = None
    invited: bool = False
    why: str | None = None

    def way(self) -> list[Stage]:
        """The stages after applying, in order."""
        furthest = WAY.index(self.rejected_after or self.stage)
        return [*WAY[1 : furthest + 1], *([Stage.REJECTED] if self.stage is Stage.REJECTED else [])]

    def profile(self) -> Profile:
        """What their CV says."""
        return Profile(
            technical_skills=self.skills,
            languages=self.languages,
            total_experience_years=self.years,
            work_experience=[_position(*entry) for entry in self.work],
            education=[_course(*self.education)] if self.education else [],
            summary=f"{self.position} with {self.years:.0f} years of experience, in {self.location}.",
        )


class Script(Input):
    """What a candidate says in their interview; see interviews.toml."""

    email: EmailAddress
    answers: list[str]
    more: list[str] = []
    otherwise: str
    asks: str = "No, thank you. That is all."
    leaves_after: int | None = None


class ScoreChange(OverrideRequest):
    """What the interviewer decides about the score of one candidate."""

    email: EmailAddress


class Talk(Input):
    """A round that the interviewer leads, in days from today. Without an hour the candidate chooses one of several."""

    email: EmailAddress
    name: str
    kind: str
    in_days: int
    at_hour: int | None = None
    instructions: str


class WordsAbout(Input):
    """What somebody writes about a candidate, or to them."""

    email: EmailAddress
    words: str


class Story(Input):
    """All of it."""

    company: CompanyDraft
    hr: UserDraft
    interviewer: UserDraft
    reasons: dict[Stage, str]
    jobs: dict[str, JobDraft]
    people: list[Person]
    interviews: list[Script]
    override: ScoreChange
    rounds: list[Talk]
    feedback: WordsAbout
    note: WordsAbout

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        emails = [person.email for person in self.people]
        named = {script.email for script in self.interviews} | {talk.email for talk in self.rounds}
        named |= {self.override.email, self.feedback.email, self.note.email}
        if len(set(emails)) < len(emails) or not named <= set(emails):
            raise ValueError("addresses are given twice, or to nobody")
        if not {person.job for person in self.people} <= set(self.jobs):
            raise ValueError("somebody applies for a job that there is not")
        return self

    def script_of(self, person: Person) -> Script | None:
        """What the person says in their interview; None for somebody who has not taken one."""
        return next((script for script in self.interviews if script.email == person.email), None)


def read_story() -> Story:
    """The story of the files beside this module."""
    content: dict[str, Any] = {}
    for name in ("company.toml", "people.toml", "interviews.toml", "second_talk.toml"):
        content |= tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return Story.model_validate(content)


def _position(title: str, company: str, start: str, end: str, description: str) -> WorkExperience:
    return WorkExperience(
        company=company,
        title=title,
        start_date=start,
        end_date=end or None,
        current=not end,
        location=None,
        description=description,
    )


def _course(degree: str, field: str, institution: str, start: str, end: str) -> Education:
    return Education(institution=institution, degree=degree, field=field, start_date=start, end_date=end)
