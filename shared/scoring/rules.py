"""From a judgement to a score, by rules that no engine can bend: quotes are checked, weights are the rubric's."""

import hashlib
from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from shared.language.fluency import fluent
from shared.language.orders import is_attempt
from shared.ports.interviewing import QuestionPlan, Speaker, Turn
from shared.ports.rubric import Rubric, RubricDimension
from shared.ports.scoring import DimensionJudgement, Flag, Judgement, Quote, RaisedFlag
from shared.scoring.levels import level_of
from shared.scoring.models import Coverage, DimensionScore, QuestionScore, ScoreResult, ScoreStatus, Tier
from shared.scoring.sub_scores import sub_scores, weighted_mean

RULES_VERSION = "2"
"""Changes with every rule of this capability that can change a result."""
TIERS = ((80.0, Tier.STRONG_HIRE), (65.0, Tier.HIRE), (45.0, Tier.MAYBE), (0.0, Tier.NO_HIRE))
"""The least overall score of each recommendation, best first."""
LEAST_ASSESSED_WEIGHT = 0.5
"""Share of the rubric's weight that must be assessed for an overall score."""
CAPS = ((0.6, Tier.MAYBE), (0.8, Tier.HIRE))
"""Below this share of the rubric's weight assessed, nothing better is recommended: what was not seen is not praised."""
FEWEST_WORDS = 40
"""Words of the candidate, hesitation aside, below which nothing is concluded."""
STRENGTH_FROM = 70
WEAKNESS_BELOW = 50
_NO_EVIDENCE = "Not assessed: no quote from the transcript supports a score."
_NOT_JUDGED = "Not assessed: the engine did not judge it."
_ATTEMPT = "Addresses the scoring instead of a question; it is no evidence."
_SAID_AS = {
    Tier.STRONG_HIRE: "Strong hire",
    Tier.HIRE: "Hire",
    Tier.MAYBE: "Maybe",
    Tier.NO_HIRE: "No hire",
}


def scorecard(judgement: Judgement, turns: Sequence[Turn], plan: QuestionPlan, rubric: Rubric) -> ScoreResult:
    """Turn a judgement into the score of an interview.

    Quotes that are not the candidate's words at that very place, or that address the scoring, are dropped and counted;
    a dimension left without one is not assessed. Attempts to instruct are flagged even where the engine saw none. The
    overall score is the mean of the assessed dimensions by the rubric's weights; the less of the weight it rests on,
    the more cautious is the recommendation.
    """
    checked = [_verified(found, turns) for found in _by_rubric(judgement, rubric)]
    dimensions = [
        _dimension_score(*pair) for pair in zip(rubric.dimensions, (kept for kept, _ in checked), strict=True)
    ]
    flags = [*judgement.flags, *_unnoticed_attempts(judgement, turns)]
    enough = _shortage(dimensions, turns) is None
    overall = overall_score(dimensions) if enough else None
    tier = capped(tier_of(overall), _assessed_share(dimensions)) if overall is not None else None
    strengths, weaknesses = _strengths(dimensions), _weaknesses(dimensions)
    questions = _question_scores(judgement, plan)
    return ScoreResult(
        status=ScoreStatus.SCORED if enough else ScoreStatus.INSUFFICIENT_EVIDENCE,
        overall_score=overall,
        recommendation=tier,
        recommendation_reasoning=_reasoning(overall, tier, dimensions, turns, flags),
        confidence=_confidence(dimensions),
        coverage=_coverage(dimensions, overall),
        dimensions=dimensions,
        sub_scores=sub_scores(dimensions, questions, plan),
        question_scores=questions,
        strengths=strengths,
        weaknesses=weaknesses,
        flags=flags,
        dropped_quotes=sum(dropped for _, dropped in checked),
        engine=judgement.engine,
        rules_version=RULES_VERSION,
        transcript_hash=transcript_hash(turns),
        rubric_hash=_hash([rubric]),
        plan_hash=_hash([plan]),
    )


def is_verbatim(quote: Quote, turns: Sequence[Turn]) -> bool:
    """Whether the quote is the candidate's words, at exactly the place it names."""
    return any(
        turn.speaker is Speaker.CANDIDATE
        and 0 <= quote.start < quote.end <= len(turn.text)
        and turn.text[quote.start : quote.end] == quote.text
        and bool(quote.text.strip())
        for turn in turns
        if turn.id == quote.turn_id
    )


