"""Applications and their stages."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from tests.tenant import Tenant


def test_a_candidate_applies_for_a_job_once(acme: Tenant) -> None:
    made = acme.application()
    body = {"job_id": made["job_id"], "candidate_id": made["candidate_id"]}
    assert acme.hr.post("/api/v1/applications", json=body).status_code == 409
    assert acme.hr.ok("GET", f"/api/v1/applications/{made['id']}") == made
    assert (made["job_title"], made["candidate_name"]) == ("Backend engineer", "Zofia Nowak")


def test_who_is_put_forward_in_a_later_stage_is_in_it_and_a_decision_is_a_move(acme: Tenant) -> None:
    body = {"job_id": acme.job()["id"], "candidate_id": acme.candidate()["id"]}
    refused = acme.hr.post("/api/v1/applications", json=body | {"status": "hired"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "status")
    acme.hr.ok("POST", "/api/v1/applications", json=body | {"status": "interview"})
    assert acme.hr.ok("GET", f"/api/v1/candidates/{body['candidate_id']}")["status"] == "interview"


def test_every_move_is_kept_with_who_decided_when_and_why(acme: Tenant) -> None:
    path = f"/api/v1/applications/{acme.application()['id']}"
    acme.hr.ok("POST", f"{path}/move", json={"status": "shortlisted"})
    moved = acme.hr.ok("POST", f"{path}/move", json={"status": "rejected", "reason": "The role was filled."})
    assert [(step["from_stage"], step["to_stage"]) for step in moved["history"]] == [
        (None, "applied"),
        ("applied", "screening"),
        ("screening", "rejected"),
    ]
    assert moved["history"][-1]["reason"] == "The role was filled."
    assert moved["history"][-1]["by_user_id"] == acme.hr.user["id"]
    candidate = acme.hr.ok("GET", f"/api/v1/candidates/{moved['candidate_id']}")
    assert candidate["status"] == "rejected"


@pytest.mark.parametrize("stage", ["hired", "rejected", "Selected"])
def test_a_final_decision_needs_a_reason(acme: Tenant, stage: str) -> None:
    path = f"/api/v1/applications/{acme.application()['id']}"
    answer = acme.hr.post(f"{path}/move", json={"status": stage})
    assert [error["field"] for error in answer.json()["errors"]] == ["reason"]
    assert acme.hr.ok("GET", path)["status"] == "applied"


def test_a_move_to_where_it_is_and_to_no_stage_at_all_are_refused(acme: Tenant) -> None:
    path = f"/api/v1/applications/{acme.application()['id']}/move"
    assert acme.hr.post(path, json={"status": "applied"}).status_code == 409
    assert acme.hr.post(path, json={"status": "promoted"}).status_code == 422


def test_of_many_who_move_it_at_once_each_step_follows_from_the_one_before(acme: Tenant) -> None:
    path = f"/api/v1/applications/{acme.application()['id']}"

    def move(stage: str) -> int:
        client = acme.product.client(acme.hr.tokens["access_token"])
        return client.post(f"{path}/move", json={"status": stage, "reason": "r"}).status_code

    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(move, ["screening", "interview", "offer", "accepted"] * 3))
    history = acme.hr.ok("GET", path)["history"]
    assert set(statuses) <= {200, 409}
    assert len(history) == 1 + statuses.count(200)
    assert all(one["to_stage"] == other["from_stage"] for one, other in pairwise(history))


def test_applications_are_listed_by_job_stage_and_candidate(acme: Tenant) -> None:
    job = acme.job()
    first, second = acme.application(job_id=job["id"]), acme.application(job_id=job["id"])
    third = acme.application(candidate_id=first["candidate_id"])
    acme.hr.ok("POST", f"/api/v1/applications/{second['id']}/move", json={"status": "offer"})

    def ids(**query: str) -> list[str]:
        page = acme.hr.ok("GET", "/api/v1/applications", params=query)
        assert page["total"] == len(page["applications"])
        return [one["id"] for one in page["applications"]]

    assert ids() == [third["id"], second["id"], first["id"]]
    assert ids(job_id=job["id"]) == [second["id"], first["id"]]
    assert ids(status="OFFER") == [second["id"]]
    assert ids(job_id=job["id"], status="applied") == [first["id"]]
    assert ids(candidate_id=first["candidate_id"]) == [third["id"], first["id"]]
    query = {"candidate_id": first["candidate_id"], "status": "offer"}
    assert acme.hr.get("/api/v1/applications", params=query).status_code == 422
