"""Presets, legal holds and deletion requests: what keeps people's data, and what ends it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from shared.retention.models import DELETION
from tests.app import Client
from tests.tenant import PASSWORD, Tenant

DAY = timedelta(days=1)
CANARY = "Qwyxzelbron"


def ask(client: Client, **fields: Any) -> dict[str, Any]:
    return dict(client.ok("POST", "/api/v1/deletion-requests", json=fields))


def seen(acme: Tenant, request: dict[str, Any]) -> dict[str, Any]:
    return dict(acme.hr.ok("GET", f"/api/v1/deletion-requests/{request['id']}"))


def pass_time(acme: Tenant, wait: timedelta) -> None:
    """Let time pass, with what runs every minute and every night, and sign in again."""
    acme.product.clock.turn(wait)
    acme.product.sweep()
    acme.product.run_queue()
    acme.product.app.housekeeping.apply_retention()
    acme.product.app.housekeeping.each_company(acme.product.app.deletions.attend)
    acme.hr.sign_in(acme.hr.user["email"], PASSWORD)


def hold(acme: Tenant, candidate_id: str, reason: str = "A claim before the labour court.") -> str:
    path = f"/api/v1/candidates/{candidate_id}/legal-hold"
    acme.hr.ok("PUT", path, json={"reason": reason})
    return path


def test_each_preset_has_a_reason_and_sets_its_days(acme: Tenant) -> None:
    presets = acme.hr.ok("GET", "/api/v1/data-retention/presets")["presets"]
    assert {"minimal_90d", "eu_180d", "us_2y"} <= {one["name"] for one in presets}
    days = [one["retention_days"] for one in presets]
    assert days == sorted(days)
    for one in presets:
        assert len(one["reason"]) > 30
        policy = acme.hr.ok("PUT", "/api/v1/data-retention/policy", json={"preset": one["name"]})
        assert (policy["retention_days"], policy["preset"]) == (one["retention_days"], one["name"])
    assert acme.hr.ok("PUT", "/api/v1/data-retention/policy", json={"retention_days": 11})["preset"] is None


@pytest.mark.parametrize("body", [{}, {"preset": "for_ever"}, {"preset": "eu_180d", "retention_days": 5}])
def test_a_policy_is_either_days_or_a_preset(acme: Tenant, body: dict[str, Any]) -> None:
    assert acme.hr.put("/api/v1/data-retention/policy", json=body).status_code == 422


def test_a_legal_hold_keeps_a_person_from_being_erased_by_anybody(acme: Tenant) -> None:
    candidate = acme.candidate()
    path = hold(acme, candidate["id"])
    assert acme.hr.ok("GET", "/api/v1/legal-holds")["legal_holds"][0]["id"] == candidate["id"]
    refused = acme.hr.delete(f"/api/v1/candidates/{candidate['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "legal_hold")
    acme.hr.ok("PUT", "/api/v1/data-retention/policy", json={"preset": "minimal_90d"})
    pass_time(acme, 400 * DAY)
    for dry in (True, False):
        report = acme.hr.ok("POST", "/api/v1/data-retention/cleanup", json={"dry_run": dry})
        assert (report["candidates_removed"], report["held_back"]) == (0, 1)
    acme.hr.ok("DELETE", path)
    assert acme.hr.get(path).status_code == 404
    report = acme.hr.ok("POST", "/api/v1/data-retention/cleanup")
    assert (report["candidates_removed"], report["held_back"]) == (1, 0)
    actions = [one["action"] for one in acme.hr.ok("GET", "/api/v1/logs?limit=100")["logs"]]
    assert {"PLACE_LEGAL_HOLD", "LIFT_LEGAL_HOLD"} <= set(actions)


def test_a_hold_stays_on_somebody_who_becomes_part_of_another(acme: Tenant) -> None:
    kept, merged = acme.candidate(), acme.candidate()
    path = hold(acme, merged["id"])
    acme.hr.ok("POST", f"/api/v1/candidates/{kept['id']}/merge", json={"other_id": merged["id"]})
    acme.product.run_queue()
    assert acme.hr.delete(f"/api/v1/candidates/{kept['id']}").json()["code"] == "legal_hold"
    acme.hr.ok("DELETE", path)
    acme.hr.ok("DELETE", f"/api/v1/candidates/{kept['id']}")


def test_why_somebody_was_held_is_forgotten_with_them(acme: Tenant) -> None:
    candidate = acme.candidate()
    path = hold(acme, candidate["id"], f"{CANARY} sues us.")
    assert CANARY in json.dumps(acme.hr.ok("GET", "/api/v1/logs"))
    acme.hr.ok("DELETE", path)
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate['id']}")
    assert CANARY not in acme.product.everything_kept()


def test_a_request_is_done_after_three_days_and_certified(acme: Tenant) -> None:
    client, interview_id = acme.scored_interview()
    request = ask(client, reason=f"{CANARY} is private.")
    assert (request["status"], request["request_type"]) == ("pending", "full_deletion")
    pass_time(acme, 3 * DAY - timedelta(hours=1))
    assert seen(acme, request)["status"] == "pending"
    pass_time(acme, timedelta(hours=1))
    done = seen(acme, request)
    assert (done["status"], done["processed_by"], done["reason"]) == ("completed", "system", None)
    assert done["processed_at"] < done["deadline_at"]
    assert acme.hr.get(f"/api/v1/interviews/{interview_id}").status_code == 404
    assert client.get("/api/v1/users/me").status_code == 401
    erased = done["certificate"]["erased"]
    assert (erased["candidate"], erased["interview"], erased["score"], erased["user"]) == (1, 1, 1, 1)
    assert erased["turn"] > 4
    acme.product.app.housekeeping.fold_counts()
    kept = acme.product.everything_kept()
    assert CANARY not in kept
    assert client.user["email"] not in kept


def test_a_certificate_holds_nothing_personal_and_no_word_of_it_can_be_changed(acme: Tenant) -> None:
    client, _ = acme.scored_interview()
    request = ask(client, reason=CANARY)
    done = acme.hr.ok("POST", f"/api/v1/deletion-requests/{request['id']}/process")
    certificate = done["certificate"]
    told = json.dumps(certificate)
    for personal in (CANARY, client.user["email"], client.user["name"], client.user["id"], client.user["candidate_id"]):
        assert personal not in told
    guest = acme.product.client()

    def is_valid(**changed: Any) -> bool:
        checked = guest.ok("POST", "/api/v1/deletion-certificates/verify", json={**certificate, **changed})
        return bool(checked["valid"])

    assert is_valid()
    assert is_valid(erased=dict(reversed(certificate["erased"].items())))
    assert not is_valid(erased={**certificate["erased"], "turn": 0})
    assert not is_valid(company_id="another")
    assert not is_valid(completed_at="2026-02-28T12:00:00Z")
    assert not is_valid(signature="0" * 64)


def test_the_certified_numbers_are_of_what_was_there(acme: Tenant) -> None:
    client, interview_id = acme.scored_interview()
    candidate = client.user["candidate_id"]
    acme.hr.ok("POST", f"/api/v1/candidates/{candidate}/notes", json={"content": "Thinks aloud."})
    cv = b"Ada Costa\nSkills: Python\n"
    acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("a.txt", cv)}, data={"candidate_id": candidate})
    acme.product.land_files()
    turns = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts")["total"]
    files = len(acme.product.blobs.contents())
    request = ask(client)
    done = acme.hr.ok("POST", f"/api/v1/deletion-requests/{request['id']}/process")
    erased = done["certificate"]["erased"]
    assert (erased["turn"], erased["note"], erased["resume"]) == (turns, 1, 1)
    assert erased["file"] == files - len(acme.product.blobs.contents()) == 2


def test_a_request_waits_for_a_legal_hold_and_is_done_when_it_is_lifted(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    path = hold(acme, client.user["candidate_id"])
    request = ask(client)
    refused = acme.hr.post(f"/api/v1/deletion-requests/{request['id']}/process")
    assert (refused.status_code, refused.json()["code"]) == (409, "legal_hold")
    pass_time(acme, 4 * DAY)
    assert seen(acme, request)["status"] == "on_hold"
    acme.hr.ok("DELETE", path)
    pass_time(acme, DAY)
    assert seen(acme, request)["status"] == "completed"


def test_a_request_can_be_taken_back_by_who_made_it_alone(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    request = ask(client)
    path = f"/api/v1/deletion-requests/{request['id']}"
    assert client.post("/api/v1/deletion-requests", json={}).status_code == 409
    assert acme.completed_interview()[0].get(path).status_code == 404
    assert acme.hr.post(f"{path}/withdraw").status_code == 403
    assert client.ok("POST", f"{path}/withdraw")["status"] == "withdrawn"
    pass_time(acme, 4 * DAY)
    assert acme.hr.get(f"/api/v1/candidates/{client.user['candidate_id']}").status_code == 200
    assert acme.hr.post(f"{path}/process").json()["code"] == "withdrawn"
    client.sign_in(client.user["email"], PASSWORD)
    assert ask(client)["id"] != request["id"]


def test_who_was_merged_meanwhile_is_erased_all_the_same(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    kept = acme.candidate()
    request = ask(client)
    other = {"other_id": client.user["candidate_id"]}
    acme.hr.ok("POST", f"/api/v1/candidates/{kept['id']}/merge", json=other)
    acme.product.run_queue()
    pass_time(acme, 4 * DAY)
    assert seen(acme, request)["status"] == "completed"
    assert acme.hr.get(f"/api/v1/candidates/{kept['id']}").status_code == 404


def test_who_was_erased_by_hand_meanwhile_leaves_a_request_that_ends(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    request = ask(client, reason=CANARY)
    acme.hr.ok("DELETE", f"/api/v1/candidates/{client.user['candidate_id']}")
    assert CANARY not in acme.product.everything_kept()
    pass_time(acme, 4 * DAY)
    assert seen(acme, request)["status"] == "completed"


def test_a_process_that_dies_anywhere_still_ends_with_one_certificate(acme: Tenant) -> None:
    died, calls = True, 0
    while died:
        client, _ = acme.completed_interview()
        acme.product.run_queue()
        request = ask(client)
        acme.product.clock.turn(3 * DAY)
        died = acme.product.dies_after(calls, acme.product.run_queue)
        pass_time(acme, timedelta(minutes=5))
        assert seen(acme, request)["status"] == "completed"
        assert acme.hr.ok("GET", "/api/v1/tasks?status=failed")["total"] == 0
        calls += 7


def test_recruiters_see_what_is_asked_of_them(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    request = ask(client)
    listed = acme.hr.ok("GET", "/api/v1/deletion-requests?status=pending")
    assert (listed["total"], listed["deletion_requests"][0]["id"]) == (1, request["id"])
    assert acme.hr.ok("GET", "/api/v1/deletion-requests?status=completed")["total"] == 0
    assert Tenant(acme.product, "Other").hr.get(f"/api/v1/deletion-requests/{request['id']}").status_code == 404
    assert acme.product.app.store.counts(acme.id, DELETION, "status") == {("pending",): 1}


def test_talentis_words_for_it(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    path = "/api/v1/candidates/deletion-requests"
    asked = client.post(path, json={"request_type": "full_deletion", "reason": "I have a job."})
    assert asked.status_code == 200
    keys = [
        "id",
        "user_id",
        "request_type",
        "status",
        "reason",
        "notes",
        "requested_at",
        "processed_at",
        "processed_by",
    ]
    assert list(asked.json()) == keys
    assert (asked.json()["status"], asked.json()["user_id"]) == ("pending", client.user["id"])
    assert client.ok("GET", path) == [asked.json()]


def test_reasons_that_people_wrote_leave_the_audit_log_with_the_person(acme: Tenant) -> None:
    client, interview_id = acme.scored_interview()
    application = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")["application_id"]
    moved = {"status": "rejected", "reason": f"{CANARY} asked too much."}
    acme.hr.ok("POST", f"/api/v1/applications/{application}/move", json=moved)
    judged = {"overall_score": 12, "reason": f"{CANARY} was nervous."}
    acme.hr.ok("POST", f"/api/v1/interviews/{interview_id}/score/override", json=judged)
    assert CANARY in json.dumps(acme.hr.ok("GET", "/api/v1/logs"))
    acme.hr.ok("DELETE", f"/api/v1/candidates/{client.user['candidate_id']}")
    assert CANARY not in json.dumps(acme.hr.ok("GET", "/api/v1/logs"))
    acme.product.app.housekeeping.fold_counts()
    assert CANARY not in acme.product.everything_kept()
    assert acme.hr.ok("GET", "/api/v1/audit/verify")["intact"]
