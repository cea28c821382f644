"""Requirements, written jobs and shortlists over HTTP."""

from typing import Any

import pytest

from tests.http.examples import NOBODY
from tests.tenant import Tenant, new_email

AD = """Requirements:
- 3 years of experience in bookkeeping
- Payroll is required, DATEV would be a plus
Responsibilities:
- Close the books each month"""
NURSE = """{name}
{email}

Summary
{name} is a {age} nurse based in {city}.

Experience
Nurse, {employer}, January 2018 to present
- Taught wound care to new colleagues

Education
BSc Nursing, {school}, 2013 - 2017

Skills
Triage{skills}
"""

ANA = {"name": "Ana Diaz", "age": "29-year-old", "city": "Lagos", "employer": "St Mary", "school": "Leeds College"}
JOHN = {"name": "John Oldman", "age": "61-year-old", "city": "Zürich", "employer": "Clinic", "school": "Oxford College"}


def applicant(acme: Tenant, job: dict[str, Any], skills: str = "", **who: str) -> dict[str, Any]:
    """The application of somebody whose CV was read."""
    email = new_email("cv")
    known = {
        "name": "Ana Diaz",
        "age": "29-year-old",
        "city": "Lagos",
        "employer": "St Mary",
        "school": "Leeds College",
    }
    text = NURSE.format(**{**known, **who}, email=email, skills=skills)
    candidate = acme.candidate(email=email)
    sent = {"candidate_id": candidate["id"]}
    acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("cv.txt", text.encode())}, data=sent)
    acme.product.land_files()
    return acme.application(job_id=job["id"], candidate_id=candidate["id"])


def nurse_job(acme: Tenant) -> dict[str, Any]:
    nice = {"name": "CPR", "required": False}
    skills = ["Triage", "Wound care", "Phlebotomy", nice]
    return acme.job(title="Nurse", description="Care for patients on a ward.", required_skills=skills)


def shortlist(acme: Tenant, job: dict[str, Any], query: str = "") -> Any:
    return acme.hr.ok("POST", f"/api/v1/jobs/{job['id']}/shortlist{query}")


@pytest.mark.parametrize("path", ["/api/v1/jobs/extract-requirements", "/api/v1/roles/extract-requirements"])
def test_one_answer_serves_both_readers_of_requirements(acme: Tenant, path: str) -> None:
    found = acme.hr.ok("POST", path, json={"job_description": AD, "role_title": "Bookkeeper"})
    assert found["responsibilities"] == ["Close the books each month"]
    assert len(found["interviewQuestions"]) == 5
    levels = {skill["name"]: (skill["importance"], skill["min_years"]) for skill in found["skill_requirements"]}
    assert levels == {"Bookkeeping": ("must", 3.0), "Payroll": ("must", None), "DATEV": ("nice", None)}
    assert found["skills"] == [*levels]
    assert (found["min_years"], found["seniority"], found["engine"]["name"]) == (3.0, "mid", "embedded")
    assert acme.hr.ok("POST", path, json={"description": AD, "title": "Bookkeeper"}) == found


def test_an_empty_description_is_refused(acme: Tenant) -> None:
    assert acme.hr.post("/api/v1/roles/extract-requirements", json={"job_description": " "}).status_code == 422


def test_a_job_is_written_from_its_title_and_kept(acme: Tenant) -> None:
    made = acme.hr.post("/api/jobs/generate_from_title/", json={"title": "Java Developer", "company": "Tech Corp"})
    assert made.status_code == 201
    job = made.json()
    assert (job["title"], job["company"], job["ai_generated"]) == ("Java Developer", "Tech Corp", True)
    assert "Java" in job["required_skills"]
    assert job["description"]
    assert job["responsibilities"]
    assert job["requirements"]
    kept = acme.hr.ok("GET", f"/api/v1/jobs/{job['_id']}")
    assert {**kept, "_id": kept["id"], "id": 0} == {**job, "id": 0}
    assert (
        acme.hr.ok("POST", "/api/v1/jobs/generate-from-title", json={"title": "Nurse"})["engine"]["name"] == "embedded"
    )
    assert acme.job()["ai_generated"] is False


