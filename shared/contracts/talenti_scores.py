"""Talenti's words for scores: two scorecards, out of 100."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AliasChoices, Field, model_validator

from shared.core.errors import Invalid
from shared.core.resource import Input, Instant, Resource, Value
from shared.scoring.analysis import Analysis, Utterance
from shared.scoring.evaluations import RATING_OF_100, EvaluatedDimension, Evaluation, Judged, Words
from shared.scoring.feedback import InterviewFeedback
from shared.scoring.models import DimensionScore, Score, Tier
from shared.scoring.rules import TIERS
from shared.scoring.sub_scores import weighted_mean

PASS_FROM, REVIEW_FROM = (least for least, tier in TIERS if tier in {Tier.HIRE, Tier.MAYBE})
_DECISIONS = {Tier.STRONG_HIRE: "proceed", Tier.HIRE: "proceed", Tier.MAYBE: "caution", Tier.NO_HIRE: "reject"}
_WORDS = {"proceed": "PASS", "caution": "HOLD", "reject": "FAIL"}
_CANDIDATES = frozenset({"candidate", "user", "applicant", "interviewee"})

Percent = Annotated[float | None, Field(ge=0, le=100)]


class Said(Input):
    """One utterance of a transcript."""

    speaker: Annotated[str, Field(max_length=60)]
    content: Annotated[str, Field(max_length=8000, validation_alias=AliasChoices("content", "text"))]


class TalentiAnalysisRequest(Input):
    """A finished interview, and what was said in it. A conversation that was held here is read from our own record.
    Rubrics, descriptions and numbers that clients send besides are not used: the interview's own are."""

    interview_id: str
    transcript: Annotated[list[Said], Field(max_length=400)] = []

    def said(self) -> list[Utterance]:
        """The transcript, by who spoke."""
        return [
            Utterance(by_candidate=one.speaker.strip().lower() in _CANDIDATES, text=one.content)
            for one in self.transcript
            if one.content
        ]


class TalentiAnalysis(Value):
    """The two scorecards. A candidate is told that scoring goes on, and what was released to them: no numbers."""

    interview_id: str
    culture_fit: dict[str, Any] | None
    skills_fit: dict[str, Any] | None
    scoring_status: str
    overall_score: float | None
    dimensions: list[dict[str, Any]]
    summary: str | None
    candidate_feedback: str | None
    anti_cheat_risk_level: str | None
    model_version: str | None

    @classmethod
    def of(cls, analysis: Analysis, scoring_status: str) -> "TalentiAnalysis":
        """An analysis in these words."""
        culture = _culture(analysis.culture)
        return cls(
            interview_id=analysis.interview_id,
            culture_fit=culture,
            skills_fit=None if analysis.skills is None else _skills(analysis.skills),
            scoring_status=scoring_status,
            overall_score=culture["overall_score"],
            dimensions=culture["dimensions"],
            summary=culture["summary"],
            candidate_feedback=None,
            anti_cheat_risk_level=None,
            model_version=f"{analysis.engine.name} {analysis.engine.version}",
        )

    @classmethod
    def for_candidate(cls, feedback: InterviewFeedback, scoring_status: str) -> "TalentiAnalysis":
        """What the candidate is told."""
        empty = dict.fromkeys(("culture_fit", "skills_fit", "overall_score", "summary", "anti_cheat_risk_level"))
        return cls(
            interview_id=feedback.interview_id,
            scoring_status=scoring_status,
            dimensions=[],
            candidate_feedback=feedback.candidate_feedback,
            model_version=None,
            **empty,
        )


