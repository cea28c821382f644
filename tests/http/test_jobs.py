"""Jobs."""

from typing import Any

import pytest

from tests.tenant import Tenant

RUBRIC = {
    "dimensions": [
        {"key": "sql", "name": "SQL", "weight": 3, "keywords": ["index"]},
        {"key": "team", "name": "Teamwork", "weight": 1},
    ]
}


def test_a_job_is_read_as_it_was_made(acme: Tenant) -> None:
    draft = {
        "title": "Backend engineer",
        "description": "Builds the ordering service. Übung macht den Meister. 求人",
        "required_skills": ["Python", {"name": "SQL", "level": "expert", "required": False}],
        "rubric": RUBRIC,
        "interview_structure": {"technical": 2, "behavioral": 1, "max_minutes": 20},
        "experience_level": "senior",
    }
    made = acme.hr.ok("POST", "/api/v1/jobs", json=draft)
    assert acme.hr.ok("GET", f"/api/v1/jobs/{made['id']}") == made
    assert made["required_skills"] == ["Python", "SQL"]
    assert made["skills"][1] == {"name": "SQL", "level": "expert", "required": False}
    assert made["interview_structure"]["types"] == {"technical": 2, "behavioral": 1}
    assert [dimension["weight"] for dimension in made["rubric"]["dimensions"]] == [3, 1]
    assert made["created_by"] == acme.hr.user["id"]


def test_a_job_without_a_rubric_gets_the_default_one(acme: Tenant) -> None:
    keys = [dimension["key"] for dimension in acme.job()["rubric"]["dimensions"]]
    assert keys == ["technical_skills", "problem_solving", "communication", "ownership"]


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("title", "", "title"),
        ("title", "x" * 201, "title"),
        ("rubric", {"dimensions": []}, "rubric.dimensions"),
        ("rubric", {"dimensions": [RUBRIC["dimensions"][0]] * 2}, "rubric"),
        ("rubric", {"dimensions": [{"key": "a b", "name": "A"}]}, "rubric.dimensions.0.key"),
        ("rubric", {"dimensions": [{"key": "a", "name": "A", "weight": -1}]}, "rubric.dimensions.0.weight"),
        ("rubric", {"dimensions": [{"key": "a", "name": "A", "weight": "NaN"}]}, "rubric.dimensions.0.weight"),
        ("interview_structure", {"question_count": 0}, "interview_structure.question_count"),
        ("interview_structure", {"technical": 10, "behavioral": 6}, "interview_structure"),
        ("required_skills", ["x" * 121], "required_skills.0.name"),
    ],
)
def test_a_rule_that_is_broken_is_named_with_its_field(acme: Tenant, field: str, value: Any, named: str) -> None:
    answer = acme.hr.post("/api/v1/jobs", json={"title": "T", field: value})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [named]
    assert acme.hr.ok("GET", "/api/v1/jobs")["total"] == 0


def test_every_broken_rule_is_named_at_once(acme: Tenant) -> None:
    answer = acme.hr.post("/api/v1/jobs", json={"title": "", "location": 1, "default_difficulty": "brutal"})
    assert {error["field"] for error in answer.json()["errors"]} == {"title", "location", "default_difficulty"}


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_what_is_not_sent_stays(acme: Tenant, method: str) -> None:
    job = acme.job(rubric=RUBRIC)
    changed = acme.hr.ok(method, f"/api/v1/jobs/{job['id']}", json={"required_skills": ["Go"], "title": None})
    assert changed["skills"] == [{"name": "Go", "level": None, "required": True}]
    assert {**changed, "skills": 0, "required_skills": 0} == {**job, "skills": 0, "required_skills": 0}
    assert acme.hr.ok("GET", f"/api/v1/jobs/{job['id']}") == changed


def test_jobs_are_listed_newest_first_and_by_whether_they_are_open(acme: Tenant) -> None:
    first, second = acme.job(title="First"), acme.job(title="Second")
    acme.hr.ok("PATCH", f"/api/v1/jobs/{first['id']}", json={"is_active": False})

    def titles(query: str = "") -> list[str]:
        page = acme.hr.ok("GET", f"/api/v1/jobs{query}")
        assert page["total"] == len(page["jobs"])
        return [job["title"] for job in page["jobs"]]

    assert titles() == ["Second", "First"]
    assert (titles("?is_active=true"), titles("?is_active=false")) == (["Second"], ["First"])
    acme.hr.ok("DELETE", f"/api/v1/jobs/{second['id']}")
    assert (titles(), titles("?is_active=true")) == (["First"], [])
    assert acme.hr.get(f"/api/v1/jobs/{second['id']}").status_code == 404
    assert acme.hr.delete(f"/api/v1/jobs/{second['id']}").status_code == 404


