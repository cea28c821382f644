"""How, when and in which pauses somebody speaks is no part of a score."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.embedded.scorer import EmbeddedScorer
from shared.ports.interviewing import Speaker, Turn
from shared.ports.rubric import DEFAULT_RUBRIC
from shared.scoring.models import ScoreResult
from shared.scoring.rules import scorecard
from tests.unit.embedded.test_scorer import CONFLICT_ANSWER, transcript
from tests.unit.interviews.examples import CONFLICT, FULL_ANSWER, PLAN, SLOW_QUERY

TURNS = transcript((SLOW_QUERY, FULL_ANSWER), (CONFLICT, CONFLICT_ANSWER))


def result(turns: list[Turn]) -> ScoreResult:
    return scorecard(EmbeddedScorer().judge(turns, PLAN, DEFAULT_RUBRIC), turns, PLAN, DEFAULT_RUBRIC)


def spoken(change: Callable[[list[str]], list[str]]) -> list[Turn]:
    """The same interview with every answer's words changed."""
    return [
        turn.model_copy(update={"text": " ".join(change(turn.text.split()))})
        if turn.speaker is Speaker.CANDIDATE
        else turn
        for turn in TURNS
    ]


def test_slow_answers_score_as_fast_ones_to_the_byte() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    slow = [turn.model_copy(update={"at": start + timedelta(minutes=9 * turn.sequence)}) for turn in TURNS]
    assert result(slow).model_dump_json() == result(TURNS).model_dump_json()


@pytest.mark.parametrize("filler", ["um", "uh,", "er", "hmm", "you know,", "I mean", "like"])
def test_fillers_change_no_score(filler: str) -> None:
    hesitant = result(
        spoken(lambda said: [w for at, word in enumerate(said) for w in ([filler, word] if at % 4 == 0 else [word])])
    )
    smooth = result(TURNS)
    assert [one.score for one in hesitant.question_scores] == [one.score for one in smooth.question_scores]
    assert [one.score for one in hesitant.dimensions] == [one.score for one in smooth.dimensions]
    assert hesitant.flags == smooth.flags == []


def test_a_stammer_changes_no_score() -> None:
    stammered = result(
        spoken(lambda said: [w for at, word in enumerate(said) for w in [word] * (2 if at % 5 == 0 else 1)])
    )
    smooth = result(TURNS)
    assert [one.score for one in stammered.dimensions] == [one.score for one in smooth.dimensions]
    assert stammered.overall_score == smooth.overall_score


def test_fillers_are_not_enough_to_be_judged_by() -> None:
    silent = [
        turn.model_copy(update={"text": "um " * 60 + "yes"}) if turn.speaker is Speaker.CANDIDATE else turn
        for turn in TURNS
    ]
    assert result(silent).status == "insufficient_evidence"
    assert "said 2 words" in result(silent).recommendation_reasoning
