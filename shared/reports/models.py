"""The report of an interview: what a hiring manager reads, and the link by which somebody outside may."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from shared.core.resource import Input, Instant, Resource, Value
from shared.ports.engine import Engine
from shared.scoring.models import Override
from shared.store.kinds import Kind

REPORTS = "reports"
"""The container of printed reports. A blob's name begins with `<company>/<interview>/`."""


class AutomaticResult(Value):
    """What the engine made of the interview, whatever a person decided after it."""

    score_out_of_100: float | None
    recommendation: str | None
    recommendation_reasoning: str


class ReportText(Value):
    """What a report says. `overall_score` is out of 10, as its readers expect; `score_out_of_100` is the same number
    finer. A text that has no evidence says so. `decided_by` tells whose the recommendation is: `ai`, or `person`;
    `automatic` is the engine's own in either case."""

    company: str | None
    held_at: Instant | None
    status: str
    executive_summary: str
    technical_assessment: str
    behavioral_assessment: str
    communication_assessment: str
    non_verbal_summary: str | None
    non_verbal_reason: str | None
    overall_score: float | None
    score_out_of_100: float | None
    recommendation: str | None
    recommendation_reasoning: str
    decided_by: str
    automatic: AutomaticResult
    dimensions: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    people: list[dict[str, Any]]
    strengths: list[str]
    weaknesses: list[str]
    flags: list[dict[str, Any]]
    duration_seconds: int | None
    turn_count: int
    engine: Engine
    rules_version: str

    def for_outside(self) -> Self:
        """The same for somebody outside: nothing in it names a thing of ours, or why somebody was not observed."""
        return self.model_copy(
            update={
                "dimensions": [
                    {**one, "quotes": [{"text": quote["text"]} for quote in one["quotes"]]} for one in self.dimensions
                ],
                "questions": [_without(one, "question_id") for one in self.questions],
                "flags": [_without(one, "turn_id") for one in self.flags],
                "non_verbal_reason": None,
            }
        )


class Report(ReportText, Resource):
    """Everything a hiring manager needs, made from the score each time it is read. `pdf_url` is a link to the printed
    report, for fifteen minutes; `share_token` that of the open link for somebody outside, if there is one."""

    interview: str
    job: dict[str, Any]
    candidate: dict[str, Any]
    override: Override | None
    share_token: str | None
    pdf_url: str | None
    generated_at: Instant


class SharedReport(ReportText):
    """A report as somebody sees it who was given its link: without addresses and identifiers."""

    candidate_name: str
    job_title: str
    expires_at: Instant


class ShareRequest(Input):
    """For how many days the link is open."""

    expires_in_days: Annotated[int, Field(ge=1, le=90)] = 14


class Share(Resource):
    """The one link to an interview's report. A new one takes the place of the old, which is dead then."""

    plural: ClassVar[str] = "shares"

    interview_id: str
    shared_by: str
    expires_at: Instant
    revoked_at: Instant | None
    created_at: Instant


class SharedLink(Value):
    """A link that was made: whoever has it reads the report until it expires or is revoked."""

    interview_id: str
    share_token: str
    share_url: str
    expires_at: Instant


def _without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


SHARE: Kind[Share] = Kind(name="report_share", model=Share, key=lambda share: (share.interview_id,))
