"""Mail all the way: the application in the local host, the real SDK, the wire format of Communication Services, and
Event Grid's reports of what became of the mail."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.azurite import StorageEmulator
from tests.contract.email_service import KEY, EmailService, email_service
from tests.end_to_end.conftest import GENEROUS
from tests.end_to_end.journey import Guest, Journey, wait_for
from tests.end_to_end.local_host import LocalHost, running_host

pytestmark = [pytest.mark.azurite, pytest.mark.host]

WEBHOOK = "/runtime/webhooks/eventgrid?functionName=take_delivery_report"


@pytest.fixture(scope="module")
def service() -> EmailService:
    return EmailService()


@pytest.fixture(scope="module")
def host(
    service: EmailService, azurite: StorageEmulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalHost]:
    """The functions' process, which sends its mail to the service."""
    with email_service(service) as address:
        mail = {
            "TALENTI_MAILER": "acs",
            "TALENTI_MAIL_CONNECTION": f"endpoint={address};accesskey={KEY}",
            "TALENTI_MAIL_SENDER": "no-reply@mail.talenti.example",
            "TALENTI_MAIL_BULK_PER_MINUTE": "6000",
            "TALENTI_MAIL_OUTBOX_VISIBLE": "true",
        }
        folder = tmp_path_factory.mktemp("mailing")
        with running_host(folder, azurite.new_account(), "devhost.worker", **GENEROUS, **mail) as running:
            yield running


@pytest.fixture
def hr(host: LocalHost) -> Iterator[Guest]:
    """An HR user of a new company, confirmed by the token that only a local host shows."""
    with Journey.begin(host.url) as journey:
        email, password = f"hr.{uuid4().hex[:8]}@mail.example", "a-long-password"
        draft = {"name": "Jana", "email": email, "password": password, "role": "HR"}
        made = journey.admin.post("/api/v1/register/user", draft, company_id=journey.create_company()["id"])
        guest = Guest(journey.admin.http)
        guest.post("/api/v1/auth/verify-email", {"token": made["verification_token"]})
        guest.sign_in(email, password)
        yield guest


def event(mail_id: str, to: str, status: str) -> dict[str, object]:
    """An event as the documentation of Event Grid shows it."""
    return {
        "id": str(uuid4()),
        "topic": "/subscriptions/s/resourceGroups/g/providers/microsoft.communication/communicationservices/talenti",
        "subject": f"sender/no-reply@mail.talenti.example/message/{mail_id}",
        "data": {
            "sender": "no-reply@mail.talenti.example",
            "recipient": to,
            "messageId": mail_id,
            "status": status,
            "deliveryStatusDetails": {"statusMessage": "Status Message"},
            "deliveryAttemptTimeStamp": "2026-09-18T00:22:20.2855749+00:00",
        },
        "eventType": "Microsoft.Communication.EmailDeliveryReportReceived",
        "dataVersion": "1.0",
        "metadataVersion": "1",
        "eventTime": "2026-09-18T00:22:20.822Z",
    }


def test_a_bulk_mail_is_sent_while_the_service_is_busy_and_its_reports_arrive(hr: Guest, service: EmailService) -> None:
    drafts = [{"email": f"{uuid4().hex[:8]}@mail.example", "first_name": "Ada", "last_name": "N"} for _ in range(3)]
    people = [hr.post("/api/v1/candidates", draft) for draft in drafts]
    busy = {"error": {"code": "TooManyRequests", "message": "Slow down."}}
    service.refusals = [(429, {"Retry-After": "1"}, busy), (-503, {}, {})]
    message = {"candidate_ids": [one["id"] for one in people], "subject": "News", "body": "Dear {{first_name}}."}
    job = f"/api/v1/email/jobs/{hr.post('/api/v1/candidates/bulk/send-email', message)['job_id']}"
    wait_for(lambda: hr.get(job)["sent_count"] == 3, "the third mail")
    sent = {m["recipients"]["to"][0]["address"]: (id_, m) for id_, m in service.messages.items()}
    for one in people:
        assert "List-Unsubscribe=One-Click" in json.dumps(sent[one["email"]][1]["headers"])
    words = ("Delivered", "Bounced", "Delivered")
    events = [event(sent[one["email"]][0], one["email"], word) for one, word in zip(people, words, strict=True)]
    other = event("", "", "") | {"eventType": "Microsoft.Communication.SMSReceived", "data": {}}
    assert hr.http.post(WEBHOOK, json=[*events, other, *events]).status_code == 202
    read = hr.get(job)
    assert (read["delivered_count"], read["failed_count"], read["status"]) == (2, 1, "completed")
    (bounced,) = hr.get("/api/v1/email/messages", status="bounced")["messages"]
    assert (bounced["to"], bounced["detail"]) == (people[1]["email"], "Bounced: Status Message")
