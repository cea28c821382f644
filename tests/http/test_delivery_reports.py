"""What the mail service reports: the documented events, in any order, as often as they come."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.memory_mailer import MemoryMailer
from shared.mail.models import DELIVERY, DeliveryReport
from shared.ports.mailer import Mail
from tests.app import Product
from tests.tenant import Tenant

HELLO = {"subject": "News", "body": "Dear {{first_name}}, there is news."}


class Hasty(MemoryMailer):
    """A mail service whose report comes before the mailer has answered."""

    def __init__(self, product: Product) -> None:
        super().__init__()
        self.product = product

    def send(self, mail: Mail) -> None:
        known = len(self.sent)
        super().send(mail)
        if len(self.sent) > known:
            self.product.app.mail.take_report(report(mail.id, "Delivered"))


def report(mail_id: str, status: str, *, second: int = 0, said: str | None = None) -> DeliveryReport:
    """The data of the event as Event Grid's documentation shows it."""
    return DeliveryReport.model_validate(
        {
            "sender": "no-reply@mail.talenti.example",
            "recipient": "receiver@mail.example",
            "messageId": mail_id,
            "status": status,
            "deliveryStatusDetails": {"statusMessage": said} if said else {},
            "deliveryAttemptTimeStamp": f"2026-09-18T00:22:{second:02}.2855749+00:00",
        }
    )


def sent_mail(acme: Tenant) -> tuple[str, Mail]:
    """A bulk mail to one person: the job, and the mail that was sent."""
    candidate = acme.candidate()
    body = {"candidate_ids": [candidate["id"]], **HELLO}
    job_id = str(acme.hr.ok("POST", "/api/v1/candidates/bulk/send-email", json=body)["job_id"])
    return job_id, acme.product.mails_to(candidate["email"])[-1]


def told(acme: Tenant, mail_id: str) -> dict[str, Any]:
    mails = acme.hr.ok("GET", "/api/v1/email/messages?limit=100")["messages"]
    return dict(next(mail for mail in mails if mail["id"] == mail_id))


@pytest.mark.parametrize(
    ("word", "said", "status", "detail"),
    [
        ("Delivered", "Accepted by the receiver.", "delivered", None),
        ("Bounced", "550 5.1.1 No such user", "bounced", "Bounced: 550 5.1.1 No such user"),
        ("Suppressed", None, "failed", "Suppressed"),
        ("Quarantined", "Spam", "failed", "Quarantined: Spam"),
        ("FilteredSpam", None, "failed", "FilteredSpam"),
        ("Failed", None, "failed", "Failed"),
        ("Expanded", None, "sent", None),
    ],
)
def test_every_documented_word_says_what_became_of_a_mail(
    acme: Tenant, word: str, said: str | None, status: str, detail: str | None
) -> None:
    job_id, mail = sent_mail(acme)
    acme.product.app.mail.take_report(report(mail.id, word, said=said))
    assert [told(acme, mail.id)[key] for key in ("status", "detail")] == [status, detail]
    job = acme.hr.ok("GET", f"/api/v1/email/jobs/{job_id}")
    sent, failed = (0, 1) if status in {"failed", "bounced"} else (1, 0)
    assert (job["sent_count"], job["failed_count"]) == (sent, failed)
    assert job["delivered_count"] == (1 if status == "delivered" else 0)
    assert (job["status"], job["queued_count"]) == ("completed", 0)


REPORTS = st.tuples(st.sampled_from(["Delivered", "Bounced", "Failed"]), st.integers(0, 59))


@given(st.lists(REPORTS, min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_the_latest_attempt_counts_in_whatever_order_reports_come(reports: list[tuple[str, int]]) -> None:
    acme = Tenant(Product())
    _, mail = sent_mail(acme)
    for word, second in reports:
        acme.product.app.mail.take_report(report(mail.id, word, second=second))
    latest = max(second for _, second in reports)
    assert told(acme, mail.id)["status"] in {word.lower() for word, second in reports if second == latest}


def test_a_report_that_is_faster_than_our_own_note_is_kept(acme: Tenant) -> None:
    acme.product.mailer = Hasty(acme.product)
    acme.product.app = acme.product.new_instance()
    job_id, mail = sent_mail(acme)
    assert told(acme, mail.id)["status"] == "delivered"
    acme.product.sweep()
    assert len(acme.product.mails_to(mail.to)) == 1
    assert told(acme, mail.id)["status"] == "delivered"
    assert told(acme, mail.id)["sent_at"] is not None
    assert acme.hr.ok("GET", f"/api/v1/email/jobs/{job_id}")["delivered_count"] == 1
    assert acme.hr.ok("GET", "/api/v1/tasks?status=queued")["total"] == 0


def test_reports_about_what_nobody_knows_are_passed_over(acme: Tenant) -> None:
    _, mail = sent_mail(acme)
    candidate_id = acme.hr.ok("GET", f"/api/v1/candidates?search={mail.to}")["candidates"][0]["id"]
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate_id}")
    before = acme.product.rows_of(acme.id)
    for mail_id in (mail.id, "01999999-9999-7999-8999-999999999999", "not an id/!", ""):
        acme.product.app.mail.take_report(report(mail_id, "Bounced"))
    assert acme.product.rows_of(acme.id) == before


def test_whose_mails_they_were_is_forgotten_after_a_month(acme: Tenant) -> None:
    for _ in range(3):
        sent_mail(acme)
    mail = acme.product.app.mail
    assert mail.purge() == 0
    kept = len(mail.store.children("platform", DELIVERY))
    acme.product.clock.turn(timedelta(days=400))
    assert mail.purge() == kept >= 3
    assert mail.store.children("platform", DELIVERY) == []