def overall_score(dimensions: Sequence[DimensionScore]) -> float | None:
    """The mean of the assessed dimensions by their weights, 0 to 100, one decimal; None if none is assessed."""
    return weighted_mean(dimensions)


def tier_of(overall: float) -> Tier:
    """The recommendation that belongs to an overall score of 0 to 100."""
    return next((tier for least, tier in TIERS if overall >= least), Tier.NO_HIRE)


def capped(tier: Tier, assessed_weight: float) -> Tier:
    """The recommendation that this share of the rubric's weight, 0 to 1, can carry."""
    order = list(Tier)
    best = next((cap for share, cap in CAPS if assessed_weight < share), Tier.STRONG_HIRE)
    return max(tier, best, key=order.index)


def transcript_hash(turns: Sequence[Turn]) -> str:
    """SHA-256 of who said what, in order; times and ids of messages do not change it."""
    said = (
        f"{turn.sequence}|{turn.speaker}|{turn.question_id or ''}|{len(turn.text)}|{turn.text}"
        for turn in _ordered(turns)
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _ordered(turns: Sequence[Turn]) -> list[Turn]:
    return sorted(turns, key=lambda turn: turn.sequence)


def _hash(parts: Iterable[BaseModel]) -> str:
    return hashlib.sha256("\n".join(part.model_dump_json() for part in parts).encode()).hexdigest()


def _by_rubric(judgement: Judgement, rubric: Rubric) -> list[DimensionJudgement]:
    """The rubric's dimensions in its order, whatever the engine returned."""
    found = {dimension.key: dimension for dimension in reversed(judgement.dimensions)}
    return [found.get(dimension.key) or _unjudged(dimension.key, _NOT_JUDGED) for dimension in rubric.dimensions]


def _unjudged(key: str, rationale: str) -> DimensionJudgement:
    return DimensionJudgement(
        key=key, score=None, confidence=0.0, quotes=[], covered=[], missing=[], rationale=rationale
    )


def _verified(found: DimensionJudgement, turns: Sequence[Turn]) -> tuple[DimensionJudgement, int]:
    """The judgement with its true quotes alone, and the number of false ones."""
    kept = [quote for quote in found.quotes if is_verbatim(quote, turns) and not is_attempt(quote.text)]
    dropped = len(found.quotes) - len(kept)
    if kept or found.score is None:
        return found.model_copy(update={"quotes": kept}), dropped
    return _unjudged(found.key, _NO_EVIDENCE).model_copy(update={"missing": [*found.covered, *found.missing]}), dropped


def _unnoticed_attempts(judgement: Judgement, turns: Sequence[Turn]) -> list[RaisedFlag]:
    """Flags for the candidate's attempts to instruct that the engine did not flag, wherever in the interview."""
    noticed = {raised.turn_id for raised in judgement.flags if raised.flag is Flag.INSTRUCTION_ATTEMPT}
    return [
        RaisedFlag(flag=Flag.INSTRUCTION_ATTEMPT, turn_id=turn.id, message=_ATTEMPT)
        for turn in _ordered(turns)
        if turn.speaker is Speaker.CANDIDATE and turn.id not in noticed and is_attempt(turn.text)
    ]


def _dimension_score(dimension: RubricDimension, found: DimensionJudgement) -> DimensionScore:
    score = None if found.score is None else min(100, max(0, found.score))
    level, anchor = (None, None) if score is None else level_of(score)
    return DimensionScore(
        key=dimension.key,
        name=dimension.name,
        weight=dimension.weight,
        assessed=score is not None,
        score=score,
        level=level,
        anchor=anchor,
        confidence=min(1.0, max(0.0, found.confidence)),
        quotes=found.quotes,
        covered=found.covered,
        missing=found.missing,
        rationale=found.rationale,
    )


def _question_scores(judgement: Judgement, plan: QuestionPlan) -> list[QuestionScore]:
    """Every planned question once, in the plan's order, within its own maximum."""
    found = {question.question_id: question for question in reversed(judgement.questions)}
    scores = []
    for question in plan.questions:
        judged = found.get(question.id)
        score = None if judged is None or judged.score is None else min(question.max_score, max(0.0, judged.score))
        scores.append(
            QuestionScore(
                question_id=question.id,
                score=score,
                max_score=question.max_score,
                covered=judged.covered if judged else [],
                missing=judged.missing if judged else [point.text for point in question.expected_points],
                feedback=judged.feedback if judged else "Not judged.",
            )
        )
    return scores


def _assessed_share(dimensions: Sequence[DimensionScore]) -> float:
    return sum(d.weight for d in dimensions if d.assessed) / sum(d.weight for d in dimensions)


def _coverage(dimensions: Sequence[DimensionScore], overall: float | None) -> Coverage:
    share = _assessed_share(dimensions)
    return Coverage(
        assessed_weight=round(share, 2),
        partial=share < 1,
        lowest=None if overall is None else round(overall * share, 1),
        highest=None if overall is None else round(overall * share + 100 * (1 - share), 1),
    )


def _confidence(dimensions: Sequence[DimensionScore]) -> float:
    """The dimensions' confidence by weight; what is not assessed counts as none."""
    total = sum(dimension.weight for dimension in dimensions)
    return round(
        sum(dimension.confidence * dimension.weight for dimension in dimensions if dimension.assessed) / total, 2
    )


def _shortage(dimensions: Sequence[DimensionScore], turns: Sequence[Turn]) -> str | None:
    """Why there is too little to conclude anything, or None."""
    said = sum(len(fluent(turn.text).split()) for turn in turns if turn.speaker is Speaker.CANDIDATE)
    if said < FEWEST_WORDS:
        return f"the candidate said {said} words, and at least {FEWEST_WORDS} are needed"
    share = _assessed_share(dimensions)
    if share < LEAST_ASSESSED_WEIGHT:
        return f"only {share:.0%} of the rubric's weight could be assessed, and at least half is needed"
    return None


def _strengths(dimensions: Sequence[DimensionScore]) -> list[str]:
    best = sorted(
        (d for d in dimensions if d.score is not None and d.score >= STRENGTH_FROM), key=lambda d: -(d.score or 0)
    )
    return [f"{d.name} ({d.score}): {_named(d.covered) or 'a detailed account'}" for d in best]


def _weaknesses(dimensions: Sequence[DimensionScore]) -> list[str]:
    worst = sorted(
        (d for d in dimensions if d.score is not None and d.score < WEAKNESS_BELOW), key=lambda d: d.score or 0
    )
    low = [f"{d.name} ({d.score}): nothing said about {_named(d.missing) or 'the expected points'}" for d in worst]
    return low + [f"{d.name}: not assessed" for d in dimensions if not d.assessed]


def _named(points: Sequence[str]) -> str:
    shown = list(points[:3])
    return ", ".join(shown) + (" and more" if len(points) > len(shown) else "")


def _reasoning(
    overall: float | None,
    tier: Tier | None,
    dimensions: Sequence[DimensionScore],
    turns: Sequence[Turn],
    flags: Sequence[RaisedFlag],
) -> str:
    """The recommendation in sentences that a hiring manager can check against the dimensions."""
    if overall is None or tier is None:
        return f"Insufficient evidence: {_shortage(dimensions, turns)}. A person should read the transcript."
    assessed = [d for d in dimensions if d.score is not None]
    parts = [f"{_SAID_AS[tier]}: {overall:g} of 100 over {len(assessed)} of {len(dimensions)} dimensions."]
    best = max(assessed, key=lambda d: d.score or 0)
    worst = min(assessed, key=lambda d: d.score or 0)
    parts.append(f"Strongest: {best.name} ({best.score}).")
    if worst is not best:
        parts.append(f"Weakest: {worst.name} ({worst.score}).")
    open_ones = [d.name for d in dimensions if not d.assessed]
    if open_ones:
        share = _assessed_share(dimensions)
        parts.append(f"Not assessed: {', '.join(open_ones)}; the score rests on {share:.0%} of the rubric's weight.")
    if tier is not tier_of(overall):
        parts.append("The score alone would say more, but too little of the rubric was assessed for that.")
    if flags:
        parts.append(f"{len(flags)} flagged: a person should read these answers first.")
    return " ".join(parts)
