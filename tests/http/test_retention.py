"""Erasing people: by hand, and when their time has come."""

from datetime import timedelta

import pytest

from tests.app import Client
from tests.tenant import PASSWORD, THOROUGH, Tenant, new_email, say

CANARY = "Qwyxzelbron"
"""Stands in everything that is known of one person."""
DAY = timedelta(days=1)


@pytest.fixture
def person(acme: Tenant) -> Client:
    """Somebody with something of every kind, who has finished an interview that was scored."""
    email = new_email(CANARY)
    known = {"first_name": CANARY, "last_name": CANARY, "email": email, "location": CANARY, "domain": CANARY}
    candidate = acme.candidate(**known, position=CANARY, qualifications=CANARY)
    cv = f"{CANARY} {CANARY}\n{email}\n\nSkills: Python\n\nExperience\nEngineer, {CANARY} Ltd, 2019 - 2023\n".encode()
    acme.hr.ok("POST", "/api/v1/resumes", files={"file": (f"{CANARY}.txt", cv)}, data={"candidate_id": candidate["id"]})
    acme.product.land_files()
    invitation = acme.invitation(job_id=acme.job()["id"], candidate_id=candidate["id"])
    client, _ = acme.held(invitation, f"{THOROUGH} {CANARY}.")
    second = acme.invitation(job_id=acme.job()["id"], candidate_id=candidate["id"])
    say(client, second["interview_id"])
    say(client, second["interview_id"], f"{CANARY} said this.", message_id=CANARY)
    leader = acme.colleague("EMPLOYEE").user["id"]
    times = {"scheduled_at": "2026-02-10T10:00:00Z", "interviewer_id": leader, "instructions": CANARY}
    acme.hr.ok("POST", "/api/v1/interview-rounds", json={"candidate_id": candidate["id"], **times})
    client.ok("PUT", f"/api/v1/users/{client.user['id']}", json={"name": f"{CANARY} Junior", "department": CANARY})
    client.ok("POST", "/api/v1/auth/forgot-password", json={"email": email})
    acme.product.run_queue()
    return client


def erase(acme: Tenant, person: Client) -> None:
    acme.hr.ok("DELETE", f"/api/v1/candidates/{person.user['candidate_id']}")


def tidy(acme: Tenant) -> None:
    """What runs every hour."""
    acme.product.app.housekeeping.fold_counts()


def test_of_an_erased_person_nothing_is_left_anywhere(acme: Tenant, person: Client) -> None:
    assert CANARY in acme.product.everything_kept()
    erase(acme, person)
    tidy(acme)
    assert CANARY.lower() not in acme.product.everything_kept().lower()


def test_an_address_that_was_changed_since_is_erased_too(acme: Tenant) -> None:
    candidate = acme.candidate(email=new_email(CANARY))
    acme.invitation(job_id=acme.job()["id"], candidate_id=candidate["id"])
    acme.product.run_queue()
    acme.hr.ok("PATCH", f"/api/v1/candidates/{candidate['id']}", json={"email": new_email("new")})
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate['id']}")
    tidy(acme)
    assert CANARY.lower() not in acme.product.everything_kept().lower()


def test_an_erased_person_is_signed_out_and_cannot_sign_in(acme: Tenant, person: Client) -> None:
    erase(acme, person)
    assert person.get("/api/v1/users/me").status_code == 401
    assert acme.product.client().sign_in(person.user["email"], PASSWORD).status_code == 401


def test_the_log_still_tells_that_somebody_was_there_and_who_erased_them(acme: Tenant, person: Client) -> None:
    before = acme.hr.ok("GET", "/api/v1/logs")["total"]
    erase(acme, person)
    logs = acme.hr.ok("GET", "/api/v1/logs")
    assert logs["total"] == before + 1
    event = logs["logs"][0]
    assert (event["action"], event["user_id"]) == ("ERASE_CANDIDATE", acme.hr.user["id"])
    assert event["resource_id"] == person.user["candidate_id"]


def test_erasing_one_person_leaves_the_others_and_the_counts_right(acme: Tenant, person: Client) -> None:
    other, interview_id = acme.scored_interview()
    erase(acme, person)
    for path, plural in (
        ("candidates", "candidates"),
        ("applications", "applications"),
        ("interviews", "interviews"),
        ("invitations", "invitations"),
    ):
        page = acme.hr.ok("GET", f"/api/v1/{path}")
        assert (page["total"], len(page[plural])) == (1, 1)
    assert acme.hr.ok("GET", "/api/v1/resumes")["total"] == 0
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score")["status"] == "scored"
    assert other.ok("GET", "/api/v1/users/me")["role"] == "CANDIDATE"


def test_a_person_of_two_companies_stays_with_the_other_one(acme: Tenant, person: Client) -> None:
    other = Tenant(acme.product, "Other")
    candidate = other.candidate(email=person.user["email"])
    invitation = other.invitation(candidate_id=candidate["id"], job_id=other.job()["id"])
    other.claimed(invitation)
    erase(acme, person)
    client = acme.product.signed_in(person.user["email"], PASSWORD)
    assert client.user["company_id"] == other.id
    assert client.ok("GET", "/api/v1/interviews")["total"] == 1


def test_an_erasure_that_dies_halfway_is_finished_by_the_next(acme: Tenant) -> None:
    died, calls = True, 0
    while died:
        candidate = acme.candidate(first_name=CANARY)
        client = acme.claimed(acme.invitation(job_id=acme.job()["id"], candidate_id=candidate["id"]))
        path = f"/api/v1/candidates/{candidate['id']}"
        died = acme.product.dies_after(calls, lambda path=path: acme.hr.delete(path))  # type: ignore[misc]
        assert acme.hr.delete(path).status_code in {204, 404}
        assert acme.hr.get(path).status_code == 404
        assert client.get("/api/v1/users/me").status_code == 401
        calls += 3
    tidy(acme)
    assert CANARY not in acme.product.everything_kept()


