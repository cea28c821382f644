"""What a reader of a file should find."""

from typing import Any

from tests.quality.cvs.make.person import Dates, Person

AS_OF = "2026-11"


def truth_of(person: Person, dates: Dates, *, links: bool, phone: bool) -> dict[str, Any]:
    """The facts as the file states them: dates without months where it gives none."""
    cut = 7 if dates.has_months else 4
    return {
        "name": person.name,
        "email": person.email,
        "phone": (person.e164 or person.phone) if phone else None,
        "links": person.links if links else [],
        "skills": person.all_skills,
        "languages": [name for name, _ in person.languages],
        "jobs": [
            {"title": job.title, "company": job.company, "start": job.start[:cut], "end": job.end[:cut] or "present"}
            for job in person.jobs
        ],
        "schools": [course.school for course in person.schools],
        "total_years": _total_years(person, cut),
    }


def _total_years(person: Person, cut: int) -> float:
    """Months in work, overlaps counted once, in years. A year alone starts in January and ends in December."""
    months: set[int] = set()
    for job in person.jobs:
        first = _number(job.start[:cut], 1)
        last = _number(job.end[:cut], 12) if job.end else _number(AS_OF, 12)
        months |= set(range(first, last + 1))
    return round(len(months) / 12, 2)


def _number(date: str, default: int) -> int:
    year, _, month = date.partition("-")
    return int(year) * 12 + int(month or default)
