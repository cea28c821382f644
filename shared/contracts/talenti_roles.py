"""Talenti's words for jobs, which it calls roles: rubrics by name, and parts that are sent as JSON in a text."""

import re
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import from_json

from shared.core.errors import Forbidden
from shared.core.resource import Input, Instant, Resource
from shared.jobs.models import (
    Category,
    InterviewStructure,
    Job,
    JobChanges,
    JobDraft,
    JobStatus,
    Line,
    Salary,
    Skill,
    Text,
)
from shared.ports.rubric import Rubric, RubricDimension


def _parsed(value: object) -> object:
    """An object that came as JSON in a text, as the object."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return from_json(value)
    except ValueError:
        return value


def _by_name(value: object) -> object:
    """Weights by the name of a dimension. What is not of that form is refused without repeating it."""
    value = _parsed(value)
    if isinstance(value, dict) and not all(_KEY.fullmatch(key) and isinstance(one, dict) for key, one in value.items()):
        raise ValueError("must have an object with a weight for every dimension, whose names are words of a-z, 0-9, _")
    return value


_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


def _none_if_blank(value: object) -> object:
    return None if value == "" else value


def _lines(value: object) -> object:
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


Lines = Annotated[list[Line], BeforeValidator(_lines), Field(max_length=15)]
OptionalSalary = Annotated[Salary | None, BeforeValidator(_none_if_blank)]
Word = Annotated[Annotated[str, Field(max_length=40)] | None, BeforeValidator(_none_if_blank)]


class Requirements(Input):
    """What a role asks for. A text alone is read as qualifications, one a line."""

    skills: Annotated[list[Annotated[str, Field(min_length=1, max_length=120)]], Field(max_length=40)] = []
    experience: Lines = []
    responsibilities: Annotated[list[Line], BeforeValidator(_lines), Field(max_length=30)] = []
    qualifications: Lines = []

    @model_validator(mode="before")
    @classmethod
    def _from_a_text_or_a_list(cls, value: Any) -> Any:
        return {"qualifications": value} if isinstance(value, str | list) else value

    def fields(self) -> dict[str, Any]:
        """The fields of a job that were said."""
        said: dict[str, Any] = {}
        if "skills" in self.model_fields_set:
            said["required_skills"] = [Skill(name=skill) for skill in self.skills]
        if "responsibilities" in self.model_fields_set:
            said["responsibilities"] = self.responsibilities
        if self.model_fields_set & {"experience", "qualifications"}:
            said["requirements"] = list(dict.fromkeys([*self.experience, *self.qualifications]))
        return said


class RoleInterview(InterviewStructure):
    """How an interview is built: its own questions, or how many, and how long it takes."""

    @model_validator(mode="before")
    @classmethod
    def _from_their_names(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        ours = dict(value)
        questions = ours.pop("questions", None)
        if isinstance(questions, list):
            ours["own_questions"] = [_text_of(question) for question in questions]
        elif isinstance(questions, int):
            ours["question_count"] = questions
        if "duration_minutes" in ours:
            ours["max_minutes"] = ours.pop("duration_minutes")
        return ours


def _text_of(question: object) -> object:
    return question.get("text") or question.get("question") if isinstance(question, dict) else question


class Weight(Input):
    """How much a named dimension counts."""

    weight: Annotated[float, Field(ge=0, le=100)] = 1.0
    label: Annotated[str | None, Field(max_length=120)] = None


class Tier(StrEnum):
    """How much a dimension matters, in a word. It is kept and shown; the weight alone counts."""

    STANDARD = "Standard"
    IMPORTANT = "Important"
    CRITICAL = "Critical"


class TieredWeight(Input):
    """How much one of Talenti's five dimensions counts."""

    weight: Annotated[float, Field(ge=0, le=100)] = 1.0
    tier: Tier = Tier.STANDARD


Dimension = Literal["ownership", "execution", "challenge", "ambiguity", "feedback"]


def _weighs_something(weights: Any) -> Any:
    if weights and not any(one.weight > 0 for one in weights.values()):
        raise ValueError("at least one dimension needs a weight above 0")
    return weights


Weights = Annotated[dict[str, Weight], Field(max_length=12), AfterValidator(_weighs_something)]
Tiers = Annotated[dict[Dimension, TieredWeight], AfterValidator(_weighs_something)]


