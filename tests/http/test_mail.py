"""Outgoing mail."""

import html
import re

import pytest

from shared.adapters.memory_mailer import MemoryMailer
from shared.core.errors import Unavailable
from shared.ports.mailer import Mail
from tests.app import token_in
from tests.tenant import Tenant, new_email

HOSTILE = "Zoë <script>alert(1)</script> \"&'{company}{0}%s\r\nBcc: all@mail.example"


class BrokenMailer(MemoryMailer):
    """A mailer that does not answer."""

    def send(self, mail: Mail) -> None:
        raise Unavailable(f"The mailer does not answer about {mail.id}.")


def test_a_mail_delivered_twice_by_the_queue_is_sent_once(acme: Tenant) -> None:
    acme.invitation()
    ((queue, body, _),) = acme.product.queue.sent
    sent = len(acme.product.mailer.sent)
    for _ in range(3):
        acme.product.deliver(queue, body)
    assert len(acme.product.mailer.sent) == sent + 1


def test_a_mail_whose_sending_dies_at_any_moment_is_sent_once(acme: Tenant) -> None:
    died, calls = True, 0
    while died:
        invitation = acme.invitation()
        ((queue, body, _),) = acme.product.queue.sent
        acme.product.queue.sent.clear()
        died = acme.product.dies_after(calls, lambda q=queue, b=body: acme.product.try_once(q, b))  # type: ignore[misc]
        acme.product.sweep()
        assert len(acme.product.mails_to(invitation["candidate_email"])) == 1
        calls += 1
    assert calls > 3
    assert acme.hr.ok("GET", "/api/v1/tasks?status=queued")["total"] == 0


def test_a_mailer_that_stays_ill_is_seen_and_the_mail_can_be_sent_later(acme: Tenant) -> None:
    mailer = acme.product.mailer
    acme.product.replace(mailer=BrokenMailer())
    invitation = acme.invitation()
    acme.product.run_queue()
    (task,) = acme.hr.ok("GET", "/api/v1/tasks")["tasks"]
    assert (task["queue"], task["status"]) == ("send-mail", "failed")
    assert invitation["candidate_email"] not in str(task)
    acme.product.replace(mailer=mailer)
    acme.hr.ok("POST", f"/api/v1/tasks/{task['id']}/retry")
    assert len(acme.product.mails_to(invitation["candidate_email"])) == 1
    assert acme.hr.ok("GET", "/api/v1/tasks")["total"] == 0


def test_what_people_write_cannot_become_part_of_a_mails_form(acme: Tenant) -> None:
    job = acme.job(title=f"Engineer {HOSTILE}")
    candidate = acme.candidate(first_name=HOSTILE)
    acme.invitation(job_id=job["id"], candidate_id=candidate["id"])
    (mail,) = acme.product.mails_to(candidate["email"])
    assert "<script" not in mail.html
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert html.escape("{company}{0}%s") in mail.html
    assert len(re.findall(r"<a href=", mail.html)) == 1
    assert "<script>" in mail.text, "plain text is shown as it is"


def test_both_forms_of_a_mail_hold_the_same_link(acme: Tenant) -> None:
    invitation = acme.invitation()
    (mail,) = acme.product.mails_to(invitation["candidate_email"])
    links = [re.findall(r"https?://[^\s\"<]+", part) for part in (mail.text, html.unescape(mail.html))]
    assert links[0] == links[1] == [f"http://127.0.0.1:7071/claim?token={token_in(mail)}"]


def test_no_row_and_no_message_holds_what_makes_a_link(acme: Tenant) -> None:
    invitation = acme.invitation()
    ((_, body, _),) = acme.product.queue.sent
    token = acme.product.link_token(invitation["candidate_email"])
    secret = token.rpartition(".")[2]
    assert secret not in acme.product.everything_kept() + body
    assert invitation["candidate_email"] not in body


@pytest.mark.parametrize("role", ["HR", "EMPLOYEE", "CLIENT"])
def test_an_unconfirmed_user_gets_one_mail_with_one_link(acme: Tenant, role: str) -> None:
    email = new_email(role.lower())
    client = {"client_id": acme.client()["id"]} if role == "CLIENT" else {}
    draft = {"name": "N", "email": email, "password": "A-password-1", "role": role, **client}
    acme.hr.ok("POST", "/api/v1/users", json=draft)
    (mail,) = acme.product.mails_to(email)
    assert mail.subject == "Confirm your e-mail address for Talenti"
    assert "A-password-1" not in mail.text + mail.html
