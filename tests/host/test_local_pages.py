"""The pages that exist on one machine only."""

import json
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from shared.adapters.azure_blob import AzureBlobStore
from shared.adapters.outbox_mailer import OutboxMailer
from shared.ports.mailer import Attachment, Mail
from tests.host.conftest import Blobs, Worker, eventually

pytestmark = [pytest.mark.azurite, pytest.mark.host]

NASTY = '<script>alert("1")</script>'


@pytest.fixture(scope="module")
def sent(storage: str) -> None:
    """Three mails: two to Ada, the later one nasty, and one to Grace between them."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    times = iter(start + timedelta(minutes=minute) for minute in range(10))
    mailer = OutboxMailer(AzureBlobStore(storage), lambda: next(times))
    text = "See https://a.example/x?y=1&z=2."
    file = Attachment(NASTY, "text/plain", NASTY.encode())
    mailer.send(Mail("m1", "ada@example.com", "Welcome", text, "<p>Hello</p>", (file,)))
    mailer.send(Mail("m2", "Grace@Example.com", "Hello", "No link", "<p>No link</p>"))
    mailer.send(Mail("m3", "ada@example.com", NASTY, f"{NASTY} https://b.example/{NASTY}", NASTY))
    mailer.send(Mail("m1", "ada@example.com", "Welcome again", "", ""))


def test_mail_is_listed_newest_first_and_an_id_is_sent_once(worker: Worker, sent: None) -> None:
    messages = worker.http.get("/_local/mail").json()["messages"]
    assert [mail["subject"] for mail in messages] == [NASTY, "Hello", "Welcome"]
    assert messages[2] == {
        "to": "ada@example.com",
        "subject": "Welcome",
        "text": "See https://a.example/x?y=1&z=2.",
        "html": "<p>Hello</p>",
        "links": ["https://a.example/x?y=1&z=2"],
        "attachments": [{"name": NASTY, "content_type": "text/plain", "text": NASTY}],
        "sent_at": "2026-01-01T00:00:00Z",
    }


def test_mail_to_one_person_is_found_in_any_case(worker: Worker, sent: None) -> None:
    messages = worker.http.get("/_local/mail", params={"to": "GRACE@example.com"}).json()["messages"]
    assert [mail["to"] for mail in messages] == ["Grace@Example.com"]
    assert worker.http.get("/_local/mail", params={"to": "grace"}).json() == {"messages": []}


class Page(HTMLParser):
    """The tags of a page, with the addresses they name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def test_the_page_shows_mail_functions_and_queues_and_escapes_all_of_it(
    worker: Worker, blobs: Blobs, sent: None
) -> None:
    worker.http.post("/orders", json={"order": "page", "fail": 99})
    eventually(lambda: blobs.get("poison", "page.json"), "the poison")
    answer = worker.http.get("/_local/", params={"to": '"><b>'})
    assert "<b>" not in answer.text
    answer = worker.http.get("/_local/")
    page = Page(answer.text)
    assert "script" not in page.tags
    assert "https://a.example/x?y=1&z=2" in page.links
    assert all(link.startswith(("https://a.example", "https://b.example", "#", "/")) for link in page.links)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for text in ("fill_order", "orders-poison", "GET /things/{thing}", "0 0 0 1 1 *", "uploads/cv-{file}.txt"):
        assert text in answer.text


def test_a_stranger_whose_name_points_here_is_refused(worker: Worker, sent: None) -> None:
    assert worker.http.get("/_local/mail", headers={"Host": "evil.example"}).status_code == 403
    assert worker.http.get("/_local/", headers={"Host": "evil.example:7071"}).status_code == 403
    assert worker.http.get("/_local/mail", headers={"Host": f"localhost:{worker.port}"}).status_code == 200


def test_what_the_outbox_keeps_is_plain_json(worker: Worker, blobs: Blobs, sent: None) -> None:
    kept = [json.loads(blobs.wait_for("local-mail", name)) for name in blobs.names("local-mail")]
    assert {mail["to"] for mail in kept} == {"ada@example.com", "Grace@Example.com"}
