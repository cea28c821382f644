"""The dashboard's numbers."""

from tests.app import Product
from tests.tenant import Tenant


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
