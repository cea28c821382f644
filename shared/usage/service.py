"""Counting what models cost, and keeping it within its budgets."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.prices import PriceTable
from shared.ports.spending import Meter, Usage, metered
from shared.store.store import Change, Store
from shared.usage.models import CompanyUsage, MonthUsage, Purpose

_TOTAL = "usage"
"""Kept by measure (a field of `Usage`), month, version of the prices, and purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """Micro-units that an interview and a company's month may cost, and whether more is refused."""

    interview_micros: int
    month_micros: int
    refuses: bool


@dataclass(frozen=True, slots=True)
class UsageService:
    """The use of models by every company. `model` names what is configured, None without one.

    Operations that run at the same time see the budget as it was when each of them began to spend: together they may
    pass it, each by no more than it costs.
    """

    store: Store
    now: Clock
    prices: PriceTable
    budgets: Budgets
    model: str | None

    @contextmanager
    def metered(
        self, company_id: str, subject: str, spent: Usage | None = None, *, refusable: bool = True
    ) -> Iterator[Meter]:
        """Inside, models may be used for this company, as far as its budgets reach. `spent` is what the interview at
        hand has cost so far, if one is. What was used has to be recorded with the change that it led to.

        Work that nobody would see refused is not `refusable`: over budget the embedded engine does it in any case.
        """

        def left_micros() -> int:
            of_month = self.budgets.month_micros - self._cost_of_month(company_id)
            return of_month if spent is None else min(of_month, self.budgets.interview_micros - spent.cost_micros)

        with metered(Meter(subject, left_micros, refuses=refusable and self.budgets.refuses)) as meter:
            yield meter

    def record(self, change: Change, meter: Meter, purpose: Purpose) -> None:
        """Count what was used with the change that it led to."""
        for measure, number in meter.usage:
            if number:
                change.add_to(_TOTAL, (measure, self._month(), self.prices.version, purpose), number)

    def keep(self, company_id: str, meter: Meter, purpose: Purpose) -> None:
        """Count what was used where no change came of it."""
        if meter.usage.calls:
            change = self.store.change(company_id)
            self.record(change, meter, purpose)
            change.commit()

    def of_company(self, caller: Caller) -> CompanyUsage:
        """What the caller's company has used, by month: one read."""
        totals = self.store.totals(caller.company_id, _TOTAL)
        rows = [(month, version, purpose, measure, n) for (measure, month, version, purpose), n in totals.items()]
        months = sorted({row[0] for row in rows}, reverse=True)
        return CompanyUsage(
            months=[_month(month, [row[1:] for row in rows if row[0] == month]) for month in months],
            currency=self.prices.currency,
            model=self.model,
            budget_month_micros=self.budgets.month_micros,
            budget_interview_micros=self.budgets.interview_micros,
            over_budget="refuse" if self.budgets.refuses else "embedded",
        )

    def _cost_of_month(self, company_id: str) -> int:
        return sum(self.store.totals(company_id, _TOTAL, "cost_micros", self._month()).values())

    def _month(self) -> str:
        return self.now().strftime("%Y-%m")


def _month(month: str, rows: list[tuple[str, str, str, int]]) -> MonthUsage:
    by_purpose = {
        purpose: _sum((measure, number) for _, used_for, measure, number in rows if used_for == purpose)
        for purpose in Purpose
        if any(row[1] == purpose for row in rows)
    }
    return MonthUsage(
        month=month,
        total=sum(by_purpose.values(), Usage()),
        by_purpose=by_purpose,
        price_versions=sorted({row[0] for row in rows}),
    )


def _sum(numbers: Iterable[tuple[str, int]]) -> Usage:
    found: dict[str, int] = {}
    for measure, number in numbers:
        found[measure] = found.get(measure, 0) + number
    return Usage(**found)
