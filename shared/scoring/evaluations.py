"""What people judge of an interview: each of them once, beside the others and beside the engine's score."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from shared.core.resource import Input, Instant, Resource, Value
from shared.interviews.meetings import Rating
from shared.scoring.models import Score, Tier
from shared.store.kinds import Index, Kind

RATING_OF_100 = 20
"""A rating is out of 5, the engine's scores are out of 100: one is the other divided by this."""
_WORDS = {Tier.STRONG_HIRE: "PASS", Tier.HIRE: "PASS", Tier.MAYBE: "HOLD", Tier.NO_HIRE: "FAIL"}

Words = Annotated[str, Field(max_length=4000)]
Recommendation = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(str.upper)]
"""A person's word, such as PASS; the list is open."""


def rating_of(score: float | None) -> float | None:
    """A score of 0 to 100 as a rating of 0 to 5, one decimal."""
    return None if score is None else round(score / RATING_OF_100, 1)


def word_of(tier: Tier | None) -> str | None:
    """The engine's recommendation in the words that people use: PASS, HOLD or FAIL."""
    return None if tier is None else _WORDS[tier]


class EvaluatedDimension(Value):
    """What a person thinks of one thing, 0 to 100, and why."""

    name: Annotated[str, Field(max_length=120)]
    score: Annotated[float, Field(ge=0, le=100)]
    rationale: Words | None = None


class Judged(Value):
    """What a person judges. Ratings are 0 to 5. `candidate_feedback` is meant for the candidate, who sees it only
    when feedback is released."""

    rating: Rating
    communication: Rating | None = None
    technical_skills: Rating | None = None
    problem_solving: Rating | None = None
    feedback: Words | None = None
    recommendation: Recommendation | None = None
    candidate_feedback: Words | None = None
    dimensions: Annotated[list[EvaluatedDimension], Field(max_length=12)] = []


class Evaluation(Judged, Resource):
    """One person's score of one interview. `version` counts from 1; the earlier ones are kept."""

    plural: ClassVar[str] = "scores"

    interview_id: str
    candidate_id: str
    author_id: str
    author_name: str
    version: int
    created_at: Instant
    updated_at: Instant


class EvaluationDraft(Input, Judged):
    """A person's score of an interview."""

    interview_id: str


class EvaluationChanges(Input):
    """What a person judges anew; what is not sent stays."""

    rating: Rating | None = None
    communication: Rating | None = None
    technical_skills: Rating | None = None
    problem_solving: Rating | None = None
    feedback: Words | None = None
    recommendation: Recommendation | None = None
    candidate_feedback: Words | None = None


class EvaluationVersion(Resource):
    """A score that its author has replaced, as it was."""

    plural: ClassVar[str] = "versions"

    interview_id: str
    evaluation_id: str
    version: int
    judged: Judged
    replaced_at: Instant


class History(Value):
    """A person's score as it is, and as it was: the earliest first."""

    score: Evaluation
    versions: list[EvaluationVersion]


class InterviewScores(Value):
    """Everything that is judged of an interview: by the engine, if it was, and by people. `mean_rating` is the
    people's, 0 to 5."""

    interview_id: str
    automatic: Score | None
    people: list[Evaluation]
    mean_rating: float | None


EVALUATION: Kind[Evaluation] = Kind(
    name="evaluation",
    model=Evaluation,
    key=lambda one: (one.interview_id, one.author_id),
    indexes=(Index(name="id", values=lambda one: [(one.id,)], unique=True),),
)
"""One person has one score of an interview."""

EVALUATION_VERSION: Kind[EvaluationVersion] = Kind(
    name="evaluation_version",
    model=EvaluationVersion,
    key=lambda one: (one.interview_id, one.evaluation_id, f"{one.version:06}"),
)
