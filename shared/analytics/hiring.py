"""How long hiring takes: pure functions of kept numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from shared.analytics.funnel import Numbers
from shared.analytics.models import AnalyticsQuery, DepartmentHires, TimeToHire
from shared.candidates.ways import DAYS, DAYS_OF, HIRES_OF, MONTH, month_of


def time_to_hire_of(query: AnalyticsQuery, hires: Numbers, at: datetime) -> TimeToHire:
    """How long these hires took, which are counted by measure and its value."""
    measures: dict[str, Counter[str]] = {}
    for (measure, value), number in hires.items():
        measures.setdefault(measure, Counter())[value] += number
    days = {int(value): number for value, number in measures.get(DAYS, Counter()).items()}
    number = sum(days.values())
    return TimeToHire(
        **query.model_dump(),
        hires=number,
        average_days=round(sum(day * times for day, times in days.items()) / number, 1) if number else None,
        median_days=median(days),
        recent_hires=None if query.period else _recent(measures.get(MONTH, Counter()), at),
        by_department=None if query.job_id or query.department else _by_department(measures),
        at=at,
    )


def median(days: Mapping[int, int]) -> float | None:
    """The median of days that are each counted so many times; None of none."""
    number = sum(days.values())
    if not number:
        return None
    return (_nth(days, (number - 1) // 2) + _nth(days, number // 2)) / 2


def by_name(spellings: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The numbers of names that are written in several ways, under the most frequent one; in their order."""
    together: dict[str, Counter[str]] = {}
    for name, number in spellings:
        together.setdefault(name.casefold(), Counter())[name] += number
    return {
        min(names, key=lambda name: (-names[name], name)): names.total()
        for _, names in sorted(together.items())
        if names.total()
    }


def _nth(days: Mapping[int, int], position: int) -> int:
    passed = 0
    for day in sorted(days):
        passed += days[day]
        if passed > position:
            return day
    raise IndexError(position)


def _recent(months: Mapping[str, int], at: datetime) -> int:
    last = at.replace(day=1) - timedelta(days=1)
    return months.get(month_of(at), 0) + months.get(month_of(last), 0)


def _by_department(measures: Mapping[str, Mapping[str, int]]) -> list[DepartmentHires]:
    days = Counter[str]()
    for name, number in measures.get(DAYS_OF, {}).items():
        days[name.casefold()] += number
    return [
        DepartmentHires(department=name, hires=number, average_days=round(days[name.casefold()] / number, 1))
        for name, number in by_name(measures.get(HIRES_OF, {}).items()).items()
    ]
