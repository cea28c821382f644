"""Calls: who a user is in the calling service, which interview a call is, and what was recorded."""

import hashlib
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from shared.core.resource import Input, Instant, Resource, Value
from shared.store.kinds import Index, Kind
from shared.store.tasks import Task

RECORDINGS = "recordings"
"""Where recordings are: `{company_id}/{interview_id}/{recording}/{piece}`."""


class CallTokenRequest(Input):
    """What the token is for."""

    scopes: Annotated[list[Literal["voip", "voip.join", "chat", "chat.join"]], Field(min_length=1, max_length=4)] = [
        "voip"
    ]


class CallAccess(Value):
    """A token with which a client joins calls. `user_id` is who the caller is in the calling service, each time."""

    token: str
    expires_on: Instant
    user_id: str


class CallIdentity(Resource):
    """Who a user is in the calling service. Its id is the user's."""

    identity: str


class CallLink(Resource):
    """Which interview a call or a recording is. Its id is made from the service's own, of which nobody knows more."""

    company_id: str
    interview_id: str


class RecordingStatus(StrEnum):
    """What became of a recording."""

    PENDING = "pending"
    STORED = "stored"
    FAILED = "failed"


class Recording(Resource):
    """What was recorded of an interview, in pieces, as the service tells of it. `locations` are the service's; `error`
    says why it could not be copied; `transcript_status` is None where nobody writes down what was said."""

    plural: ClassVar[str] = "recordings"

    interview_id: str
    locations: list[str]
    content_type: str = "application/octet-stream"
    status: RecordingStatus
    error: str | None = None
    transcript_status: RecordingStatus | None = None
    size_bytes: int | None
    duration_ms: int | None
    started_at: Instant | None
    stored_at: Instant | None


class RecordingPiece(Value):
    """Where one piece of a recording, and what was said in it, can be fetched for a few minutes."""

    index: int
    download_url: str
    transcript_url: str | None


class RecordingAccess(Value):
    """An interview's recordings, with links that expire."""

    interview_id: str
    recordings: list["RecordingView"]
    expires_in_minutes: int


class RecordingView(Value):
    """One recording as callers see it."""

    id: str
    status: RecordingStatus
    error: str | None
    transcript_status: RecordingStatus | None
    duration_ms: int | None
    started_at: Instant | None
    pieces: list[RecordingPiece]


class CopyRecording(Task):
    """Copy a recording to our storage before the service forgets it."""

    queue: ClassVar[str] = "copy-recording"

    interview_id: str
    recording_id: str


class ForgetCaller(Task):
    """Delete who a user, who is deleted, was in the calling service."""

    queue: ClassVar[str] = "forget-caller"

    user_id: str


class TranscribeRecording(Task):
    """Write down what is said in one piece of a recording, and then in the next."""

    queue: ClassVar[str] = "transcribe-recording"

    interview_id: str
    recording_id: str
    index: int = 0


class CallEvent(Input):
    """An event of Event Grid, in its own schema or as a CloudEvent."""

    event_type: str
    subject: str = ""
    data: dict[str, Any] = {}


CALL_IDENTITY: Kind[CallIdentity] = Kind(name="call_identity", model=CallIdentity)
CALL_LINK: Kind[CallLink] = Kind(
    name="call_link",
    model=CallLink,
    indexes=(Index(name="interview", values=lambda link: [(link.interview_id,)], counted=False),),
)
RECORDING: Kind[Recording] = Kind(
    name="recording", model=Recording, key=lambda recording: (recording.interview_id, recording.id)
)


def link_id(of_service: str) -> str:
    """The id of a link, from the service's id of a call or recording."""
    return hashlib.sha256(of_service.encode()).hexdigest()[:40]