def test_applicants_are_ranked_by_their_must_haves_with_quotes(acme: Tenant) -> None:
    job = nurse_job(acme)
    worst = acme.application(job_id=job["id"])
    middle = applicant(acme, job, ", CPR")
    best = applicant(acme, job, ", Phlebotomy")
    rejected = applicant(acme, job, ", Phlebotomy, CPR")
    acme.hr.ok(
        "POST", f"/api/v1/applications/{rejected['id']}/move", json={"status": "rejected", "reason": "Withdrew."}
    )
    ranked = shortlist(acme, job)
    assert ranked["total"] == 3
    entries = ranked["shortlist"]
    assert [entry["application_id"] for entry in entries] == [best["id"], middle["id"], worst["id"]]
    assert [entry["rank"] for entry in entries] == [1, 2, 3]
    assert [len(entry["missing_must_haves"]) for entry in entries] == [0, 1, 3]
    assert entries[1]["missing_must_haves"] == ["Phlebotomy"]
    assert entries[0]["score"] > entries[1]["score"] > entries[2]["score"]
    quotes = {reason["requirement"]: (reason["field"], reason["quote"]) for reason in entries[0]["reasons"]}
    assert quotes["Triage"] == ("technical_skills", "Triage")
    assert quotes["Wound care"][0] == "work_experience.description"
    assert "Taught wound care to new colleagues" in quotes["Wound care"][1]


def test_a_shortlist_is_paged_and_the_same_each_time(acme: Tenant) -> None:
    job = nurse_job(acme)
    for _ in range(3):
        acme.application(job_id=job["id"])
    whole = shortlist(acme, job)["shortlist"]
    pages = [shortlist(acme, job, f"?skip={skip}&limit=1") for skip in range(3)]
    assert [page["shortlist"][0] for page in pages] == whole
    assert [page["page"] for page in pages] == [1, 2, 3]


def test_who_an_applicant_is_changes_neither_score_nor_rank(acme: Tenant) -> None:
    job = nurse_job(acme)
    applicant(acme, job)
    applicant(acme, job, **JOHN)
    one, two = shortlist(acme, job)["shortlist"]
    assert one["score"] == two["score"]
    assert one["missing_must_haves"] == two["missing_must_haves"]


def test_many_applicants_are_ranked_as_few_are(acme: Tenant) -> None:
    job = nurse_job(acme)
    best = applicant(acme, job, ", Phlebotomy")
    for _ in range(55):
        acme.application(job_id=job["id"])
    ranked = shortlist(acme, job, "?limit=100")
    assert (ranked["total"], ranked["shortlist"][0]["application_id"]) == (56, best["id"])


def test_both_bodies_of_talentis_clients_are_answered_with_both_lists(acme: Tenant) -> None:
    job = nurse_job(acme)
    first, second = applicant(acme, job, ", Phlebotomy"), acme.application(job_id=job["id"])
    whole = acme.hr.ok("POST", "/api/v1/shortlist/generate", json={"roleId": job["id"]})
    assert [one["application_id"] for one in whole["ranked"]] == [first["id"], second["id"]]
    match = whole["matches"][0]
    assert (match["applicationId"], match["matchScore"]) == (first["id"], whole["ranked"][0]["score"])
    assert match["skills"] == ["Triage", "Wound care", "Phlebotomy"]
    assert "Missing: Triage" in whole["matches"][1]["matchReasons"]
    sent = [{"application_id": second["id"], "score": 100}]
    some = acme.hr.ok("POST", "/api/v1/shortlist/generate", json={"job_role_id": job["id"], "candidates": sent})
    assert [one["application_id"] for one in some["ranked"]] == [second["id"]]
    assert some["ranked"][0]["score"] == 0
    assert whole["job_role_id"] == some["job_role_id"] == job["id"]


def test_a_job_without_skills_is_matched_by_those_in_its_text(acme: Tenant) -> None:
    job = acme.job(title="Ward nurse", required_skills=[], requirements=["Must know phlebotomy and triage"])
    less, more = applicant(acme, job), applicant(acme, job, ", Phlebotomy")
    entries = shortlist(acme, job)["shortlist"]
    assert [entry["application_id"] for entry in entries] == [more["id"], less["id"]]
    assert entries[1]["missing_must_haves"] == ["Phlebotomy"]


def test_a_job_that_is_not_there_has_no_shortlist(acme: Tenant) -> None:
    assert acme.hr.post(f"/api/v1/jobs/{NOBODY}/shortlist").status_code == 404
    assert acme.hr.post("/api/v1/shortlist/generate", json={"roleId": "x"}).status_code == 404
