"""The audit log."""

from typing import Any

from tests.tenant import NO_MORE, Tenant


def actions(acme: Tenant, **query: str) -> list[str]:
    page = acme.hr.ok("GET", "/api/v1/logs", params={"limit": 100, **query})
    assert page["total"] == len(page["logs"])
    return [event["action"] for event in page["logs"]]


def test_the_log_tells_the_whole_story_newest_first(acme: Tenant) -> None:
    client, interview_id = acme.scored_interview()
    application = acme.hr.ok("GET", "/api/v1/applications")["applications"][0]
    acme.hr.ok("POST", f"/api/v1/applications/{application['id']}/move", json={"status": "offer"})
    assert actions(acme)[::-1] == [
        "CREATE_USER",
        "CREATE_JOB",
        "CREATE_CANDIDATE",
        "CREATE_APPLICATION",
        "CREATE_INTERVIEW",
        "CREATE_INVITATION",
        "CLAIM_INVITATION",
        "START_INTERVIEW",
        "COMPLETE_INTERVIEW",
        "SCORE_INTERVIEW",
        "MOVE_APPLICATION",
    ]
    assert actions(acme, user_id=client.user["id"])[::-1] == [
        "CLAIM_INVITATION",
        "START_INTERVIEW",
        "COMPLETE_INTERVIEW",
    ]
    assert actions(acme, user_id=acme.hr.user["id"], action="MOVE_APPLICATION") == ["MOVE_APPLICATION"]
    assert actions(acme, user_id="system") == ["SCORE_INTERVIEW"]
    by_user = acme.hr.ok("GET", f"/api/v1/logs/user/{client.user['id']}")
    assert by_user["total"] == 3
    assert interview_id in {event["resource_id"] for event in by_user["logs"]}


def test_an_event_says_who_did_what_to_which_thing_when_and_what_it_was_before(acme: Tenant) -> None:
    application = acme.application()
    body = {"status": "rejected", "reason": "The role was filled."}
    acme.hr.ok("POST", f"/api/v1/applications/{application['id']}/move", json=body)
    (event,) = acme.hr.ok("GET", "/api/v1/logs?action=MOVE_APPLICATION")["logs"]
    del event["id"]
    assert event == {
        "user_id": acme.hr.user["id"],
        "user_name": acme.hr.user["name"],
        "action": "MOVE_APPLICATION",
        "resource_type": "Application",
        "resource_id": application["id"],
        "changes": {"status": "rejected", "reason": "The role was filled."},
        "before": {"status": "applied"},
        "timestamp": "2026-01-31T12:00:00Z",
        "reported": False,
    }


def test_what_was_refused_is_not_in_the_log(acme: Tenant) -> None:
    before = actions(acme)
    application = acme.application()
    events = len(actions(acme))
    for body in ({"status": "applied"}, {"status": "rejected"}, {"status": NO_MORE}):
        acme.hr.post(f"/api/v1/applications/{application['id']}/move", json=body)
    assert len(actions(acme)) == events > len(before)


def test_nobody_changes_the_log(acme: Tenant) -> None:
    (event,) = acme.hr.ok("GET", "/api/v1/logs")["logs"]
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        for path in ("/api/v1/logs", f"/api/v1/logs/{event['id']}"):
            assert acme.admin.request(method, path, json={}).status_code == 404


def logged(acme: Tenant, action: str) -> dict[str, Any]:
    (event,) = acme.hr.ok("GET", "/api/v1/logs", params={"action": action})["logs"]
    return dict(event)


def test_the_log_shows_the_values_before_and_after_a_change(acme: Tenant) -> None:
    candidate = acme.candidate(email="ada@mail.example")
    acme.hr.ok("PATCH", f"/api/v1/candidates/{candidate['id']}", json={"location": "Lagos", "status": "screening"})
    assert logged(acme, "CREATE_CANDIDATE")["changes"]["email"] == "ada@mail.example"
    event = logged(acme, "UPDATE_CANDIDATE")
    assert (event["before"]["location"], event["changes"]["location"]) == (None, "Lagos")
    assert (event["before"]["status"], event["changes"]["status"]) == ("applied", "screening")


