"""The live socket of an interview, as Azure Web PubSub calls it: events in, frames out.

The client's messages and ours are those of the Recruiter contract. A candidate's windows are one group: each sees every
turn. Whoever connects in the middle is told the turns so far and goes on at the same question.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shared.core.caller import Caller, Permission
from shared.core.errors import DomainError, Forbidden, Invalid, Unauthenticated
from shared.core.resource import iso
from shared.identity.sessions import SessionService
from shared.interviews.conversation import ConversationService
from shared.interviews.models import MAX_UTTERANCE, ChatReply, ChatTurn, InterviewStatus
from shared.interviews.service import InterviewService
from shared.ports.interviewing import Speaker, Turn
from shared.ports.realtime import Frame, Realtime


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
                    return self._audio(frame)
                case "end_interview":
                    return self._end(caller, connection)
                case other:
                    raise Invalid.field("type", "unknown", f"{str(other)[:40]!r} is not a message of this socket.")
        except DomainError as error:
            return [error_frame(error)]

    def _start(self, caller: Caller, connection: Connection) -> list[Frame]:
        told = self.interviews.transcript(caller, connection.interview_id).transcripts
        if turns := [turn for turn in told if not turn.reported]:
            for frame in (_started(turns[0]), *(_message(turn) for turn in turns[1:])):
                self.realtime.send_to_connection(connection.id, frame)
            return []
        reply = self.conversation.take(caller, ChatTurn(interview_id=connection.interview_id))
        self._tell(connection, [_started(turn) for turn in reply.turns])
        return []

    def _say(self, caller: Caller, connection: Connection, frame: Mapping[str, Any]) -> list[Frame]:
        reply = self.conversation.take(caller, _turn(connection, frame))
        self._tell(connection, [_message(turn) for turn in reply.turns])
        return self._ended(connection, reply)

    def _audio(self, frame: Mapping[str, Any]) -> list[Frame]:
        if not isinstance(frame.get("audio"), str):
            raise Invalid.field("audio", "string", "must be base64 text.")
        raise Forbidden("No transcription engine is configured: send text instead.", code="no_transcription_engine")

    def _end(self, caller: Caller, connection: Connection) -> list[Frame]:
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
        broken = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise Invalid.field(str(broken["loc"][0]), broken["type"], broken["msg"]) from None


_ENDED: Frame = {"type": "interview_ended", "message": "Interview session ended. Thank you!"}


def group_of(interview_id: str) -> str:
    """The group of an interview's connections."""
    return f"interview-{interview_id}"


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
