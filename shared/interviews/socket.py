"""The live socket of an interview, as Azure Web PubSub calls it: events in, frames out.

The client's messages and ours are those of the Recruiter contract. A candidate's windows are one group: each sees every
turn. Whoever connects in the middle is told the turns so far and goes on at the same question.
"""

import base64
import binascii
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from pydantic import ValidationError

from shared.core.caller import Caller, Permission
from shared.core.clock import Clock
from shared.core.errors import Conflict, DomainError, Forbidden, Invalid, TooMany, Unauthenticated, Unavailable
from shared.core.resource import Instant, Resource, Value, iso
from shared.identity.models import sessions_partition
from shared.identity.sessions import SessionService
from shared.interviews.conversation import ConversationService
from shared.interviews.models import MAX_UTTERANCE, ChatReply, ChatTurn, Interview, InterviewStatus
from shared.interviews.presence import PresenceService, PresenceSignals
from shared.interviews.service import InterviewService
from shared.ports.interviewing import Speaker, Turn
from shared.ports.realtime import Frame, Realtime
from shared.store.kinds import Kind
from shared.store.store import Store

log = logging.getLogger("talenti.socket")

MOST_CONNECTIONS = 5
"""Sockets that one user may have open at a time."""
_FORGOTTEN_AFTER = timedelta(hours=3)
"""A socket that nobody told us the end of counts no longer: an interview takes no more than three hours."""
_OPENING = timedelta(seconds=5)
"""How long a socket that was admitted may take to open."""
LINK_MINUTES = 60


class OpenSocket(Resource):
    """One open socket of a user."""

    opened_at: Instant


OPEN_SOCKET: Kind[OpenSocket] = Kind(name="open_socket", model=OpenSocket)


class SocketLink(Value):
    """Where a client opens the socket of an interview."""

    url: str
    expires_in_minutes: int


class Sound(Protocol):
    """Takes what is said into a microphone, piece by piece."""

    @property
    def hears(self) -> bool:
        """Whether there is an engine that writes it down."""
        ...

    def take_sound(self, caller: Caller, interview_id: str, data: bytes) -> None:
        """Keep a piece."""
        ...

    def end_sound(self, caller: Caller, interview_id: str) -> object | None:
        """Have the pieces so far written down; None if there are none."""
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """One open socket: its id, the interview it is about, and the session it was opened in."""

    id: str
    interview_id: str
    user_id: str
    session_id: str


