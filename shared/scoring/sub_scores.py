"""The sub-scores that clients know by fixed names: from the rubric's dimensions, else from questions of that kind."""

from collections.abc import Iterable, Sequence

from shared.ports.interviewing import QuestionPlan, QuestionType
from shared.scoring.models import DimensionScore, QuestionScore, SubScore, SubScores

_MARKS = {
    "technical_skills": ("technical", "coding", "engineering", "skill", "domain", "expertise"),
    "problem_solving": ("problem", "analytical", "reasoning", "critical"),
    "communication": ("communication", "presentation", "language"),
    "cultural_fit": ("cultur", "value", "team", "collaborat"),
    "experience_relevance": ("experience", "relevance", "background"),
}
"""What a dimension's key or name contains that is meant by the sub-score; the first that fits has it."""
_TYPES = {
    "technical_skills": {QuestionType.TECHNICAL, QuestionType.CODING},
    "problem_solving": {QuestionType.SITUATIONAL},
    "experience_relevance": {QuestionType.EXPERIENCE},
}
"""Questions that stand in where no dimension of the rubric is meant. How one speaks and fits is told by no type."""
_NO_DIMENSION = "No dimension of the rubric and no answered question is about it."
_NOT_ASSESSED = "Not assessed: the interview holds no evidence for it."
_NEVER = "Never given: it would be read from a face, a voice or a body."


def sub_scores(
    dimensions: Sequence[DimensionScore], questions: Sequence[QuestionScore], plan: QuestionPlan
) -> SubScores:
    """Each sub-score with what it rests on, or without a score and with the reason."""
    found = {name: _sub_score(name, dimensions, questions, plan) for name in _MARKS}
    return SubScores(
        **{name: one.score for name, one in found.items()},
        details=[*found.values(), *(_none(name, _NEVER) for name in ("confidence", "engagement"))],
    )


def weighted_mean(dimensions: Iterable[DimensionScore]) -> float | None:
    """The mean of the assessed dimensions by their weights, 0 to 100, one decimal; None if none is assessed."""
    scored = [(dimension.score, dimension.weight) for dimension in dimensions if dimension.score is not None]
    weight = sum(weight for _, weight in scored)
    return round(sum(score * share for score, share in scored) / weight, 1) if weight else None


def _sub_score(
    name: str, dimensions: Sequence[DimensionScore], questions: Sequence[QuestionScore], plan: QuestionPlan
) -> SubScore:
    meant = [dimension for dimension in dimensions if _name_of(dimension) == name]
    mean = weighted_mean(meant)
    if mean is not None:
        return SubScore(
            name=name, score=mean, basis=[f"dimension {one.key}" for one in meant if one.assessed], reason=""
        )
    if meant:
        return _none(name, _NOT_ASSESSED)
    kinds = _TYPES.get(name, set())
    wanted = {question.id for question in plan.questions if question.type in kinds}
    shares = {
        one.question_id: one.score / one.max_score
        for one in questions
        if one.question_id in wanted and one.score is not None and one.max_score > 0
    }
    if not shares:
        return _none(name, _NO_DIMENSION)
    basis = [f"question {question_id}" for question_id in shares]
    return SubScore(name=name, score=round(100 * sum(shares.values()) / len(shares), 1), basis=basis, reason="")


def _none(name: str, reason: str) -> SubScore:
    return SubScore(name=name, score=None, basis=[], reason=reason)


def _name_of(dimension: DimensionScore) -> str | None:
    text = f"{dimension.key} {dimension.name}".lower()
    return next((name for name, marks in _MARKS.items() if any(mark in text for mark in marks)), None)