def test_work_that_was_queued_for_an_erased_person_ends_quietly(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    client.ok("POST", "/api/v1/auth/forgot-password", json={"email": client.user["email"]})
    assert len(acme.product.queue.sent) == 2
    mails = len(acme.product.mailer.sent)
    erase(acme, client)
    acme.product.run_queue()
    acme.product.sweep()
    assert (acme.product.queue.sent, len(acme.product.mailer.sent)) == ([], mails)
    for status in ("queued", "failed"):
        assert acme.hr.ok("GET", f"/api/v1/tasks?status={status}")["total"] == 0


def test_a_file_that_lands_after_its_candidate_was_erased_is_not_kept(acme: Tenant) -> None:
    candidate = acme.candidate()
    body = {"file_name": "cv.txt", "candidate_id": candidate["id"]}
    target = acme.hr.ok("POST", "/api/v1/storage/upload-url", json=body)
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate['id']}")
    container, _, name = target["blob_path"].partition("/")
    acme.product.blobs.put(container, name, f"{CANARY}\nSkills: Python".encode())
    acme.product.land_files()
    assert CANARY not in acme.product.everything_kept()


def policy_days(acme: Tenant) -> int:
    return int(acme.hr.ok("GET", "/api/v1/data-retention/policy")["retention_days"])


def again(acme: Tenant) -> None:
    """Sign in again: a session does not last as long as a retention."""
    acme.hr.sign_in(acme.hr.user["email"], PASSWORD)


def test_a_dry_run_tells_exactly_what_is_then_gone(acme: Tenant, person: Client) -> None:
    acme.product.clock.turn(30 * DAY)
    again(acme)
    acme.candidate()
    dry = acme.hr.ok("POST", "/api/v1/data-retention/cleanup", json={"retention_days": 30, "dry_run": True})
    lists = ("candidates", "interviews", "resumes")
    before = [acme.hr.ok("GET", f"/api/v1/{name}")["total"] for name in lists]
    done = acme.hr.ok("POST", "/api/v1/data-retention/cleanup", json={"retention_days": 30})
    after = [acme.hr.ok("GET", f"/api/v1/{name}")["total"] for name in lists]
    assert {**dry, "dry_run": False} == done
    assert (
        [dry[f"{name}_removed"] for name in lists] == [b - a for b, a in zip(before, after, strict=True)] == [1, 3, 1]
    )
    tidy(acme)
    assert CANARY.lower() not in acme.product.everything_kept().lower()
    assert person.get("/api/v1/users/me").status_code == 401


def test_the_timer_erases_by_each_companys_own_policy(acme: Tenant) -> None:
    other = Tenant(acme.product, "Other")
    assert policy_days(acme) == 365
    acme.hr.ok("PUT", "/api/v1/data-retention/policy", json={"retention_days": 10})
    assert policy_days(acme) == 10
    for company in (acme, other):
        company.candidate()
    housekeeping = acme.product.app.housekeeping
    acme.product.clock.turn(10 * DAY - timedelta(seconds=1))
    assert housekeeping.apply_retention() == 0
    acme.product.clock.turn(timedelta(seconds=1))
    assert [housekeeping.apply_retention() for _ in range(2)] == [1, 0]
    again(acme)
    again(other)
    assert [company.hr.ok("GET", "/api/v1/candidates")["total"] for company in (acme, other)] == [0, 1]
    assert acme.hr.ok("GET", "/api/v1/logs?action=ERASE_CANDIDATE")["logs"][0]["user_id"] == "system"


def test_who_was_hired_and_who_was_dealt_with_lately_stay(acme: Tenant) -> None:
    hired, idle, lively = acme.application(), acme.application(), acme.application()
    move = {"status": "hired", "reason": "The best of all."}
    acme.hr.ok("POST", f"/api/v1/applications/{hired['id']}/move", json=move)
    acme.product.clock.turn(20 * DAY)
    again(acme)
    acme.hr.ok("POST", f"/api/v1/applications/{lively['id']}/move", json={"status": "offer"})
    acme.product.clock.turn(20 * DAY)
    again(acme)
    done = acme.hr.ok("POST", "/api/v1/data-retention/cleanup", json={"retention_days": 30})
    assert done["candidates_removed"] == 1
    left = {one["id"] for one in acme.hr.ok("GET", "/api/v1/applications")["applications"]}
    assert left == {hired["id"], lively["id"]} != {idle["id"]}


def test_files_that_led_to_no_candidate_are_erased_in_their_time_too(acme: Tenant) -> None:
    made = acme.hr.ok("POST", "/api/v1/resumes", files={"file": (f"{CANARY}.pdf", f"%PDF-1.7 {CANARY}".encode())})
    body = {"file_name": f"{CANARY}.pdf"}
    acme.hr.ok("POST", "/api/v1/storage/upload-url", json=body)
    acme.product.land_files()
    assert acme.hr.ok("GET", f"/api/v1/resumes/{made['id']}")["parsing_status"] == "failed"
    acme.product.clock.turn(30 * DAY)
    again(acme)
    request = {"retention_days": 30, "dry_run": True}
    dry = acme.hr.ok("POST", "/api/v1/data-retention/cleanup", json=request)
    done = acme.hr.ok("POST", "/api/v1/data-retention/cleanup", json={"retention_days": 30})
    assert dry["resumes_removed"] == done["resumes_removed"] == 2
    assert acme.hr.ok("GET", "/api/v1/resumes")["total"] == 0
    assert CANARY not in acme.product.everything_kept()
