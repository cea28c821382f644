"""Candidates: people in a company's pipeline, with what is known of them."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from shared.candidates.marks import Reason, marks_of, phone_word
from shared.candidates.stages import DECISIONS as DECISIONS
from shared.candidates.stages import Stage as Stage
from shared.candidates.stages import StageWord as StageWord
from shared.candidates.ways import (
    ANY,
    Amounts,
    Step,
    Way,
    department_amounts,
    department_key,
    hire_amounts,
    way_amounts,
)
from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value, Years
from shared.identity.models import EmailAddress, normalised_email
from shared.ports.cv import Education, WorkExperience
from shared.store.kinds import Index, Kind, Sum
from shared.store.tasks import Task

MAX_HISTORY = 40
"""Stage entries that are kept of one candidate: the latest."""


CVS = "resumes"
"""The container of CV files: `{company_id}/{resume_id}`."""


class ParsingStatus(StrEnum):
    """What became of the latest CV."""

    NONE = "none"
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


class StageEntry(Value):
    """That somebody came into a stage, when, and who decided it. `reason` is what that person wrote."""

    stage: Stage
    entered_at: Instant
    by_user_id: str
    reason: str | None = None


class PossibleDuplicate(Value):
    """Somebody who was there before and may be the same person, and what they have in common."""

    candidate_id: str
    reasons: list[Reason]


class Candidate(Resource):
    """A person in a company's pipeline. `total_experience_years` is read from the CV, `experience_years` was told.

    `other_emails` are of candidates who were merged into this one; `merged_into` is who this one became part of.
    """

    plural: ClassVar[str] = "candidates"

    email: str | None
    first_name: str
    last_name: str
    full_name: str
    phone: str | None
    location: str | None
    domain: str | None
    position: str | None
    experience_years: Years | None
    qualifications: str | None
    linkedin_url: str | None
    github_url: str | None
    portfolio_url: str | None
    summary: str | None
    technical_skills: list[str]
    soft_skills: list[str]
    languages: list[str]
    work_experience: list[WorkExperience]
    education: list[Education]
    certifications: list[str]
    total_experience_years: float | None
    status: Stage
    stage_history: list[StageEntry] = []
    source: str
    parsing_status: ParsingStatus
    resume_id: str | None
    possible_duplicates: list[PossibleDuplicate] = []
    other_emails: list[str] = []
    merged_into: str | None = None
    company_id: str
    created_at: Instant
    updated_at: Instant


def _on_one_line(value: object) -> object:
    """A name with plain spaces: spreadsheets have line breaks in them, and a mail's subject may not."""
    return " ".join(value.split()) if isinstance(value, str) else value


Name = Annotated[str, BeforeValidator(_on_one_line), Field(min_length=1, max_length=120)]
Phone = Annotated[str, Field(max_length=40, pattern=r"^[+()\d][\d\s().\-/]{3,}$")]


class Duplicate(Value):
    """Somebody who may be the same person, and what they have in common."""

    candidate: Candidate
    reasons: list[Reason]


class Duplicates(Value):
    """Everybody who may be the same person as a candidate."""

    duplicates: list[Duplicate]


class CandidateDraft(Input):
    """A candidate to be made by hand."""

    email: EmailAddress
    first_name: Name
    last_name: Name
    phone: Phone | None = None
    domain: Annotated[str | None, Field(max_length=120)] = None
    position: Annotated[str | None, Field(max_length=200)] = None
    experience_years: Annotated[float | None, Field(ge=0, le=80)] = None
    qualifications: Annotated[str | None, Field(max_length=1000)] = None
    location: Annotated[str | None, Field(max_length=200)] = None
    linkedin_url: Annotated[str | None, Field(max_length=300)] = None
    github_url: Annotated[str | None, Field(max_length=300)] = None
    portfolio_url: Annotated[str | None, Field(max_length=300)] = None
    source: Annotated[str, Field(max_length=60)] = "manual"


class CandidateChanges(Input):
    """What may change of a candidate; what is not sent, or is null, stays."""

    email: EmailAddress | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    phone: Phone | None = None
    domain: Annotated[str | None, Field(max_length=120)] = None
    position: Annotated[str | None, Field(max_length=200)] = None
    experience_years: Annotated[float | None, Field(ge=0, le=80)] = None
    qualifications: Annotated[str | None, Field(max_length=1000)] = None
    location: Annotated[str | None, Field(max_length=200)] = None
    linkedin_url: Annotated[str | None, Field(max_length=300)] = None
    github_url: Annotated[str | None, Field(max_length=300)] = None
    portfolio_url: Annotated[str | None, Field(max_length=300)] = None
    status: StageWord | None = None