@dataclass(frozen=True, slots=True)
class InterviewSocket:
    """Answers the events of interview sockets."""

    sessions: SessionService
    interviews: InterviewService
    conversation: ConversationService
    realtime: Realtime
    sound: Sound
    presence: PresenceService
    store: Store
    now: Clock

    def admit(self, interview_id: str, token: str) -> Caller:
        """Let somebody open the socket of an interview: its candidate, or somebody of the company, who looks on.

        Raises:
            Unauthenticated: the token is not valid.
            Forbidden: they may neither take nor see interviews.
            NotFound: there is no such interview for them.
        """
        caller = self.sessions.caller(f"Bearer {token}")
        if caller is None:
            raise Unauthenticated("Open the socket with ?token= and an access token.")
        if not (caller.may(Permission.INTERVIEW_TAKE) or caller.may(Permission.INTERVIEWS_VIEW)):
            raise Forbidden("You do not have permission to see interviews.")
        self.interviews.stored(caller, interview_id)
        return caller

    def open(self, caller: Caller, connection_id: str) -> None:
        """Count a socket that is about to open.

        Raises:
            TooMany: the user has five.
        """
        partition, now = sessions_partition(caller.user_id), self.now()
        change = self.store.change(partition)
        change.put(OPEN_SOCKET, OpenSocket(id=connection_id, opened_at=now))
        change.commit()
        known = self.store.children(partition, OPEN_SOCKET)
        if len(known) <= MOST_CONNECTIONS:
            return
        ended = [one for one in known if one.id != connection_id and self._has_ended(one, now)]
        for one in ended:
            self.close(caller.user_id, one.id)
        if len(known) - len(ended) > MOST_CONNECTIONS:
            self.close(caller.user_id, connection_id)
            raise TooMany(f"You have {MOST_CONNECTIONS} connections already: close one of them.", 5)

    def _has_ended(self, socket: OpenSocket, now: datetime) -> bool:
        """Whether a socket is open no longer, though nobody told us."""
        if socket.opened_at >= now - _OPENING:
            return False
        try:
            return socket.opened_at < now - _FORGOTTEN_AFTER or not self.realtime.is_open(socket.id)
        except Unavailable:
            return False

    def close(self, user_id: str, connection_id: str) -> None:
        """Forget a socket that has closed. Quiet if it is not known."""
        partition = sessions_partition(user_id)
        stored = self.store.find(partition, OPEN_SOCKET, connection_id)
        if stored is not None:
            change = self.store.change(partition)
            change.remove(OPEN_SOCKET, stored)
            try:
                change.commit()
            except Conflict:  # the same news came twice
                return

    def link(self, caller: Caller, interview_id: str) -> SocketLink:
        """Where the caller's client opens the socket, for an hour. Whoever opens it is asked for an access token.

        Raises:
            NotFound: there is no such interview for them.
            Unavailable: the service does not answer.
        """
        self.interviews.stored(caller, interview_id)
        url = self.realtime.client_url(caller.user_id, group_of(interview_id), minutes=LINK_MINUTES)
        joint = "&" if "?" in url else "?"
        return SocketLink(url=f"{url}{joint}interview_id={interview_id}", expires_in_minutes=LINK_MINUTES)

    def finish(self, caller: Caller, interview: Interview) -> Interview:
        """End an interview from outside of its socket, and tell who is connected. Raises as `ConversationService`."""
        ended = self.conversation.finish(caller, interview.id)
        if interview.status is not InterviewStatus.COMPLETED:
            self.tell_end(interview.id)
        return ended

    def tell_end(self, interview_id: str) -> None:
        """Tell who is connected that the interview is over. It is over whether or not they hear of it."""
        try:
            self.realtime.send_to_group(group_of(interview_id), _ENDED)
        except Unavailable:
            log.warning("nobody at the live socket of interview %s was told that it is over", interview_id)

    def receive(self, connection: Connection, frame: Mapping[str, Any]) -> list[Frame]:
        """Take one message of a client; gives the frames for this connection alone. Errors are frames too."""
        try:
            caller = self.sessions.caller_in(connection.user_id, connection.session_id)
            match frame.get("type"):
                case "start_interview":
                    return self._start(caller, connection)
                case "candidate_message":
                    return self._say(caller, connection, frame)
                case "audio_data":
                    return self._audio(caller, connection, frame)
                case "presence":
                    return self._observe(caller, connection, frame)
                case "end_interview":
                    return self._end(caller, connection)
                case other:
                    raise Invalid.field("type", "unknown", f"{str(other)[:40]!r} is not a message of this socket.")
        except DomainError as error:
            return [error_frame(error)]

    def _start(self, caller: Caller, connection: Connection) -> list[Frame]:
        told = self.interviews.transcript(caller, connection.interview_id).transcripts
        if turns := [turn for turn in told if not turn.reported]:
            self._repeat(caller, connection, turns)
            return []
        reply = self.conversation.take(caller, ChatTurn(interview_id=connection.interview_id))
        self._tell(connection, [_started(turn) for turn in reply.turns])
        return []

    def _repeat(self, caller: Caller, connection: Connection, turns: list[Turn]) -> None:
        """Tell a connection alone what was said so far, and that it is over, if it is."""
        greeting = next((turn for turn in turns if turn.speaker is Speaker.AI), None)
        frames = [_started(turn) if turn is greeting else _message(turn) for turn in turns]
        if self.interviews.stored(caller, connection.interview_id).entity.status is InterviewStatus.COMPLETED:
            frames.append(_ENDED)
        for frame in frames:
            self.realtime.send_to_connection(connection.id, frame)

    def _say(self, caller: Caller, connection: Connection, frame: Mapping[str, Any]) -> list[Frame]:
        reply = self.conversation.take(caller, _turn(connection, frame))
        self._tell(connection, [_message(turn) for turn in reply.turns])
        return self._ended(connection, reply)

    def _observe(self, caller: Caller, connection: Connection, frame: Mapping[str, Any]) -> list[Frame]:
        """Add what the candidate's client observed. It is not answered: it comes every few seconds."""
        try:
            signals = PresenceSignals.model_validate(frame)
        except ValidationError as error:
            raise _first_broken(error) from None
        self.presence.observe(caller, connection.interview_id, signals)
        return []

    def _audio(self, caller: Caller, connection: Connection, frame: Mapping[str, Any]) -> list[Frame]:
        """Keep a piece of sound; with `final`, have what was said so far written down."""
        final = frame.get("final") is True
        data = _sound_of(frame)
        if data or not final:
            self.sound.take_sound(caller, connection.interview_id, data)
        if final and self.sound.end_sound(caller, connection.interview_id):
            if not self.sound.hears:
                raise _no_engine()
            return [{**_RECEIVED, "transcript_status": "pending"}]
        return [_RECEIVED]

    def _end(self, caller: Caller, connection: Connection) -> list[Frame]:
        if self.interviews.stored(caller, connection.interview_id).entity.is_taken_by(caller):
            self.sound.end_sound(caller, connection.interview_id)
        interview = self.conversation.finish(caller, connection.interview_id)
        if interview.status is InterviewStatus.COMPLETED:
            self._tell(connection, [_ENDED])
        return []

    def _ended(self, connection: Connection, reply: ChatReply) -> list[Frame]:
        if reply.finished:
            self._tell(connection, [_ENDED])
        return []

    def _tell(self, connection: Connection, frames: list[Frame]) -> None:
        for frame in frames:
            self.realtime.send_to_group(group_of(connection.interview_id), frame)


