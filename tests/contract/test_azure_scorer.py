"""A model as a second reader of transcripts: what it may move, and what it may not."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.ports.interviewing import QuestionPlan, QuestionType, Speaker, Turn
from shared.ports.rubric import DEFAULT_RUBRIC
from shared.ports.scoring import Judgement
from shared.ports.spending import Meter, metered
from shared.scoring.rules import is_verbatim, scorecard
from tests.app import Product
from tests.contract.modelled import adapters_with_model
from tests.contract.openai_service import Reply, completion
from tests.tenant import ANSWERS
from tests.unit.embedded.test_scorer import transcript
from tests.unit.interviews.examples import CONFLICT, PLAN, SLOW_QUERY

HELD = transcript((SLOW_QUERY, ANSWERS[0]), (CONFLICT, ANSWERS[2]))


def reading(level: int, said: str, quotes: list[str], *, by_point: Callable[[int], str] | None = None) -> Reply:
    """A filled-in form of the scorer that says the same of everything."""
    answers = [
        {
            "question": number,
            "points": [
                {"point": at, "said": said, "quote": by_point(at) if by_point else (quotes or [""])[0]}
                for at in range(1, 9)
            ],
        }
        for number in range(1, len(PLAN.questions) + 1)
    ]
    numbers = range(1, len(DEFAULT_RUBRIC.dimensions) + 1)
    dimensions = [{"dimension": number, "level": level, "quotes": quotes} for number in numbers]
    return completion(json.dumps({"answers": answers, "dimensions": dimensions}))


def judged(reply: Reply, turns: list[Turn] = HELD, plan: QuestionPlan = PLAN) -> Judgement:
    with metered(Meter("test", lambda: 10**9)), adapters_with_model(lambda _: reply) as modelled:
        return modelled.scorer.judge(turns, plan, DEFAULT_RUBRIC)


RULED = Product().adapters().scorer.judge(HELD, PLAN, DEFAULT_RUBRIC)
SAID_TEXTS = [turn.text for turn in HELD if turn.speaker is Speaker.CANDIDATE]
TRUE_QUOTES = ["I measured first", "listened to their doubts", "read the query plan with explain"]


@pytest.mark.parametrize("level", [0, 4])
def test_a_level_with_true_quotes_moves_a_score_within_its_band(level: int) -> None:
    for before, after in zip(RULED.dimensions, judged(reading(level, "no", TRUE_QUOTES)).dimensions, strict=True):
        if before.score is None:
            assert after.score is None
        else:
            assert abs((after.score or 0) - before.score) <= 15
            assert (after.score or 0) <= 2 * before.score


def test_a_level_without_a_true_quote_moves_nothing_and_its_quotes_are_dropped_and_counted() -> None:
    false = ["I led twelve engineers for years.", SLOW_QUERY.text]
    found = judged(reading(4, "yes", false))
    assert [one.score for one in found.dimensions] == [one.score for one in RULED.dimensions]
    assert [one.score for one in found.questions] <= [one.score for one in RULED.questions]
    card = scorecard(found, HELD, PLAN, DEFAULT_RUBRIC)
    assert card.dropped_quotes == 2 * sum(one.score is not None for one in RULED.dimensions)
    said = {turn.text for turn in HELD if turn.speaker is Speaker.CANDIDATE}
    assert all(any(quote.text in text for text in said) for one in card.dimensions for quote in one.quotes)


def test_one_quote_counts_for_one_point() -> None:
    found = judged(reading(2, "yes", TRUE_QUOTES[:1]))
    assert max(len(one.covered) for one in found.questions) == 1


def test_code_is_judged_by_the_rules_alone() -> None:
    coding = SLOW_QUERY.model_copy(update={"type": QuestionType.CODING})
    plan = PLAN.model_copy(update={"questions": [coding, CONFLICT]})
    own = Product().adapters().scorer.judge(HELD, plan, DEFAULT_RUBRIC)
    found = judged(reading(4, "yes", TRUE_QUOTES), plan=plan)
    assert found.questions[0] == own.questions[0]


quotes = st.sampled_from([*TRUE_QUOTES, *SAID_TEXTS, "I led twelve engineers for years.", SLOW_QUERY.text, "", "I"])
said = st.sampled_from(["yes", "partly", "no"])
points = st.fixed_dictionaries({"point": st.integers(-1, 5), "said": said, "quote": quotes})
answers = st.fixed_dictionaries({"question": st.integers(-1, 5), "points": st.lists(points, max_size=5)})
levels = st.fixed_dictionaries(
    {"dimension": st.integers(-1, 6), "level": st.integers(0, 4), "quotes": st.lists(quotes, max_size=8)}
)
forms = st.fixed_dictionaries({"answers": st.lists(answers, max_size=5), "dimensions": st.lists(levels, max_size=6)})


@settings(max_examples=40)
@given(forms)
def test_whatever_the_form_says_scores_stay_in_their_band_and_quotes_are_true(form: object) -> None:
    found = judged(completion(json.dumps(form)))
    for before, after in zip(RULED.dimensions, found.dimensions, strict=True):
        assert (before.score is None) == (after.score is None)
        if before.score is not None and after.score is not None:
            assert max(0, before.score - 15) <= after.score <= min(100, before.score + 15, 2 * before.score)
    for question, before_one, after_one in zip(PLAN.questions, RULED.questions, found.questions, strict=True):
        planned = [point.text for point in question.expected_points]
        assert sorted([*after_one.covered, *after_one.missing]) == sorted(planned)
        if before_one.score is not None and after_one.score is not None:
            assert abs(after_one.score - before_one.score) <= 2 + 1e-9
            assert 0 <= after_one.score <= min(after_one.max_score, 2 * before_one.score + 0.05)
    card = scorecard(found, HELD, PLAN, DEFAULT_RUBRIC)
    assert all(is_verbatim(quote, HELD) for one in card.dimensions for quote in one.quotes)
