"""Who somebody is changes no shortlist, from the file to the rank: CVs of the corpus, read, blinded and ranked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.adapters.embedded.cv_parser import EmbeddedCvParser
from shared.adapters.embedded.matcher import EmbeddedMatcher
from shared.candidates.models import Candidate, ParsingStatus, Stage
from shared.candidates.service import fields_from
from shared.matching.blinding import blind
from shared.ports.matching import BlindProfile, WantedProfile, WantedSkill
from tests.quality.cvs.make import text, word
from tests.quality.cvs.make.person import Dates, Person, people

NOW = datetime(2026, 11, 15, tzinfo=UTC)
PARSER = EmbeddedCvParser(now=lambda: NOW)
PEOPLE = {**people("develop"), **people("held_out")}
ENGLISH = {name: person for name, person in PEOPLE.items() if person.language == "en"}
EMPTY: dict[str, Any] = {
    "email": None, "first_name": "", "last_name": "", "full_name": "", "phone": None, "location": None, "domain": None,
    "position": None, "experience_years": None, "qualifications": None, "linkedin_url": None, "github_url": None,
    "portfolio_url": None, "summary": None, "technical_skills": [], "soft_skills": [], "languages": [],
    "work_experience": [], "education": [], "certifications": [], "total_experience_years": None,
    "status": Stage.APPLIED, "source": "cv_upload", "parsing_status": ParsingStatus.COMPLETED, "stage_history": [],
    "resume_id": None, "company_id": "acme", "created_at": NOW, "updated_at": NOW,
}  # fmt: skip


def renamed(person: Person) -> Person:
    return replace(person, name="Wilhelmina Abernathy", email="w.abernathy@mail.example.org")


def moved(person: Person) -> Person:
    return replace(person, location="Reykjavík, Iceland", phone="+354 611 0142", links=[])


def of_another_school(person: Person) -> Person:
    return replace(person, schools=[replace(one, school="University of Elsewhere") for one in person.schools])


def an_old_man(person: Person) -> Person:
    return replace(person, summary=f"{person.summary} He is a 61-year-old married man, born 03.04.1965.")


def a_young_woman(person: Person) -> Person:
    return replace(person, summary=f"{person.summary} She is a 24-year-old single woman and a mother of two.")


def with_a_photo(person: Person) -> Person:
    return replace(person, summary=f"{person.summary} Photo: attached. Date of birth: 14 February 1999.")


CHANGES: tuple[Callable[[Person], Person], ...] = (
    renamed, moved, of_another_school, an_old_man, a_young_woman, with_a_photo,
)  # fmt: skip


def read(person: Person, layout: Callable[[Person, Dates], bytes]) -> BlindProfile:
    """The person as the matcher sees them, by way of a file."""
    name = "cv.txt" if layout is text.ruled else "cv.docx"
    profile = PARSER.parse(layout(person, Dates(person.language, "numeric")), name).profile
    assert profile.technical_skills, person.id
    candidate = Candidate.model_validate({"id": person.id, **EMPTY, **fields_from(profile)})
    return blind(candidate, person.id)


def shortlist(wanted: WantedProfile, profiles: list[BlindProfile]) -> list[tuple[str, int, float, list[str]]]:
    found = EmbeddedMatcher().rank(wanted, profiles)
    return [(one.candidate_id, one.rank, one.score, one.missing_must_haves) for one in found]


def job_for(person: Person) -> WantedProfile:
    skills = [WantedSkill(name=name, required=number < 2) for number, name in enumerate(person.skills[:4])]
    return WantedProfile(title=person.headline, skills=skills, min_years=4, text=" ".join(person.jobs[0].bullets))


CASES = [(change, text.ruled) for change in CHANGES] + [(renamed, word.dates_table)]


@pytest.mark.parametrize(("change", "layout"), CASES)
def test_changing_who_everybody_is_changes_no_shortlist(
    change: Callable[[Person], Person], layout: Callable[[Person, Dates], bytes]
) -> None:
    known = PEOPLE if change in (renamed, moved, of_another_school) else ENGLISH
    before = [read(person, layout) for person in known.values()]
    after = [read(change(person), layout) for person in known.values()]
    for person in list(known.values())[::4]:
        assert shortlist(job_for(person), before) == shortlist(job_for(person), after)
