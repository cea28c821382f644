"""What language models were used for, and what that cost."""

from enum import StrEnum

from shared.core.resource import Value
from shared.ports.spending import Usage


class Purpose(StrEnum):
    """What a model was asked for."""

    INTERVIEW = "interview"
    SCORE = "score"
    PLAN = "plan"
    CV = "cv"
    JOB = "job"


class MonthUsage(Value):
    """The use of one calendar month (UTC, `2026-11`), all in all and by purpose.

    `price_versions` are the price tables that it was counted by: more than one where prices changed in the month.
    """

    month: str
    total: Usage
    by_purpose: dict[Purpose, Usage]
    price_versions: list[str]


class CompanyUsage(Value):
    """The use of a company, the latest month first. Costs and budgets are micro-units (millionths) of `currency`.

    `model` is the configured deployment, None where the embedded engines work alone. `over_budget` says what happens
    when a budget is used up: `embedded` (the embedded engine answers) or `refuse`.
    """

    months: list[MonthUsage]
    currency: str
    model: str | None
    budget_month_micros: int
    budget_interview_micros: int
    over_budget: str
