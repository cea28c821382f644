"""How far people come and where they are lost: pure functions of kept numbers."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from shared.analytics.models import AnalyticsQuery, DropOffs, Funnel, FunnelStage, InterviewLosses, StageLoss
from shared.candidates.models import Stage
from shared.candidates.ways import NOT_LEFT, STEPS
from shared.interviews.models import ENDED_EARLY, InterviewStatus

Numbers = Mapping[tuple[str, ...], int]
"""Kept numbers of a group, by the values that tell them apart."""


def percentage(part: int, whole: int) -> float | None:
    """The part in percent of the whole, with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def funnel_of(query: AnalyticsQuery, ways: Numbers, at: datetime) -> Funnel:
    """The funnel of ways, which are counted by month, furthest step, and where they left."""
    reached = _reached(query, ways)
    total = reached[Stage.APPLIED]
    before = [None, *STEPS]
    return Funnel(
        **query.model_dump(),
        total=total,
        stages=[
            FunnelStage(
                stage=stage,
                count=reached[stage],
                percentage=percentage(reached[stage], total),
                dropoff_percentage=percentage(reached[last] - reached[stage], reached[last]) if last else None,
            )
            for last, stage in zip(before, STEPS, strict=False)
        ],
        rejected=sum(_left(query, ways).values()),
        overall_acceptance_rate=percentage(reached[Stage.ACCEPTED], reached[Stage.OFFER]),
        at=at,
    )


def drop_offs_of(query: AnalyticsQuery, ways: Numbers, outcomes: Numbers | None, at: datetime) -> DropOffs:
    """Where the people of these ways, and the interviews of these outcomes by month, were lost."""
    reached, left = _reached(query, ways), _left(query, ways)
    return DropOffs(
        **query.model_dump(),
        total=reached[Stage.APPLIED],
        rejected=sum(left.values()),
        by_stage=[
            StageLoss(
                stage=stage,
                reached=reached[stage],
                left=left[stage],
                percentage=percentage(left[stage], reached[stage]),
            )
            for stage in STEPS
        ],
        interviews=None if outcomes is None else _losses(query, outcomes),
        at=at,
    )


def _reached(query: AnalyticsQuery, ways: Numbers) -> Counter[str]:
    """How many came to each step or beyond it."""
    reached: Counter[str] = Counter()
    for (month, furthest, _), number in ways.items():
        if query.period in {None, month}:
            for stage in STEPS[: STEPS.index(Stage(furthest)) + 1]:
                reached[stage] += number
    return reached


def _left(query: AnalyticsQuery, ways: Numbers) -> Counter[str]:
    """How many were rejected in each step."""
    left: Counter[str] = Counter()
    for (month, _, stage), number in ways.items():
        if query.period in {None, month} and stage != NOT_LEFT:
            left[stage] += number
    return left


def _losses(query: AnalyticsQuery, outcomes: Numbers) -> InterviewLosses:
    found: Counter[str] = Counter()
    for (month, outcome), number in outcomes.items():
        if query.period in {None, month}:
            found[outcome] += number
    lost = [found[outcome] for outcome in (InterviewStatus.NO_SHOW, InterviewStatus.CANCELLED, ENDED_EARLY)]
    return InterviewLosses(
        total=found.total(),
        no_shows=lost[0],
        cancelled=lost[1],
        ended_early=lost[2],
        percentage=percentage(sum(lost), found.total()),
    )