class StageChange(Input):
    """A decision about a candidate, in any of the contracts' words."""

    status: StageWord
    reason: Annotated[str | None, Field(max_length=2000)] = None


class NotifyRecruiters(Task):
    """Tell a company's recruiters by mail that a candidate came into a stage. `after` is the last who was told."""

    queue: ClassVar[str] = "notify-recruiters"

    candidate_id: str
    stage: Stage
    by_user_id: str
    after: str = ""


class CandidateQuery(PageQuery):
    """Which candidates are wanted. `search` finds beginnings of names, e-mail addresses and phone numbers."""

    status: StageWord | None = None
    domain: Annotated[str | None, Field(max_length=120)] = None
    search: Annotated[str | None, Field(min_length=1, max_length=100)] = None


def search_words(candidate: Candidate) -> Sequence[tuple[str, ...]]:
    """The words that a candidate is found by, at most 12."""
    words = [mark.word for mark in marks_of(candidate)]
    if candidate.email:
        words.append(normalised_email(candidate.email))
    if candidate.phone:
        words.append(phone_word(candidate.phone))
    words += re.findall(r"\w+", candidate.full_name.casefold())
    return [(word,) for word in dict.fromkeys(words) if word][:12]


def addresses(candidate: Candidate) -> Sequence[tuple[str, ...]]:
    """The e-mail addresses that are nobody else's."""
    known = [candidate.email, *candidate.other_emails]
    return [(address,) for address in dict.fromkeys(normalised_email(one) for one in known if one)]


UNKNOWN_DEPARTMENT = "Unknown"
"""The department of candidates of whom no domain is known."""


def way_of(candidate: Candidate) -> Way:
    """A candidate's way through the stages."""
    steps = [Step(entry.stage, entry.entered_at) for entry in candidate.stage_history]
    begun_at = min([candidate.created_at, *(step.at for step in steps)])
    return Way(begun_at, steps, candidate.status)


def department_of(candidate: Candidate) -> str:
    """The department that a candidate is for: their domain."""
    return candidate.domain or UNKNOWN_DEPARTMENT


def _ways(candidate: Candidate) -> Amounts:
    return way_amounts(way_of(candidate), (ANY, department_key(department_of(candidate))))


def _hires(candidate: Candidate) -> Amounts:
    way, department = way_of(candidate), department_of(candidate)
    return hire_amounts(way, (ANY, department_key(department))) | department_amounts(way, department)


Values = Callable[[Candidate], Sequence[tuple[str, ...]]]


def _there(values: Values) -> Values:
    """The values of candidates who are there: one who was merged into another is found by their id alone."""
    return lambda candidate: [] if candidate.merged_into else values(candidate)


def _adding(amounts: Callable[[Candidate], Amounts]) -> Callable[[Candidate], Amounts]:
    """What candidates who are there add."""
    return lambda candidate: {} if candidate.merged_into else amounts(candidate)


def brief(candidate: Candidate) -> Candidate:
    """What a list shows: without the long parts of the CV."""
    return candidate.model_copy(
        update={
            "summary": None,
            "work_experience": [],
            "education": [],
            "certifications": [],
            "technical_skills": candidate.technical_skills[:20],
        }
    )


CANDIDATE: Kind[Candidate] = Kind(
    name="candidate",
    model=Candidate,
    indexes=(
        Index(name="all", values=_there(lambda candidate: [()])),
        Index(name="status", values=_there(lambda candidate: [(candidate.status,)])),
        Index(
            name="domain",
            values=_there(lambda c: [(c.domain.casefold(),)] if c.domain else []),
            overview=False,
        ),
        Index(
            name="status_domain",
            values=_there(lambda c: [(c.status, c.domain.casefold())] if c.domain else []),
            overview=False,
        ),
        Index(name="search", values=_there(search_words), counted=False),
        Index(name="idle", values=_there(lambda c: [()]), order=lambda c: c.updated_at.isoformat(), counted=False),
        Index(name="email", values=_there(addresses), unique=True),
        Index(name="merged_into", values=lambda c: [(c.merged_into,)] if c.merged_into else [], counted=False),
    ),
    sums=(
        Sum(name="department", amounts=_adding(lambda c: {(department_of(c),): 1}), group_size=0),
        Sum(name="way", amounts=_adding(_ways), group_size=1),
        Sum(name="hires", amounts=_adding(_hires), group_size=2),
    ),
    brief=brief,
)
