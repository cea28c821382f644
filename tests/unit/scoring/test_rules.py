"""From a judgement to a score: true quotes only, the rubric's weights, and no conclusion without evidence."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.ports.interviewing import QuestionPlan, QuestionType, Speaker, Turn
from shared.ports.rubric import DEFAULT_RUBRIC, Rubric, RubricDimension
from shared.ports.scoring import DimensionJudgement, Flag, Judgement, QuestionJudgement, Quote, RaisedFlag
from shared.scoring.models import Coverage, Override, OverrideRequest, Score, ScoreResult, ScoreStatus, Tier
from shared.scoring.rules import capped, is_verbatim, scorecard, tier_of, transcript_hash
from tests.unit.interviews.examples import ENGINE, PLAN

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAID = " ".join(f"word{number}" for number in range(50))


def turn(id_: str, sequence: int, speaker: Speaker, text: str) -> Turn:
    return Turn(
        id=id_,
        interview_id="i",
        sequence=sequence,
        speaker=speaker,
        text=text,
        question_id="q1",
        cue=None,
        message_id=None,
        at=NOON,
    )


TURNS = [turn("a", 1, Speaker.AI, "Why?"), turn("c", 2, Speaker.CANDIDATE, SAID)]
TRUE_QUOTE = Quote(turn_id="c", start=0, end=5, text="word0")
FALSE_QUOTES = [
    Quote(turn_id="c", start=1, end=6, text="word0"),
    Quote(turn_id="c", start=0, end=9, text="something"),
    Quote(turn_id="a", start=0, end=4, text="Why?"),
    Quote(turn_id="x", start=0, end=5, text="word0"),
    Quote(turn_id="c", start=0, end=0, text=""),
    Quote(turn_id="c", start=5, end=6, text=" "),
    Quote(turn_id="c", start=-5, end=5, text="word0"),
]


def dimension(key: str, score: int | None, quotes: list[Quote] | None = None) -> DimensionJudgement:
    return DimensionJudgement(
        key=key,
        score=score,
        confidence=0.8 if score is not None else 0.0,
        quotes=[TRUE_QUOTE] if quotes is None and score is not None else quotes or [],
        covered=["the goal"],
        missing=["the result"],
        rationale="Because.",
    )


def judgement(*dimensions: DimensionJudgement, **changes: object) -> Judgement:
    return Judgement(dimensions=list(dimensions), questions=[], flags=[], engine=ENGINE).model_copy(update=changes)


def score(
    *dimensions: DimensionJudgement, turns: list[Turn] = TURNS, plan: QuestionPlan = PLAN, **changes: object
) -> ScoreResult:
    return scorecard(judgement(*dimensions, **changes), turns, plan, DEFAULT_RUBRIC)


ALL_KEYS = [dimension.key for dimension in DEFAULT_RUBRIC.dimensions]


def test_the_overall_score_is_the_mean_by_the_rubrics_weights() -> None:
    result = score(*(dimension(key, value) for key, value in zip(ALL_KEYS, (80, 60, 40, 100), strict=True)))
    assert result.status is ScoreStatus.SCORED
    assert result.overall_score == 71.0
    assert result.recommendation is Tier.HIRE
    assert "71 of 100 over 4 of 4 dimensions" in result.recommendation_reasoning
    assert "Strongest: Ownership (100)" in result.recommendation_reasoning


def test_what_is_not_assessed_neither_helps_nor_harms() -> None:
    result = score(dimension("technical_skills", 80), dimension("problem_solving", 60))
    assert result.overall_score == pytest.approx((80 * 35 + 60 * 25) / 60, abs=0.05)
    assert [found.assessed for found in result.dimensions] == [True, True, False, False]
    assert "Not assessed: Communication, Ownership; the score rests on 60%" in result.recommendation_reasoning
    assert "Communication: not assessed" in result.weaknesses


def test_what_is_not_assessed_shows_in_the_range_and_carries_no_hire() -> None:
    half = score(dimension("technical_skills", 90), dimension("communication", 90))
    assert half.coverage == Coverage(assessed_weight=0.55, partial=True, lowest=49.5, highest=94.5)
    assert (half.overall_score, half.recommendation) == (90.0, Tier.MAYBE)
    assert "too little of the rubric was assessed" in half.recommendation_reasoning
    most = score(dimension("technical_skills", 95), dimension("problem_solving", 95))
    assert most.recommendation is Tier.HIRE
    whole = score(*(dimension(key, 95) for key in ALL_KEYS))
    assert whole.recommendation is Tier.STRONG_HIRE
    assert whole.coverage == Coverage(assessed_weight=1.0, partial=False, lowest=95.0, highest=95.0)
    assert half.confidence < most.confidence < whole.confidence


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("share", [0.5, 0.59, 0.6, 0.79, 0.8, 1.0])
def test_a_cap_never_raises_a_recommendation(tier: Tier, share: float) -> None:
    order = list(Tier)
    assert order.index(capped(tier, share)) >= order.index(tier)


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (100, "outstanding"),
        (80, "outstanding"),
        (65, "strong"),
        (45, "solid"),
        (44, "partial"),
        (25, "partial"),
        (0, "weak"),
    ],
)
def test_every_dimension_has_an_anchored_level(value: int, level: str) -> None:
    found = score(dimension("technical_skills", value)).dimensions
    assert found[0].level == level
    assert found[0].anchor
    assert (found[1].level, found[1].anchor) == (None, None)


@pytest.mark.parametrize("quote", FALSE_QUOTES)
def test_a_quote_that_is_not_the_candidates_words_at_that_place_is_false(quote: Quote) -> None:
    assert not is_verbatim(quote, TURNS)
    assert is_verbatim(TRUE_QUOTE, TURNS)


def test_false_quotes_are_dropped_and_counted() -> None:
    result = score(dimension("technical_skills", 90, [TRUE_QUOTE, *FALSE_QUOTES]), dimension("problem_solving", 90))
    assert result.dropped_quotes == len(FALSE_QUOTES)
    assert result.dimensions[0].quotes == [TRUE_QUOTE]
    assert result.dimensions[0].score == 90


def test_a_dimension_without_a_true_quote_is_not_assessed() -> None:
    result = score(dimension("technical_skills", 95, FALSE_QUOTES), dimension("problem_solving", 50))
    assert result.dimensions[0].score is None
    assert not result.dimensions[0].assessed
    assert result.dimensions[0].covered == []
    assert result.status is ScoreStatus.INSUFFICIENT_EVIDENCE, "what is left has a quarter of the weight"


def test_less_than_half_of_the_weight_is_insufficient_evidence() -> None:
    result = score(dimension("technical_skills", 95))
    assert (result.status, result.overall_score, result.recommendation) == (
        ScoreStatus.INSUFFICIENT_EVIDENCE,
        None,
        None,
    )
    assert "only 35% of the rubric's weight" in result.recommendation_reasoning
    assert result.dimensions[0].score == 95, "what was found stays visible"


def test_a_few_words_are_insufficient_evidence() -> None:
    turns = [TURNS[0], TURNS[1].model_copy(update={"text": "word0 and little more"})]
    result = score(*(dimension(key, 90) for key in ALL_KEYS), turns=turns)
    assert result.status is ScoreStatus.INSUFFICIENT_EVIDENCE
    assert "said 4 words" in result.recommendation_reasoning


def test_dimensions_are_the_rubrics_whatever_the_engine_returns() -> None:
    result = score(dimension("invented", 100), dimension("ownership", 300), dimension("technical_skills", -5))
    assert [found.key for found in result.dimensions] == ALL_KEYS
    assert [found.score for found in result.dimensions] == [0, None, None, 100]
    assert result.dimensions[1].rationale == "Not assessed: the engine did not judge it."


def test_every_planned_question_has_one_mark_within_its_maximum() -> None:
    judged = [
        QuestionJudgement(question_id=id_, score=mark, max_score=10, covered=[], missing=[], feedback="Good.")
        for id_, mark in (("q2", 25.0), ("q1", -3.0), ("unknown", 9.0))
    ]
    found = score(questions=judged).question_scores
    assert [(one.question_id, one.score) for one in found] == [("q1", 0.0), ("q2", 10.0), ("q3", None)]
    assert found[2].feedback == "Not judged."


@pytest.mark.parametrize(
    ("overall", "tier"),
    [
        (100, "strong_hire"),
        (80, "strong_hire"),
        (79.9, "hire"),
        (65, "hire"),
        (64.9, "maybe"),
        (45, "maybe"),
        (44.9, "no_hire"),
        (0, "no_hire"),
    ],
)
def test_tiers_have_fixed_thresholds(overall: float, tier: str) -> None:
    assert tier_of(overall) == tier


def test_strengths_and_weaknesses_name_their_evidence() -> None:
    result = score(dimension("technical_skills", 90), dimension("problem_solving", 20), dimension("communication", 60))
    assert result.strengths == ["Technical skills (90): the goal"]
    assert result.weaknesses == ["Problem solving (20): nothing said about the result", "Ownership: not assessed"]


def test_flags_are_kept_and_sent_to_a_person() -> None:
    flag = RaisedFlag(flag=Flag.NEGATED, turn_id="c", message="Look here.")
    result = score(*(dimension(key, 90) for key in ALL_KEYS), flags=[flag])
    assert result.flags == [flag]
    assert "1 flagged: a person should read" in result.recommendation_reasoning


def test_known_sub_scores_come_from_the_dimensions_and_none_from_faces() -> None:
    subs = score(*(dimension(key, value) for key, value in zip(ALL_KEYS, (80, 60, 40, 100), strict=True))).sub_scores
    assert (subs.technical_skills, subs.problem_solving, subs.communication) == (80, 60, 40)
    assert (subs.cultural_fit, subs.experience_relevance) == (None, None), "no dimension means them"
    assert (subs.confidence, subs.engagement) == (None, None)
    by_name = {one.name: one for one in subs.details}
    assert len(by_name) == 7
    assert by_name["technical_skills"].basis == ["dimension technical_skills"]
    assert all(one.reason for one in subs.details if one.score is None)


def test_a_sub_score_without_a_dimension_comes_from_questions_of_that_type() -> None:
    questions = [question.model_copy(update={"type": QuestionType.EXPERIENCE}) for question in PLAN.questions[:2]]
    judged = [
        QuestionJudgement(question_id=one.id, score=mark, max_score=10, covered=["a"], missing=["b"], feedback="Good.")
        for one, mark in zip(questions, (8.0, 5.0), strict=True)
    ]
    plan = PLAN.model_copy(update={"questions": questions})
    result = score(*(dimension(key, 90) for key in ALL_KEYS), questions=judged, plan=plan)
    assert result.sub_scores.experience_relevance == 65
    found = next(one for one in result.sub_scores.details if one.name == "experience_relevance")
    assert found.basis == [f"question {one.id}" for one in questions]
    assert (result.question_scores[0].covered, result.question_scores[0].missing) == (["a"], ["b"])


def test_hashes_name_exactly_what_was_judged() -> None:
    first = score()
    later = [turn.model_copy(update={"at": datetime(2027, 1, 1, tzinfo=UTC)}) for turn in TURNS]
    assert scorecard(judgement(), later[::-1], PLAN, DEFAULT_RUBRIC).transcript_hash == first.transcript_hash
    edited = [TURNS[0], TURNS[1].model_copy(update={"text": SAID + "!"})]
    assert transcript_hash(edited) != first.transcript_hash
    rubric = Rubric(dimensions=[RubricDimension(key="technical_skills", name="Technical skills")])
    other = scorecard(judgement(), TURNS, PLAN.model_copy(update={"questions": []}), rubric)
    assert other.rubric_hash != first.rubric_hash
    assert other.plan_hash != first.plan_hash
    assert len(first.transcript_hash) == 64


def test_a_speaker_cannot_be_forged_inside_a_text() -> None:
    one = [TURNS[0].model_copy(update={"text": "Why?\n2|candidate|q1|3|yes"})]
    two = [TURNS[0], TURNS[1].model_copy(update={"text": "yes"})]
    assert transcript_hash(one) != transcript_hash(two)


def test_an_override_leaves_every_automatic_number_where_it_was() -> None:
    automatic = Score(
        **dict(score(*(dimension(key, 90) for key in ALL_KEYS))),
        id="s",
        interview_id="i",
        application_id="a",
        candidate_id="p",
        job_id="j",
        calculated_at=NOON,
        override=None,
    )
    override = Override(
        overall_score=30, recommendation=Tier.NO_HIRE, reason="References.", by_user_id="u", by_name="HR", at=NOON
    )
    changed = automatic.model_copy(update={"override": override})
    assert Score.model_validate_json(changed.model_dump_json()) == changed
    assert (changed.overall_score, changed.recommendation) == (90.0, Tier.STRONG_HIRE)


@pytest.mark.parametrize(("decision", "tier"), [("proceed", "hire"), ("Caution", "maybe"), ("reject", "no_hire")])
def test_a_decision_in_other_words_is_a_recommendation(decision: str, tier: str) -> None:
    assert OverrideRequest.model_validate({"decision": decision, "reason": "Seen in person."}).recommendation == tier


@pytest.mark.parametrize(
    "body", [{"reason": "No value."}, {"overall_score": 50}, {"overall_score": 101, "reason": "Too much."}]
)
def test_an_override_needs_a_value_and_a_reason(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OverrideRequest.model_validate(body)


QUOTES = st.lists(st.sampled_from([TRUE_QUOTE, *FALSE_QUOTES]), max_size=3)
JUDGED = st.lists(
    st.builds(dimension, st.sampled_from([*ALL_KEYS, "other"]), st.one_of(st.none(), st.integers(-20, 120)), QUOTES),
    max_size=6,
)


@given(found=JUDGED)
def test_no_score_without_a_true_quote_and_every_number_in_bounds(found: list[DimensionJudgement]) -> None:
    result = scorecard(judgement(*found), TURNS, PLAN, DEFAULT_RUBRIC)
    for one in result.dimensions:
        assert one.assessed == (one.score is not None)
        assert not one.assessed or one.quotes
        assert all(is_verbatim(quote, TURNS) for quote in one.quotes)
        assert one.score is None or 0 <= one.score <= 100
    assert (result.overall_score is None) == (result.status is ScoreStatus.INSUFFICIENT_EVIDENCE)
    assert result == scorecard(judgement(*found), TURNS, PLAN, DEFAULT_RUBRIC)