def _turn(connection: Connection, frame: Mapping[str, Any]) -> ChatTurn:
    """What a message says. Raises Invalid."""
    content = frame.get("content")
    if not isinstance(content, str) or len(content) > MAX_UTTERANCE:
        raise Invalid.field("content", "string", f"must be a text of at most {MAX_UTTERANCE} characters.")
    named = {name: frame.get(name) for name in ("message_id", "after")}
    try:
        return ChatTurn.model_validate({"interview_id": connection.interview_id, "message": content, **named})
    except ValidationError as error:
        raise _first_broken(error, message="content") from None


def is_piece_of_sound(frame: Mapping[str, Any]) -> bool:
    """Whether a message is one piece of a recording that goes on. The pieces of one are counted, not their pace:
    a microphone gives several a second, and one that is refused is a hole in what was said."""
    return frame.get("type") == "audio_data" and frame.get("final") is not True


def _first_broken(error: ValidationError, **named: str) -> Invalid:
    """The first thing that is wrong, under the name that it has in the socket's messages."""
    broken = error.errors(include_url=False, include_context=False, include_input=False)[0]
    name = str(next(iter(broken["loc"]), "seconds"))
    return Invalid.field(named.get(name, name), broken["type"], broken["msg"])


def _sound_of(frame: Mapping[str, Any]) -> bytes:
    """The piece of sound in a message; nothing where a message only says that it was the last. Raises Invalid."""
    text = frame.get("audio", "" if frame.get("final") is True else None)
    if not isinstance(text, str):
        raise Invalid.field("audio", "string", "must be base64 text.")
    try:
        return base64.b64decode(text.rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise Invalid.field("audio", "base64", "must be base64 text.") from None


def _no_engine() -> Unavailable:
    message = "The recording is kept, but no transcription engine is configured: send text instead."
    return Unavailable(message, code="no_transcription_engine")


_RECEIVED: Frame = {"type": "audio_processed", "status": "received"}
_ENDED: Frame = {"type": "interview_ended", "message": "Interview session ended. Thank you!"}


def group_of(interview_id: str) -> str:
    """The group of an interview's connections."""
    return f"interview-{interview_id}"


def reply_frames(reply: ChatReply) -> list[Frame]:
    """What the people at a socket are told of a turn that was taken elsewhere."""
    return [*(_message(turn) for turn in reply.turns), *([_ENDED] if reply.finished else [])]


def error_frame(error: DomainError) -> Frame:
    """How a socket is told of a refusal: it stays open."""
    return {"type": "error", "code": error.code, "message": error.message}


def _started(turn: Turn) -> Frame:
    return {
        "type": "interview_started",
        "message": turn.text,
        "message_id": turn.id,
        "sequence": turn.sequence,
        "timestamp": iso(turn.at),
    }


def _message(turn: Turn) -> Frame:
    return {
        "type": "message",
        "sender": "candidate" if turn.speaker is Speaker.CANDIDATE else "ai",
        "content": turn.text,
        "message_id": turn.id,
        "client_message_id": turn.message_id,
        "sequence": turn.sequence,
        "timestamp": iso(turn.at),
    }