def test_erasing_somebody_takes_their_values_out_of_the_log_and_leaves_it_intact(acme: Tenant) -> None:
    candidate = acme.candidate(email="ada@mail.example", first_name="Adaobi")
    acme.hr.ok("PATCH", f"/api/v1/candidates/{candidate['id']}", json={"location": "Lagos"})
    acme.hr.ok("POST", "/api/v1/audit/verify")
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate['id']}")
    kept = str(acme.product.rows_of(acme.id))
    assert [word for word in ("ada@mail.example", "Adaobi", "Lagos") if word in kept] == []
    assert logged(acme, "UPDATE_CANDIDATE")["changes"] == {"fields": ["location"]}
    assert acme.hr.ok("POST", "/api/v1/audit/verify")["intact"] is True


def test_what_a_client_tells_is_marked_as_told_and_can_be_forgotten(acme: Tenant) -> None:
    candidate = acme.candidate()
    told = {
        "action": "OVERRIDE_SCORE",
        "entity_type": "Candidate",
        "entity_id": candidate["id"],
        "user_id": "somebody-else",
        "old_values": '{"overall_score": 3}',
        "new_values": {"overall_score": 9, "note": "Ada impressed us."},
    }
    entry = acme.hr.ok("POST", "/api/v1/audit-log", json=told)
    assert entry == acme.hr.ok("GET", "/api/v1/audit-log")[0]
    assert (entry["user_id"], entry["organisation_id"], entry["reported"]) == (acme.hr.user["id"], acme.id, True)
    assert (entry["old_values"], entry["new_values"]) == ({"overall_score": 3}, told["new_values"])
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate['id']}")
    assert logged(acme, "OVERRIDE_SCORE")["changes"] == {}
    assert acme.hr.ok("POST", "/api/v1/audit/verify")["intact"] is True


def test_nobody_names_the_log_of_another_company(acme: Tenant) -> None:
    other = Tenant(acme.product, "Umbrella")
    assert acme.hr.get("/api/v1/audit-log", params={"organisation_id": other.id}).status_code == 404
    told = {"action": "X", "entity_type": "Y", "organisation_id": other.id}
    assert acme.hr.post("/api/v1/audit-log", json=told).status_code == 404
    assert len(other.hr.ok("GET", "/api/v1/audit-log", params={"organisation_id": other.id})) == 1


def test_every_change_of_a_thing_tells_what_it_was(acme: Tenant) -> None:
    colleague = acme.colleague("EMPLOYEE")
    acme.scored_interview()
    waiting = acme.invitation()
    hr = acme.hr
    hr.ok("POST", f"/api/v1/interviews/{waiting['interview_id']}/cancel", json={"reason": "The job was withdrawn."})
    hr.ok("POST", f"/api/v1/invitations/{waiting['id']}/revoke")
    decision = {"status": "rejected", "reason": "Filled."}
    hr.ok("POST", f"/api/v1/applications/{waiting['application_id']}/move", json=decision)
    hr.ok("PUT", f"/api/v1/users/{colleague.user['id']}", json={"department": "Sales"})
    hr.ok("DELETE", f"/api/v1/users/{colleague.user['id']}")
    changing = ("UPDATE_", "DELETE_", "CANCEL_", "REVOKE_", "MOVE_", "START_", "COMPLETE_")
    events = [one for one in hr.ok("GET", "/api/v1/logs?limit=100")["logs"] if one["action"].startswith(changing)]
    assert len({event["action"] for event in events}) == len(changing)
    assert [event["action"] for event in events if not event["before"]] == []
    cancelled = logged(acme, "CANCEL_INTERVIEW")
    assert (cancelled["before"]["status"], cancelled["changes"]["status"]) == ("scheduled", "cancelled")
