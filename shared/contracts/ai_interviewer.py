"""AI Interviewer's words for scores: one in front, out of 5, and the others beside it."""

from typing import Any, ClassVar, Literal

from shared.core.errors import NotFound
from shared.core.resource import Instant, Resource
from shared.scoring.evaluations import Evaluation, InterviewScores, rating_of, word_of
from shared.scoring.models import Score


class RatedInterview(Resource):
    """A score out of 5, and whose it is. The engine's is its score out of 100 divided by 20."""

    plural: ClassVar[str] = "scores"

    interview_id: str
    scored_by: Literal["person", "ai"]
    author_id: str | None
    author_name: str
    rating: float | None
    communication: float | None
    technical_skills: float | None
    problem_solving: float | None
    feedback: str | None
    recommendation: str | None
    version: int
    created_at: Instant
    updated_at: Instant

    @classmethod
    def by_person(cls, one: Evaluation) -> "RatedInterview":
        """A person's score in these words."""
        shared = {name: getattr(one, name) for name in cls.model_fields if name in Evaluation.model_fields}
        return cls(scored_by="person", **shared)

    @classmethod
    def by_engine(cls, score: Score) -> "RatedInterview":
        """The engine's score in these words, as it was before anybody decided otherwise."""
        return cls(
            id=score.id,
            interview_id=score.interview_id,
            scored_by="ai",
            author_id=None,
            author_name="Talenti",
            rating=rating_of(score.overall_score),
            communication=rating_of(score.sub_scores.communication),
            technical_skills=rating_of(score.sub_scores.technical_skills),
            problem_solving=rating_of(score.sub_scores.problem_solving),
            feedback=score.recommendation_reasoning,
            recommendation=word_of(score.recommendation),
            version=1,
            created_at=score.calculated_at,
            updated_at=score.calculated_at,
        )


class InterviewRatings(RatedInterview):
    """The score of an interview: the caller's own, else the latest by a person, else the engine's; all in `scores`."""

    scores: list[RatedInterview]

    @classmethod
    def of(cls, scores: InterviewScores, user_id: str) -> "InterviewRatings":
        """All scores of an interview in these words. Raises NotFound: there is none (code `not_scored`)."""
        own_first = sorted(scores.people, key=lambda one: one.author_id != user_id)
        rated = [RatedInterview.by_person(one) for one in own_first]
        if scores.automatic is not None:
            rated.append(RatedInterview.by_engine(scores.automatic))
        if not rated:
            raise NotFound("Nobody has scored this interview yet.", code="not_scored")
        front: dict[str, Any] = {name: getattr(rated[0], name) for name in RatedInterview.model_fields}
        return cls(**front, scores=rated)
