"""What candidates may know of a company's jobs, so that they can interview for one themselves."""

from tests.tenant import Tenant


def test_a_candidate_sees_what_is_hired_for_and_interviews_for_it(acme: Tenant) -> None:
    client, _ = acme.interviewee(title="Welder")
    acme.job(title="Baker", salary_min=40_000, description="Bread, and more bread.")
    acme.job(title="Secret", status="draft")
    acme.job(title="Old", status="closed")
    found = client.ok("GET", "/api/v1/openings")
    assert [opening["title"] for opening in found["openings"]] == ["Baker", "Welder"]
    baker = found["openings"][0]
    assert baker["description"] == "Bread, and more bread."
    assert baker.keys().isdisjoint({"client_id", "salary_min", "rubric", "interview_structure", "created_by", "skills"})
    planned = client.ok("POST", "/api/v1/interviews", json={"job_id": baker["id"]})
    assert (planned["job_title"], planned["status"]) == ("Baker", "scheduled")


def test_another_companys_openings_are_not_among_them(acme: Tenant) -> None:
    Tenant(acme.product, "Umbrella").job(title="Pilot")
    client, _ = acme.interviewee(title="Welder")
    assert [one["title"] for one in client.ok("GET", "/api/v1/openings")["openings"]] == ["Welder"]
