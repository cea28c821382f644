"""Jobs: what a company hires for, and how its interviews are judged and built."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import product
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, field_validator, model_validator

from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value
from shared.language.fairness import protected_topics
from shared.ports.engine import Engine
from shared.ports.interviewing import Difficulty, QuestionType
from shared.ports.rubric import Rubric
from shared.ports.speech import Language, LanguageTag
from shared.store.kinds import Index, Kind

Text = Annotated[str, Field(max_length=8000)]
Line = Annotated[str, Field(min_length=1, max_length=500)]


class JobStatus(StrEnum):
    """Whether a job is being written, hired for, or neither any more."""

    DRAFT = "draft"
    ACTIVE = "active"
    CLOSED = "closed"


class Skill(Value):
    """A skill that a job asks for. `required` False marks a nice-to-have."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    level: Annotated[str | None, Field(max_length=60)] = None
    required: bool = True


def _named(value: object) -> object:
    return [{"name": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


Skills = Annotated[list[Skill], BeforeValidator(_named), Field(max_length=40)]
"""Skills, each given as a name or as `{name, level, required}`."""


class InterviewStructure(Input):
    """How an interview for the job is built.

    `types` gives the number of questions of each type; without it `question_count` are spread over the rubric.
    `own_questions` are asked first, word for word; none may ask about age, family, health, religion, origin and the
    like. `max_minutes` ends the interview.
    """

    question_count: Annotated[int, Field(ge=1, le=15)] = 5
    types: dict[QuestionType, Annotated[int, Field(ge=0, le=15)]] = {}
    own_questions: Annotated[list[Annotated[str, Field(min_length=5, max_length=600)]], Field(max_length=15)] = []
    max_minutes: Annotated[int, Field(ge=5, le=180)] = 30

    @model_validator(mode="before")
    @classmethod
    def _from_counts_by_type(cls, value: Any) -> Any:
        """Interview Platform's clients send `{"technical": 5, "behavioral": 3}`."""
        if not isinstance(value, dict) or "types" in value:
            return value
        types = {kind.value: value[kind.value] for kind in QuestionType if kind.value in value}
        return {**value, "types": types} if types else value

    @model_validator(mode="after")
    def _fits_one_sitting(self) -> "InterviewStructure":
        if sum(self.types.values()) > 15:
            raise ValueError("an interview may have at most 15 questions")
        return self

    @field_validator("own_questions")
    @classmethod
    def _asks_nothing_protected(cls, questions: list[str]) -> list[str]:
        for question in questions:
            if topics := protected_topics(question):
                raise ValueError(f"an interview may not ask about {', '.join(topics)}: “{question}”")
        return questions

    def questions(self) -> int:
        """The number of questions to plan."""
        return max(sum(self.types.values()) or self.question_count, len(self.own_questions))


class Job(Resource):
    """An opening. `company` is the employer's name as shown to candidates; `client_id` the client for whom an agency
    hires. Salaries are whole units of their currency a year. `is_active` says that the status is `active`. `engine`
    names what wrote the text of a job that is `ai_generated`."""

    plural: ClassVar[str] = "jobs"

    title: str
    company: str | None
    client_id: str | None = None
    category: str | None = None
    specialization: str | None = None
    industry: str | None = None
    department: str | None
    location: str | None
    work_type: str | None = None
    salary_min: int | None = None
    salary_max: int | None = None
    salary_currency: str | None = None
    description: str
    responsibilities: list[str]
    requirements: list[str]
    required_skills: list[str]
    skills: list[Skill]
    experience_level: str | None
    job_type: str | None
    default_difficulty: Difficulty
    rubric: Rubric
    interview_structure: InterviewStructure
    language: LanguageTag = Language.ENGLISH
    enable_video_analysis: bool
    status: JobStatus
    is_active: bool
    ai_generated: bool = False
    engine: Engine | None = None
    created_by: str
    created_at: Instant
    updated_at: Instant

    @model_validator(mode="before")
    @classmethod
    def _kept_before_there_was_a_status(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "status" in value:
            return value
        return {**value, "status": JobStatus.ACTIVE if value.get("is_active", True) else JobStatus.CLOSED}


Category = Annotated[str, Field(min_length=1, max_length=120)]
Salary = Annotated[int, Field(ge=0, le=1_000_000_000)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]


class JobDraft(Input):
    """A job to be made. Without a rubric the default one is used. Without a status `is_active` decides: active, or
    closed."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    company: Annotated[str | None, Field(max_length=200)] = None
    client_id: Annotated[str | None, Field(max_length=64)] = None
    category: Category | None = None
    specialization: Category | None = None
    industry: Category | None = None
    department: Annotated[str | None, Field(max_length=120)] = None
    location: Annotated[str | None, Field(max_length=200)] = None
    work_type: Annotated[str | None, Field(max_length=40)] = None
    salary_min: Salary | None = None
    salary_max: Salary | None = None
    salary_currency: Currency | None = None
    description: Text = ""
    responsibilities: Annotated[list[Line], Field(max_length=30)] = []
    requirements: Annotated[list[Line], Field(max_length=30)] = []
    required_skills: Skills = []
    experience_level: Annotated[str | None, Field(max_length=40)] = None
    job_type: Annotated[str | None, Field(max_length=40)] = None
    default_difficulty: Difficulty = Difficulty.AUTO
    rubric: Rubric | None = None
    interview_structure: Annotated[InterviewStructure, Field(default_factory=InterviewStructure)]
    language: LanguageTag = Language.ENGLISH
    enable_video_analysis: bool = False
    status: JobStatus | None = None
    is_active: bool = True


class JobChanges(Input):
    """What may change of a job; what is not sent, or is null, stays."""

    title: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    company: Annotated[str | None, Field(max_length=200)] = None
    client_id: Annotated[str | None, Field(max_length=64)] = None
    category: Category | None = None
    specialization: Category | None = None
    industry: Category | None = None
    department: Annotated[str | None, Field(max_length=120)] = None
    location: Annotated[str | None, Field(max_length=200)] = None
    work_type: Annotated[str | None, Field(max_length=40)] = None
    salary_min: Salary | None = None
    salary_max: Salary | None = None
    salary_currency: Currency | None = None
    description: Text | None = None
    responsibilities: Annotated[list[Line] | None, Field(max_length=30)] = None
    requirements: Annotated[list[Line] | None, Field(max_length=30)] = None
    required_skills: Skills | None = None
    experience_level: Annotated[str | None, Field(max_length=40)] = None
    job_type: Annotated[str | None, Field(max_length=40)] = None
    default_difficulty: Difficulty | None = None
    rubric: Rubric | None = None
    interview_structure: InterviewStructure | None = None
    language: LanguageTag | None = None
    enable_video_analysis: bool | None = None
    status: JobStatus | None = None
    is_active: bool | None = None


class JobQuery(PageQuery):
    """Which jobs are wanted. Category, specialization and experience level are compared whole, in any case."""

    category: Annotated[str | None, Field(max_length=120)] = None
    specialization: Annotated[str | None, Field(max_length=120)] = None
    experience_level: Annotated[str | None, Field(max_length=40)] = None
    is_active: bool | None = None
    status: JobStatus | None = None
    client_id: Annotated[str | None, Field(max_length=64)] = None

    def filter_values(self) -> tuple[str, ...] | None:
        """The values in the index `filter`; None if it is not asked."""
        wanted = (self.category, self.specialization, self.experience_level)
        if not any(wanted):
            return None
        return (*(_filter_value(value) if value else _ANY for value in wanted), _yes_or_any(self.is_active))


_ANY = "*"


def _filter_value(text: str) -> str:
    """Told from `_ANY` by its first character."""
    return "=" + text.casefold()


def _yes_or_any(yes: bool | None) -> str:
    return _ANY if yes is None else "yes" if yes else "no"


def _filters(job: Job) -> Iterable[tuple[str, ...]]:
    """An entry for every combination of filters that finds the job: at most 14."""
    told = (job.category, job.specialization, job.experience_level)
    choices = [(_ANY, _filter_value(value)) if value else (_ANY,) for value in told]
    wanted = [chosen for chosen in product(*choices) if set(chosen) != {_ANY}]
    return [(*chosen, active) for chosen in wanted for active in (_ANY, _yes_or_any(job.is_active))]


def _brief(job: Job) -> Job:
    return job.model_copy(update={"description": job.description[:500]})


JOB: Kind[Job] = Kind(
    name="job",
    model=Job,
    indexes=(
        Index(name="all", values=lambda job: [()]),
        Index(name="active", values=lambda job: [("yes" if job.is_active else "no",)]),
        Index(name="status", values=lambda job: [(job.status,)]),
        Index(name="client", values=lambda job: [(job.client_id,)] if job.client_id else [], overview=False),
        Index(
            name="shown_to_client",
            values=lambda job: [(job.client_id,)] if job.client_id and job.status is not JobStatus.DRAFT else [],
            overview=False,
        ),
        Index(name="filter", values=_filters, overview=False),
    ),
    brief=_brief,
)
