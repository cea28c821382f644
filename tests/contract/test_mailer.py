"""What every mailer promises: the twin in memory, the local outbox, and Communication Services by its wire format."""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.adapters.acs_mailer import AcsMailer
from shared.adapters.memory_blob import MemoryBlobStore
from shared.adapters.memory_mailer import MemoryMailer
from shared.adapters.outbox_mailer import CONTAINER, OutboxMailer
from shared.core.ids import new_id
from shared.ports.mailer import Attachment, Mail, Mailer
from tests.contract.email_service import KEY, EmailService, email_service

Sent = Callable[[], Sequence[tuple[str, str, str, str, list[tuple[str, str, str]]]]]
"""Recipient, subject, text, HTML and files (name, type, content) of every mail that was delivered, in any order."""


@pytest.fixture(params=["memory", "outbox", "acs"])
def mailer(request: pytest.FixtureRequest) -> Iterator[tuple[Mailer, Sent]]:
    if request.param == "acs":
        service = EmailService()
        with email_service(service) as address:
            accepted = lambda: [_accepted(one) for one in service.messages.values()]  # noqa: E731
            yield AcsMailer(address, KEY, "no-reply@mail.example"), accepted
    else:
        yield _local(request.param)


def _accepted(message: dict[str, Any]) -> tuple[str, str, str, str, list[tuple[str, str, str]]]:
    content = message["content"]
    files = [
        (one["name"], one["contentType"], base64.b64decode(one["contentInBase64"]).decode())
        for one in message["attachments"]
    ]
    return message["recipients"]["to"][0]["address"], content["subject"], content["plainText"], content["html"], files


def _local(name: str) -> tuple[Mailer, Sent]:
    if name == "memory":
        memory = MemoryMailer()
        return memory, lambda: [
            (
                mail.to,
                mail.subject,
                mail.text,
                mail.html,
                [(f.name, f.content_type, f.data.decode()) for f in mail.attachments],
            )
            for mail in memory.sent
        ]
    blobs = MemoryBlobStore()

    def delivered() -> list[tuple[str, str, str, str, list[tuple[str, str, str]]]]:
        mails = [json.loads(blobs.get(CONTAINER, name)) for name in blobs.list_names(CONTAINER, "")]
        return [
            (
                mail["to"],
                mail["subject"],
                mail["text"],
                mail["html"],
                [(file["name"], file["content_type"], file["text"]) for file in mail["attachments"]],
            )
            for mail in mails
        ]

    return OutboxMailer(blobs, lambda: datetime(2026, 1, 1, tzinfo=UTC)), delivered


def test_a_mail_arrives_as_it_was_written(mailer: tuple[Mailer, Sent]) -> None:
    file = Attachment("interview.ics", "text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\nSUMMARY:é\r\n".encode())
    mailer[0].send(Mail(new_id(), "zoë@b.example", "Grüße ✉", "text & more", "<p>text &amp; more</p>", (file,)))
    files = [(file.name, file.content_type, file.data.decode())]
    assert mailer[1]() == [("zoë@b.example", "Grüße ✉", "text & more", "<p>text &amp; more</p>", files)]


def test_repeating_an_id_delivers_nothing_more(mailer: tuple[Mailer, Sent]) -> None:
    same = new_id()
    for text in ("first", "second"):
        mailer[0].send(Mail(same, "a@b.example", "Hello", text, "<p></p>"))
    assert [mail[2] for mail in mailer[1]()] == ["first"]


def test_equal_mails_of_different_ids_are_all_delivered(mailer: tuple[Mailer, Sent]) -> None:
    for _ in range(3):
        mailer[0].send(Mail(new_id(), "a@b.example", "Hello", "text", "<p></p>"))
    assert len(mailer[1]()) == 3
