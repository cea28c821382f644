"""Answers that are none earn little or are shown to a person; honest ones are left in peace, however they are said."""

import pytest

from bench.quality.scoring import LEAST_OF_SMOOTH, Trap, measure, own, said_twice, traps
from shared.adapters.embedded.one_answer import mark_answer

TRAPS = traps()
SAID_TWICE = list(said_twice())
SOUNDS = {"um", "uh", "er", "hmm"}


def test_the_targets_of_scoring_hold() -> None:
    assert [one for one in measure() if not one.holds] == []


def test_the_traps_are_many_and_of_many_questions() -> None:
    assert len(TRAPS) >= 150
    assert len({trap.question for trap in TRAPS}) == 12


@pytest.mark.parametrize("trap", TRAPS, ids=str)
def test_a_trap_earns_little_or_is_shown(trap: Trap) -> None:
    assert trap.holds(), mark_answer(trap.question, trap.reference, trap.text)


def test_a_model_answer_earns_nearly_all_and_raises_no_flag() -> None:
    for question, reference in {(trap.question, trap.reference) for trap in TRAPS}:
        best = mark_answer(question, reference, reference)
        assert best.score > 0.9
        assert best.flags == []
        assert best.missing == []


@pytest.mark.parametrize(
    ("question", "reference", "smooth", "rough"), SAID_TWICE, ids=[rough[:30] for *_, rough in SAID_TWICE]
)
def test_how_it_is_said_costs_little(question: str, reference: str, smooth: str, rough: str) -> None:
    well, badly = (mark_answer(question, reference, said) for said in (smooth, rough))
    assert well.flags == badly.flags == []
    assert badly.score >= LEAST_OF_SMOOTH * well.score


@pytest.mark.parametrize("filler", ["um", "uh", "er", "hmm", "you know", "I mean", "like"])
def test_fillers_change_nothing_or_next_to_nothing(filler: str) -> None:
    for one in own():
        parts = one.answer.split()
        spoken = " ".join(part if at % 3 else f"{filler} {part}" for at, part in enumerate(parts))
        clean, filled = one.mark(), mark_answer(one.question, one.reference, spoken)
        assert abs(clean.score - filled.score) <= (0.0 if filler in SOUNDS else 0.05)
        assert filled.flags == clean.flags


def test_the_same_answer_gets_the_same_bytes_and_a_band_around_its_mark() -> None:
    for one in own():
        first, second = one.mark(), one.mark()
        assert first.model_dump_json() == second.model_dump_json()
        assert first.lowest <= first.score <= first.highest + 0.005
        assert 0 <= first.confidence <= 1