class RoleRubric(Input):
    """A rubric in either of the forms that are sent. A dimension of weight 0 is not judged."""

    dimensions: Annotated[Tiers | None, BeforeValidator(_by_name)] = None
    scoring_rubric: Annotated[Weights | None, BeforeValidator(_by_name)] = None

    @model_validator(mode="after")
    def _says_something(self) -> "RoleRubric":
        if not self.dimensions and not self.scoring_rubric:
            raise ValueError("send dimensions or scoring_rubric")
        return self

    def changes(self) -> dict[str, Any]:
        """The rubric as a job's field."""
        if self.scoring_rubric:
            return {"rubric": _rubric(self.scoring_rubric)}
        return {
            "rubric": Rubric(
                dimensions=[
                    RubricDimension(key=key, name=key.capitalize(), weight=one.weight, tier=one.tier)
                    for key, one in (self.dimensions or {}).items()
                    if one.weight > 0
                ]
            )
        }


def _rubric(weights: dict[str, Weight]) -> Rubric:
    return Rubric(
        dimensions=[
            RubricDimension(key=key, name=one.label or key.replace("_", " ").capitalize(), weight=one.weight, tier=None)
            for key, one in weights.items()
            if one.weight > 0
        ]
    )


class RoleChanges(Input):
    """What may change of a role; what is not sent stays."""

    title: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    description: Text | None = None
    department: Annotated[str | None, Field(max_length=120)] = None
    location: Annotated[str | None, Field(max_length=200)] = None
    work_type: Word = None
    employment_type: Word = None
    industry: Annotated[Category | None, BeforeValidator(_none_if_blank)] = None
    salary_range_min: OptionalSalary = None
    salary_range_max: OptionalSalary = None
    requirements: Annotated[Requirements | None, BeforeValidator(_parsed)] = None
    interview_structure: Annotated[RoleInterview | None, BeforeValidator(_parsed)] = None
    scoring_rubric: Annotated[Weights | None, BeforeValidator(_by_name)] = None
    status: JobStatus | None = None

    def fields(self) -> dict[str, Any]:
        """What was sent, as fields of a job."""
        sent = self.changes()
        sent.pop("organisation_id", None)
        requirements: Requirements | None = sent.pop("requirements", None)
        weights = sent.pop("scoring_rubric", None)
        named = {_OUR_NAMES.get(name, name): value for name, value in sent.items()}
        rubric = {"rubric": _rubric(weights)} if weights else {}
        return {**named, **rubric, **(requirements.fields() if requirements else {})}

    def job_changes(self) -> JobChanges:
        """The changes of a job that this asks for."""
        return JobChanges.model_validate(self.fields())


class RoleDraft(RoleChanges):
    """A role to be made: a draft until its status says otherwise. An organisation that is named is the caller's own."""

    organisation_id: Annotated[str | None, Field(max_length=64)] = None
    title: Annotated[str, Field(min_length=1, max_length=200)]
    status: JobStatus = JobStatus.DRAFT

    def job_draft(self, company_id: str) -> JobDraft:
        """The job that this asks for. Raises Forbidden if it names another company."""
        if self.organisation_id not in {None, "", company_id}:
            raise Forbidden("Not an org member")
        return JobDraft.model_validate({"status": self.status, **self.fields()})


_OUR_NAMES = {"employment_type": "job_type", "salary_range_min": "salary_min", "salary_range_max": "salary_max"}


class TalentiRole(Resource):
    """A job in Talenti's words. What its own back end answers as JSON in a text is an object here."""

    plural: ClassVar[str] = "roles"

    organisation_id: str
    title: str
    description: str
    department: str | None
    location: str | None
    work_type: str | None
    employment_type: str | None
    industry: str | None
    salary_range_min: int | None
    salary_range_max: int | None
    requirements: dict[str, list[str]]
    scoring_rubric: dict[str, dict[str, Any]]
    interview_structure: dict[str, Any]
    status: JobStatus
    created_by: str
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, job: Job, company_id: str) -> "TalentiRole":
        """The job in these words."""
        structure = job.interview_structure
        return cls(
            id=job.id,
            organisation_id=company_id,
            title=job.title,
            description=job.description,
            department=job.department,
            location=job.location,
            work_type=job.work_type,
            employment_type=job.job_type,
            industry=job.industry,
            salary_range_min=job.salary_min,
            salary_range_max=job.salary_max,
            requirements={
                "skills": job.required_skills,
                "experience": job.requirements,
                "responsibilities": job.responsibilities,
                "qualifications": job.requirements,
            },
            scoring_rubric={one.key: _weight_of(one) for one in job.rubric.dimensions},
            interview_structure={
                "questions": structure.own_questions,
                "duration_minutes": structure.max_minutes,
                "question_count": structure.question_count,
            },
            status=job.status,
            created_by=job.created_by,
            created_at=job.created_at,
            updated_at=job.updated_at,
        )


def _weight_of(dimension: RubricDimension) -> dict[str, Any]:
    told = {"weight": dimension.weight, "label": dimension.name}
    return told | ({"tier": dimension.tier} if dimension.tier else {})
