"""What erasing somebody needs of others: calling and mail services, other companies, and links that are out."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import unquote

import pytest

from shared.adapters.acs_calls import AcsCalls
from shared.adapters.unconfigured import NoCalls
from shared.answers.models import UPLOADS
from shared.calls.models import CALL_IDENTITY
from shared.core.errors import Unavailable
from shared.core.ids import new_id
from shared.interviews.models import TURN
from shared.notes.models import NOTE, Note
from shared.ports.interviewing import Turn
from shared.ports.mailer import Mail
from shared.profiles.models import PROFILE
from shared.retention.models import HOLD, LegalHold
from shared.retention.tally import ERASING, Erasing
from tests.app import Client, Product
from tests.contract.communication_service import KEY, CommunicationService, communication_service
from tests.http.test_answers import WEBM
from tests.http.test_calls import CALL, SECRET
from tests.tenant import PASSWORD, Tenant, new_email

CANARY = "Qwyxzelbron"
DAY = timedelta(days=1)


@pytest.fixture
def service() -> Iterator[CommunicationService]:
    with communication_service() as running:
        yield running


@pytest.fixture
def acme(service: CommunicationService) -> Tenant:
    """A company of a deployment with calls."""
    product = Product(event_secret=SECRET)
    product.replace(calls=AcsCalls(service.address, KEY, product.clock))
    return Tenant(product)


def caller_of_calls(acme: Tenant) -> tuple[Client, str]:
    """A candidate who is known to the calling service, and their interview, which was a call."""
    client, interview_id = acme.completed_interview()
    client.ok("POST", "/api/v1/acs/token", json={"scopes": ["voip"]})
    acme.hr.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    acme.product.run_queue()
    return client, interview_id


def nightly(acme: Tenant) -> None:
    app = acme.product.app
    app.housekeeping.apply_retention()
    app.housekeeping.each_company(app.deletions.attend)
    app.housekeeping.each_company(app.retention.tidy)
    acme.product.run_queue()
    acme.hr.sign_in(acme.hr.user["email"], PASSWORD)


def test_who_was_erased_is_nobody_in_the_calling_service_either(acme: Tenant, service: CommunicationService) -> None:
    acme.hr.ok("POST", "/api/v1/acs/token", json={})
    client, _ = caller_of_calls(acme)
    assert len(service.identities) == 2
    acme.hr.ok("DELETE", f"/api/v1/candidates/{client.user['candidate_id']}")
    assert service.identities == ["8:acs:person-0"]
    assert "call_link" not in acme.product.everything_kept()


def test_a_calling_service_that_does_not_answer_keeps_the_request_open_for_all_to_see(
    acme: Tenant, service: CommunicationService
) -> None:
    client, interview_id = caller_of_calls(acme)
    request = client.ok("POST", "/api/v1/deletion-requests", json={})
    service.status = 500
    path = f"/api/v1/deletion-requests/{request['id']}"
    assert acme.hr.post(f"{path}/process").status_code == 503
    assert acme.hr.ok("GET", path)["status"] == "pending"
    assert acme.hr.get(f"/api/v1/interviews/{interview_id}").status_code == 404, "all else is gone"
    acme.product.clock.turn(3 * DAY)
    acme.product.sweep()
    acme.product.run_queue()
    nightly(acme)
    (failed,) = acme.hr.ok("GET", "/api/v1/tasks?status=failed")["tasks"]
    assert failed["queue"] == "erase-on-request"
    service.status = 200
    nightly(acme)
    done = acme.hr.ok("GET", path)
    assert (done["status"], service.identities) == ("completed", [])
    erased = done["certificate"]["erased"]
    assert (erased["interview"], erased["call_identity"], erased["candidate"]) == (1, 1, 1)


def test_where_calls_are_configured_no_longer_the_erasure_does_not_end(acme: Tenant) -> None:
    client, _ = caller_of_calls(acme)
    acme.product.replace(calls=NoCalls())
    hr = acme.product.client(acme.hr.tokens["access_token"])
    refused = hr.delete(f"/api/v1/candidates/{client.user['candidate_id']}")
    assert (refused.status_code, "TALENTI_COMMUNICATION" in refused.text) == (503, True)
    assert hr.get(f"/api/v1/candidates/{client.user['candidate_id']}").is_success


def test_a_hold_comes_too_late_for_who_is_being_erased(acme: Tenant, service: CommunicationService) -> None:
    client, _ = caller_of_calls(acme)
    path = f"/api/v1/candidates/{client.user['candidate_id']}"
    service.status = 500
    assert acme.hr.delete(path).status_code == 503
    late = acme.hr.put(f"{path}/legal-hold", json={"reason": "A claim."})
    assert (late.status_code, late.json()["code"]) == (409, "being_erased")
    assert acme.hr.ok("GET", "/api/v1/legal-holds")["total"] == 0
    service.status = 200
    acme.hr.ok("DELETE", path)


def test_a_hold_comes_too_late_for_who_was_merged_into_somebody_who_is_being_erased(
    acme: Tenant, service: CommunicationService
) -> None:
    client, _ = caller_of_calls(acme)
    merged, kept = client.user["candidate_id"], acme.candidate()["id"]
    acme.hr.ok("POST", f"/api/v1/candidates/{kept}/merge", json={"other_id": merged})
    acme.product.run_queue()
    service.status = 500
    assert acme.hr.delete(f"/api/v1/candidates/{kept}").status_code == 503
    late = acme.hr.put(f"/api/v1/candidates/{merged}/legal-hold", json={"reason": "A claim."})
    assert (late.status_code, late.json()["code"]) == (409, "being_erased")
    service.status = 200
    acme.hr.ok("DELETE", f"/api/v1/candidates/{kept}")


def test_nobody_is_merged_while_one_of_them_is_being_erased(acme: Tenant, service: CommunicationService) -> None:
    client, _ = caller_of_calls(acme)
    erased, other = client.user["candidate_id"], acme.candidate()["id"]
    service.status = 500
    assert acme.hr.delete(f"/api/v1/candidates/{erased}").status_code == 503
    for one, into in ((erased, other), (other, erased)):
        refused = acme.hr.post(f"/api/v1/candidates/{into}/merge", json={"other_id": one})
        assert (refused.status_code, refused.json()["code"]) == (409, "being_erased")
    service.status = 200
    acme.hr.ok("DELETE", f"/api/v1/candidates/{erased}")


def test_a_hold_that_is_placed_while_an_erasure_begins_stops_it(acme: Tenant) -> None:
    candidate_id = acme.candidate()["id"]
    store, now = acme.product.app.store, acme.product.clock()
    change = store.change(acme.id)
    change.add(ERASING, Erasing(id=candidate_id, begun_at=now))
    change.add(HOLD, LegalHold(id=candidate_id, reason="A claim.", placed_by="somebody", placed_at=now))
    change.commit()
    refused = acme.hr.delete(f"/api/v1/candidates/{candidate_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "legal_hold")
    assert acme.hr.get(f"/api/v1/candidates/{candidate_id}").is_success
    acme.hr.ok("PUT", f"/api/v1/candidates/{candidate_id}/legal-hold", json={"reason": "Another claim."})
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate_id}/legal-hold")
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate_id}")


def test_who_cannot_be_erased_keeps_nobody_else_from_it(acme: Tenant, service: CommunicationService) -> None:
    stuck, _ = caller_of_calls(acme)
    other = acme.candidate()
    acme.product.clock.turn(30 * DAY)
    acme.hr.sign_in(acme.hr.user["email"], PASSWORD)
    service.status = 500
    assert acme.hr.post("/api/v1/data-retention/cleanup", json={"retention_days": 10}).status_code == 503
    assert acme.hr.get(f"/api/v1/candidates/{other['id']}").status_code == 404
    assert acme.hr.get(f"/api/v1/candidates/{stuck.user['candidate_id']}").is_success
    service.status = 200
    assert acme.hr.ok("POST", "/api/v1/data-retention/cleanup", json={"retention_days": 10})["candidates_removed"] == 1
    assert service.identities == []


def test_a_request_that_cannot_be_done_keeps_none_waiting_whose_hold_was_lifted(
    acme: Tenant, service: CommunicationService
) -> None:
    stuck, _ = caller_of_calls(acme)
    held, _ = acme.interviewee()
    asked = [client.ok("POST", "/api/v1/deletion-requests", json={}) for client in (stuck, held)]
    hold = f"/api/v1/candidates/{held.user['candidate_id']}/legal-hold"
    acme.hr.ok("PUT", hold, json={"reason": "A claim."})
    service.status = 500
    acme.product.clock.turn(3 * DAY)
    nightly(acme)
    acme.hr.ok("DELETE", hold)
    nightly(acme)
    states = [acme.hr.ok("GET", f"/api/v1/deletion-requests/{one['id']}")["status"] for one in asked]
    assert states == ["pending", "completed"]


def test_who_is_deleted_as_a_user_is_nobody_in_the_calling_service_either(
    acme: Tenant, service: CommunicationService
) -> None:
    acme.hr.ok("POST", "/api/v1/acs/token", json={})
    client, _ = caller_of_calls(acme)
    colleague = acme.colleague("HR")
    colleague.ok("POST", "/api/v1/acs/token", json={})
    client.ok("POST", "/api/v1/candidates/profile", json={"suburb": CANARY})
    service.status = 500
    for user in (client.user["id"], colleague.user["id"]):
        acme.hr.ok("DELETE", f"/api/v1/users/{user}")
    acme.product.run_queue()
    assert acme.product.app.store.children(acme.id, PROFILE) == []
    failed = acme.hr.ok("GET", "/api/v1/tasks?status=failed")["tasks"]
    assert [task["queue"] for task in failed] == ["forget-caller"] * 2
    service.status = 200
    for task in failed:
        acme.hr.ok("POST", f"/api/v1/tasks/{task['id']}/retry")
    acme.product.run_queue()
    assert service.identities == ["8:acs:person-0"]
    assert len(acme.product.app.store.children(acme.id, CALL_IDENTITY)) == 1


def test_files_that_come_by_links_from_before_are_removed_the_night_after(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    candidate = client.user["candidate_id"]
    target = client.ok("POST", f"/api/v1/interviews/{interview_id}/answers/upload-url", json={"kind": "audio"})
    cv = {"file_name": "cv.pdf", "candidate_id": candidate}
    name = acme.hr.ok("POST", "/api/v1/storage/upload-url", json=cv)["blob_path"].partition("/")[2]
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate}")
    sent = f"{acme.id}/{interview_id}/sent"
    assert f"{sent}/{target['file_id']}" in unquote(target["upload_url"])
    acme.product.blobs.put(UPLOADS, f"{sent}/{target['file_id']}", WEBM)
    acme.product.blobs.put_block(UPLOADS, f"{sent}/another", 0, WEBM)
    acme.product.blobs.put("resume-texts", name, b"{}")
    assert acme.product.app.retention.tidy(acme.id) == 0, "more may come"
    acme.product.clock.turn(DAY)
    assert acme.product.app.retention.tidy(acme.id) == 3
    assert acme.product.blobs.list_names(UPLOADS, "", unfinished=True) == []
    acme.product.clock.turn(7 * DAY)
    nightly(acme)
    assert acme.product.app.store.children(acme.id, ERASING) == []


def test_what_is_added_while_somebody_is_erased_goes_the_night_after(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    candidate_id = client.user["candidate_id"]
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate_id}")
    now, store = acme.product.clock(), acme.product.app.store
    note = Note(id=new_id(), candidate_id=candidate_id, author_id="a", author_name="A", content=CANARY, created_at=now)
    said = {"interview_id": interview_id, "sequence": 2, "speaker": "candidate", "text": CANARY, "at": now}
    turn = Turn.model_validate({"id": new_id(), "question_id": None, "cue": None, "message_id": None, **said})
    change = store.change(acme.id)
    change.add(NOTE, note)
    change.add(TURN, turn)
    change.commit()
    acme.product.clock.turn(DAY)
    assert [acme.product.app.retention.tidy(acme.id) for _ in range(2)] == [2, 0]
    assert CANARY not in acme.product.everything_kept()


class Down:
    """A mail service that takes nothing."""

    reports = False

    def send(self, mail: Mail) -> None:
        raise Unavailable("The mail service does not answer.")

    def forget(self, mail_id: str) -> None:
        """See `Mailer.forget`."""


def test_an_address_to_which_a_certificate_cannot_be_sent_is_kept_a_week_and_no_longer(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    acme.product.run_queue()
    request = client.ok("POST", "/api/v1/deletion-requests", json={})
    acme.product.replace(mailer=Down())
    hr = acme.hr = acme.product.client(acme.hr.tokens["access_token"])
    hr.user = {"email": hr.ok("GET", "/api/v1/users/me")["email"]}
    hr.ok("POST", f"/api/v1/deletion-requests/{request['id']}/process")
    acme.product.run_queue()
    assert client.user["email"] in acme.product.everything_kept()
    acme.product.clock.turn(6 * DAY)
    nightly(acme)
    assert client.user["email"] in acme.product.everything_kept()
    acme.product.clock.turn(DAY)
    nightly(acme)
    assert client.user["email"] not in acme.product.everything_kept()


def test_nobody_is_told_who_did_not_ask(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    known = len(acme.product.mails_to(client.user["email"]))
    acme.hr.ok("DELETE", f"/api/v1/candidates/{client.user['candidate_id']}")
    assert len(acme.product.mails_to(client.user["email"])) == known


def test_somebody_of_two_companies_is_erased_by_the_one_that_was_asked(acme: Tenant) -> None:
    agency, email = Tenant(acme.product, "Agency"), new_email(CANARY)
    clients = []
    for tenant in (acme, agency):
        candidate = tenant.candidate(email=email, first_name=CANARY)
        client, _ = tenant.held(tenant.invitation(job_id=tenant.job()["id"], candidate_id=candidate["id"]), CANARY)
        cv = f"{CANARY}\nSkills: Python".encode()
        tenant.hr.ok("POST", "/api/v1/resumes", files={"file": ("a.txt", cv)}, data={"candidate_id": candidate["id"]})
        clients.append(client)
    acme.product.land_files()
    acme.product.run_queue()
    theirs = acme.product.rows_of(agency.id)
    files = {name for _, name in acme.product.blobs.contents()}
    acme.hr.ok("DELETE", f"/api/v1/candidates/{clients[0].user['candidate_id']}")
    assert acme.product.rows_of(agency.id) == theirs
    left = {name for _, name in acme.product.blobs.contents()}
    assert left == {name for name in files if name.startswith(agency.id)} != files
    assert CANARY.lower() not in str(acme.product.rows_of(acme.id)).lower()
    again = acme.product.signed_in(email, PASSWORD)
    assert again.user["company_id"] == agency.id
    assert clients[0].get("/api/v1/users/me").status_code == 401


def test_who_was_merged_a_moment_ago_is_erased_with_all_that_was_theirs(acme: Tenant) -> None:
    client, interview_id = acme.completed_interview(f"I am {CANARY}.")
    acme.product.run_queue()
    asked = client.ok("POST", "/api/v1/deletion-requests", json={"reason": f"{CANARY} asks."})
    kept = acme.candidate(first_name=CANARY)
    other = {"other_id": client.user["candidate_id"]}
    acme.hr.ok("POST", f"/api/v1/candidates/{kept['id']}/merge", json=other)
    acme.hr.ok("DELETE", f"/api/v1/candidates/{kept['id']}")
    assert CANARY not in acme.product.everything_kept()
    assert acme.hr.get(f"/api/v1/interviews/{interview_id}").status_code == 404
    done = acme.hr.ok("GET", f"/api/v1/deletion-requests/{asked['id']}")
    assert (done["status"], done["reason"]) == ("completed", None)
    assert done["certificate"]["erased"]["candidate"] == 2
    acme.product.run_queue()
    assert acme.hr.ok("GET", "/api/v1/tasks?status=failed")["total"] == 0


def test_whoever_was_merged_gets_a_whole_certificate_wherever_the_erasure_died(acme: Tenant) -> None:
    died, calls = True, 0
    while died:
        client, _ = acme.interviewee()
        asked = client.ok("POST", "/api/v1/deletion-requests", json={})
        path = f"/api/v1/candidates/{acme.candidate()['id']}"
        acme.hr.ok("POST", f"{path}/merge", json={"other_id": client.user["candidate_id"]})
        acme.product.run_queue()
        died = acme.product.dies_after(calls, lambda path=path: acme.hr.delete(path))  # type: ignore[misc]
        assert acme.hr.delete(path).status_code in {204, 404}
        done = acme.hr.ok("GET", f"/api/v1/deletion-requests/{asked['id']}")
        assert (done["status"], done["certificate"]["erased"]["candidate"]) == ("completed", 2)
        calls += 4


def test_who_was_merged_still_sees_and_withdraws_their_request(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    request = client.ok("POST", "/api/v1/deletion-requests", json={})
    kept = acme.candidate()
    acme.hr.ok("POST", f"/api/v1/candidates/{kept['id']}/merge", json={"other_id": client.user["candidate_id"]})
    acme.product.run_queue()
    assert client.ok("GET", "/api/v1/deletion-requests")["total"] == 1
    assert client.post("/api/v1/deletion-requests", json={}).status_code == 409
    assert client.ok("POST", f"/api/v1/deletion-requests/{request['id']}/withdraw")["status"] == "withdrawn"


def test_an_answer_about_somebody_who_was_erased_is_not_given_again(acme: Tenant) -> None:
    kept, gone = acme.candidate(), acme.candidate(first_name=CANARY)
    for candidate in (kept, gone):
        key = {"Idempotency-Key": f"note-{candidate['id']}"}
        acme.hr.ok("POST", f"/api/v1/candidates/{candidate['id']}/notes", json={"content": CANARY}, headers=key)
    text = {"resume_text": f"{CANARY} Nowak\n{gone['email']}\nSkills: Python"}
    acme.hr.ok("POST", "/api/v1/candidates/parse-resume", json=text, headers={"Idempotency-Key": "text"})
    acme.hr.ok("DELETE", f"/api/v1/candidates/{gone['id']}")
    key = {"Idempotency-Key": "text"}
    again = acme.hr.post("/api/v1/candidates/parse-resume", json=text, headers=key)
    assert (again.status_code, again.json()["code"]) == (409, "forgotten")
    key = {"Idempotency-Key": f"note-{kept['id']}"}
    note = {"content": CANARY}
    assert acme.hr.post(f"/api/v1/candidates/{kept['id']}/notes", json=note, headers=key).status_code == 201
