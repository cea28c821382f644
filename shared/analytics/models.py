"""What is asked about a company's hiring, and the answers. `docs/analytics.md` says what each number counts."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.candidates.models import Stage
from shared.core.resource import Input, Instant, Value

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="`2026-02`, of UTC")]
Percentage = Annotated[float | None, Field(description="One decimal; null of nothing")]


class AnalyticsQuery(Input):
    """Of whom numbers are wanted: of all candidates, of a department's, or of the applications for a job."""

    job_id: Annotated[str | None, Field(max_length=64, description="Count this job's applications")] = None
    department: Annotated[str | None, Field(max_length=120, description="A domain of candidates, in any case")] = None
    period: Month | None = None

    @model_validator(mode="after")
    def _has_one_subject(self) -> Self:
        if self.job_id and self.department:
            raise ValueError("give job_id or department, not both")
        return self


class FunnelStage(Value):
    """How many came to a stage or beyond it, of all and of those who came to the stage before."""

    stage: Stage
    count: int
    percentage: Percentage
    dropoff_percentage: Percentage


class Funnel(Value):
    """How far people came. `period` is the month in which they came in."""

    job_id: str | None
    department: str | None
    period: str | None
    total: int
    stages: list[FunnelStage]
    rejected: int
    overall_acceptance_rate: Annotated[float | None, Field(description="Accepted, in percent of offers")]
    at: Instant


class StageLoss(Value):
    """How many came to a stage and were rejected in it, also in percent of those who came."""

    stage: Stage
    reached: int
    left: int
    percentage: Percentage


class InterviewLosses(Value):
    """How many interviews came to nothing, also in percent of all."""

    total: int
    no_shows: int
    cancelled: int
    ended_early: Annotated[int, Field(description="With the AI, before its last question was asked")]
    percentage: Percentage


class DropOffs(Value):
    """Where people are lost. `interviews` is null for a department: interviews belong to jobs."""

    job_id: str | None
    department: str | None
    period: str | None
    total: int
    rejected: int
    by_stage: list[StageLoss]
    interviews: InterviewLosses | None
    at: Instant


class DepartmentHires(Value):
    """How long hiring takes in a department."""

    department: str
    hires: int
    average_days: float


class TimeToHire(Value):
    """Whole days from coming in to being hired. `period` is the month of hiring.

    `recent_hires` are those of this month and the one before; null for a period. `by_department` is null where one
    department, or a job, is asked for.
    """

    job_id: str | None
    department: str | None
    period: str | None
    hires: int
    average_days: Annotated[float | None, Field(description="One decimal; null without hires")]
    median_days: Annotated[float | None, Field(description="Exact; null without hires")]
    recent_hires: int | None
    by_department: list[DepartmentHires] | None
    at: Instant


class HiringOverview(Value):
    """What a recruiter begins the day with. Every status is named, also those with none."""

    candidates: int
    candidates_by_status: dict[str, int]
    candidates_by_department: dict[str, int]
    active_interviews: int
    interviews_awaiting_feedback: int


class AgencyOverview(Value):
    """What an agency begins the day with. Every status is named, also those with none."""

    clients: int
    jobs: int
    candidates: int
    interviews: int
    interviews_by_status: dict[str, int]
