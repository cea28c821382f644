"""Interviews and invitations in the words of the contracts, where they say more than their documents show."""

from typing import Any

import pytest

from tests.app import PLAIN, Product
from tests.http.test_rounds import ROUNDS, SLOTS, planned, proposed
from tests.tenant import Tenant, say

INTERVIEWS = "/api/interviews"


def arbeit_round(acme: Tenant, **fields: Any) -> dict[str, Any]:
    draft = {"job_id": acme.job()["id"], "candidate_id": acme.candidate()["id"], "time_zone": "Asia/Kolkata"}
    return dict(acme.hr.ok("POST", INTERVIEWS, json={**draft, "proposed_slots": SLOTS, **fields}))


def test_arbeits_words_are_title_case_on_the_way_out_and_any_case_on_the_way_in(acme: Tenant) -> None:
    made = arbeit_round(acme, interview_duration=60, interview_round=3, additional_instructions="Bring code.")
    assert (made["interview_status"], made["interview_round"]) == ("Awaiting Candidate Confirmation", 3)
    assert made["proposed_slots"][0]["start_time"] == "2026-02-10T04:30:00Z"
    path = f"{INTERVIEWS}/{made['interview_id']}"
    booked = acme.hr.ok("POST", f"{path}/book-slot", json={"slot_id": made["proposed_slots"][0]["slot_id"]})
    assert (booked["interview_status"], booked["message"]) == ("Confirmed", "Slot booked successfully")
    acme.hr.ok("POST", f"{path}/send-invite", json={"meeting_link": "https://meet.example/a"})
    for word in ("Scheduled", "SCHEDULED", "scheduled"):
        assert acme.hr.ok("GET", ROUNDS, params={"status": word})["total"] == 1
    assert acme.hr.ok("GET", ROUNDS, params={"status": "Awaiting Candidate Confirmation"})["total"] == 0
    rejected = acme.hr.ok("POST", f"{path}/reject", json={"feedback": "Not this time.", "rating": 2})
    assert (rejected["status"], rejected["message"]) == ("Rejected", "Candidate rejected in Round 3.")


def test_an_invitation_before_a_time_is_booked_asks_again_to_choose_one(acme: Tenant) -> None:
    made = arbeit_round(acme)
    path = f"{INTERVIEWS}/{made['interview_id']}/send-invite"
    sent = acme.hr.ok("POST", path, json={"meeting_link": "https://meet.example/a"})
    assert (sent["email_sent"], sent["calendar_event_created"]) == (True, False)
    round_ = acme.hr.ok("GET", f"{ROUNDS}/{made['interview_id']}")
    email = acme.hr.ok("GET", f"/api/v1/candidates/{round_['candidate_id']}")["email"]
    subjects = [mail.subject for mail in acme.product.mails_to(email)]
    assert subjects == ["Choose a time for your interview: Backend engineer"] * 2


@pytest.mark.parametrize("visible", [True, False])
def test_the_token_of_recruiters_interview_is_shown_on_a_local_host_alone(visible: bool) -> None:
    acme = Tenant(Product(mail_outbox_visible=visible))
    ids = {"candidate": acme.candidate()["id"], "job": acme.job()["id"]}
    made = acme.hr.ok("POST", f"{INTERVIEWS}/", json={**ids, "interview_type": "video", "enable_recording": True})
    assert (made["interview_type"], made["enable_recording"]) == ("video", True)
    mailed = acme.product.link_token(made["candidate"]["email"])
    assert made["invite_token"] == (mailed if visible else None)
    told = acme.product.client().ok("GET", "/api/v1/invitations/validate", params={"token": mailed})
    assert (told["valid"], told["interview_id"], told["invitation"]["token"]) == (True, made["_id"], None)
    assert told["jobRole"]["organisation"] == {"id": acme.id, "name": "Acme"}


