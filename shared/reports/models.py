"""The report of an interview: what a hiring manager reads."""

from typing import Any

from shared.core.resource import Instant, Resource
from shared.ports.engine import Engine
from shared.scoring.models import Override


class Report(Resource):
    """Everything a hiring manager needs, made from the score. `overall_score` is out of 10, as its readers expect;
    `score_out_of_100` is the same number finer. A text that has no evidence says so. `decided_by` tells whose the
    recommendation is: `ai`, or `person` after an override."""

    interview: str
    job: dict[str, Any]
    candidate: dict[str, Any]
    status: str
    executive_summary: str
    technical_assessment: str
    behavioral_assessment: str
    communication_assessment: str
    non_verbal_summary: str | None
    overall_score: float | None
    score_out_of_100: float | None
    recommendation: str | None
    recommendation_reasoning: str
    decided_by: str
    override: Override | None
    dimensions: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    strengths: list[str]
    weaknesses: list[str]
    flags: list[dict[str, Any]]
    duration_seconds: int | None
    turn_count: int
    engine: Engine
    share_token: str | None
    pdf_url: str | None
    generated_at: Instant
