"""Requirements, written jobs and shortlists as callers send and see them."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from shared.candidates.models import Stage
from shared.core.resource import Input, Value
from shared.ports.engine import Engine
from shared.ports.matching import Reason
from shared.ports.requirements import SkillRequirement


def _also_called(names: dict[str, str], value: Any) -> Any:
    """The body with the other names that clients use for a field."""
    if not isinstance(value, dict):
        return value
    return {**{ours: value[theirs] for theirs, ours in names.items() if theirs in value}, **value}


class ExtractionRequest(Input):
    """A job description to be read. `description` and `title` are taken for the fields too."""

    job_description: Annotated[str, Field(min_length=1, max_length=30_000)]
    role_title: Annotated[str | None, Field(max_length=200)] = None

    @model_validator(mode="before")
    @classmethod
    def _from_other_names(cls, value: Any) -> Any:
        return _also_called({"description": "job_description", "title": "role_title"}, value)


class JobRequirements(Value):
    """What a description asks for. The lists of texts are those that Talenti's front end reads; `skill_requirements`
    say of each skill whether it is a must, for how many years, and where the description says so."""

    skills: list[str]
    responsibilities: list[str]
    qualifications: list[str]
    experience: list[str]
    interviewQuestions: list[str]
    skill_requirements: list[SkillRequirement]
    min_years: float | None
    seniority: str | None
    engine: Engine


class TitleRequest(Input):
    """A title to write a job for."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    company: Annotated[str | None, Field(max_length=200)] = None


class ShortlistQuery(Input):
    """Which part of a shortlist is wanted."""

    skip: Annotated[int, Field(ge=0, le=100_000, description="Applicants to pass over")] = 0
    limit: Annotated[int, Field(ge=1, le=100, description="Applicants to return at most")] = 20


class ShortlistEntry(Value):
    """An applicant in order. A suggestion for people to decide on: it moves nobody.

    `score` is 0 to 100; each of the `missing_must_haves` lowers the `rank`; every reason quotes the candidate's CV.
    """

    plural: ClassVar[str] = "shortlist"

    application_id: str
    candidate_id: str
    candidate_name: str
    status: Stage
    rank: int
    score: float
    matched_skills: list[str]
    missing_must_haves: list[str]
    reasons: list[Reason]
    engine: Engine


class Applicant(Input):
    """One of the applicants to rank. A score that a client sends with it is not used."""

    application_id: Annotated[str, Field(max_length=64)]


class ShortlistRequest(Input):
    """A job (`job_role_id`, or `roleId`) and, if not all of its applicants are meant, those to rank."""

    job_role_id: Annotated[str, Field(max_length=64)]
    candidates: Annotated[list[Applicant] | None, Field(max_length=10_000)] = None

    @model_validator(mode="before")
    @classmethod
    def _from_other_names(cls, value: Any) -> Any:
        return _also_called({"roleId": "job_role_id", "role_id": "job_role_id", "job_id": "job_role_id"}, value)


class FrontEndMatch(Value):
    """An applicant as Talenti's front end reads one. What is not kept of a candidate is None."""

    applicationId: str
    matchScore: float
    skills: list[str]
    matchReasons: list[str]
    location: str | None
    availability: str | None
    workMode: str | None
    experience: float | None


class Shortlist(Value):
    """The best applicants of a job, at most 100: `ranked` for programs, `matches` for Talenti's front end."""

    job_role_id: str
    ranked: list[ShortlistEntry]
    matches: list[FrontEndMatch]
    total: int
    engine: Engine
