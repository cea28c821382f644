"""Scores: what the engine judged and, beside it, what a person decided."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from shared.core.resource import Input, Instant, Resource, Value
from shared.ports.engine import Engine
from shared.ports.interviewing import LastCorrection
from shared.ports.scoring import Flag, Quote, RaisedFlag
from shared.scoring.levels import Level
from shared.store.kinds import Kind


class ScoreStatus(StrEnum):
    """Whether there was enough to judge."""

    SCORED = "scored"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"


class Tier(StrEnum):
    """The recommendation that follows from an overall score. It recommends; a person decides."""

    STRONG_HIRE = "strong_hire"
    HIRE = "hire"
    MAYBE = "maybe"
    NO_HIRE = "no_hire"


class DimensionScore(Value):
    """One dimension of the rubric. `score` is 0 to 100, None if not `assessed`; `confidence` 0 to 1. Every quote was
    found in the transcript. `level` says the score in a word, `anchor` what that means; both None if not assessed."""

    key: str
    name: str
    weight: float
    assessed: bool
    score: int | None
    level: Level | None
    anchor: str | None
    confidence: float
    quotes: list[Quote]
    covered: list[str]
    missing: list[str]
    rationale: str


class QuestionScore(Value):
    """One question's answer, 0 to `max_score`; None where nothing was answered. `covered` and `missing` are its
    expected points."""

    question_id: str
    score: float | None
    max_score: float
    covered: list[str]
    missing: list[str]
    feedback: str


class SubScore(Value):
    """One sub-score, 0 to 100, and the dimensions or questions it rests on; without a score, the `reason`."""

    name: str
    score: float | None
    basis: list[str]
    reason: str


class SubScores(Value):
    """The sub-scores that clients know by fixed names, 0 to 100, each the weighted mean of the assessed dimensions that
    mean it, or of questions of that type where the rubric has no such dimension; None where there is neither.
    `details` says for each what it rests on, or why there is none.

    Confidence and engagement would be read from body language and faces; we do not do that, so they are always None.
    """

    technical_skills: float | None
    problem_solving: float | None
    communication: float | None
    cultural_fit: float | None
    experience_relevance: float | None
    confidence: None = None
    engagement: None = None
    details: list[SubScore]


class Coverage(Value):
    """How much of the rubric the overall score rests on.

    `assessed_weight` is a share, 0 to 1. `lowest` and `highest` are what the overall score would be had everything
    that was not assessed been worth nothing, or 100; None without an overall score. `partial` if anything is missing.
    """

    assessed_weight: float
    partial: bool
    lowest: float | None
    highest: float | None


class Override(Value):
    """What a person decided instead, and why; None where they left the automatic value standing, which stays as it was
    in any case."""

    overall_score: float | None
    recommendation: Tier | None
    reason: str
    by_user_id: str
    by_name: str
    at: Instant


class ScoreResult(Value):
    """What follows from a judgement by fixed rules: the same judgement and transcript give the same result.

    `overall_score` is 0 to 100. It and the recommendation are None with insufficient evidence. `dropped_quotes` counts
    the quotes that were not the candidate's words. The hashes name the exact transcript, rubric and plan judged, the
    engine and `rules_version` what judged them: the same five give the same bytes.
    """

    status: ScoreStatus
    overall_score: float | None
    recommendation: Tier | None
    recommendation_reasoning: str
    confidence: float
    coverage: Coverage
    dimensions: list[DimensionScore]
    sub_scores: SubScores
    question_scores: list[QuestionScore]
    strengths: list[str]
    weaknesses: list[str]
    flags: list[RaisedFlag]
    dropped_quotes: int
    engine: Engine
    rules_version: str
    transcript_hash: str
    rubric_hash: str
    plan_hash: str


class Score(ScoreResult, Resource):
    """The score of one interview."""

    plural: ClassVar[str] = "scores"

    interview_id: str
    application_id: str
    candidate_id: str
    job_id: str
    calculated_at: Instant
    override: Override | None

    def gaps(self) -> list[str]:
        """What is weak; where no dimension is, what the answers did not speak about."""
        judged = [one for one in self.question_scores if one.score is not None]
        missing = dict.fromkeys(point for one in judged for point in one.missing)
        return self.weaknesses or [f"Nothing said about {point}" for point in list(missing)[:3]]

    def beside(self, correction: LastCorrection | None) -> "Score":
        """The score with a flag, if the transcript was put right after it was made. The score itself stays."""
        if correction is None or correction.at <= self.calculated_at:
            return self
        flag = RaisedFlag(flag=Flag.TRANSCRIPT_CORRECTED, turn_id=correction.turn_id, message=_CORRECTED)
        return self.model_copy(update={"flags": [*self.flags, flag]})


class OverrideRequest(Input):
    """A person's judgement: a number, a recommendation or both, and the reason. Some clients send a `decision`."""

    overall_score: Annotated[float | None, Field(ge=0, le=100)] = None
    recommendation: Tier | None = None
    reason: Annotated[str, Field(min_length=3, max_length=2000)]

    @model_validator(mode="before")
    @classmethod
    def _from_decision(cls, value: Any) -> Any:
        if not isinstance(value, dict) or value.get("recommendation") is not None:
            return value
        return {**value, "recommendation": _DECISIONS.get(str(value.get("decision", "")).lower())}

    @model_validator(mode="after")
    def _decides_something(self) -> "OverrideRequest":
        if self.overall_score is None and self.recommendation is None:
            raise ValueError("give overall_score, recommendation, or both")
        return self


_DECISIONS = {"proceed": Tier.HIRE, "caution": Tier.MAYBE, "reject": Tier.NO_HIRE}

_CORRECTED = "The transcript was corrected after this score was made: compare it with what is quoted."

SCORE: Kind[Score] = Kind(name="score", model=Score, key=lambda score: (score.interview_id,))
"""An interview has one score."""
