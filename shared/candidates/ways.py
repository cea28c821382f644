"""The way of somebody through the stages, and what is counted of it.

A way begins with the first stage. One that ended, with a hiring or a rejection, is followed by another when somebody
applies again; put back into any other stage they are still on the same way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.candidates.stages import DECISIONS, Stage

STEPS = (Stage.APPLIED, Stage.SCREENING, Stage.INTERVIEW, Stage.OFFER, Stage.ACCEPTED, Stage.HIRED)
"""The stages in their order. A rejection is none: it ends a way wherever it is."""
ANY = "*"
"""Stands for all departments, months or jobs."""
NOT_LEFT = "-"
"""Where somebody left who was not rejected."""

DAYS, MONTH, HIRES_OF, DAYS_OF = "days", "month", "hires of", "days of"
"""What is counted of hires."""

Amounts = dict[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Step:
    """That somebody came into a stage."""

    stage: Stage
    at: datetime


@dataclass(frozen=True, slots=True)
class Hire:
    """That a way ended with a hiring: in which month (`2026-02`, UTC), after how many whole days."""

    month: str
    days: int


@dataclass(frozen=True, slots=True)
class Way:
    """All that is known of somebody's way: since when, through which stages, the first first, and where they are."""

    begun_at: datetime
    steps: Sequence[Step]
    status: Stage

    @property
    def furthest(self) -> Stage:
        """The last of the steps that they ever came to."""
        return STEPS[max((STEPS.index(stage) for stage in self._stages() if stage in STEPS), default=0)]

    @property
    def left_at(self) -> str:
        """The step that they were in when they were rejected, if they are; else `NOT_LEFT`."""
        if self.status is not Stage.REJECTED:
            return NOT_LEFT
        stages = list(self._stages())
        before = stages[: len(stages) - stages[::-1].index(Stage.REJECTED)]
        return next((stage for stage in reversed(before) if stage in STEPS), Stage.APPLIED)

    def hires(self) -> Iterator[Hire]:
        """The hirings that stand: one that was taken back does not."""
        begun_at, part = self.begun_at, list[Step]()
        for step in self.steps:
            if part and part[-1].stage in DECISIONS and step.stage is Stage.APPLIED:
                yield from _hire(begun_at, part, is_hired=False)
                begun_at, part = step.at, []
            part.append(step)
        yield from _hire(begun_at, part, is_hired=self.status is Stage.HIRED)

    def _stages(self) -> Iterator[Stage]:
        yield from (step.stage for step in self.steps)
        if not self.steps or self.steps[-1].stage is not self.status:
            yield self.status


def month_of(at: datetime) -> str:
    """The month of a point in time in UTC: `2026-02`."""
    return f"{at:%Y-%m}"


def way_amounts(way: Way, groups: Sequence[str]) -> Amounts:
    """What a way counts for in funnels: (group, month of its beginning, furthest step, where they left)."""
    return {(group, month_of(way.begun_at), way.furthest, way.left_at): 1 for group in groups}


def hire_amounts(way: Way, groups: Sequence[str]) -> Amounts:
    """How many hires there are by (group, month of the hire or any, `days`, days) and (group, any, `month`, month)."""
    return _added(
        pair
        for hire in way.hires()
        for group in groups
        for pair in (
            *(((group, month, DAYS, str(hire.days)), 1) for month in (ANY, hire.month)),
            ((group, ANY, MONTH, hire.month), 1),
        )
    )


def department_amounts(way: Way, department: str) -> Amounts:
    """How many hires a department has, and how many days they took together: what departments are compared by."""
    return _added(
        ((ANY, month, measure, department), amount)
        for hire in way.hires()
        for month in (ANY, hire.month)
        for measure, amount in ((HIRES_OF, 1), (DAYS_OF, hire.days))
    )


def department_key(department: str) -> str:
    """A department, however it is written, as a group; none is `ANY`."""
    return "=" + department.casefold()


def _hire(begun_at: datetime, steps: Sequence[Step], *, is_hired: bool) -> Iterator[Hire]:
    hired_at = [step.at for step in steps if step.stage is Stage.HIRED]
    if hired_at and (is_hired or steps[-1].stage is Stage.HIRED):
        yield Hire(month_of(hired_at[-1]), max(0, (hired_at[-1] - begun_at) // timedelta(days=1)))


def _added(pairs: Iterable[tuple[tuple[str, ...], int]]) -> Amounts:
    sums: Counter[tuple[str, ...]] = Counter()
    for values, number in pairs:
        sums[values] += number
    return dict(sums)
