"""Calls by voice and video, their recordings, and speech."""

import json
from typing import Any, Literal

import azure.functions as func
from pydantic import ValidationError

from shared.bootstrap import get_app
from shared.calls.models import (
    CallAccess,
    CallEvent,
    CallTokenRequest,
    CopyRecording,
    ForgetCaller,
    RecordingAccess,
    TranscribeRecording,
)
from shared.core.caller import Permission
from shared.core.errors import Conflict, Forbidden, Invalid, Unavailable
from shared.core.resource import Input, Value
from shared.http.access import PUBLIC, requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Content, Raw
from shared.http.inputs import violations_of
from shared.http.senders import check_event_grid

bp = Blueprint("Calls and speech", get_app)

JOIN = requires(Permission.INTERVIEW_TAKE, Permission.INTERVIEWS_MANAGE)
_MOST_EVENTS = 100


class SenderQuery(Input):
    """By which an event shows that it was sent by our subscription."""

    code: str = ""


class Handshake(Value):
    """The answer to Event Grid's question whether events may be sent here."""

    validationResponse: str


class Taken(Value):
    """Events that were taken."""

    ok: Literal[True] = True


class SpeechTokenRequest(Input):
    """Nothing needs to be said."""


class SpeechAccess(Value):
    """A token for a speech client, good for `expiresIn` seconds."""

    token: str
    region: str
    expiresIn: int


@bp.http("POST /api/v1/acs/token", access=JOIN, raises=(Unavailable,))
def create_call_token(call: Call, body: CallTokenRequest | None) -> CallAccess:
    """Get a token to join calls. The caller is the same person in the calling service every time."""
    return call.app.calls.token(call.caller, body or CallTokenRequest())


@bp.http("POST /api/v1/speech/token", access=JOIN, raises=(Unavailable,))
def create_speech_token(call: Call, body: SpeechTokenRequest | None) -> SpeechAccess:
    """Get a token for a speech client, which listens in the browser itself."""
    token = call.app.speech.token()
    return SpeechAccess(token=token.token, region=token.region, expiresIn=token.expires_in_s)


@bp.http(
    "GET /api/v1/interviews/{interview_id}/recordings",
    access=requires(Permission.INTERVIEWS_VIEW, Permission.INTERVIEW_TAKE),
)
def list_recordings(call: Call, interview_id: str) -> RecordingAccess:
    """List what was recorded of an interview, with links for fifteen minutes."""
    return call.app.calls.recordings(call.caller, interview_id)


@bp.http("OPTIONS /api/v1/acs/webhook", access=PUBLIC, rate=None)
def allow_call_events(call: Call) -> Content:
    """Answer the abuse-protection handshake of CloudEvents."""
    origin = call.headers.get("webhook-request-origin", "*")
    return Content(b"", "text/plain", headers={"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "120"})


@bp.http("POST /api/v1/acs/webhook", access=PUBLIC, raises=(Conflict, Forbidden, Unavailable))
def receive_call_events(call: Call, query: SenderQuery, body: Raw) -> Handshake | Taken:
    """Take events of calls, in Event Grid's schema or as CloudEvents.

    A token of Entra ID (`Authorization`), or the secret in `code`, shows that our subscription sends them.

    The question whether events may be sent here is answered to everybody: whoever asks learns what they said.
    """
    events = [_event(one) for one in _listed(body.data)]
    for event in events:
        if event.event_type == "Microsoft.EventGrid.SubscriptionValidationEvent":
            return Handshake(validationResponse=str(event.data.get("validationCode", "")))
    if events:
        check_event_grid(call, query.code)
    for event in events:
        call.app.calls.receive(event)
    return Taken()


def _listed(data: bytes) -> list[Any]:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise Invalid("This is not JSON.", code="not_json") from None
    events = content if isinstance(content, list) else [content]
    if len(events) > _MOST_EVENTS:
        raise Invalid(f"At most {_MOST_EVENTS} events are taken at once.")
    return events


def _event(content: Any) -> CallEvent:
    """An event of either schema. Raises Invalid."""
    try:
        named = {**content, "event_type": content.get("eventType") or content.get("type")}
        return CallEvent.model_validate(named)
    except ValidationError as error:
        raise Invalid("This is not an event of Event Grid.", violations_of(error)) from None
    except (TypeError, AttributeError):
        raise Invalid("This is not an event of Event Grid.") from None


@bp.queue_trigger(CopyRecording.queue)
def copy_recording(message: func.QueueMessage) -> None:
    """Copy a recording to our storage. Delivered at least once; repeating it does nothing."""
    get_app().calls.copy(CopyRecording.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{CopyRecording.queue}-poison")
def copy_recording_failed(message: func.QueueMessage) -> None:
    """Mark a recording as not copied after five tries, where its company sees it."""
    get_app().calls.fail(CopyRecording.model_validate_json(message.get_body()), "Copying failed five times.")


@bp.queue_trigger(TranscribeRecording.queue)
def transcribe_recording(message: func.QueueMessage) -> None:
    """Write down what is said in a recording. Delivered at least once; repeating it does nothing."""
    get_app().recording_transcriber.write_down(TranscribeRecording.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{TranscribeRecording.queue}-poison")
def transcribe_recording_failed(message: func.QueueMessage) -> None:
    """Mark it as failed after five tries, where its company sees it."""
    task = TranscribeRecording.model_validate_json(message.get_body())
    get_app().recording_transcriber.fail(task, "Writing it down failed five times.")


@bp.queue_trigger(ForgetCaller.queue)
def forget_caller(message: func.QueueMessage) -> None:
    """Delete who a deleted user was in the calling service. Delivered at least once; repeating it does nothing."""
    get_app().calls.forget_caller(ForgetCaller.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{ForgetCaller.queue}-poison")
def forget_caller_failed(message: func.QueueMessage) -> None:
    """Mark it as failed after five tries, where the company sees it."""
    get_app().store.fail(ForgetCaller.model_validate_json(message.get_body()), "Forgetting a caller failed five times.")
