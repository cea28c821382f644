"""Dashboards, funnels, drop-offs and the time to hire."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.app import Product
from tests.tenant import PASSWORD, Tenant

FUNNEL = "/api/v1/analytics/funnel"


def test_the_dashboard_names_every_status_of_a_new_company_with_zero(acme: Tenant) -> None:
    numbers = acme.hr.ok("GET", "/api/v1/dashboard")
    assert numbers["candidates"] == numbers["jobs"] == numbers["interviews"] == 0
    assert set(numbers["candidates_by_status"]) >= {"applied", "hired", "rejected"}
    assert set(numbers["candidates_by_status"].values()) == {0}


def test_the_dashboard_equals_a_recount_of_the_lists(acme: Tenant) -> None:
    for stage in ("screening", "offer", "offer"):
        application = acme.application()
        acme.hr.ok("POST", f"/api/v1/applications/{application['id']}/move", json={"status": stage})
    acme.scored_interview()
    acme.hr.ok("PATCH", f"/api/v1/jobs/{acme.job()['id']}", json={"is_active": False})

    numbers = acme.hr.ok("GET", "/api/v1/dashboard")
    for name in ("candidates", "applications", "interviews", "jobs"):
        items = acme.hr.ok("GET", f"/api/v1/{name}", params={"limit": 100})[name]
        assert numbers[name] == len(items)
        for status, number in numbers.get(f"{name}_by_status", {}).items():
            assert number == sum(item["status"] == status for item in items), (name, status)
    assert numbers["active_jobs"] == numbers["jobs"] - 1


def test_the_dashboard_counts_the_callers_company_alone(product: Product, acme: Tenant) -> None:
    acme.candidate()
    assert Tenant(product, "Beta").hr.ok("GET", "/api/v1/dashboard")["candidates"] == 0


def test_the_funnel_counts_who_came_to_a_stage_or_beyond_it(acme: Tenant) -> None:
    for stages in (["interview"], ["offer", "screening"], ["screening", "rejected"], []):
        candidate_id = acme.candidate(domain="Backend")["id"]
        for stage in stages:
            acme.hr.ok("PATCH", f"/api/v1/candidates/{candidate_id}", json={"status": stage})
    acme.candidate(domain="Frontend")
    funnel = acme.hr.ok("GET", FUNNEL, params={"department": "backend"})
    assert [stage["count"] for stage in funnel["stages"]] == [4, 3, 2, 1, 0, 0]
    assert [stage["percentage"] for stage in funnel["stages"]] == [100.0, 75.0, 50.0, 25.0, 0.0, 0.0]
    assert [stage["dropoff_percentage"] for stage in funnel["stages"]] == [None, 25.0, 33.3, 50.0, 100.0, None]
    assert (funnel["total"], funnel["rejected"], funnel["overall_acceptance_rate"]) == (4, 1, 0.0)
    assert acme.hr.ok("GET", FUNNEL)["total"] == 5
    assert acme.hr.ok("GET", FUNNEL, params={"period": "2025-12"})["total"] == 0


def test_the_funnel_is_a_picture_that_reads_aloud(acme: Tenant) -> None:
    application = acme.application(candidate_id=acme.candidate(domain="R&D <b>")["id"])
    acme.hr.ok("POST", f"/api/v1/applications/{application['id']}/move", json={"status": "interview"})
    acme.candidate(domain="R&D <b>")
    answer = acme.hr.get(f"{FUNNEL}.svg", params={"department": "R&D <b>"})
    assert answer.headers["content-type"] == "image/svg+xml"
    picture = ElementTree.fromstring(answer.content)
    texts = {child.tag.rpartition("}")[2]: child.text for child in picture}
    assert texts["title"] == "How far candidates of R&D <b> came"
    assert "Applied: 2 (100 %); Screening: 1 (50 %)" in str(texts["desc"])
    widths = [child.get("width") for child in picture.iter() if child.get("fill") == "#1f5fa8"]
    assert widths == ["380", "190", "190", "0", "0", "0"]
    for query in ({"period": "2020-01"}, {"department": "a\x00\x1b\u202e" * 20}):
        ElementTree.fromstring(acme.hr.get(f"{FUNNEL}.svg", params=query).content)


def test_people_and_interviews_are_lost_somewhere(acme: Tenant) -> None:
    _, interview_id = acme.interviewee()
    acme.hr.ok("POST", f"/api/v1/interviews/{interview_id}/cancel", json={"reason": "The job was withdrawn."})
    application = acme.application()
    for stage in ("interview", "rejected"):
        decision = {"status": stage, "reason": "Too far away."}
        acme.hr.ok("POST", f"/api/v1/applications/{application['id']}/move", json=decision)
    losses = acme.hr.ok("GET", "/api/v1/analytics/drop-offs")
    assert [(one["stage"], one["left"]) for one in losses["by_stage"] if one["left"]] == [("interview", 1)]
    assert losses["interviews"] == {
        "total": 1,
        "no_shows": 0,
        "cancelled": 1,
        "ended_early": 0,
        "percentage": 100.0,
    }
    of_job = acme.hr.ok("GET", "/api/v1/analytics/drop-offs", params={"job_id": application["job_id"]})
    assert (of_job["total"], of_job["rejected"], of_job["interviews"]["total"]) == (1, 1, 0)
    assert of_job["interviews"]["percentage"] is None


@pytest.mark.parametrize("path", ["funnel", "drop-offs", "time-to-hire"])
def test_a_new_company_has_zeros_and_nothing_is_divided_by_them(acme: Tenant, path: str) -> None:
    numbers = acme.hr.ok("GET", f"/api/v1/analytics/{path}")
    assert {number for number in leaves(numbers) if isinstance(number, int | float)} == {0}


def test_the_documented_keys_of_a_new_company_are_zero_and_never_null(acme: Tenant) -> None:
    for path in ("dashboard/stats", "analytics/funnel", "analytics/time-to-hire"):
        numbers = acme.hr.ok("GET", f"/api/v1/candidates/{path}")
        assert {number for number in leaves(numbers) if not isinstance(number, str)} == {0}
    assert numbers["message"] == "Nobody has been hired yet"
    assert set(leaves(acme.hr.ok("GET", "/api/dashboard/stats"))) == {0}


def test_a_time_to_hire_has_an_exact_median_and_the_departments(acme: Tenant) -> None:
    clock = acme.product.clock
    people = [acme.candidate(domain=domain)["id"] for domain in ("Backend", "backend", "Backend", "DevOps")]
    for candidate_id, days in zip(people, (1, 4, 4, 20), strict=True):
        clock.turn(timedelta(days=days))
        acme.hr.take(acme.hr.sign_in(acme.hr.user["email"], PASSWORD))
        acme.hr.ok("PATCH", f"/api/v1/candidates/{candidate_id}", json={"status": "hired"})
    time = acme.hr.ok("GET", "/api/v1/analytics/time-to-hire")
    assert (time["hires"], time["average_days"], time["median_days"]) == (4, 11.0, 7.0)
    departments = [{"department": "Backend", "hires": 3, "average_days": 5.0}]
    assert time["by_department"] == [*departments, {"department": "DevOps", "hires": 1, "average_days": 29.0}]
    by_department = acme.hr.ok("GET", "/api/v1/analytics/time-to-hire", params={"department": "BACKEND"})
    assert (by_department["hires"], by_department["median_days"], by_department["by_department"]) == (3, 5.0, None)


@pytest.mark.parametrize(
    "query", [{"period": "2026"}, {"period": "2026-13"}, {"job_id": "a", "department": "b"}], ids=str
)
def test_what_cannot_be_asked_is_refused(acme: Tenant, query: dict[str, str]) -> None:
    assert acme.hr.get(FUNNEL, params=query).status_code == 422


def test_analytics_count_the_callers_company_alone(product: Product, acme: Tenant) -> None:
    application = acme.application()
    stranger = Tenant(product, "Beta").hr
    for query in ({}, {"job_id": application["job_id"]}):
        assert stranger.ok("GET", FUNNEL, params=query)["total"] == 0
    assert acme.colleague("CLIENT").get(FUNNEL).status_code == 403


def leaves(content: Any) -> Iterator[Any]:
    """The values in an answer, at any depth."""
    if isinstance(content, dict | list):
        for inner in content.values() if isinstance(content, dict) else content:
            yield from leaves(inner)
    else:
        yield content
