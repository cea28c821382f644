"""What runs by itself."""

from datetime import timedelta

import pytest

from shared.http.idempotency import PREFIX
from tests.app import Product
from tests.faults import Fault
from tests.tenant import PASSWORD, Tenant


def test_a_message_that_was_lost_is_sent_again_after_two_minutes(acme: Tenant) -> None:
    invitation = acme.invitation()
    acme.product.queue.sent.clear()
    acme.product.clock.turn(timedelta(seconds=119))
    assert acme.product.app.housekeeping.sweep_tasks() == 0
    acme.product.clock.turn(timedelta(seconds=1))
    assert [acme.product.app.housekeeping.sweep_tasks() for _ in range(2)] == [1, 0]
    assert len(acme.product.mails_to(invitation["candidate_email"])) == 1
    acme.product.sweep()
    assert acme.product.queue.sent == []


def test_a_crash_between_commit_and_send_loses_nothing(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    client.ok("POST", f"/api/v1/interviews/{interview_id}/start")
    for calls in range(20):
        path = f"/api/v1/interviews/{interview_id}/complete"
        if not acme.product.dies_after(calls, lambda: client.post(path)):  # noqa: B023  called at once
            break
    acme.product.sweep()
    acme.product.run_queue()
    seen = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    assert (seen["status"], seen["scoring_status"]) == ("completed", "insufficient_evidence")


def test_a_queue_that_does_not_answer_spoils_no_request(acme: Tenant) -> None:
    application = acme.application()
    acme.product.queue.sent.clear()
    body = {"application_id": application["id"]}
    for calls in range(30):
        acme.product.faults.plan([*[Fault.NONE] * calls, Fault.LOST_REQUEST])
        answer = acme.hr.post("/api/v1/invitations", json=body)
        acme.product.faults.plan([])
        assert answer.status_code in {201, 503}
    acme.product.sweep()
    acme.product.run_queue()
    invitations = acme.hr.ok("GET", "/api/v1/invitations", params={"limit": 100})
    assert len(acme.product.mails_to(application["candidate_email"])) == invitations["total"]


def test_what_fails_for_one_company_goes_on_for_the_others(acme: Tenant) -> None:
    other = Tenant(acme.product, "Other")
    wanted = [company.invitation()["candidate_email"] for company in (acme, other)]
    acme.product.queue.sent.clear()
    acme.product.clock.turn(timedelta(minutes=3))
    acme.product.faults.plan([Fault.NONE, Fault.LOST_REQUEST])
    acme.product.app.housekeeping.sweep_tasks()
    acme.product.faults.plan([])
    acme.product.sweep()
    assert [len(acme.product.mails_to(email)) for email in wanted] == [1, 1]


def test_an_error_that_nobody_expected_stops_no_other_company_and_comes_through(acme: Tenant) -> None:
    Tenant(acme.product, "Second")
    seen: list[str] = []

    def work(company_id: str) -> int:
        seen.append(company_id)
        if len(seen) == 1:
            raise ValueError("a row that cannot be read")
        return 1

    with pytest.raises(ValueError, match="cannot be read"):
        acme.product.app.housekeeping.each_company(work)
    assert len(seen) == 3


def test_folding_counts_changes_no_number(acme: Tenant) -> None:
    acme.scored_interview()
    acme.application()
    before = acme.product.app.store.all_counts(acme.id)
    rows = len(acme.product.rows_of(acme.id))
    acme.product.app.housekeeping.fold_counts()
    assert acme.product.app.store.all_counts(acme.id) == before
    assert len(acme.product.rows_of(acme.id)) < rows


def test_answers_kept_for_repetition_are_forgotten_after_a_day_everywhere(product: Product) -> None:
    acme = Tenant(product)
    for client, path, body in (
        (acme.hr, "/api/v1/jobs", {"title": "T"}),
        (acme.admin, "/api/v1/companies", {"name": "C", "email_domain": "c.example"}),
    ):
        client.ok("POST", path, json=body, headers={"Idempotency-Key": "k"})

    def kept() -> int:
        return sum(row.key.startswith(PREFIX) for row in product.table.rows())

    product.clock.turn(timedelta(hours=23))
    product.app.housekeeping.each_company(product.app.idempotency.purge)
    assert kept() == 2
    product.clock.turn(timedelta(hours=2))
    product.app.housekeeping.each_company(product.app.idempotency.purge)
    assert kept() == 0
    assert product.client().sign_in(acme.hr.user["email"], PASSWORD).status_code == 200