def test_a_client_notes_what_happened_in_the_call_and_the_server_keeps_its_own_times(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    path = f"/api/v1/interviews/{interview_id}"
    noted = {"recording_id": "r-1", "recording_started": True, "session_metadata": {"browser": "Firefox"}}
    lies = {"started_at": "2020-01-01T00:00:00Z", "duration_seconds": 1, "summary": "Brilliant.", "scheduled_at": None}
    seen = client.ok("PATCH", path, json={**noted, **lies})
    assert {name: seen[name] for name in noted} == noted
    assert (seen["started_at"], seen["duration_seconds"], seen["summary"]) == (None, None, None)
    assert client.patch(path, json={"status": "cancelled"}).status_code == 403
    assert acme.hr.ok("PATCH", path, json={"summary": "Calm."})["summary"] == "Calm."
    say(client, interview_id)
    assert client.ok("PATCH", path, json={"status": "Completed"})["status"] == "completed"
    assert acme.hr.patch(path, json={"status": "in_progress"}).status_code == 409
    whole = acme.hr.ok("GET", path)
    assert whole["application"]["job_role"]["organisation"]["name"] == "Acme"
    assert whole["recording_id"] == "r-1"
    assert "r-1" not in acme.hr.get("/api/v1/interviews").text, "a list is short"


def test_a_round_is_moved_begun_and_ended_by_its_status_and_time_too(acme: Tenant) -> None:
    path = f"/api/v1/interviews/{planned(acme)['id']}"
    moved = acme.hr.ok("PATCH", path, json={"scheduled_at": "2026-02-11T10:00:00Z"})
    assert (moved["scheduled_at"], moved["meeting"]["calendar_sequence"]) == ("2026-02-11T10:00:00Z", 1)
    assert acme.hr.ok("PATCH", path, json={"status": "in_progress"})["status"] == "in_progress"
    assert acme.hr.ok("PATCH", path, json={"status": "completed"})["status"] == "completed"
    assert acme.hr.patch(path, json={"scheduled_at": "2026-02-12T10:00:00Z"}).status_code == 409
    waiting = f"/api/v1/interviews/{proposed(acme)['id']}"
    assert acme.hr.ok("PATCH", waiting, json={"status": "cancelled"})["status"] == "cancelled"


def test_one_address_answers_both_contracts(acme: Tenant) -> None:
    interview_id = acme.invitation()["interview_id"]
    both = acme.hr.get(f"/api/v1/interviews/{interview_id}").json()
    assert (both["status"], both["data"]["status"], both["id"]) == ("success", "scheduled", interview_id)
    plain = acme.hr.get(f"/api/v1/interviews/{interview_id}", headers=PLAIN).json()
    assert plain == both["data"]
    listed = acme.hr.get("/api/v1/interviews").json()
    assert (listed["status"], listed["data"]) == ("success", listed["interviews"])


def test_a_candidate_interviews_for_a_job_of_their_own_choice_and_for_nobody_else(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    other = acme.candidate()["id"]
    job = acme.job()["id"]
    made = client.post("/api/v1/interviews", json={"role_id": job, "language": "en", "candidate_id": other}).json()
    assert (made.get("data") or made)["candidate_id"] == client.user["candidate_id"]
    assert client.post("/api/v1/interviews", json={"application_id": made["application_id"]}).status_code == 422


def test_an_invitation_is_revoked_by_its_status_and_set_to_nothing_else(acme: Tenant) -> None:
    invitation = acme.invitation()
    path = f"/api/v1/invitations/{invitation['id']}"
    assert acme.hr.patch(path, json={"status": "claimed"}).status_code == 409
    assert [acme.hr.ok("PATCH", path, json={"status": "revoked"})["status"] for _ in range(2)] == ["revoked"] * 2
    token = acme.product.link_token(invitation["candidate_email"])
    told = acme.product.client().ok("GET", "/api/v1/invitations/validate", params={"token": token})
    assert {name for name, value in told.items() if value is not None} == {"valid"}
    assert [one["id"] for one in acme.hr.get("/api/v1/invitations").json()] == [invitation["id"]]
    assert acme.hr.get("/api/v1/invitations", headers=PLAIN).json()["total"] == 1


def test_what_was_noted_about_a_candidate_is_not_theirs_to_read(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    round_ = planned(acme, candidate_id=client.user["candidate_id"])
    acme.hr.ok("POST", f"/api/v1/interviews/{round_['id']}/complete", json={"notes": "Secret-1", "rating": 1})
    acme.hr.ok("POST", f"{ROUNDS}/{round_['id']}/reject", json={"feedback": "Secret-2"})
    for path in (f"{ROUNDS}/{round_['id']}", ROUNDS, f"/api/v1/interviews/{round_['id']}", "/api/v1/interviews"):
        assert "Secret" not in client.get(path).text
    for path in (f"{INTERVIEWS}/", f"{INTERVIEWS}/{round_['id']}/"):
        assert "Secret" not in client.get(path).text
    assert client.get(f"/api/candidates/{client.user['candidate_id']}/interview-history").status_code == 403
    complete = f"/api/v1/interviews/{round_['id']}/complete"
    assert client.post(complete, json={"rating": 5}).status_code == 403


def test_a_recruiter_ends_an_interview_with_the_ai_and_judges_it(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    path = f"/api/v1/interviews/{interview_id}/complete"
    judgement = {"notes": "Good communication", "rating": 4.5, "feedback": "Highly recommended"}
    assert acme.hr.post(path, json=judgement).status_code == 409, "it has not begun"
    say(client, interview_id)
    done = acme.hr.post(path, json=judgement).json()
    assert (done["status"], done["rating"], done["message"]) == ("completed", 4.5, "Interview completed successfully")
    acme.product.run_queue()
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")["review"]["feedback"] == "Highly recommended"


def test_talentis_report_page_finds_all_that_it_shows(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    path = f"/api/v1/interviews/{interview_id}"
    report = acme.hr.ok("GET", f"{path}/report")
    assert report["interview"]["application"]["job_role"]["organisation"]["name"] == "Acme"
    assert report["score"]["overall_score"] == acme.hr.ok("GET", f"{path}/score")["overall_score"]
    assert [one["sequence"] for one in report["transcripts"]][:2] == [1, 2]
    dimensions = acme.hr.get(f"{path}/dimensions").json()
    assert dimensions == report["dimensions"]
    for one in dimensions:
        assert one["score"] * 10 == one["score_of_100"]
        assert one["cited_quotes"]


def test_before_a_score_talentis_report_has_none(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    path = f"/api/v1/interviews/{interview_id}"
    report = acme.hr.ok("GET", f"{path}/report")
    assert (report["score"], report["dimensions"], report["transcripts"]) == (None, [], [])
    assert {client.get(f"{path}/{what}").status_code for what in ("report", "dimensions")} == {403}
    assert Tenant(acme.product, "Other").hr.get(f"{path}/report").status_code == 404


def test_talentis_organisation_is_the_callers_own(acme: Tenant) -> None:
    acme.scored_interview()
    current = acme.hr.ok("GET", "/api/orgs/current")
    assert (current["id"], current["role"], current["organisation"]["name"]) == (acme.id, "HR", "Acme")
    assert acme.product.admin().get("/api/orgs/current").json() is None
    stats = acme.hr.ok("GET", f"/api/orgs/{acme.id}/stats")
    assert stats == {"activeRoles": 1, "totalCandidates": 1, "completedInterviews": 1, "avgMatchScore": None}
    assert Tenant(acme.product, "Other").hr.get(f"/api/orgs/{acme.id}/stats").status_code == 404
