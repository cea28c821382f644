"""Whether events come from the service that they name: it shows a token of Entra ID, our secret, or its signature."""

import hmac
from collections.abc import Iterable, Mapping

from shared.core.errors import Forbidden, Unavailable
from shared.core.settings import Settings
from shared.http.call import Call
from shared.http.web_pubsub import check_signature, connection_of

EVENT_GRID = "4962773b-9cdb-44cf-a8bf-237846a00ab7"
"""The application id of Microsoft.EventGrid, the same in every tenant."""
_SCHEME = "bearer "


def check_event_grid(call: Call, code: str) -> None:
    """Let events of Event Grid in.

    Raises:
        Forbidden: neither token nor secret show that our subscription sends them.
        Unavailable: none of them is configured, or the keys for tokens cannot be had.
    """
    senders, token = call.app.senders, _token(call.headers)
    if senders is not None and token:
        if senders.identify(token).application_id != EVENT_GRID:
            raise Forbidden("These events were not sent by our subscription.")
        return
    secrets = _secrets(call.app.settings)
    if not secrets and senders is None:
        message = "Events are not taken here: an operator has to set TALENTI_EVENT_SECRET or TALENTI_EVENT_AUTHORITY."
        raise Unavailable(message, code="not_configured")
    if not _is_one_of(secrets, code):
        raise Forbidden("These events were not sent by our subscription.")


def check_web_pubsub(call: Call, code: str) -> str:
    """The connection id of an event that our Web PubSub sent.

    Raises:
        Forbidden: neither token nor secret nor signature show it, or there is no connection.
        Unavailable: the keys for tokens cannot be had.
    """
    settings, senders, token = call.app.settings, call.app.senders, _token(call.headers)
    connection_id = connection_of(call.headers)
    if senders is not None and settings.realtime_identity and token:
        if senders.identify(token).object_id != settings.realtime_identity:
            raise Forbidden("This event was not sent by our Web PubSub.")
        return connection_id
    if secrets := _secrets(settings):
        if not _is_one_of(secrets, code):
            raise Forbidden("This event was not sent by our Web PubSub.")
        return connection_id
    check_signature(call.headers, settings.realtime_parts.get("accesskey", ""))
    return connection_id


def _token(headers: Mapping[str, str]) -> str:
    given = headers.get("authorization", "")
    return given[len(_SCHEME) :].strip() if given[: len(_SCHEME)].lower() == _SCHEME else ""


def _secrets(settings: Settings) -> list[bytes]:
    """The present secret and the one before it; none, where there is no present one."""
    present, previous = (one.get_secret_value() for one in (settings.event_secret, settings.event_secret_previous))
    return [one.encode() for one in (present, previous) if one] if present else []


def _is_one_of(secrets: Iterable[bytes], given: str) -> bool:
    return any(hmac.compare_digest(secret, given.encode()) for secret in secrets)
