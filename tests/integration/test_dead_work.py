"""A process dies, or storage fails, at every single call of queued work, and where somebody waits for a file or a link.

What must come of it is what would have come of it undisturbed: one effect, and everything queued done.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from shared.core.errors import Unavailable
from tests.app import Client, Product
from tests.faults import Crash, Fault
from tests.tenant import PASSWORD, Tenant

MOST_CALLS = 60
LISTS = ("candidates", "applications", "interviews", "invitations", "resumes", "jobs", "users", "logs")
CV = b"Noor Haddad\nnoor.haddad@example.org\n\nExperience\nDeveloper, Northwind Ltd, January 2020 to present\n"


@dataclass(frozen=True)
class Request:
    """A call that is about to be made."""

    who: Client
    path: str
    content: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: {"Idempotency-Key": "the-same"})

    def send(self) -> Any:
        """Send it, always under the same name; None if the client has to send it again."""
        answer = self.who.post(self.path, headers=self.headers, **self.content)
        if answer.status_code == 503 or (answer.status_code == 409 and answer.json()["code"] == "in_progress"):
            return None
        assert answer.is_success, f"{self.path}: {answer.status_code} {answer.text}"
        return answer.json()


def _body(who: Client, path: str, **body: Any) -> Request:
    return Request(who, path, {"json": body})


def _upload(tenant: Tenant) -> Request:
    content = {"files": {"file": ("cv.txt", CV)}, "data": {"candidate_id": tenant.candidate()["id"]}}
    return Request(tenant.hr, "/api/v1/resumes", content)


def _upload_for_a_job(tenant: Tenant) -> Request:
    return Request(
        tenant.hr, "/api/v1/resumes", {"files": {"file": ("cv.txt", CV)}, "data": {"job_id": tenant.job()["id"]}}
    )


def _write_to_many(tenant: Tenant) -> Request:
    words = {"subject": "Hello", "body": "Dear {{first_name}}."}
    people = [tenant.candidate()["id"] for _ in range(2)]
    return _body(tenant.hr, "/api/v1/candidates/bulk/send-email", candidate_ids=people, **words)


@pytest.fixture(scope="module")
def product() -> Product:
    """One product; every case has a company of its own."""
    return Product()


def _calls(product: Product, prepare: Callable[[Tenant], Request]) -> int:
    """How many calls to storage the operation makes."""
    request = prepare(Tenant(product))
    product.faults.plan([Fault.NONE] * MOST_CALLS)
    request.send()
    left = product.faults.left
    product.faults.plan([])
    return MOST_CALLS - left


def _settle(product: Product) -> None:
    """Do what is queued, lost messages too, and read what has landed."""
    product.clock.turn(timedelta(minutes=3))
    product.app.housekeeping.sweep_tasks()
    product.run_queue()
    product.land_files()


def _there(tenant: Tenant) -> dict[str, Any]:
    """What the company's lists show, by number and kind; their counts are right."""
    found: dict[str, Any] = {}
    for listed in LISTS:
        page = tenant.hr.ok("GET", f"/api/v1/{listed}", params={"limit": 100})
        assert page["total"] == len(page[listed]), listed
        found[listed] = page["total"]
        if listed == "logs":
            found["actions"] = Counter(event["action"] for event in page["logs"])
    found["queued"] = tenant.hr.ok("GET", "/api/v1/tasks", params={"status": "queued"})["total"]
    found["failed"] = tenant.hr.ok("GET", "/api/v1/tasks")["total"]
    return found


def _mail(tenant: Tenant) -> None:
    tenant.invitation()


def _score(tenant: Tenant) -> None:
    tenant.completed_interview()


def _read_cv(tenant: Tenant) -> None:
    _upload_for_a_job(tenant).send()


def _bulk_mail(tenant: Tenant) -> None:
    _write_to_many(tenant).send()


@pytest.mark.parametrize("leave", [_mail, _score, _read_cv, _bulk_mail])
@pytest.mark.parametrize("fault", [Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.LOST_ANSWER, Fault.LOST_REQUEST])
def test_queued_work_that_died_anywhere_is_done_once(
    product: Product, leave: Callable[[Tenant], None], fault: Fault
) -> None:
    undisturbed, calls = _work(product, leave, [])
    for call in range(calls):
        disturbed, _ = _work(product, leave, [*[Fault.NONE] * call, fault])
        assert disturbed == undisturbed, f"{fault} at call {call}"


