"""Mail through the real SDK of Azure Communication Services, against its wire format on a local port."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.core.credentials import AccessToken

from shared.adapters.acs_mailer import AcsMailer
from shared.bootstrap import ChosenAdapters
from shared.core.clock import utc_now
from shared.core.errors import DomainError, Invalid, TooMany, Unavailable
from shared.core.ids import new_id
from shared.core.settings import BadSetting, Settings
from shared.ports.mailer import Attachment, Mail
from tests.app import SIGNING_KEY
from tests.certificate import make_certificate
from tests.contract.email_service import KEY, TOKEN, EmailService, email_service

SENDER = "no-reply@mail.talenti.example"


class SignedIn:
    """A credential of somebody who is signed in."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        assert scopes == ("https://communication.azure.com//.default",)
        return AccessToken(TOKEN, int(time.time()) + 3600)


@pytest.fixture
def service() -> EmailService:
    return EmailService()


@pytest.fixture
def mailer(service: EmailService) -> Iterator[AcsMailer]:
    with email_service(service) as address:
        yield AcsMailer(address, KEY, SENDER)


def a_mail(to: str = "zoë@mail.example", **fields: Any) -> Mail:
    return Mail(new_id(), to, "Grüße", "text", "<p>text</p>", **fields)


def test_the_message_is_what_the_service_documents(service: EmailService, mailer: AcsMailer) -> None:
    file = Attachment("interview.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\n")
    mail = a_mail(attachments=(file,), headers=(("List-Unsubscribe", "<https://talenti.example/u>"),))
    mailer.send(mail)
    assert service.messages[mail.id] == {
        "senderAddress": SENDER,
        "recipients": {"to": [{"address": "zoë@mail.example"}]},
        "content": {"subject": "Grüße", "plainText": "text", "html": "<p>text</p>"},
        "attachments": [
            {
                "name": "interview.ics",
                "contentType": "text/calendar; method=REQUEST",
                "contentInBase64": "QkVHSU46VkNBTEVOREFSDQo=",
            }
        ],
        "headers": {"List-Unsubscribe": "<https://talenti.example/u>"},
        "userEngagementTrackingDisabled": True,
    }
    assert service.schemes == ["HMAC-SHA256"]
    assert service.polls == 0, "nobody waits for the delivery"


def test_the_service_is_asked_without_sending_anything(service: EmailService, mailer: AcsMailer) -> None:
    mailer.ping()
    assert not service.messages


def test_a_service_that_does_not_let_us_in_is_not_well(service: EmailService) -> None:
    with email_service(service) as address, pytest.raises(Unavailable):
        AcsMailer(address, "b3RoZXIga2V5", SENDER).ping()


def test_answers_go_where_the_deployment_says(service: EmailService) -> None:
    with email_service(service) as address:
        mail = a_mail()
        AcsMailer(address, KEY, SENDER, "people@talenti.example").send(mail)
    assert service.messages[mail.id]["replyTo"] == [{"address": "people@talenti.example"}]


def test_an_identity_signs_in_over_https(service: EmailService, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with email_service(service, certificate) as address:
        AcsMailer(address, SignedIn(), SENDER, connection_verify=str(certificate[0])).send(a_mail())
    assert service.schemes == ["Bearer"]
    assert len(service.messages) == 1


def test_a_mail_whose_answer_got_lost_is_sent_once(service: EmailService, mailer: AcsMailer) -> None:
    service.refusals = [(-503, {}, {})]
    mail = a_mail()
    with pytest.raises(Unavailable):
        mailer.send(mail)
    mailer.send(mail)
    assert list(service.messages) == [mail.id]


@pytest.mark.parametrize("status", [400, 409])
def test_a_repetition_that_is_refused_as_one_has_been_sent(
    service: EmailService, mailer: AcsMailer, status: int
) -> None:
    service.refuses_repetitions = status
    mail = a_mail()
    mailer.send(mail)
    mailer.send(mail)
    assert list(service.messages) == [mail.id]


def test_what_the_service_will_never_take_is_refused_in_its_words(service: EmailService, mailer: AcsMailer) -> None:
    with pytest.raises(Invalid, match="The address is not valid"):
        mailer.send(a_mail("nobody"))
    assert service.messages == {}


@pytest.mark.parametrize(("headers", "wait_s"), [({"Retry-After": "90"}, 90), ({}, 60), ({"Retry-After": "soon"}, 60)])
def test_a_busy_service_says_how_long_to_wait(
    service: EmailService, mailer: AcsMailer, headers: dict[str, str], wait_s: int
) -> None:
    service.refusals = [(429, headers, {"error": {"code": "TooManyRequests", "message": "Slow down."}})]
    with pytest.raises(TooMany) as refused:
        mailer.send(a_mail())
    assert refused.value.retry_after_s == wait_s
    assert len(service.schemes) == 1, "the queue waits, no function does"


@pytest.mark.parametrize("status", [401, 403, 408, 500, 502, 503])
def test_what_may_pass_is_tried_again_by_the_queue(service: EmailService, mailer: AcsMailer, status: int) -> None:
    service.refusals = [(status, {}, {"error": {"code": "x", "message": "y"}})]
    with pytest.raises(Unavailable):
        mailer.send(a_mail())
    assert len(service.schemes) == 1


def _wrong_key(address: str) -> AcsMailer:
    return AcsMailer(address, "d3Jvbmc=", SENDER)


def _nobody_there(address: str) -> AcsMailer:
    return AcsMailer("http://127.0.0.1:9", KEY, SENDER)


@pytest.mark.parametrize("make", [_wrong_key, _nobody_there])
def test_a_service_that_cannot_be_used_is_not_available(
    service: EmailService, make: Callable[[str], AcsMailer]
) -> None:
    with email_service(service) as address, pytest.raises(Unavailable):
        make(address).send(a_mail())


def test_a_connection_string_names_address_and_key() -> None:
    string = "endpoint=https://talenti.communication.azure.com/;accesskey=a2V5PT0="
    address = "https://talenti.communication.azure.com"
    named = Settings.model_validate({"mail_connection": string}).mail_parts
    assert named == {"endpoint": address, "accesskey": "a2V5PT0="}
    assert Settings.model_validate({"mail_endpoint": f"{address}/"}).mail_parts == {"endpoint": address}


def chosen(**settings: Any) -> object:
    given = {"signing_key": SIGNING_KEY, "storage": "UseDevelopmentStorage=true", **settings}
    chosen_by = Settings.model_validate(given)
    chosen_by.check()
    return ChosenAdapters(chosen_by, utc_now).mailer


def test_settings_choose_the_mailer(service: EmailService) -> None:
    assert not isinstance(chosen(), AcsMailer)
    with email_service(service) as address:
        mailer = chosen(mailer="acs", mail_connection=f"endpoint={address};accesskey={KEY}", mail_sender=SENDER)
        assert isinstance(mailer, AcsMailer)
        mailer.send(a_mail())
    assert len(service.messages) == 1
    assert isinstance(chosen(mailer="acs", mail_endpoint="https://x.example", mail_sender=SENDER), AcsMailer)


@pytest.mark.parametrize(
    "settings", [{"mail_sender": SENDER}, {"mail_endpoint": "https://x.example"}, {"mail_connection": "endpoint=x"}]
)
def test_settings_without_address_or_sender_are_refused(settings: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match="TALENTI_MAILER") as refused:
        chosen(mailer="acs", **settings)
    assert isinstance(refused.value, DomainError)
