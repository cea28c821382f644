"""Drafts fit the trade and level of the title, and ask for nothing that no job may ask for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.embedded.job_writer import EmbeddedJobWriter, _families
from shared.adapters.embedded.skill_names import find
from shared.language.fairness import protected_topics
from shared.ports.job_writer import WrittenJob


def write(title: str, company: str | None = "Tech Corp") -> WrittenJob:
    return EmbeddedJobWriter().write(title, company)


def everything(job: WrittenJob) -> str:
    return "\n".join([job.title, job.description, *job.responsibilities, *job.requirements, *job.required_skills])


@pytest.mark.parametrize(
    ("title", "skill", "level"),
    [
        ("Java Developer", "Java", None),
        ("Senior Registered Nurse", "Patient care", "senior"),
        ("Apprentice Welder", "Welding", "intern"),
        ("Junior accountant", "Accounting", "junior"),
        ("Head of Sales", "Sales", "lead"),
        ("Primary school teacher", "Lesson planning", None),
        ("Data Engineer (Snowflake)", "Snowflake", None),
    ],
)
def test_the_draft_is_of_the_trade_and_level_of_the_title(title: str, skill: str, level: str | None) -> None:
    job = write(title)
    assert skill in job.required_skills
    assert job.experience_level == level
    assert job.description.startswith("Tech Corp is looking for a")
    assert len(job.responsibilities) >= 3
    assert len(job.requirements) >= 2


def test_a_title_that_names_no_trade_gets_a_general_draft_without_invented_skills() -> None:
    job = write("Chief Happiness Wizard", None)
    assert job.required_skills == []
    assert job.responsibilities
    assert job.description.startswith("We are looking for a Chief Happiness Wizard.")


@pytest.mark.parametrize(
    "title", ["Young female receptionist", "Native waiter aged 25", "Married man driver", "Single"]
)
def test_what_a_title_says_of_the_person_is_not_asked_for(title: str) -> None:
    said = everything(write(title)).lower()
    assert not any(word in said.split() for word in ("young", "female", "native", "aged", "married", "man", "single"))


def test_no_text_of_ours_touches_a_protected_matter() -> None:
    for family in _families():
        for text in (family.purpose, *family.duties, *family.needs):
            assert protected_topics(text) == [], text


def test_every_skill_of_ours_is_in_the_vocabulary() -> None:
    assert [name for family in _families() for name in family.skills if find(name) is None] == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.none() | st.text(max_size=80))
def test_any_title_gets_the_same_draft_each_time_without_markup(title: str, company: str | None) -> None:
    job = write(title, company)
    assert job == write(title, company)
    assert job.description
    assert not set("<>{}[]`") & set(everything(job))
