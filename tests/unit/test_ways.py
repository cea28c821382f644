"""What is counted of somebody's way through the stages."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.analytics.hiring import by_name, median
from shared.candidates.models import Stage
from shared.candidates.ways import NOT_LEFT, Hire, Step, Way

BEGUN = datetime(2026, 1, 20, 12, tzinfo=UTC)
APPLIED, SCREENING, INTERVIEW = Stage.APPLIED, Stage.SCREENING, Stage.INTERVIEW
OFFER, HIRED, REJECTED = Stage.OFFER, Stage.HIRED, Stage.REJECTED


def way(*steps: tuple[Stage, float], status: Stage | None = None) -> Way:
    """Stages, each with the day on which it was entered."""
    return Way(BEGUN, [Step(stage, BEGUN + timedelta(days=day)) for stage, day in steps], status or steps[-1][0])


@pytest.mark.parametrize(
    ("stages", "furthest"),
    [
        ((APPLIED,), APPLIED),
        ((APPLIED, INTERVIEW), INTERVIEW),
        ((APPLIED, OFFER, SCREENING), OFFER),  # put back, they have been there all the same
        ((APPLIED, SCREENING, REJECTED), SCREENING),
        ((REJECTED,), APPLIED),
        ((APPLIED, HIRED, APPLIED), HIRED),
    ],
)
def test_who_came_to_a_stage_came_to_those_before_it_and_stays_counted(
    stages: tuple[Stage, ...], furthest: Stage
) -> None:
    assert way(*((stage, 0) for stage in stages)).furthest is furthest


@pytest.mark.parametrize(
    ("stages", "left_at"),
    [
        ((APPLIED, SCREENING), NOT_LEFT),
        ((APPLIED, SCREENING, REJECTED), SCREENING),
        ((APPLIED, INTERVIEW, SCREENING, REJECTED), SCREENING),  # where they were, not how far they had come
        ((APPLIED, SCREENING, REJECTED, INTERVIEW), NOT_LEFT),
        ((APPLIED, SCREENING, REJECTED, INTERVIEW, REJECTED), INTERVIEW),
        ((REJECTED,), APPLIED),
        ((APPLIED, HIRED, REJECTED), HIRED),
    ],
)
def test_people_leave_the_stage_that_they_were_rejected_in(stages: tuple[Stage, ...], left_at: str) -> None:
    assert way(*((stage, 0) for stage in stages)).left_at == left_at


def test_a_status_without_its_step_counts_as_the_last_one() -> None:
    old = Way(BEGUN, [], REJECTED)
    assert (old.furthest, old.left_at, list(old.hires())) == (APPLIED, APPLIED, [])
    assert Way(BEGUN, [], INTERVIEW).furthest is INTERVIEW


@pytest.mark.parametrize(
    ("steps", "hires"),
    [
        ([(APPLIED, 0), (HIRED, 30.9)], [Hire("2026-02", 30)]),
        ([(APPLIED, 0), (HIRED, 0)], [Hire("2026-01", 0)]),
        ([(APPLIED, 0), (SCREENING, 5), (APPLIED, 10), (HIRED, 40)], [Hire("2026-03", 40)]),  # put back: the same way
        (
            [(APPLIED, 0), (REJECTED, 5), (INTERVIEW, 10), (HIRED, 20)],
            [Hire("2026-02", 20)],
        ),  # a rejection that was taken back
        ([(APPLIED, 0), (REJECTED, 5), (APPLIED, 10), (HIRED, 20)], [Hire("2026-02", 10)]),  # applied again
        ([(APPLIED, 0), (HIRED, 20), (INTERVIEW, 21)], []),  # a hiring that was taken back
        ([(APPLIED, 0), (HIRED, 20), (OFFER, 21), (HIRED, 30)], [Hire("2026-02", 30)]),
        ([(APPLIED, 0), (HIRED, 20), (APPLIED, 100)], [Hire("2026-02", 20)]),
        (
            [(APPLIED, 0), (HIRED, 20), (APPLIED, 100), (SCREENING, 101), (HIRED, 160)],
            [Hire("2026-02", 20), Hire("2026-06", 60)],
        ),
    ],
)
def test_a_hiring_takes_the_days_of_its_own_way(steps: list[tuple[Stage, float]], hires: list[Hire]) -> None:
    assert list(way(*steps).hires()) == hires


def test_of_two_merged_ways_the_one_who_stays_is_hired_if_their_status_says_so() -> None:
    steps = ((APPLIED, 0), (APPLIED, 3), (HIRED, 10), (SCREENING, 12))
    assert list(way(*steps, status=HIRED).hires()) == [Hire("2026-01", 10)]
    assert list(way(*steps, status=SCREENING).hires()) == []


@pytest.mark.parametrize(
    ("days", "expected"),
    [({}, None), ({4: 1}, 4), ({4: 1, 9: 1}, 6.5), ({1: 3, 100: 2}, 1), ({1: 2, 100: 2}, 50.5), ({7: 9}, 7)],
)
def test_a_median_is_exact(days: dict[int, int], expected: float | None) -> None:
    assert median(days) == expected


def test_spellings_of_one_name_are_counted_together_under_the_most_frequent() -> None:
    assert by_name([("backend", 2), ("Data", 1), ("Backend", 3), ("Gone", 0)]) == {"Backend": 5, "Data": 1}
