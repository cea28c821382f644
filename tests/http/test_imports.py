"""Bulk import: from a request and from files, with what could not be imported, progress, repetition and crashes."""

import csv
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import StringIO
from itertools import repeat
from typing import Any

import pytest

from shared.candidates.models import CANDIDATE
from shared.imports.models import RunImport
from tests.faults import Crash, Fault
from tests.tenant import Tenant, new_email

REQUEST = "/api/v1/candidates/bulk/import"
FILE = "/api/v1/candidates/bulk/import/file"


def table(*rows: str, headings: str = "Email,First name,Last name,Phone") -> bytes:
    return "\r\n".join((headings, *rows)).encode()


def send(acme: Tenant, data: bytes, name: str = "people.csv", **fields: str) -> dict[str, Any]:
    form = {"send_invitations": "false", **fields}
    return dict(acme.hr.ok("POST", FILE, files={"file": (name, data)}, data=form))


def job(acme: Tenant, queued: dict[str, Any]) -> dict[str, Any]:
    return dict(acme.hr.ok("GET", f"/api/v1/candidates/import-jobs/{queued['job_id']}"))


def report(acme: Tenant, queued: dict[str, Any]) -> list[list[str]]:
    answer = acme.hr.get(f"/api/v1/candidates/import-jobs/{queued['job_id']}/errors")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def imported(acme: Tenant) -> dict[str, dict[str, Any]]:
    listed = acme.hr.ok("GET", "/api/v1/candidates?limit=100")
    assert listed["total"] == len(listed["candidates"])
    return {candidate["email"]: candidate for candidate in listed["candidates"]}


def test_a_request_is_answered_with_what_became_of_each_row(acme: Tenant) -> None:
    known = acme.candidate()["email"]
    rows = [
        {"email": "alice@mail.example", "first_name": "Alice", "last_name": "Kumar", "status": "SHORTLISTED"},
        {"email": "not an address", "first_name": "Bob"},
        {"email": "ALICE@mail.example", "first_name": "Alice again"},
        {"email": known.upper(), "first_name": "Known"},
        {"email": "carol@mail.example", "first_name": "Carol", "domain": "Sales"},
    ]
    answer = acme.hr.ok("POST", REQUEST, json={"candidates": rows, "domain": "Backend"})
    assert [answer[name] for name in ("total", "created", "failed", "skipped")] == [5, 2, 1, 2]
    assert answer["message"] == "Imported 2 candidates successfully. 1 errors."
    assert answer["errors"] == [{"row": 2, "email": "not an address", "error": "email: must be an e-mail address"}]
    made = [(one["email"], one["domain"], one["status"]) for one in answer["created_candidates"]]
    assert made == [("alice@mail.example", "Backend", "screening"), ("carol@mail.example", "Sales", "applied")]
    assert set(imported(acme)) == {known, "alice@mail.example", "carol@mail.example"}


def test_more_rows_than_a_request_may_have_are_refused(acme: Tenant) -> None:
    rows = [{"email": new_email("x"), "first_name": "X"}] * 501
    assert acme.hr.post(REQUEST, json={"candidates": rows}).status_code == 422


def test_a_file_is_imported_by_the_queue_with_its_progress_to_be_seen(acme: Tenant) -> None:
    queued = send(
        acme, table("a@mail.example,Ada,Byron,+44 20 7946 0958", "b@mail.example,Bo,,"), default_domain="Data"
    )
    assert queued["message"] == "Import job queued for processing. Total records: 2"
    assert (queued["status"], queued["total_records"]) == ("queued", 2)
    before = job(acme, queued)
    assert (before["status"], before["percent"], before["celery_task_id"]) == ("queued", 0.0, queued["celery_task_id"])
    acme.product.run_queue()
    after = job(acme, queued)
    assert (after["status"], after["created_count"], after["success_rate"], after["percent"]) == (
        "completed",
        2,
        100.0,
        100.0,
    )
    ada = imported(acme)["a@mail.example"]
    assert (ada["full_name"], ada["domain"], ada["source"], ada["status"]) == (
        "Ada Byron",
        "Data",
        "csv_import",
        "applied",
    )


