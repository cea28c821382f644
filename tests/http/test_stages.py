"""The stages of candidates: kept with their times, told to recruiters, decided by people."""

from datetime import timedelta

import pytest

from shared.candidates.models import CANDIDATE, Stage
from shared.core.errors import Forbidden
from tests.tenant import Tenant


def stages(candidate: dict[str, object]) -> list[tuple[str, str]]:
    history = candidate["stage_history"]
    assert isinstance(history, list)
    return [(entry["stage"], entry["by_user_id"]) for entry in history]


def test_every_stage_is_kept_with_its_time_and_who_decided(acme: Tenant) -> None:
    made = acme.candidate()
    acme.product.clock.turn(timedelta(minutes=30))
    acme.hr.ok("PATCH", f"/api/v1/candidates/{made['id']}", json={"status": "screening"})
    acme.hr.ok("PATCH", f"/api/v1/candidates/{made['id']}", json={"status": "screening", "domain": "Data"})
    moved = acme.hr.ok("PATCH", f"/api/v1/candidates/{made['id']}", json={"status": "offer"})
    user = acme.hr.user["id"]
    assert stages(moved) == [("applied", user), ("screening", user), ("offer", user)]
    assert moved["stage_history"][0]["entered_at"] == made["created_at"]
    assert moved["stage_history"][1]["entered_at"] > made["created_at"]


def test_the_move_of_an_application_is_in_its_candidates_history(acme: Tenant) -> None:
    application = acme.application()
    decision = {"status": "rejected", "reason": "Too far away."}
    acme.hr.ok("POST", f"/api/v1/applications/{application['id']}/move", json=decision)
    candidate = acme.hr.ok("GET", f"/api/v1/candidates/{application['candidate_id']}")
    assert (candidate["stage_history"][-1]["stage"], candidate["stage_history"][-1]["reason"]) == (
        "rejected",
        "Too far away.",
    )


def test_how_many_reached_a_stage_is_kept_and_equals_a_recount(acme: Tenant) -> None:
    for target in ((), ("screening",), ("screening", "interview"), ("rejected",)):
        candidate_id = acme.candidate()["id"]
        for stage in target:
            acme.hr.ok("PATCH", f"/api/v1/candidates/{candidate_id}", json={"status": stage})
    funnel = acme.hr.ok("GET", "/api/v1/analytics/funnel")
    reached = {stage["stage"]: stage["count"] for stage in funnel["stages"]}
    assert reached == {"applied": 4, "screening": 2, "interview": 1, "offer": 0, "accepted": 0, "hired": 0}
    assert funnel["rejected"] == 1
    assert not acme.product.app.store.rebuild(acme.id, CANDIDATE)


def test_arbeits_clients_change_a_status_and_recruiters_are_told_once(acme: Tenant) -> None:
    colleague = acme.colleague("HR")
    candidate_id = acme.candidate(first_name="Noor", last_name="Haddad")["id"]
    answer = acme.hr.ok("PUT", f"/api/candidates/{candidate_id}", json={"status": "SHORTLISTED"})
    assert (answer["candidate_id"], answer["status"]) == (candidate_id, "SHORTLISTED")
    (queue, body, _) = acme.product.queue.sent[-1]
    acme.product.deliver(queue, body)
    acme.product.deliver(queue, body)
    for email in (acme.hr.user["email"], colleague.user["email"]):
        subjects = [mail.subject for mail in acme.product.mails_to(email)]
        assert subjects.count("Noor Haddad is now in the stage “screening”") == 1
    acme.hr.ok("PUT", f"/api/candidates/{candidate_id}", json={"status": "SHORTLISTED"})
    assert acme.product.queue.sent == []


def test_many_recruiters_are_told_a_few_with_each_task(acme: Tenant) -> None:
    colleagues = [acme.colleague("HR") for _ in range(17)]
    candidate_id = acme.candidate(first_name="Noor", last_name="Haddad")["id"]
    acme.hr.ok("PUT", f"/api/candidates/{candidate_id}", json={"status": "SELECTED"})
    acme.product.run_queue()
    told = [mail.to for mail in acme.product.mailer.sent if mail.subject.startswith("Noor Haddad")]
    assert sorted(told) == sorted(client.user["email"] for client in (acme.hr, *colleagues))


@pytest.mark.parametrize("stage", [Stage.HIRED, Stage.REJECTED])
def test_nothing_but_a_person_hires_or_rejects(acme: Tenant, stage: Stage) -> None:
    store, candidates = acme.product.app.store, acme.product.app.candidates
    stored = store.get(acme.id, CANDIDATE, acme.candidate()["id"])
    with pytest.raises(Forbidden):
        candidates.write(store.change(acme.id), stored, {"status": stage})