class TalentiScore(Score):
    """A score with Talenti's names beside ours. `culture_fit_score` and `skills_score` are 0 to 100, from the rubric's
    dimensions that mean them; `decision` is the recommendation as proceed, caution or reject."""

    culture_fit_score: float | None
    skills_score: float | None
    skills_outcome: str | None
    summary: str | None
    decision: str | None
    overall_alignment: str | None
    overall_risk_level: str | None
    dimension_outcomes: dict[str, Any]
    human_override: bool
    human_override_reason: str | None
    narrative_summary: str | None
    model_version: str
    created_at: Instant

    @classmethod
    def of(cls, score: Score) -> "TalentiScore":
        """A score with these names too."""
        behaviours = [one for one in score.dimensions if not _is_skill(one)]
        culture = weighted_mean(behaviours)
        skills = weighted_mean(one for one in score.dimensions if _is_skill(one))
        tier = (score.override.recommendation if score.override else None) or score.recommendation
        return cls(
            **{name: getattr(score, name) for name in Score.model_fields},
            culture_fit_score=culture,
            skills_score=skills,
            skills_outcome=_outcome(skills),
            summary=score.recommendation_reasoning,
            decision=_DECISIONS[tier] if tier else None,
            overall_alignment=_alignment(culture),
            overall_risk_level=_risk(culture),
            dimension_outcomes={one.key: _dimension_outcome(one.score) for one in score.dimensions},
            human_override=score.override is not None,
            human_override_reason=score.override.reason if score.override else None,
            narrative_summary=score.recommendation_reasoning,
            model_version=f"{score.engine.name} {score.engine.version}",
            created_at=score.calculated_at,
        )


class TalentiDimension(Input):
    """What a person thinks of one thing, 0 to 100."""

    name: Annotated[str, Field(max_length=120, validation_alias=AliasChoices("name", "dimension"))]
    score: Annotated[float, Field(ge=0, le=100)]
    rationale: Annotated[Words | None, Field(validation_alias=AliasChoices("rationale", "evidence"))] = None


