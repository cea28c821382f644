"""Printing a report: data in, a document out."""

from typing import Protocol

from shared.core.resource import Value


class SheetDimension(Value):
    """One dimension on a sheet: `score` 0 to 100, None if not assessed; quotes are verbatim."""

    name: str
    score: float | None
    level: str
    rationale: str
    quotes: list[str]


class SheetPart(Value):
    """A text with its heading."""

    title: str
    text: str


class SheetQuestion(Value):
    """One question with its score."""

    question: str
    score: float | None
    max_score: float
    feedback: str


class SheetPerson(Value):
    """What a person thinks: `rating` 0 to 5."""

    name: str
    rating: float
    recommendation: str | None
    feedback: str | None


class ReportSheet(Value):
    """Everything that stands in a printed report, in the order of reading. Texts are never markup. `overall` is 0 to
    100; `reference` names the interview in the footer."""

    title: str
    reference: str
    candidate: str
    job: str
    company: str
    held_on: str | None
    overall: float | None
    recommendation: str
    decided_by: str
    reasoning: str
    summary: str
    chart_text: str
    dimensions: list[SheetDimension]
    assessments: list[SheetPart]
    people: list[SheetPerson]
    questions: list[SheetQuestion]
    flags: list[str]
    made_by: str


class ReportPrinter(Protocol):
    """Prints reports."""

    version: str
    """Changes with whatever changes a printed page."""

    def print(self, sheet: ReportSheet) -> bytes:
        """The sheet as a tagged PDF with every script's letters. The same sheet gives the same bytes."""
        ...
