"""A dry run tells what the clean-up then does, and that is what is gone, whoever there is."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app import Product
from tests.tenant import PASSWORD, Tenant

DAY = timedelta(days=1)
PERSON = st.fixed_dictionaries(
    {
        "resumes": st.integers(0, 2),
        "applications": st.integers(0, 2),
        "interview": st.booleans(),
        "hired": st.booleans(),
        "held": st.booleans(),
        "merged": st.booleans(),
    }
)
LISTS = {"candidates": "candidates_removed", "interviews": "interviews_removed", "resumes": "resumes_removed"}


def make(acme: Tenant, told: dict[str, Any]) -> None:
    """Make somebody as drawn."""
    candidate_id = str(acme.candidate()["id"])
    hr = acme.hr
    for _ in range(told["resumes"]):
        cv = {"files": {"file": ("a.txt", b"Ada Costa\nSkills: Python\n")}, "data": {"candidate_id": candidate_id}}
        hr.ok("POST", "/api/v1/resumes", **cv)
    acme.product.land_files()
    applications = [acme.application(candidate_id=candidate_id) for _ in range(told["applications"])]
    if told["interview"]:
        acme.invitation(candidate_id=candidate_id, job_id=acme.job()["id"])
    if told["hired"] and applications:
        hired = {"status": "hired", "reason": "The best."}
        hr.ok("POST", f"/api/v1/applications/{applications[-1]['id']}/move", json=hired)
    if told["merged"]:
        other = acme.application()["candidate_id"]
        hr.ok("POST", f"/api/v1/candidates/{candidate_id}/merge", json={"other_id": other})
    if told["held"]:
        hr.ok("PUT", f"/api/v1/candidates/{candidate_id}/legal-hold", json={"reason": "A claim."})


def totals(acme: Tenant) -> dict[str, int]:
    named = {name: acme.hr.ok("GET", f"/api/v1/{name}")["total"] for name in (*LISTS, "applications")}
    return {**named, "holds": acme.hr.ok("GET", "/api/v1/legal-holds")["total"]}


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(people=st.lists(PERSON, max_size=5), days=st.integers(1, 4), moved=st.booleans(), unowned=st.integers(0, 2))
def test_a_dry_run_the_clean_up_and_what_is_gone_agree(
    people: list[dict[str, Any]], days: int, moved: bool, unowned: int
) -> None:
    product = Product()
    acme = Tenant(product)
    for _ in range(unowned):
        acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("b.pdf", b"%PDF-1.7 broken")})
    product.land_files()
    for told in people:
        make(acme, told)
        if moved:
            product.run_queue()
        product.clock.turn(DAY)
        acme.hr.sign_in(acme.hr.user["email"], PASSWORD)
    before = totals(acme)
    dry = acme.hr.ok("POST", "/api/v1/data-retention/cleanup", json={"retention_days": days, "dry_run": True})
    assert totals(acme) == before
    done = acme.hr.ok("POST", "/api/v1/data-retention/cleanup", json={"retention_days": days})
    after = totals(acme)
    assert {**dry, "dry_run": False} == done
    for name, told_as in LISTS.items():
        assert done[told_as] == before[name] - after[name], name
    assert done["applications_anonymized"] == before["applications"] - after["applications"]
    assert after["holds"] == before["holds"]
    again = acme.hr.ok("POST", "/api/v1/data-retention/cleanup", json={"retention_days": days})
    assert [again[told_as] for told_as in LISTS.values()] == [0, 0, 0]
    assert again["held_back"] == done["held_back"]
    product.run_queue()
    assert acme.hr.ok("GET", "/api/v1/tasks?status=failed")["total"] == 0