def test_rows_that_were_not_imported_can_be_downloaded_without_formulas(acme: Tenant) -> None:
    known = acme.candidate()["email"]
    queued = send(
        acme, table("=cmd|' /C calc'!A0,Eve,,", "a@mail.example,Ada,,", f"{known},Known,,", "a@mail.example,Ada,,")
    )
    acme.product.run_queue()
    assert report(acme, queued) == [
        ["row", "email", "outcome", "reason"],
        ["2", "'=cmd|' /C calc'!A0", "failed", "email: must be an e-mail address"],
        ["4", known, "skipped", "somebody has this e-mail address already"],
        ["5", "a@mail.example", "skipped", "the same e-mail address is in an earlier row"],
    ]
    done = job(acme, queued)
    assert [done[f"{name}_count"] for name in ("created", "failed", "skipped")] == [1, 1, 2]
    assert done["errors_url"] == f"/api/v1/candidates/import-jobs/{queued['job_id']}/errors"


def test_a_file_that_is_sent_again_makes_nobody_twice(acme: Tenant) -> None:
    data = table(*(f"p{number}@mail.example,P{number},,+4930123{number:05}" for number in range(60)))
    send(acme, data)
    acme.product.run_queue()
    again = send(acme, data)
    acme.product.run_queue()
    done = job(acme, again)
    assert (done["status"], done["created_count"], done["skipped_count"], len(imported(acme))) == (
        "completed",
        0,
        60,
        60,
    )


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty"),
        (b"Email\r\n", "empty"),
        (b"Colour,Size\r\nred,1\r\n", "no_headings"),
        (b"%PDF-1.7", "not_a_table"),
        (b"PK\x03\x04 not a workbook", "not_a_workbook"),
        (b'Email,First name\r\n"a@mail.example' + b"x" * 40_000, "not_a_table"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(acme: Tenant, data: bytes, rule: str) -> None:
    answer = acme.hr.post(FILE, files={"file": ("people.csv", data)}, data={"send_invitations": "false"})
    assert (answer.status_code, [error["rule"] for error in answer.json()["errors"]]) == (422, [rule])


def test_a_flag_that_is_neither_yes_nor_no_is_refused(acme: Tenant) -> None:
    answer = acme.hr.post(FILE, files={"file": ("people.csv", table())}, data={"send_invitations": "maybe"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "send_invitations")


def test_an_import_that_dies_at_any_call_goes_on_where_it_was(acme: Tenant) -> None:
    rows = [f"p{number}@mail.example,P{number},,+4930123{number:05}" for number in range(25)]
    known = acme.candidate(email="p7@mail.example")["id"]
    for calls in range(200):
        queued = send(acme, table(*rows))
        ((queue, body, _),) = acme.product.queue.sent
        acme.product.queue.sent.clear()
        acme.product.faults.plan([*repeat(Fault.NONE, calls), Fault.CRASH_BEFORE if calls % 2 else Fault.CRASH_AFTER])
        with suppress(Crash):
            acme.product.try_once(queue, body)
        needed_all = acme.product.faults.left == 0
        acme.product.faults.plan([])
        acme.product.app = acme.product.new_instance()
        acme.product.deliver(queue, body)
        acme.product.sweep()
        acme.product.run_queue()
        done = job(acme, queued)
        counted = [done[f"{name}_count"] for name in ("created", "failed", "skipped")]
        assert (done["status"], counted) == ("completed", [24, 0, 1]), calls
        assert len(report(acme, queued)) == 2
        people = imported(acme)
        assert len(people) == 25
        assert not acme.product.app.store.rebuild(acme.id, CANDIDATE)
        assert actions(acme, queued) == {"IMPORT_CANDIDATES": 1, "FINISH_IMPORT": 1}
        if not needed_all:
            assert calls > 8
            return
        for candidate in people.values():
            if candidate["id"] != known:
                acme.product.app.retention.erase(caller(acme), candidate["id"])
    raise AssertionError("the import never ends")


def actions(acme: Tenant, queued: dict[str, Any]) -> Counter[str]:
    logs = acme.hr.ok("GET", "/api/v1/logs?limit=100")["logs"]
    return Counter(event["action"] for event in logs if event["resource_id"] == queued["job_id"])


def caller(acme: Tenant) -> Any:
    return acme.product.app.sessions.caller(f"Bearer {acme.hr.tokens['access_token']}")


def test_of_two_deliveries_at_once_none_counts_twice(acme: Tenant) -> None:
    queued = send(acme, table(*(f"p{number}@mail.example,P{number},," for number in range(40))))
    ((_, body, _),) = acme.product.queue.sent
    task = RunImport.model_validate_json(body)
    instances = [acme.product.new_instance() for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda app: app.imports.run(task), instances))
    acme.product.run_queue()
    done = job(acme, queued)
    assert (done["created_count"], done["skipped_count"], len(imported(acme))) == (40, 0, 40)


def test_an_import_that_fails_five_times_says_so_and_can_be_run_again(acme: Tenant) -> None:
    queued = send(acme, table("a@mail.example,Ada,,"))
    ((queue, body, _),) = acme.product.queue.sent
    acme.product.queue.sent.clear()
    acme.product.give_up(queue, body)
    failed = job(acme, queued)
    assert (failed["status"], failed["error_message"]) == ("failed", "Importing failed five times.")
    (task,) = acme.hr.ok("GET", "/api/v1/tasks")["tasks"]
    assert task["id"] == queued["celery_task_id"]
    acme.hr.ok("POST", f"/api/v1/tasks/{task['id']}/retry")
    acme.product.run_queue()
    done = job(acme, queued)
    assert (done["status"], done["error_message"], done["created_count"]) == ("completed", None, 1)


def test_imported_people_are_written_to_once(acme: Tenant) -> None:
    data = table(*(f"p{number}@mail.example,P{number},," for number in range(20)))
    send(acme, data, send_invitations="true")
    while acme.product.queue.sent:
        queue, body, _ = acme.product.queue.sent.pop(0)
        acme.product.deliver(queue, body)
        acme.product.deliver(queue, body)
    told = Counter(mail.to for mail in acme.product.mailer.sent if mail.subject == "Acme has you among its candidates")
    assert (len(told), set(told.values())) == (20, {1})
    assert not acme.product.blobs.list_names("imports", "")


def test_imported_people_are_invited_for_a_job_once(acme: Tenant) -> None:
    job_id = acme.job()["id"]
    rows = [{"email": f"p{number}@mail.example", "first_name": "P"} for number in range(10)]
    body = {"candidates": rows, "send_invitations": True, "job_id": job_id}
    acme.hr.ok("POST", REQUEST, json=body)
    while acme.product.queue.sent:
        queue, message, _ = acme.product.queue.sent.pop(0)
        acme.product.deliver(queue, message)
        acme.product.deliver(queue, message)
    told = Counter(mail.to for mail in acme.product.mailer.sent if "invites you to an interview" in mail.subject)
    assert (len(told), set(told.values())) == (10, {1})
    assert acme.hr.post(REQUEST, json={**body, "job_id": acme.id}).status_code == 404


def test_reports_of_imports_go_after_thirty_days(acme: Tenant) -> None:
    queued = send(acme, table("broken,Ada,,"))
    acme.product.run_queue()
    assert acme.product.app.imports.purge(acme.id) == 0
    acme.product.blobs.put(
        "imports", f"{acme.id}/01000000-0000-7000-8000-000000000000/report-000002", b"2,a,failed,x\r\n"
    )
    assert acme.product.app.imports.purge(acme.id) == 1
    assert len(report(acme, queued)) == 2