def _work(product: Product, leave: Callable[[Tenant], None], faults: list[Fault]) -> tuple[tuple[Any, ...], int]:
    """What is there after work that was left and then disturbed; and how many calls it took undisturbed."""
    tenant = Tenant(product)
    product.run_queue()
    mails = len(product.mailer.sent)
    leave(tenant)
    product.faults.plan(faults or [Fault.NONE] * MOST_CALLS)
    for _ in range(5):
        sent = list(product.queue.sent)
        try:
            product.run_queue()
            product.land_files()
            break
        except Crash:
            product.queue.sent[:] = sent  # nobody deleted the message: it comes again
        except Unavailable:
            continue
    calls = MOST_CALLS - product.faults.left
    product.faults.plan([])
    _settle(product)
    return (_there(tenant), len(product.mailer.sent) - mails), calls


def test_a_file_whose_upload_died_for_good_is_given_up_with_a_reason(product: Product) -> None:
    tenant = Tenant(product)
    tenant.hr.ok("POST", "/api/v1/storage/upload-url", json={"file_name": "never-sent.pdf"})
    upload = _upload(tenant)
    product.faults.plan([*[Fault.NONE] * (_calls(product, _upload) - 2), Fault.CRASH_AFTER])
    with pytest.raises(Crash):
        upload.send()
    product.faults.plan([])
    product.clock.turn(timedelta(hours=2))
    hr = product.signed_in(tenant.hr.user["email"], PASSWORD)
    codes = {"awaiting_upload": "not_received", "pending": "not_read"}
    assert {one["parsing_status"] for one in hr.ok("GET", "/api/v1/resumes")["resumes"]} == set(codes)
    product.app.housekeeping.give_up_on_files()
    resumes = hr.ok("GET", "/api/v1/resumes")["resumes"]
    assert {one["parsing_status"] for one in resumes} == {"failed"}
    assert {one["parse_error_code"] for one in resumes} == set(codes.values())


def test_a_claim_that_died_anywhere_leaves_a_candidate_who_can_sign_in(product: Product) -> None:
    for call in range(_calls_of_claim(product)):
        for fault in (Fault.CRASH_BEFORE, Fault.CRASH_AFTER):
            tenant = Tenant(product)
            invitation = tenant.invitation()
            claim = {"token": product.link_token(invitation["candidate_email"]), "password": PASSWORD}
            product.faults.plan([*[Fault.NONE] * call, fault])
            with pytest.raises(Crash):
                product.client().post("/api/v1/auth/claim-invite", json=claim)
            again = product.client().post("/api/v1/auth/claim-invite", json=claim)
            assert again.status_code in {200, 410}, f"{fault} at call {call}: {again.text}"
            candidate = product.signed_in(invitation["candidate_email"], PASSWORD)
            assert candidate.ok("GET", "/api/v1/interviews")["total"] == 1
            assert _there(tenant)["actions"]["CLAIM_INVITATION"] == 1


def _calls_of_claim(product: Product) -> int:
    invitation = Tenant(product).invitation()
    token = product.link_token(invitation["candidate_email"])
    product.faults.plan([Fault.NONE] * MOST_CALLS)
    product.client().ok("POST", "/api/v1/auth/claim-invite", json={"token": token, "password": PASSWORD})
    left = product.faults.left
    product.faults.plan([])
    return MOST_CALLS - left


@pytest.mark.parametrize("fault", [Fault.CRASH_BEFORE, Fault.CRASH_AFTER])
def test_a_reset_that_died_anywhere_leaves_one_password_that_works(product: Product, fault: Fault) -> None:
    for call in range(MOST_CALLS):
        email = Tenant(product).hr.user["email"]
        product.client().ok("POST", "/api/v1/auth/forgot-password", json={"email": email})
        reset = {"token": product.link_token(email), "new_password": "Another-password-2"}
        product.faults.plan([*[Fault.NONE] * call, fault])
        try:
            product.client().post("/api/v1/auth/reset-password", json=reset)
            product.faults.plan([])
            return
        except Crash:
            again = product.client().post("/api/v1/auth/reset-password", json=reset)
        assert again.status_code in {200, 410}
        signs_in = product.client().sign_in(email, reset["new_password"]).status_code == 200
        assert signs_in, f"{fault} at call {call}: the link was spent for nothing"
