"""Jobs in the words of Talenti and Interview Platform, who call them roles, beside AI Interviewer's roles."""

import json
from typing import Any

import pytest

from tests.tenant import Tenant

EIGHT = ("technical_skills", "domain_knowledge", "communication", "culture_fit", "motivation", "experience_depth")
NEW_ROLE: dict[str, Any] = {
    "title": "Engineer",
    "work_type": "hybrid",
    "employment_type": "full_time",
    "salary_range_min": 100_000,
    "salary_range_max": "",
    "requirements": {"skills": ["Python"], "experience": ["5 years"], "responsibilities": ["Builds"], "other": 1},
    "scoring_rubric": {key: {"weight": 10, "label": key.title()} for key in EIGHT},
    "interview_structure": {"questions": ["What did you build last year?"], "duration_minutes": 45},
    "status": "active",
    "created_by": "somebody",
}


def test_everything_that_talentis_page_sends_comes_back(acme: Tenant) -> None:
    made = acme.hr.ok("POST", "/api/roles", json=NEW_ROLE)
    assert acme.hr.ok("GET", f"/api/roles/{made['id']}") == made
    assert acme.hr.ok("GET", "/api/roles") == [made]
    assert (made["organisation_id"], made["created_by"]) == (acme.id, acme.hr.user["id"])
    assert (made["salary_range_min"], made["salary_range_max"]) == (100_000, None)
    assert made["requirements"]["skills"] == ["Python"]
    assert made["scoring_rubric"] == {key: {"weight": 10.0, "label": key.title()} for key in EIGHT}
    assert made["interview_structure"]["questions"] == ["What did you build last year?"]
    assert made["interview_structure"]["duration_minutes"] == 45
    again = acme.hr.ok("PATCH", f"/api/roles/{made['id']}", json=made)
    assert again == {**made, "updated_at": again["updated_at"]}


def test_a_role_is_made_for_ones_own_organisation_alone(acme: Tenant) -> None:
    theirs = Tenant(acme.product, "Umbrella").id
    assert acme.hr.post("/api/roles", json={**NEW_ROLE, "organisation_id": theirs}).status_code == 403
    assert acme.hr.post("/api/roles", json={**NEW_ROLE, "organisation_id": acme.id}).status_code == 201


def test_a_talenti_role_is_a_draft_until_it_is_said_otherwise(acme: Tenant) -> None:
    assert acme.hr.ok("POST", "/api/roles", json={"title": "Engineer"})["status"] == "draft"


def test_parts_of_a_role_may_come_as_json_in_a_text_or_as_plain_text(acme: Tenant) -> None:
    path = f"/api/roles/{acme.job(title='Engineer')['id']}"
    sent = {name: json.dumps(NEW_ROLE[name]) for name in ("requirements", "interview_structure", "scoring_rubric")}
    changed = acme.hr.ok("PATCH", path, json=sent)
    assert changed["requirements"]["responsibilities"] == ["Builds"]
    assert changed["interview_structure"]["duration_minutes"] == 45
    plain = acme.hr.ok("PATCH", path, json={"requirements": "A degree\n\nPatience"})
    assert plain["requirements"]["qualifications"] == ["A degree", "Patience"]
    assert plain["requirements"]["responsibilities"] == ["Builds"]


def test_a_rubric_is_taken_in_both_forms_and_judges_by_what_weighs_something(acme: Tenant) -> None:
    job = acme.job()
    path = f"/api/roles/{job['id']}/rubric"
    tiered = {"dimensions": {"ownership": {"weight": 2, "tier": "Critical"}, "feedback": {"weight": 0}}}
    assert acme.hr.ok("PATCH", path, json=tiered)["scoring_rubric"] == {
        "ownership": {"weight": 2.0, "label": "Ownership", "tier": "Critical"}
    }
    named = {"scoring_rubric": {"vocabulary": {"weight": 5, "label": "Words"}}}
    assert acme.hr.ok("PATCH", path, json=named)["scoring_rubric"] == {"vocabulary": {"weight": 5.0, "label": "Words"}}
    kept = acme.hr.ok("GET", f"/api/v1/jobs/{job['id']}")["rubric"]["dimensions"]
    assert [(one["key"], one["name"], one["weight"]) for one in kept] == [("vocabulary", "Words", 5.0)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"dimensions": {"courage": {"weight": 1}}},
        {"dimensions": {"ownership": {"weight": 0}}},
        {"dimensions": {"ownership": {"weight": -1}}},
        {"dimensions": {"ownership": {"weight": 1, "tier": "Vital"}}},
        {"scoring_rubric": {}},
        {"scoring_rubric": "not json"},
        {"scoring_rubric": {"A key": {"weight": 1}}},
        {"scoring_rubric": {"communication": {"weight": "NaN"}}},
    ],
)
def test_what_is_no_rubric_is_refused(acme: Tenant, body: dict[str, Any]) -> None:
    assert acme.hr.patch(f"/api/roles/{acme.job()['id']}/rubric", json=body).status_code == 400


