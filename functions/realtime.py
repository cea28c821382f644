"""The live socket: where Azure Web PubSub (at home, the local host) sends what happens on it."""

import json
from typing import Annotated, Any

from pydantic import Field

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Forbidden, Invalid, NotFound, TooMany, Unauthenticated, Unavailable
from shared.core.ids import is_id
from shared.core.resource import Input
from shared.http.access import PUBLIC, requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Content, Raw
from shared.http.rates import RateClass
from shared.http.senders import check_web_pubsub
from shared.http.web_pubsub import (
    CONNECT,
    DISCONNECTED,
    MESSAGE,
    connect_request,
    json_object,
    read_state,
    write_state,
)
from shared.interviews.socket import Connection, SocketLink, error_frame, group_of, is_piece_of_sound

bp = Blueprint("Live socket", get_app)


class EventQuery(Input):
    """How Web PubSub shows who it is where it has no key to sign with."""

    code: Annotated[str, Field(description="The secret that we share with Web PubSub")] = ""


@bp.http(
    "POST /api/v1/interviews/{interview_id}/socket",
    access=requires(Permission.INTERVIEW_TAKE, Permission.INTERVIEWS_VIEW),
    raises=(Unavailable,),
)
def negotiate_socket(call: Call, interview_id: str) -> SocketLink:
    """Get the address of an interview's live socket, for an hour. Add `&token=` and an access token, and open it."""
    return call.app.socket.link(call.caller, interview_id)


@bp.http("OPTIONS /api/v1/realtime/events", access=PUBLIC, rate=None)
def allow_realtime_events(call: Call) -> Content:
    """Answer Web PubSub's abuse-protection handshake."""
    return Content(b"", "text/plain", headers={"WebHook-Allowed-Origin": "*"})


@bp.http(
    "POST /api/v1/realtime/events",
    access=PUBLIC,
    rate=None,
    raises=(Forbidden, NotFound, TooMany, Unauthenticated, Unavailable),
)
def receive_realtime_event(call: Call, query: EventQuery, body: Raw) -> Content:
    """Take an event of a socket: somebody connects, says something, or leaves.

    Web PubSub shows that it is the sender: by a token of Entra ID, by the secret that we share, or by a signature with
    its key.
    """
    connection_id = check_web_pubsub(call, query.code)
    match call.headers.get("ce-type"):
        case type_ if type_ == CONNECT:
            return _connect(call, connection_id, body)
        case type_ if type_ == MESSAGE:
            return _message(call, connection_id, body)
        case type_ if type_ == DISCONNECTED:
            _, user_id, _ = read_state(call.headers, "interview_id", "user_id", "session_id")
            call.app.socket.close(user_id, connection_id)
    return Content(b"", "text/plain", status=204)


def _connect(call: Call, connection_id: str, body: Raw) -> Content:
    interview_id, token = connect_request(body.data)
    if not is_id(interview_id):
        raise Invalid.field("interview_id", "format", "is not an interview's id.")
    caller = call.app.socket.admit(interview_id, token)
    call.app.socket.open(caller, connection_id)
    state = {"interview_id": interview_id, "user_id": caller.user_id, "session_id": caller.session_id}
    admitted = {"userId": caller.user_id, "groups": [group_of(interview_id)]}
    return _json(admitted, headers={"ce-connectionState": write_state(state)})


def _message(call: Call, connection_id: str, body: Raw) -> Content:
    interview_id, user_id, session_id = read_state(call.headers, "interview_id", "user_id", "session_id")
    try:
        frame = json_object(body.data)
        if not is_piece_of_sound(frame):
            call.app.rates.take((RateClass.STANDARD, f"socket|{user_id}"))
    except Invalid as refusal:
        return _json(error_frame(refusal))
    frames = call.app.socket.receive(Connection(connection_id, interview_id, user_id, session_id), frame)
    return _json(frames[0]) if frames else Content(b"", "text/plain", status=204)


def _json(content: Any, headers: dict[str, str] | None = None) -> Content:
    return Content(json.dumps(content, ensure_ascii=False).encode(), "application/json", headers=headers)
