"""Plans for every trade are varied, of the trade, about the CV, and fair."""

from bench.quality.plans import measure


def test_the_targets_of_question_plans_hold() -> None:
    assert [one for one in measure() if not one.holds] == []
