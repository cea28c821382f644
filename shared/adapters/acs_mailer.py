"""Mail through Azure Communication Services."""

import base64
import logging
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from azure.communication.email import EmailClient
from azure.core.credentials import AzureKeyCredential, TokenCredential
from azure.core.exceptions import AzureError, HttpResponseError
from azure.core.rest import HttpRequest

from shared.core.errors import Invalid, TooMany, Unavailable
from shared.ports.mailer import Mail

log = logging.getLogger("talenti.mail")

API_VERSION = "2025-09-01"
_PATIENCE_S = {"connection_timeout": 5, "read_timeout": 20}
_NEVER_SENT = "00000000-0000-0000-0000-000000000000"
_DEFAULT_WAIT_S = 60
"""When the service is busy and does not say for how long: its limits are counted by the minute and the hour."""


class AcsMailer:
    """Implements `Mailer`. A mail counts as sent when the service has accepted it; what follows comes as reports.

    The mail's id is the service's operation id, by which it knows a repetition. Nothing is tried again here: the queue
    does that, so that no function sleeps. `credential` is the key, or an identity; `options` are the SDK's own.
    """

    reports = True

    def __init__(
        self,
        endpoint: str,
        credential: str | TokenCredential,
        sender: str,
        reply_to: str = "",
        **options: Any,
    ) -> None:
        self._endpoint = endpoint
        self._credential = credential
        self._sender = sender
        self._reply_to = reply_to
        self._options = options

    def send(self, mail: Mail) -> None:
        """See `Mailer.send`."""
        try:
            self._client.begin_send(self._message(mail), operation_id=mail.id, polling=False)
        except HttpResponseError as error:
            self._judge(mail, error)
        except AzureError as error:
            raise Unavailable("The mail service does not answer.") from error

    def forget(self, mail_id: str) -> None:
        """See `Mailer.forget`. The service keeps no mail that it has passed on."""

    def ping(self) -> None:
        """Ask whether the service answers and lets us in: after a mail that nobody sent. Raises Unavailable."""
        self._has(_NEVER_SENT)

    def _judge(self, mail: Mail, error: HttpResponseError) -> None:
        """Find out what a refusal means; a repetition that is refused as one is no failure."""
        status = error.status_code or 0
        if status == 429:
            raise TooMany("The mail service takes no more for now.", _wait_s(error)) from error
        if status in {401, 403}:
            log.error("the mail service does not accept our credentials: status %s", status)
        if status in {401, 403, 408} or status >= 500 or status == 0:
            raise Unavailable("The mail service does not take our mail at present.") from error
        if self._has(mail.id):
            return
        raise Invalid(f"The mail service refused the mail: {_reason(error)}", code="mail_refused") from error

    def _has(self, operation_id: str) -> bool:
        """Whether the service accepted a mail of this id before."""
        url = f"{self._endpoint}/emails/operations/{operation_id}"
        try:
            answer = self._client.send_request(HttpRequest("GET", url, params={"api-version": API_VERSION}))
        except AzureError as error:
            raise Unavailable("The mail service does not answer.") from error
        if answer.status_code not in {200, 404}:
            raise Unavailable("The mail service does not say whether it has the mail.")
        return answer.status_code == 200

    def _message(self, mail: Mail) -> dict[str, Any]:
        message: dict[str, Any] = {
            "senderAddress": self._sender,
            "recipients": {"to": [{"address": mail.to}]},
            "content": {"subject": mail.subject, "plainText": mail.text, "html": mail.html},
            "attachments": [
                {
                    "name": one.name,
                    "contentType": one.content_type,
                    "contentInBase64": base64.b64encode(one.data).decode(),
                }
                for one in mail.attachments
            ],
            "headers": dict(mail.headers),
            "userEngagementTrackingDisabled": True,
        }
        if self._reply_to:
            message["replyTo"] = [{"address": self._reply_to}]
        return message

    @cached_property
    def _client(self) -> EmailClient:
        given = self._credential
        credential = AzureKeyCredential(given) if isinstance(given, str) else given
        options = {"retry_total": 0, "api_version": API_VERSION, **_PATIENCE_S, **self._options}
        return EmailClient(self._endpoint, credential, **options)


def _wait_s(error: HttpResponseError) -> int:
    headers: Mapping[str, str] = getattr(error.response, "headers", {})
    told = headers.get("Retry-After", "")
    return int(told) if told.isdigit() else _DEFAULT_WAIT_S


def _reason(error: HttpResponseError) -> str:
    """The service's own words, which may name the address: for the company whose mail it is, not for the log."""
    told = error.error.message if error.error else error.reason
    return str(told or error.status_code)[:300]