def test_the_recruiter_contracts_addresses_speak_its_profile(acme: Tenant) -> None:
    made = acme.hr.ok("POST", "/api/jobs/", json={"title": "Tester"})
    listed = acme.hr.ok("GET", "/api/jobs")
    assert (listed["count"], listed["results"][0]["_id"]) == (1, made["_id"])
    refused = acme.hr.post("/api/jobs", json={})
    assert (refused.status_code, refused.json()["code"]) == (400, "INVALID")


def test_the_largest_job_that_the_rules_allow_can_be_kept_or_is_refused_clearly(acme: Tenant) -> None:
    line = "x" * 500
    largest = {"title": "T", "description": "d" * 8000, "responsibilities": [line] * 30, "requirements": [line] * 30}
    answer = acme.hr.post("/api/v1/jobs", json=largest)
    assert (answer.status_code, answer.json()["code"]) == (422, "too_large")
    fits = acme.job(description="d" * 8000, responsibilities=[line] * 20, requirements=[line] * 10)
    changed = {"description": "e" * 8000, "responsibilities": ["y" * 500] * 20, "requirements": ["y" * 500] * 10}
    acme.hr.ok("PATCH", f"/api/v1/jobs/{fits['id']}", json={**changed, "location": "Lagos"})
    event = acme.hr.ok("GET", "/api/v1/logs")["logs"][0]
    assert (event["action"], set(event["changes"])) == ("UPDATE_JOB", {*changed, "location"})
    assert (event["before"]["location"], event["changes"]["location"]) == (None, "Lagos")


def test_jobs_are_found_by_any_combination_of_filters_in_any_case(acme: Tenant) -> None:
    acme.job(title="A", category="Engineering", specialization="Backend", experience_level="Senior")
    acme.job(title="B", category="Engineering", specialization="Frontend", experience_level="senior")
    acme.job(title="C", category="Sales", is_active=False)
    acme.job(title="D")

    def titles(**query: str) -> str:
        page = acme.hr.ok("GET", "/api/v1/jobs", params=query)
        assert page["total"] == len(page["jobs"])
        return "".join(job["title"] for job in page["jobs"])

    assert titles() == "DCBA"
    assert titles(category="engineering") == "BA"
    assert titles(category="ENGINEERING", specialization="backend") == "A"
    assert titles(experience_level="senior") == "BA"
    assert titles(category="Engineering", experience_level="SENIOR", is_active="true") == "BA"
    assert (titles(category="Sales"), titles(category="Sales", is_active="true")) == ("C", "")
    assert titles(category="*") == titles(specialization="Sales") == ""
    assert titles(status="closed") == "C"


def test_a_status_and_whether_a_job_is_active_always_agree(acme: Tenant) -> None:
    path = f"/api/v1/jobs/{acme.job(status='draft')['id']}"

    def after(**changes: object) -> tuple[str, bool]:
        job = acme.hr.ok("PATCH", path, json=changes)
        return job["status"], job["is_active"]

    assert after(title="T") == ("draft", False)
    assert after(is_active=False) == ("draft", False)
    assert after(is_active=True) == ("active", True)
    assert after(is_active=False) == ("closed", False)
    assert after(status="active", is_active=False) == ("active", True)


def test_a_job_may_belong_to_a_client_of_the_company_alone(acme: Tenant) -> None:
    client, theirs = acme.client(), Tenant(acme.product, "Umbrella").client()
    job = acme.job(client_id=client["id"])
    assert [one["id"] for one in acme.hr.ok("GET", f"/api/v1/jobs?client_id={client['id']}")["jobs"]] == [job["id"]]
    for answer in (
        acme.hr.post("/api/v1/jobs", json={"title": "T", "client_id": theirs["id"]}),
        acme.hr.patch(f"/api/v1/jobs/{job['id']}", json={"client_id": theirs["id"]}),
    ):
        assert [error["field"] for error in answer.json()["errors"]] == ["client_id"]


def test_a_salary_range_is_not_upside_down(acme: Tenant) -> None:
    job = acme.job(salary_min=50_000, salary_max=60_000, salary_currency="EUR")
    assert acme.hr.patch(f"/api/v1/jobs/{job['id']}", json={"salary_max": 40_000}).status_code == 422


def test_a_deleted_job_leaves_its_applications(acme: Tenant) -> None:
    job = acme.job(title="Baker")
    application = acme.application(job_id=job["id"])
    acme.hr.ok("DELETE", f"/api/v1/jobs/{job['id']}")
    assert acme.hr.ok("GET", f"/api/v1/applications/{application['id']}")["job_title"] == "Baker"