class TalentiScoreDraft(Input):
    """A score to be saved: a person's own. What a candidate sends as one is not read."""

    overall_score: Percent = None
    culture_fit_score: Percent = None
    skills_score: Percent = None
    narrative_summary: Words | None = None
    candidate_feedback: Words | None = None
    recommendation: Annotated[str | None, Field(max_length=40)] = None
    dimensions: Annotated[list[TalentiDimension], Field(max_length=12)] = []

    @model_validator(mode="before")
    @classmethod
    def _summary_has_two_names(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("narrative_summary") is None:
            return {**value, "narrative_summary": value.get("summary")}
        return value

    def judged(self) -> Judged:
        """A person's score in our words. Raises Invalid: there is no number in it."""
        given = (self.overall_score, self.culture_fit_score, self.skills_score)
        overall = next((score for score in given if score is not None), None)
        if overall is None and self.dimensions:
            overall = sum(one.score for one in self.dimensions) / len(self.dimensions)
        if overall is None:
            raise Invalid.field("culture_fit_score", "missing", "give a score of 0 to 100.")
        word = (self.recommendation or "").strip()
        return Judged(
            rating=round(overall / RATING_OF_100, 2),
            technical_skills=None if self.skills_score is None else round(self.skills_score / RATING_OF_100, 2),
            feedback=self.narrative_summary,
            recommendation=_WORDS.get(word.lower(), word.upper()) or None,
            candidate_feedback=self.candidate_feedback,
            dimensions=[EvaluatedDimension(**one.model_dump()) for one in self.dimensions],
        )


class TalentiSavedScore(Resource):
    """A score that was saved. To a candidate it tells that there is, or will be, one: nothing of what is in it."""

    interview_id: str
    culture_fit_score: float | None
    skills_score: float | None
    skills_outcome: str | None
    summary: str | None
    recommendation: str | None
    candidate_feedback: str | None
    scored_by: str
    created_at: Instant | None

    @classmethod
    def of(cls, evaluation: Evaluation) -> "TalentiSavedScore":
        """A person's score in these words."""
        skills = evaluation.technical_skills
        skills_score = None if skills is None else round(skills * RATING_OF_100, 1)
        return cls(
            id=evaluation.id,
            interview_id=evaluation.interview_id,
            culture_fit_score=round(evaluation.rating * RATING_OF_100, 1),
            skills_score=skills_score,
            skills_outcome=_outcome(skills_score),
            summary=evaluation.feedback,
            recommendation=evaluation.recommendation,
            candidate_feedback=evaluation.candidate_feedback,
            scored_by=evaluation.author_name,
            created_at=evaluation.created_at,
        )

    @classmethod
    def for_candidate(cls, feedback: InterviewFeedback) -> "TalentiSavedScore":
        """What a candidate who sends numbers is told."""
        names = ("culture_fit_score", "skills_score", "skills_outcome", "summary", "recommendation", "created_at")
        told = {"candidate_feedback": feedback.candidate_feedback, "scored_by": "Talenti"}
        return cls(id=feedback.interview_id, interview_id=feedback.interview_id, **dict.fromkeys(names), **told)


def _culture(dimensions: Sequence[DimensionScore]) -> dict[str, Any]:
    overall = weighted_mean(dimensions)
    tier = next((tier for least, tier in TIERS if overall is not None and overall >= least), None)
    assessed = [one for one in dimensions if one.assessed]
    said = ", ".join(f"{one.name} {one.score}" for one in assessed)
    return {
        "overall_score": overall,
        "overall_alignment": _alignment(overall),
        "overall_risk_level": _risk(overall),
        "recommendation": _DECISIONS[tier] if tier else None,
        "dimensions": [_dimension(one) for one in dimensions],
        "dimension_outcomes": {one.key: _dimension_outcome(one.score) for one in dimensions},
        "summary": f"Evidence for {len(assessed)} of {len(dimensions)} behaviours: {said or 'none'}.",
    }


def _dimension(one: DimensionScore) -> dict[str, Any]:
    outcome = _dimension_outcome(one.score)
    return {
        "name": one.key,
        "dimension": one.key,
        "score": one.score,
        "confidence": one.confidence,
        "confidence_band": "high" if one.confidence >= 0.7 else "medium" if one.confidence >= 0.4 else "low",
        **outcome,
        "matched_signals": one.covered,
        "cited_quotes": [quote.text for quote in one.quotes],
        "evidence": one.quotes[0].text if one.quotes else None,
        "rationale": one.rationale,
        "source": "transcript",
    }


def _dimension_outcome(score: float | None) -> dict[str, Any]:
    """`pass`, `watch` or `risk` with the bounds; None where nothing was assessed."""
    outcome = {"PASS": "pass", "REVIEW": "watch", "FAIL": "risk"}.get(_outcome(score) or "")
    gap = None if score is None else round(max(0.0, PASS_FROM - score), 1)
    return {"outcome": outcome, "required_pass": PASS_FROM, "required_watch": REVIEW_FROM, "gap": gap}


def _skills(dimensions: Sequence[DimensionScore]) -> dict[str, Any]:
    overall = weighted_mean(dimensions)
    shown = [one.name for one in dimensions if one.score is not None and one.score >= REVIEW_FROM]
    weak = [one.name for one in dimensions if one.score is not None and one.score < REVIEW_FROM]
    gaps = [one.name for one in dimensions if one.score is None]
    told = {"Shown": shown, "Too little to count": weak, "Not spoken about": gaps}
    said = " ".join(f"{what}: {', '.join(names)}." for what, names in told.items() if names)
    return {
        "overall_score": overall,
        "outcome": _outcome(overall) or "REVIEW",
        "skills": {one.name: _skill(one) for one in dimensions},
        "must_haves_passed": shown,
        "must_haves_failed": weak,
        "gaps": gaps,
        "summary": said,
    }


def _skill(one: DimensionScore) -> dict[str, Any]:
    return {
        "score": one.score,
        "confidence": one.confidence,
        "rationale": one.rationale,
        "years_detected": None,
        "matched_keywords": [one.name] if one.assessed else [],
        "cited_quotes": [quote.text for quote in one.quotes],
    }


def _outcome(score: float | None) -> str | None:
    if score is None:
        return None
    return "PASS" if score >= PASS_FROM else "REVIEW" if score >= REVIEW_FROM else "FAIL"


def _alignment(score: float | None) -> str | None:
    return {"PASS": "strong", "REVIEW": "partial", "FAIL": "weak"}.get(_outcome(score) or "")


def _risk(score: float | None) -> str | None:
    return {"PASS": "low", "REVIEW": "medium", "FAIL": "high"}.get(_outcome(score) or "")


def _is_skill(dimension: DimensionScore) -> bool:
    text = f"{dimension.key} {dimension.name}".lower()
    return any(word in text for word in ("skill", "technical", "coding", "engineering", "domain", "experience"))
