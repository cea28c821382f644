"""Must-haves decide before all else, reasons quote the candidate, and who somebody is changes nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.embedded.matcher import EmbeddedMatcher
from shared.candidates.models import Candidate, ParsingStatus, Stage
from shared.matching.blinding import blind
from shared.ports.cv import Education, WorkExperience
from shared.ports.matching import BlindProfile, Match, Position, WantedProfile, WantedSkill

TRADES = {
    "Backend engineer": ("Python", "PostgreSQL", "Docker"),
    "Registered nurse": ("Wound care", "Triage", "Intensive care licence"),
    "Welder": ("TIG welding", "Technical drawing", "Forklift licence"),
    "Accountant": ("IFRS", "Payroll", "Month-end close"),
    "Lorry driver": ("Dangerous goods", "Driving license", "German"),
}


def wanted(
    title: str = "Backend engineer", *, text: str = "", nice: tuple[str, ...] = (), **fields: Any
) -> WantedProfile:
    skills = [WantedSkill(name=name) for name in fields.pop("musts", TRADES.get(title, ()))]
    skills += [WantedSkill(name=name, required=False) for name in nice]
    return WantedProfile(title=title, skills=skills, min_years=fields.get("min_years"), text=text)


def rank(job: WantedProfile, *candidates: BlindProfile) -> dict[str, Match]:
    return {match.candidate_id: match for match in EmbeddedMatcher().rank(job, candidates)}


def skilled(name: str, *skills: str, **fields: Any) -> BlindProfile:
    return BlindProfile(id=name, technical_skills=list(skills), **fields)


@pytest.mark.parametrize("title", TRADES)
@pytest.mark.parametrize("lost", range(3))
def test_each_missing_must_have_lowers_the_rank_whatever_else_is_said(title: str, lost: int) -> None:
    musts = TRADES[title]
    plain = skilled("z", *musts)
    others = [name for name in musts if name != musts[lost]]
    text = f"{title} for many years, {title} and {title} again, in all that a {title} does."
    stuffed = skilled("a", *others, headline=title, summary=text, years=30, certifications=[title] * 5)
    found = rank(wanted(title, text=text, min_years=5), stuffed, plain)
    assert (found["z"].rank, found["a"].rank) == (1, 2)
    assert found["z"].score > found["a"].score
    assert (found["z"].missing_must_haves, found["a"].missing_must_haves) == ([], [musts[lost]])
    assert found["a"].matched_skills == others


@pytest.mark.parametrize(
    ("skill", "profile", "field", "quote"),
    [
        ("Kubernetes", skilled("c", "k8s"), "technical_skills", "k8s"),
        ("PostgreSQL", skilled("c", "Postgres"), "technical_skills", "Postgres"),
        ("SQL", skilled("c", "MySQL"), "technical_skills", "MySQL"),
        ("Kubernetes", skilled("c", "Kuberntes"), "technical_skills", "Kuberntes"),
        ("German", BlindProfile(id="c", languages=["German"]), "languages", "German"),
        ("CPA", BlindProfile(id="c", certifications=["CPA, 2019"]), "certifications", "CPA, 2019"),
        (
            "Wound care",
            BlindProfile(id="c", positions=[Position(title="Nurse", description="Led rounds. Taught wound care.")]),
            "work_experience.description",
            "Taught wound care.",
        ),
        (
            "Degree in accounting",
            BlindProfile(id="c", studies=["BSc Accounting and Finance"]),
            "education",
            "BSc Accounting and Finance",
        ),
        ("Budgets", BlindProfile(id="c", summary="I kept the budget."), "summary", "I kept the budget."),
    ],
)
def test_a_reason_quotes_the_field_that_shows_the_skill(
    skill: str, profile: BlindProfile, field: str, quote: str
) -> None:
    (reason,) = rank(wanted(musts=[skill]), profile)["c"].reasons
    assert (reason.requirement, reason.field, reason.quote) == (skill, field, quote)


@pytest.mark.parametrize(
    ("skill", "profile"),
    [
        ("Java", skilled("c", "JavaScript")),
        ("Go", BlindProfile(id="c", summary="I go to work and like to go on.")),
        ("SQL", skilled("c", "NoSQL")),
        ("Organic chemistry", skilled("c", "Inorganic chemistry")),
        ("Internal audit", skilled("c", "External audit")),
        ("Kubernetes", BlindProfile(id="c", summary="I have no experience with Kubernetes.")),
        ("Welding", BlindProfile(id="c", summary="I have never done welding.")),
        ("Payroll", BlindProfile(id="c")),
    ],
)
def test_what_is_not_shown_is_missing(skill: str, profile: BlindProfile) -> None:
    found = rank(wanted(musts=[skill]), profile)["c"]
    assert (found.missing_must_haves, found.reasons, found.matched_skills) == ([skill], [], [])


def test_among_equals_the_one_whose_work_is_like_the_job_comes_first() -> None:
    job = wanted(text="Run payment services, design database schemas and cut latency.", min_years=3)
    near = Position(title="Backend engineer", description="Designed schemas and services for payments.")
    far = Position(title="Barista", description="Made coffee and trained colleagues.")
    skills = TRADES["Backend engineer"]
    found = rank(job, skilled("a", *skills, positions=[far]), skilled("b", *skills, positions=[near]))
    assert found["b"].rank == 1


def test_nice_to_haves_and_years_count_but_never_too_many_years_against() -> None:
    job = wanted(nice=("Kafka",), min_years=5)
    skills = TRADES["Backend engineer"]
    people = [skilled("a", *skills, years=2), skilled("b", *skills, years=5), skilled("c", *skills, years=35)]
    found = rank(job, *people, skilled("d", *skills, "Kafka", years=5))
    assert found["d"].rank == 1
    assert found["b"].score == found["c"].score > found["a"].score


def test_a_job_that_says_nothing_ranks_everybody() -> None:
    found = rank(WantedProfile(title="", skills=[], min_years=None, text=""), skilled("a", "SQL"), BlindProfile(id="b"))
    assert [(match.rank, match.score) for match in found.values()] == [(1, 0.0), (2, 0.0)]
    assert rank(wanted()) == {}


People = list[BlindProfile]
VOCABULARY = [*(name for names in TRADES.values() for name in names), "Java", "Teamwork", "unheard-of craft", "Triage."]
PROFILES = st.lists(
    st.builds(
        lambda skills, text, years: BlindProfile(id="", technical_skills=skills, summary=text, years=years),
        st.lists(st.sampled_from(VOCABULARY), max_size=6, unique=True),
        st.lists(st.sampled_from([*VOCABULARY, "and", "built", "cared for", "no"]), max_size=8).map(" ".join),
        st.none() | st.floats(0, 40),
    ),
    min_size=1,
    max_size=6,
).map(lambda found: [profile.model_copy(update={"id": f"{n}"}) for n, profile in enumerate(found)])
JOBS = st.sampled_from([wanted(title, text=f"A {title}.", nice=("Java",), min_years=4) for title in TRADES])


@settings(max_examples=80, deadline=None)
@given(JOBS, PROFILES, st.randoms())
def test_the_order_of_the_candidates_changes_nothing(
    job: WantedProfile, people: list[BlindProfile], chance: Any
) -> None:
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert rank(job, *shuffled) == rank(job, *people)
    assert sorted(match.rank for match in rank(job, *people).values()) == list(range(1, len(people) + 1))
    assert all(0 <= match.score <= 100 for match in rank(job, *people).values())


@settings(max_examples=120, deadline=None)
@given(JOBS, PROFILES, st.data())
def test_losing_a_must_have_never_raises_the_rank(job: WantedProfile, people: People, data: Any) -> None:
    at = data.draw(st.integers(0, len(people) - 1))
    must = data.draw(st.sampled_from([skill.name for skill in job.skills if skill.required]))
    whole = people[at].model_copy(update={"technical_skills": [*people[at].technical_skills, must]})
    before = rank(job, *people[:at], whole, *people[at + 1 :])[whole.id]
    after = rank(job, *people)[whole.id]
    assert must not in before.missing_must_haves
    assert after.rank >= before.rank
    assert set(after.missing_must_haves) >= set(before.missing_must_haves)


def test_a_must_have_that_a_text_shows_too_does_not_raise_who_leaves_it_out_of_their_list() -> None:
    job = WantedProfile(
        title="Lorry driver", skills=[WantedSkill(name="Dangerous goods")], min_years=4, text="A driver."
    )
    people = [BlindProfile(id=name, summary="Dangerous goods and driving license") for name in "ab"]
    listing = people[0].model_copy(update={"technical_skills": ["Dangerous goods"]})
    assert rank(job, listing, people[1])["a"].rank <= rank(job, *people)["a"].rank


@pytest.mark.parametrize("skills", [["Java"], ["Golang"]])
def test_of_a_choice_of_skills_one_is_enough(skills: list[str]) -> None:
    (found,) = rank(wanted(musts=["Python, Java or Go"]), skilled("a", *skills)).values()
    assert found.matched_skills == ["Python, Java or Go"]
    assert rank(wanted(musts=["Python, Java or Go"]), skilled("a", "Rust"))["a"].missing_must_haves


def test_skills_that_were_guessed_lower_the_score_and_do_not_outweigh_the_work_itself() -> None:
    guessed = WantedProfile(
        title="Cook",
        skills=[WantedSkill(name="Excel"), WantedSkill(name="Cooking")],
        min_years=None,
        text="",
        guessed=True,
    )
    clerk = skilled("a", "Excel")
    chef = BlindProfile(id="b", headline="Head cook", technical_skills=["Cooking"])
    both = chef.model_copy(update={"id": "c", "technical_skills": ["Cooking", "Excel"]})
    found = rank(guessed, clerk, chef, both)
    assert [found[name].rank for name in "cba"] == [1, 2, 3]
    assert found["b"].missing_must_haves == ["Excel"]


def test_fields_of_work_relate_words_that_differ() -> None:
    ad = WantedProfile(title="Cook", skills=[], min_years=None, text="Prepare dishes in our kitchen.")
    near = BlindProfile(id="b", headline="Pastry chef", technical_skills=["Baking"])
    far = BlindProfile(id="a", headline="Stock clerk", technical_skills=["Inventory management"])
    assert rank(ad, far, near)["b"].rank == 1


NOW = datetime(2026, 1, 1, tzinfo=UTC)
WHO = {
    "first_name": "Ana",
    "last_name": "Diaz",
    "full_name": "Ana Diaz",
    "email": "ana@mail.example",
    "phone": "+34 600 000 000",
    "location": "Lagos, Nigeria",
    "summary": "Ana Diaz is a 29-year-old woman based in Lagos. She built payment services, born 01.02.1997.",
    "employer": "Google",
    "school": "Stanford University",
    "told": "Mrs Diaz led her team as a mother of two. Studied at Stanford University. Ran Docker in production.",
}
SOMEBODY_ELSE = {
    "first_name": "John",
    "last_name": "Oldman",
    "full_name": "John Oldman",
    "email": "j.oldman@mail.example",
    "phone": "+1 212 555 0100",
    "location": "Zürich, Switzerland",
    "summary": "John Oldman is a 61-year-old man based in Zürich. He built payment services, born 03.04.1965.",
    "employer": "Corner Shop Ltd",
    "school": "Leeds College",
    "told": "Mr Oldman led his team as a father of three. Studied at Leeds College. Ran Docker in production.",
}


def person(who: dict[str, str]) -> Candidate:
    job = WorkExperience(
        company=who["employer"],
        title="Backend engineer",
        start_date="2015",
        end_date=None,
        current=True,
        location=who["location"],
        description=who["told"],
    )
    course = Education(
        institution=who["school"], degree="BSc", field="Computer science", start_date="2010", end_date="2014"
    )
    known = {name: value for name, value in who.items() if name not in {"employer", "school", "told"}}
    empty = dict.fromkeys(("domain", "position", "qualifications", "experience_years", "resume_id"))
    links = {"linkedin_url": f"https://linkedin.example/{who['last_name']}", "github_url": None, "portfolio_url": None}
    return Candidate.model_validate(
        {
            "id": who["last_name"],
            **known,
            **empty,
            **links,
            "technical_skills": ["Python", "PostgreSQL"],
            "soft_skills": [],
            "languages": ["English"],
            "work_experience": [job],
            "education": [course],
            "certifications": [],
            "total_experience_years": 8.0,
            "status": Stage.APPLIED,
            "source": "manual",
            "parsing_status": ParsingStatus.COMPLETED,
            "company_id": "acme",
            "created_at": NOW,
            "updated_at": NOW,
        }
    )


def test_who_somebody_is_changes_no_score_and_no_rank() -> None:
    rival = skilled("m", "Python", "Docker", summary="Built payment services.", years=6)
    text = "Build payment services. Men and women of every age are welcome in Lagos and Zürich."
    one, other = (
        rank(wanted(text=text, min_years=5), blind(person(who), "somebody"), rival) for who in (WHO, SOMEBODY_ELSE)
    )
    for name in ("somebody", "m"):
        seen = [
            (found[name].rank, found[name].score, found[name].matched_skills, found[name].missing_must_haves)
            for found in (one, other)
        ]
        assert seen[0] == seen[1]
    assert one["somebody"].missing_must_haves == []


@pytest.mark.parametrize("name", [*WHO])
def test_each_of_these_alone_changes_nothing(name: str) -> None:
    one = blind(person(WHO), "somebody")
    other = blind(person({**WHO, name: SOMEBODY_ELSE[name]}), "somebody")
    job = wanted(text="Build payment services.", min_years=5)
    assert rank(job, one)["somebody"].score == rank(job, other)["somebody"].score
