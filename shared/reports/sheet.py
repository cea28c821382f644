"""A report as the sheet that is printed."""

from typing import Any

from shared.ports.printing import ReportSheet, SheetDimension, SheetPart, SheetPerson, SheetQuestion
from shared.reports.models import ReportText
from shared.scoring.models import Tier

_RECOMMENDATIONS = {
    Tier.STRONG_HIRE: "Strong hire",
    Tier.HIRE: "Hire",
    Tier.MAYBE: "Maybe",
    Tier.NO_HIRE: "No hire",
}


def sheet_of(report: ReportText, candidate: str, job: str, reference: str) -> ReportSheet:
    """The sheet of a report: the same report gives the same sheet, whenever it is printed."""
    name = candidate or "The candidate"
    dimensions = [_dimension(one) for one in report.dimensions]
    word = _RECOMMENDATIONS[Tier(report.recommendation)] if report.recommendation else "No recommendation"
    # The assessments by kind are in the dimensions with their evidence: on paper they would stand twice. Nor is it
    # printed that somebody did not consent to being observed: whoever decides is not to hold it against them.
    parts = {"Presence": report.non_verbal_summary or ""}
    return ReportSheet(
        title=f"Interview report: {name}",
        reference=reference,
        candidate=name,
        job=job,
        company=report.company or "",
        held_on=f"{report.held_at.day} {report.held_at:%B %Y}" if report.held_at else None,
        overall=report.score_out_of_100,
        recommendation=word,
        decided_by=_decided_by(report),
        reasoning=report.recommendation_reasoning,
        summary=report.executive_summary,
        chart_text="; ".join(_said(one) for one in dimensions),
        dimensions=dimensions,
        assessments=[SheetPart(title=title, text=text) for title, text in parts.items() if text],
        people=[SheetPerson(**{key: one[key] for key in SheetPerson.model_fields}) for one in report.people],
        questions=[_question(one) for one in report.questions],
        flags=list(dict.fromkeys(str(one["message"]) for one in report.flags)),
        made_by=_made_by(report),
    )


def _decided_by(report: ReportText) -> str:
    if report.decided_by != "person":
        return "recommended by the engine"
    engine = report.automatic
    if engine.score_out_of_100 is None or engine.recommendation is None:
        return "decided by a person; the engine found too little evidence"
    word = _RECOMMENDATIONS[Tier(engine.recommendation)].lower()
    return f"decided by a person; the engine recommended: {word}, {engine.score_out_of_100:.0f} of 100"


def _dimension(one: dict[str, Any]) -> SheetDimension:
    return SheetDimension(
        name=one["name"],
        score=one["score"],
        level=str(one["level"]).replace("_", " ") if one["level"] else "not assessed",
        rationale=one["rationale"],
        quotes=[quote["text"] for quote in one["quotes"]],
    )


def _said(one: SheetDimension) -> str:
    return f"{one.name}: {one.level}" if one.score is None else f"{one.name}: {one.score:.0f} of 100, {one.level}"


def _question(one: dict[str, Any]) -> SheetQuestion:
    return SheetQuestion(
        question=one["question"],
        score=one["score"],
        max_score=one["max_score"],
        feedback=one["feedback"] or "Not judged.",
    )


def _made_by(report: ReportText) -> str:
    return (
        f"Scores were made from the transcript by the engine {report.engine.name} {report.engine.version}, rules "
        f"{report.rules_version}. Every quote is verbatim; what has no evidence is not assessed. Faces, voices and "
        "bodies are never scored. A person decides."
    )
