"""What the bank holds can be asked and scored, and plans made of it are varied, fair and about this very job and CV."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.embedded import skill_names
from shared.adapters.embedded.planner import EmbeddedQuestionPlanner
from shared.adapters.embedded.question_bank import Area, areas, drafts
from shared.language.fairness import protected_topics
from shared.language.words import content_stems
from shared.ports.cv import Profile, WorkExperience
from shared.ports.interviewing import Difficulty, PlanRequest, QuestionType
from shared.ports.rubric import DEFAULT_RUBRIC

EMBEDDED = Path(skill_names.__file__).parent
FAMILIES = tomllib.loads((EMBEDDED / "job_families.toml").read_text(encoding="utf-8"))["families"]
NAMED = pytest.mark.parametrize("area", areas(), ids=lambda area: area.name)


def position(title: str, description: str) -> WorkExperience:
    return WorkExperience(
        company="Acme",
        title=title,
        start_date=None,
        end_date=None,
        current=True,
        location=None,
        description=description,
    )


def request(title: str, skills: list[str], profile: Profile | None = None, **changes: object) -> PlanRequest:
    asked = PlanRequest(
        job_title=title,
        required_skills=skills,
        responsibilities=[],
        seniority=None,
        rubric=DEFAULT_RUBRIC,
        profile=profile,
        count=12,
        difficulty=Difficulty.AUTO,
    )
    return asked.model_copy(update=changes)


NURSE = request(
    "Registered Nurse",
    ["Patient care", "Medication administration", "Wound care", "Triage"],
    Profile(
        technical_skills=["Patient care", "Phlebotomy"],
        work_experience=[position("Nurse", "Introduced a handover checklist that halved missed observations.")],
    ),
)
DEVELOPER = request(
    "Java Developer",
    ["Java", "Spring Boot", "PostgreSQL", "Kafka", "Docker"],
    Profile(
        technical_skills=["Java", "Spring Boot", "MySQL"],
        work_experience=[position("Developer", "Reduced settlement time by 40 % with batch processing.")],
    ),
)


@NAMED
def test_every_question_of_an_area_can_be_asked_followed_up_and_scored(area: Area) -> None:
    for question in area.questions:
        assert question.text.endswith(("?", "."))
        assert not protected_topics(question.text)
        assert 3 <= len(question.points) <= 5
        for point, *aliases in question.points:
            assert len(point) <= 80, "it completes “Could you tell me more about …?”"
            assert not point.endswith((".", "?", ","))
            assert len(aliases) >= 3, point
            assert all(content_stems(alias) for alias in aliases), f"{point}: a word that counts for nothing"


@NAMED
def test_every_area_is_found_by_its_skills_and_titles_compile(area: Area) -> None:
    found = drafts(request("Worker", [area.skills[0]]))
    assert {question.text for question in area.questions} <= {draft.text for draft in found}
    assert all(re.compile(title) for title in area.titles)


def test_no_question_stands_in_the_bank_twice() -> None:
    texts = Counter(question.text for area in areas() for question in area.questions)
    assert len(texts) > 150
    assert set(texts.values()) == {1}


@pytest.mark.parametrize("asked", [NURSE, DEVELOPER], ids=["nurse", "developer"])
def test_a_long_plan_repeats_neither_question_nor_pattern_and_asks_about_claims_and_gaps(asked: PlanRequest) -> None:
    questions = EmbeddedQuestionPlanner().plan(asked).questions
    patterns = {draft.text: draft.pattern for draft in drafts(asked)}
    assert len({patterns[question.text] for question in questions}) == 12
    texts = " ".join(question.text for question in questions)
    assert "Your CV says: “" in texts
    assert "which I did not find in your CV" in texts
    assert {QuestionType.TECHNICAL, QuestionType.BEHAVIOURAL, QuestionType.SITUATIONAL, QuestionType.EXPERIENCE} <= {
        question.type for question in questions
    }
    technical = [question for question in questions if question.type is QuestionType.TECHNICAL]
    asked_of_an_area = {question.text for area in areas() for question in area.questions}
    assert all(question.text in asked_of_an_area for question in technical), "no filler where the bank knows the field"


def test_programmers_write_a_program_and_nurses_do_not() -> None:
    of_type = {asked.job_title: EmbeddedQuestionPlanner().plan(asked).questions for asked in (NURSE, DEVELOPER)}
    coding = {title: sum(one.type is QuestionType.CODING for one in found) for title, found in of_type.items()}
    assert coding == {"Registered Nurse": 0, "Java Developer": 1}


def test_a_job_that_names_no_skill_is_known_by_its_title() -> None:
    (question,) = (
        EmbeddedQuestionPlanner()
        .plan(request("Night-shift welder", [], count=1, types={QuestionType.TECHNICAL: 1}))
        .questions
    )
    assert question.skills_tested == ["Welding"]


def test_a_licence_or_a_language_is_had_and_not_worked_with() -> None:
    skills = ["HGV licence", "English", "Nursing registration"]
    told = [draft.text for draft in drafts(request("Driver", skills, Profile()))]
    assert not any(skill.lower() in text.lower() for skill in skills for text in told)
    (question,) = (
        EmbeddedQuestionPlanner()
        .plan(request("HGV driver", skills, count=1, types={QuestionType.TECHNICAL: 1}))
        .questions
    )
    assert "lorry" in question.text


def test_another_spelling_or_a_proof_of_a_skill_is_no_gap() -> None:
    profile = Profile(technical_skills=["Postgres", "Next.js"])
    found = drafts(request("Developer", ["PostgreSQL", "SQL", "React", "Go"], profile))
    gaps = {draft.subject for draft in found if "did not find" in draft.text}
    assert gaps == {"Go"}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family["words"][0])
def test_every_trade_that_jobs_are_written_for_gets_questions_of_its_own(family: dict[str, list[str]]) -> None:
    asked = request(family["words"][0], family["skills"])
    fitting = [draft for draft in drafts(asked) if draft.fit > 0]
    assert fitting, f"no area knows any of {family['skills']}"


PRIVATE = (
    "Managed the household while raising my children after my divorce in 2016.",
    "Led the youth group of the parish church and organised prayer meetings.",
    "Built up strength again after a long illness and a disability leave.",
    "Returned from maternity leave and reduced hours because I was pregnant again.",
    "Founded the local branch of a political party and won 300 party members.",
    "Led the trade union strike of 2019 and negotiated for 400 members.",
    "Delivered aid with my husband to people of our ethnic origin, aged 54.",
)
HONEST = ("Reduced waiting time by 20 %.", "Led a team of 5.", "Wrote the manual that all shifts use.", "Was there.")
WORDS_OF_PRIVATE = re.compile(
    r"child|divorce|church|parish|pray|illness|disabilit|maternity|pregnan|party|union|husband|ethnic|aged|household",
    re.IGNORECASE,
)
PROFILES = st.builds(
    Profile,
    technical_skills=st.lists(st.sampled_from(["Java", "Triage", "Excel", "Welding", "Arabic", "Prayer"]), max_size=3),
    work_experience=st.lists(
        st.builds(
            position,
            st.sampled_from(["Nurse", "Parish priest", "Developer", "Works council member"]),
            st.lists(st.sampled_from([*PRIVATE, *HONEST]), max_size=4).map(" ".join),
        ),
        max_size=3,
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    family=st.sampled_from(FAMILIES),
    profile=PROFILES,
    difficulty=st.sampled_from(list(Difficulty)),
    count=st.integers(1, 30),
)
def test_no_plan_for_any_trade_and_cv_touches_a_protected_matter(
    family: dict[str, list[str]], profile: Profile, difficulty: Difficulty, count: int
) -> None:
    asked = request(
        family["words"][0],
        family["skills"],
        profile,
        difficulty=difficulty,
        count=count,
        responsibilities=family["duties"],
    )
    questions = EmbeddedQuestionPlanner().plan(asked).questions
    assert len(questions) == count
    for question in questions:
        assert not protected_topics(question.text)
        cv_words = question.text.split("“")[-1] if "CV says" in question.text else ""
        assert not WORDS_OF_PRIVATE.search(cv_words), question.text
        assert "Parish" not in question.text
        assert "Works council" not in question.text
