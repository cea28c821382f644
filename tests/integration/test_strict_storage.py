"""The whole main job on storage that is as hard to live with as the real service."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.azure_storage import Policies
from tests.app import Product
from tests.azurite import StorageEmulator
from tests.cvs.make import HERE as CVS
from tests.integration.stored_product import StoredProduct
from tests.strict_storage import DropAfterWrite, ShortPages, StrictPolicy, Throttle
from tests.tenant import Tenant, hold

pytestmark = pytest.mark.azurite

HARDSHIPS: dict[str, Callable[[], Policies]] = {
    "scans are refused": lambda: [StrictPolicy()],
    "pages are short or empty": lambda: [ShortPages(1)],
    "now and then it is busy": lambda: [Throttle(2)],
    "answers of writes are lost": lambda: [DropAfterWrite(3)],
    "all of it": lambda: [StrictPolicy(), ShortPages(4), Throttle(5, chance=0.05), DropAfterWrite(6, chance=0.05)],
}


def do_the_main_job(product: Product) -> dict[str, Any]:
    """From a company to a decision, and what is to be seen of it; the same wherever it is kept."""
    tenant = Tenant(product)
    hr = tenant.hr
    job = tenant.job()
    file = {"file": ("cv.pdf", (CVS / "single_column.pdf").read_bytes())}
    resume = hr.ok("POST", "/api/v1/resumes", files=file, data={"job_id": job["id"]})
    product.land_files()
    resume = hr.ok("GET", f"/api/v1/resumes/{resume['id']}")
    invitation = tenant.invitation(candidate_id=resume["candidate_id"], job_id=job["id"])
    candidate = tenant.claimed(invitation)
    interview_id = invitation["interview_id"]
    replies = hold(candidate, interview_id)
    product.run_queue()
    score = hr.ok("GET", f"/api/v1/interviews/{interview_id}/score")
    judged = {"overall_score": 70, "reason": "A strong work sample."}
    hr.ok("POST", f"/api/v1/interviews/{interview_id}/score/override", json=judged)
    hr.ok("POST", f"/api/v1/applications/{invitation['application_id']}/move", json={"status": "offer"})
    turns = candidate.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"]
    return {
        "parsed": resume["parsing_status"],
        "questions": len({turn["question_id"] for turn in turns if turn["question_id"]}),
        "turns": [(turn["sequence"], turn["speaker"], turn["cue"]) for turn in turns],
        "replies": len(replies),
        "overall": score["overall_score"],
        "dimensions": [(one["key"], one["score"], len(one["quotes"])) for one in score["dimensions"]],
        "recommendation": score["recommendation"],
        "decided_by": hr.ok("GET", f"/api/v1/reports/{interview_id}")["decided_by"],
        "mails": sorted(mail.to != invitation["candidate_email"] for mail in product.mailer.sent),
        **_lists(tenant),
        **_erased_in_time(product, tenant),
    }


def _lists(tenant: Tenant) -> dict[str, Any]:
    """What lists show page by page, with their kept totals."""
    found: dict[str, Any] = {}
    for listed in ("candidates", "applications", "interviews", "invitations", "resumes", "jobs", "users", "logs"):
        items: list[dict[str, Any]] = []
        query: dict[str, Any] = {"limit": 2}
        while query:
            page = tenant.hr.ok("GET", f"/api/v1/{listed}", params=query)
            items += page[listed]
            query = {"limit": 2, "cursor": page["next_cursor"]} if page["next_cursor"] else {}
        assert len({item["id"] for item in items}) == len(items) == page["total"], listed
        found[listed] = len(items)
        if listed == "logs":
            found["actions"] = sorted(item["action"] for item in items)
    found["found"] = tenant.hr.ok("GET", "/api/v1/candidates", params={"search": "chidin"})["total"]
    found["queued"] = tenant.hr.ok("GET", "/api/v1/tasks", params={"status": "queued"})["total"]
    return found


def _erased_in_time(product: Product, tenant: Tenant) -> dict[str, Any]:
    """What the timer erases when the company's time has passed."""
    tenant.hr.ok("PUT", "/api/v1/data-retention/policy", json={"retention_days": 30})
    counted = tenant.hr.ok("POST", "/api/v1/data-retention/cleanup", json={"dry_run": True})
    product.clock.turn(timedelta(days=31))
    product.app.housekeeping.apply_retention()
    product.app.housekeeping.fold_counts()
    hr = product.signed_in(tenant.hr.user["email"], "A-good-password-1")
    lists = ("candidates", "applications", "interviews", "invitations", "resumes")
    left = {listed: hr.ok("GET", f"/api/v1/{listed}")["total"] for listed in lists}
    return {"due before": counted["candidates_removed"], "left": left}


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, Any]:
    """The main job in memory."""
    result = do_the_main_job(Product())
    assert result["parsed"] == "completed"
    assert result["overall"] is not None
    assert set(result["left"].values()) == {0}
    return result


@pytest.mark.parametrize("hardship", HARDSHIPS)
def test_the_main_job_comes_out_right_although(
    azurite: StorageEmulator, undisturbed: dict[str, Any], hardship: str
) -> None:
    product = StoredProduct(azurite.new_account(), HARDSHIPS[hardship]())
    try:
        assert do_the_main_job(product) == undisturbed
    finally:
        product.close()
