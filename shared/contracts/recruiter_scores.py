"""Recruiter's words for scores: out of 10."""

from typing import Any

from shared.core.resource import Instant, Resource
from shared.interviews.presence import NOT_OBSERVED, Presence
from shared.scoring.models import Score

NOT_INFERRED = "Not given: how sure somebody is of themselves is not read from their body."


class RecruiterScore(Resource):
    """The score of an interview, out of 10. After a person's decision it is theirs. What was not assessed is null;
    engagement is how much of the time they were seen paying attention, with their consent, else the reason."""

    interview: str
    overall_score: float | None
    technical_skills_score: float | None
    problem_solving_score: float | None
    communication_score: float | None
    cultural_fit_score: float | None
    experience_relevance_score: float | None
    confidence_score: float | None
    confidence_reason: str | None
    engagement_score: float | None
    engagement_reason: str | None
    question_scores: list[dict[str, Any]]
    strengths: list[str]
    weaknesses: list[str]
    recommendation: str | None
    recommendation_reasoning: str
    decided_by: str
    calculated_at: Instant

    @classmethod
    def of(cls, score: Score, presence: Presence | None, reason: str | None) -> "RecruiterScore":
        """A score in these words."""
        override, parts = score.override, score.sub_scores
        decided = override.overall_score if override else None
        attention = presence.attention if presence else None
        return cls(
            id=score.id,
            interview=score.interview_id,
            overall_score=out_of_ten(score.overall_score if decided is None else decided),
            technical_skills_score=out_of_ten(parts.technical_skills),
            problem_solving_score=out_of_ten(parts.problem_solving),
            communication_score=out_of_ten(parts.communication),
            cultural_fit_score=out_of_ten(parts.cultural_fit),
            experience_relevance_score=out_of_ten(parts.experience_relevance),
            confidence_score=None,
            confidence_reason=NOT_INFERRED,
            engagement_score=None if attention is None else round(10 * attention, 1),
            engagement_reason=reason or (NOT_OBSERVED if attention is None else None),
            question_scores=[_question(one.model_dump()) for one in score.question_scores],
            strengths=score.strengths,
            weaknesses=score.gaps(),
            recommendation=(override.recommendation if override else None) or score.recommendation,
            recommendation_reasoning=override.reason if override else score.recommendation_reasoning,
            decided_by="person" if override else "ai",
            calculated_at=score.calculated_at,
        )


def out_of_ten(score: float | None) -> float | None:
    """A score of 0 to 100 as one of 0 to 10, one decimal."""
    return None if score is None else round(score / 10, 1)


def _question(found: dict[str, Any]) -> dict[str, Any]:
    """A question's score out of 10, whatever it was out of."""
    score, most = found["score"], found["max_score"]
    if score is not None and most > 0:
        score = round(10 * score / most, 1)
    return {**found, "score": score, "max_score": 10}
