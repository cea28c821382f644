"""A process dies, or storage fails, at every single call of every operation; then the client sends its request again.

What must come of it is what would have come of it undisturbed: one effect, the same answer, everything queued done.
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
from tests.tenant import PASSWORD, THOROUGH, Tenant, new_email, say

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


def _invite(tenant: Tenant) -> Request:
    return _body(tenant.hr, "/api/v1/invitations", candidate_id=tenant.candidate()["id"], job_id=tenant.job()["id"])


def _invite_application(tenant: Tenant) -> Request:
    return _body(tenant.hr, "/api/v1/invitations", application_id=tenant.application()["id"])


def _plan(tenant: Tenant) -> Request:
    return _body(tenant.hr, "/api/v1/interviews", candidate_id=tenant.candidate()["id"], job_id=tenant.job()["id"])


def _apply(tenant: Tenant) -> Request:
    return _body(tenant.hr, "/api/v1/applications", candidate_id=tenant.candidate()["id"], job_id=tenant.job()["id"])


def _move(tenant: Tenant) -> Request:
    return _body(tenant.hr, f"/api/v1/applications/{tenant.application()['id']}/move", status="screening")


def _override(tenant: Tenant) -> Request:
    _, interview_id = tenant.scored_interview()
    judged = {"overall_score": 70, "reason": "A strong work sample."}
    return _body(tenant.hr, f"/api/v1/interviews/{interview_id}/score/override", **judged)


def _score_as_a_person(tenant: Tenant) -> Request:
    _, interview_id = tenant.interviewee()
    return _body(tenant.hr, "/api/v1/scores", interview_id=interview_id, rating=4)


def _say_of_scored(action: str, **body: Any) -> Callable[[Tenant], Request]:
    def ask(tenant: Tenant) -> Request:
        _, interview_id = tenant.scored_interview()
        return _body(tenant.hr, f"/api/v1/{action.format(interview_id)}", **body)

    return ask


def _revoke(tenant: Tenant) -> Request:
    return Request(tenant.hr, f"/api/v1/invitations/{tenant.invitation()['id']}/revoke")


def _cancel(tenant: Tenant) -> Request:
    interview_id = tenant.invitation()["interview_id"]
    return _body(tenant.hr, f"/api/v1/interviews/{interview_id}/cancel", reason="The opening is closed.")


def _complete(tenant: Tenant) -> Request:
    client, interview_id = tenant.interviewee()
    say(client, interview_id)
    say(client, interview_id, THOROUGH)
    return Request(client, f"/api/v1/interviews/{interview_id}/complete")


def _answer(tenant: Tenant) -> Request:
    client, interview_id = tenant.interviewee()
    say(client, interview_id)
    body = {"interview_id": interview_id, "message": THOROUGH, "message_id": "m-1", "after": 1}
    return Request(client, "/api/v1/interview/chat", {"json": body}, headers={})


def _upload(tenant: Tenant) -> Request:
    content = {"files": {"file": ("cv.txt", CV)}, "data": {"candidate_id": tenant.candidate()["id"]}}
    return Request(tenant.hr, "/api/v1/resumes", content)


def _upload_for_a_job(tenant: Tenant) -> Request:
    return Request(
        tenant.hr, "/api/v1/resumes", {"files": {"file": ("cv.txt", CV)}, "data": {"job_id": tenant.job()["id"]}}
    )


def _person(tenant: Tenant) -> Request:
    person = {"email": new_email("ada"), "first_name": "Ada", "last_name": "Moreau"}
    return _body(tenant.hr, "/api/v1/candidates", **person)


def _colleague(tenant: Tenant) -> Request:
    draft = {"name": "Ines", "email": new_email("ines"), "password": PASSWORD, "role": "EMPLOYEE"}
    return _body(tenant.hr, "/api/v1/users", **draft)


def _round(tenant: Tenant, **when: Any) -> str:
    draft = {"application_id": tenant.application()["id"], "scheduled_at": "2027-02-10T10:00:00Z", **when}
    return str(tenant.hr.ok("POST", "/api/v1/interview-rounds", json=draft)["id"])


def _plan_round(tenant: Tenant) -> Request:
    draft = {"candidate_id": tenant.candidate()["id"], "job_id": tenant.job()["id"]}
    leader = tenant.colleague("EMPLOYEE").user["id"]
    times = {"scheduled_at": "2027-02-10T10:00:00Z", "interviewer_id": leader}
    return _body(tenant.hr, "/api/v1/interview-rounds", **draft, **times)


def _book(tenant: Tenant) -> Request:
    slots = [{"start_time": "2027-02-10T10:00:00Z", "end_time": "2027-02-10T11:00:00Z"}]
    path = f"/api/v1/interview-rounds/{_round(tenant, scheduled_at=None, proposed_slots=slots)}"
    return _body(tenant.hr, f"{path}/book", slot_id=tenant.hr.ok("GET", path)["proposed_slots"][0]["id"])


def _say_of_round(what: str, **body: Any) -> Callable[[Tenant], Request]:
    return lambda tenant: _body(tenant.hr, f"/api/v1/interview-rounds/{_round(tenant)}/{what}", **body)


def _hold_round(tenant: Tenant) -> Request:
    return _body(tenant.hr, f"/api/v1/interviews/{_round(tenant)}/complete", rating=4, feedback="Strong.")


def _plan_and_invite(tenant: Tenant) -> Request:
    return _body(tenant.hr, "/api/interviews/", candidate=tenant.candidate()["id"], job=tenant.job()["id"])


def _client_user(tenant: Tenant) -> Request:
    draft = {"name": "Ines", "email": new_email("ines"), "password": PASSWORD}
    return _body(tenant.hr, f"/api/v1/clients/{tenant.client()['id']}/users", **draft)


def _portal_user(tenant: Tenant) -> Request:
    return _body(tenant.hr, "/api/v1/portal-users", name="Ines", email=new_email("ines"))


def _reset(tenant: Tenant) -> Request:
    portal = tenant.hr.ok("POST", "/api/v1/portal-users", json={"name": "Ines", "email": new_email("ines")})
    return Request(tenant.hr, f"/api/v1/portal-users/{portal['portal_id']}/reset-password")


def _deactivate(tenant: Tenant) -> Request:
    return Request(tenant.hr, f"/api/v1/users/{tenant.colleague('EMPLOYEE').user['id']}/deactivate")


def _import(tenant: Tenant) -> Request:
    rows = [{"email": new_email("row"), "first_name": f"R{number}"} for number in range(12)]
    rows += [{"email": tenant.candidate()["email"], "first_name": "Known"}, {"email": "broken"}]
    return _body(tenant.hr, "/api/v1/candidates/bulk/import", candidates=rows)


def _merge(tenant: Tenant) -> Request:
    application = tenant.application()
    one = tenant.candidate()["id"]
    return _body(tenant.hr, f"/api/v1/candidates/{one}/merge", other_id=application["candidate_id"])


TEMPLATE = {"key": "hello", "name": "Hello", "subject": "Hello", "body": "Dear {{first_name}}."}


def _write(tenant: Tenant) -> Request:
    words = {"subject": "Hello", "body": "Dear {{first_name}}."}
    return _body(tenant.hr, "/api/v1/email/send", recipient_email=tenant.candidate()["email"], **words)


def _write_to_many(tenant: Tenant) -> Request:
    words = {"subject": "Hello", "body": "Dear {{first_name}}."}
    people = [tenant.candidate()["id"] for _ in range(2)]
    return _body(tenant.hr, "/api/v1/candidates/bulk/send-email", candidate_ids=people, **words)


OPERATIONS: dict[str, Callable[[Tenant], Request]] = {
    "create a job": lambda tenant: _body(tenant.hr, "/api/v1/jobs", title="Baker"),
    "create a candidate": _person,
    "create a user": _colleague,
    "import candidates": _import,
    "merge candidates": _merge,
    "create a client": lambda tenant: _body(tenant.hr, "/api/v1/clients", name="Globex"),
    "create a client's user": _client_user,
    "create a portal user": _portal_user,
    "reset a portal user's password": _reset,
    "deactivate a user": _deactivate,
    "create an access role": lambda tenant: _body(tenant.hr, "/api/v1/access-roles", name="Lead", permissions=[]),
    "apply": _apply,
    "invite for a job": _invite,
    "invite an application": _invite_application,
    "plan an interview": _plan,
    "answer": _answer,
    "complete an interview": _complete,
    "cancel an interview": _cancel,
    "override a score": _override,
    "score as a person": _score_as_a_person,
    "save a score": _say_of_scored("interviews/{}/scores", culture_fit_score=80),
    "release feedback": _say_of_scored("interviews/{}/feedback", candidate_feedback="Thank you."),
    "share a report": _say_of_scored("reports/{}/share", expires_in_days=3),
    "move an application": _move,
    "revoke an invitation": _revoke,
    "upload a candidate's CV": _upload,
    "upload a CV for a job": _upload_for_a_job,
    "plan a round": _plan_round,
    "book a slot": _book,
    "send the invitation to a round": _say_of_round("invite", meeting_link="https://meet.example/a"),
    "call a round off": _say_of_round("cancel", reason="Ill."),
    "write down how a round was": _hold_round,
    "pass a round": _say_of_round("pass", rating=4),
    "reject in a round": _say_of_round("reject", feedback="Not this time."),
    "begin hiring": _say_of_round("hire", salary_offered="15 LPA"),
    "plan an interview and invite": _plan_and_invite,
    "write to somebody": _write,
    "write to many": _write_to_many,
    "make a template of mails": lambda tenant: _body(tenant.hr, "/api/v1/email-templates", **TEMPLATE),
    "ask for an upload link": lambda tenant: _body(tenant.hr, "/api/v1/storage/upload-url", file_name="cv.pdf"),
}


@pytest.fixture(scope="module")
def product() -> Product:
    """One product; every case has a company of its own."""
    return Product()


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("fault", [Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.LOST_ANSWER])
def test_a_request_that_died_anywhere_has_one_effect_when_it_is_sent_again(
    product: Product, name: str, fault: Fault
) -> None:
    undisturbed = _effect(product, OPERATIONS[name], [])
    for call in range(_calls(product, OPERATIONS[name])):
        disturbed = _effect(product, OPERATIONS[name], [*[Fault.NONE] * call, fault])
        assert disturbed == undisturbed, f"{fault} at call {call}"


def _calls(product: Product, prepare: Callable[[Tenant], Request]) -> int:
    """How many calls to storage the operation makes."""
    request = prepare(Tenant(product))
    product.faults.plan([Fault.NONE] * MOST_CALLS)
    request.send()
    left = product.faults.left
    product.faults.plan([])
    return MOST_CALLS - left


def _effect(product: Product, prepare: Callable[[Tenant], Request], faults: list[Fault]) -> tuple[Any, ...]:
    """What is there after the operation, repeated by its client until it was answered."""
    tenant = Tenant(product)
    request = prepare(tenant)
    product.run_queue()
    mails = len(product.mailer.sent)
    product.faults.plan(faults)
    answer = None
    for _ in range(5):
        try:
            answer = request.send()
        except Crash:
            product.queue.sent.clear()
        product.faults.plan([])
        if answer is not None:
            break
        product.clock.turn(timedelta(minutes=1))
    assert answer is not None
    _settle(product)
    return (_shape(answer), _there(tenant), len(product.mailer.sent) - mails)


def _settle(product: Product) -> None:
    """Do what is queued, lost messages too, and read what has landed."""
    product.clock.turn(timedelta(minutes=3))
    product.app.housekeeping.sweep_tasks()
    product.run_queue()
    product.land_files()


def _shape(answer: Any) -> Any:
    return sorted(answer) if isinstance(answer, dict) else answer


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