def test_an_own_question_about_what_is_protected_is_refused_here_too(acme: Tenant) -> None:
    body = {"interview_structure": {"questions": ["Are you planning to have children?"], "duration_minutes": 30}}
    assert acme.hr.patch(f"/api/roles/{acme.job()['id']}", json=body).status_code == 400


def test_permissions_in_the_body_make_an_access_role_and_nothing_a_job(acme: Tenant) -> None:
    access = acme.hr.ok("POST", "/api/v1/roles", json={"name": "Lead", "permissions": ["view_candidates"]})
    assert (access["name"], access["permissions"]) == ("Lead", ["view_candidates"])
    body = {"name": "Engineer", "category": "Engineering", "interview_structure": {"technical": 5, "behavioral": 3}}
    job = acme.hr.ok("POST", "/api/v1/roles", json=body)
    assert (job["status"], job["data"]["name"]) == ("success", "Engineer")
    assert job["data"]["interview_structure"] == {"technical": 5, "behavioral": 3}
    listed = acme.hr.ok("GET", "/api/v1/roles")
    assert [one["id"] for one in listed["data"]] == [job["data"]["id"]]
    assert [one["id"] for one in listed["roles"]] == [access["id"]]
    filtered = acme.hr.ok("GET", "/api/v1/roles", params={"category": "Sales"})
    assert (filtered["data"], len(filtered["roles"])) == ([], 1)


def test_who_may_do_one_of_the_two_does_not_do_the_other(acme: Tenant) -> None:
    def with_only(permission: str) -> Any:
        return acme.colleague("EMPLOYEE", access_role_id=acme.access_role(permissions=[permission])["id"])

    makes_jobs, makes_roles = with_only("manage_jobs"), with_only("manage_access_roles")
    job, role = {"name": "Engineer"}, {"name": "Nothing", "permissions": []}
    assert makes_jobs.post("/api/v1/roles", json=job).status_code == 201
    assert makes_jobs.post("/api/v1/roles", json=role).status_code == 403
    assert makes_roles.post("/api/v1/roles", json=role).status_code == 201
    assert makes_roles.post("/api/v1/roles", json=job).status_code == 403
    sees_jobs, sees_people = with_only("view_jobs"), with_only("view_users")
    acme.job()
    for client, jobs, roles in ((sees_jobs, 1, 0), (sees_people, 0, 5)):
        listed = client.ok("GET", "/api/v1/roles")
        assert (len(listed["data"]), len(listed["roles"])) == (jobs + (client is sees_jobs), roles)


def test_a_candidates_statistics_are_their_own_and_a_companys_are_counted(acme: Tenant) -> None:
    candidate, _ = acme.completed_interview()
    acme.interviewee()
    own = candidate.ok("GET", "/api/v1/users/statistics")
    assert (own["total_interviews"], own["completed_interviews"]) == (1, 1)
    assert own["data"]["total_interviews"] == 1
    company = acme.hr.ok("GET", "/api/v1/users/statistics")
    assert (company["total_interviews"], company["completed_interviews"]) == (2, 1)
    assert acme.colleague("CLIENT").ok("GET", "/api/v1/users/statistics")["total_interviews"] == 0


def test_a_rubric_that_weighs_nothing_is_refused_by_its_field_and_an_empty_one_is_none(acme: Tenant) -> None:
    role = acme.hr.ok("POST", "/api/roles", json={"title": "Baker", "scoring_rubric": {}})
    assert role["scoring_rubric"]
    nothing = {"communication": {"weight": 0}}
    for answer in (
        acme.hr.post("/api/roles", json={"title": "Baker", "scoring_rubric": nothing}),
        acme.hr.request("PATCH", f"/api/roles/{role['id']}/rubric", json={"scoring_rubric": nothing}),
    ):
        assert answer.json()["errors"] == [
            {
                "field": "scoring_rubric",
                "rule": "value_error",
                "message": "at least one dimension needs a weight above 0",
            }
        ]
    empty = acme.hr.request("PATCH", f"/api/roles/{role['id']}/rubric", json={})
    assert empty.json()["errors"][0] == {
        "field": "body",
        "rule": "value_error",
        "message": "send dimensions or scoring_rubric",
    }
