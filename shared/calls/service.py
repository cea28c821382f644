"""Calls and their recordings: who may join, which interview it is, and what was recorded."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

from shared.audit.service import AuditLog
from shared.calls.copying import Copier, piece_name, remove_copied, transcript_name
from shared.calls.models import (
    CALL_IDENTITY,
    CALL_LINK,
    RECORDING,
    RECORDINGS,
    CallAccess,
    CallEvent,
    CallIdentity,
    CallLink,
    CallTokenRequest,
    CopyRecording,
    ForgetCaller,
    Recording,
    RecordingAccess,
    RecordingPiece,
    RecordingStatus,
    RecordingView,
    TranscribeRecording,
    link_id,
)
from shared.core.caller import PLATFORM, Caller, system_caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from shared.core.ids import new_id
from shared.interviews.models import INTERVIEW
from shared.interviews.service import InterviewService
from shared.ports.blob import BlobStore
from shared.ports.calls import Calls
from shared.ports.speech import Speech
from shared.store.store import Change, Store, Stored

log = logging.getLogger("talenti.calls")

DOWNLOAD_WINDOW = timedelta(minutes=15)
COPIES_FOR = timedelta(seconds=90)
"""How long one run copies: less than a function may run, and less than what makes a task count as lost."""
_MOST_PIECES = 40
_LONGEST_LOCATION = 600


@dataclass(frozen=True, slots=True)
class CallService:
    """The calls of every company."""

    store: Store
    blobs: BlobStore
    calls: Calls
    speech: Speech
    interviews: InterviewService
    audit: AuditLog
    now: Clock

    def token(self, caller: Caller, request: CallTokenRequest) -> CallAccess:
        """A token for the caller, who is the same person in the calling service every time.

        Raises:
            Unavailable: calls are not configured, or the service does not answer.
        """
        stored = self.store.find(caller.company_id, CALL_IDENTITY, caller.user_id)
        token = self.calls.token(stored.entity.identity if stored else None, request.scopes)
        if stored is None:
            change = self.store.change(caller.company_id)
            change.add(CALL_IDENTITY, CallIdentity(id=caller.user_id, identity=token.identity))
            try:
                change.commit()
            except Conflict:  # another window was first: both are one person from now on
                kept = self.store.get(caller.company_id, CALL_IDENTITY, caller.user_id).entity
                token = self.calls.token(kept.identity, request.scopes)
        return CallAccess(token=token.token, expires_on=token.expires_on, user_id=token.identity)

    def link(self, caller: Caller, interview_id: str, ids_of_service: Iterable[str]) -> None:
        """Remember that these calls and recordings of the calling service are an interview. Who is first is believed.

        Raises:
            Forbidden: one of them is another interview already.
        """
        for of_service in ids_of_service:
            link = CallLink(id=link_id(of_service), company_id=caller.company_id, interview_id=interview_id)
            change = self.store.change(PLATFORM)
            change.add(CALL_LINK, link)
            try:
                change.commit()
            except Conflict:
                known = self.store.find(PLATFORM, CALL_LINK, link.id)
                if known is not None and known.entity != link:
                    raise Forbidden("This call belongs to another interview.", code="other_call") from None

    def receive(self, event: CallEvent) -> None:
        """Take an event of the calling service, which may come more than once, and may be about nothing of ours.

        Raises:
            Invalid: it is not of the documented form.
        """
        if event.event_type != "Microsoft.Communication.RecordingFileStatusUpdated":
            return
        found = next((link for link in map(self._linked, _ids_in(event.subject)) if link), None)
        if found is None:
            log.info("a recording of a call that is no interview of ours")
            return
        recording = _recording(event, found.interview_id)
        change = self.store.change(found.company_id)
        change.add(RECORDING, recording)
        self._note(change, found.company_id, found.interview_id, recording_status="pending", recording_error=None)
        change.send(
            CopyRecording(
                id=new_id(), company_id=found.company_id, interview_id=found.interview_id, recording_id=recording.id
            )
        )
        try:
            change.commit()
        except Conflict:
            if self.store.find(found.company_id, RECORDING, found.interview_id, recording.id) is None:
                raise  # somebody wrote the interview at the same time: the event comes again

    def copy(self, task: CopyRecording) -> None:
        """Copy a recording to our storage, or as much of it as fits one run: the next one goes on. Safe to repeat.

        Raises:
            Unavailable: the calling service or storage does not answer; the queue tries again.
        """
        if not self.store.is_pending(task):
            return
        stored = self.store.find(task.company_id, RECORDING, task.interview_id, task.recording_id)
        if stored is None:
            remove_copied(self.blobs, task.company_id, task.interview_id, task.recording_id)
            change = self.store.change(task.company_id)
            change.finish(task)
            change.commit()
            return
        copier = Copier(self.blobs, self.calls, self.now)
        try:
            size = copier.copy(task.company_id, stored.entity, self.now() + COPIES_FOR)
        except (Forbidden, NotFound, TooLarge) as refusal:
            self.fail(task, refusal.message)
            return
        change = self.store.change(task.company_id)
        change.finish(task)
        if size is None:
            change.send(task.model_copy(update={"id": new_id()}))
        else:
            now = self.now()
            update = {"status": RecordingStatus.STORED, "error": None, "size_bytes": size, "stored_at": now}
            if self.speech.transcribes:
                update["transcript_status"] = RecordingStatus.PENDING
                ids = {"interview_id": task.interview_id, "recording_id": task.recording_id}
                change.send(TranscribeRecording(id=new_id(), company_id=task.company_id, **ids))
            facts = {
                "recording_processed": True,
                "recording_processed_at": now,
                "recording_status": "stored",
                "recording_error": None,
                "recording_url": f"/api/v1/interviews/{task.interview_id}/recordings",
            }
            self._settle(change, stored, update, facts)
        change.commit()

    def fail(self, task: CopyRecording, reason: str) -> None:
        """Mark a recording as not copied, with the reason, where its company sees it and can try again."""
        self.store.fail(task, reason)
        stored = self.store.find(task.company_id, RECORDING, task.interview_id, task.recording_id)
        if stored is not None and stored.entity.status is not RecordingStatus.STORED:
            change = self.store.change(task.company_id)
            update = {"status": RecordingStatus.FAILED, "error": reason}
            self._settle(change, stored, update, {"recording_status": "failed", "recording_error": reason})
            change.commit()

    def forget_caller(self, task: ForgetCaller) -> None:
        """Delete who a user was in the calling service, there first. Safe to repeat.

        Raises:
            Unavailable: calls are not configured, or the service does not answer; the queue tries again.
        """
        if not self.store.is_pending(task):
            return
        stored = self.store.find(task.company_id, CALL_IDENTITY, task.user_id)
        change = self.store.change(task.company_id)
        change.finish(task)
        if stored is not None:
            self.calls.forget(stored.entity.identity)
            change.remove(CALL_IDENTITY, stored)
        change.commit()

    def recordings(self, caller: Caller, interview_id: str) -> RecordingAccess:
        """An interview's recordings, with links for fifteen minutes. Raises NotFound."""
        self.interviews.found(caller, interview_id)
        return RecordingAccess(
            interview_id=interview_id,
            recordings=[self._view(caller.company_id, one) for one in self._kept(caller.company_id, interview_id)],
            expires_in_minutes=int(DOWNLOAD_WINDOW.total_seconds() // 60),
        )

    def link_to(self, company_id: str, interview_id: str) -> str | None:
        """A link to the beginning of an interview's first recording, for fifteen minutes; None if none is stored."""
        views = (self._view(company_id, recording) for recording in self._kept(company_id, interview_id))
        return next((piece.download_url for view in views for piece in view.pieces), None)

    def _kept(self, company_id: str, interview_id: str) -> list[Recording]:
        """The recordings of an interview in the order of their beginning."""
        kept = self.store.children(company_id, RECORDING, interview_id)
        return sorted(kept, key=lambda recording: (recording.started_at is None, recording.started_at))

    def _view(self, company_id: str, recording: Recording) -> RecordingView:
        names = [piece_name(company_id, recording, index) for index in range(len(recording.locations))]
        ending = _ENDINGS.get(recording.content_type, "")
        is_stored = recording.status is RecordingStatus.STORED
        return RecordingView(
            id=recording.id,
            status=recording.status,
            error=recording.error,
            transcript_status=recording.transcript_status,
            duration_ms=recording.duration_ms,
            started_at=recording.started_at,
            pieces=[
                RecordingPiece(
                    index=index,
                    download_url=self.blobs.download_url(
                        RECORDINGS, name, valid_for=DOWNLOAD_WINDOW, file_name=f"recording-{index + 1}{ending}"
                    ),
                    transcript_url=self._transcript_url(company_id, recording, index),
                )
                for index, name in enumerate(names)
                if is_stored
            ],
        )

    def _transcript_url(self, company_id: str, recording: Recording, index: int) -> str | None:
        if recording.transcript_status is not RecordingStatus.STORED:
            return None
        name, offered_as = transcript_name(company_id, recording, index), f"transcript-{index + 1}.json"
        return self.blobs.download_url(RECORDINGS, name, valid_for=DOWNLOAD_WINDOW, file_name=offered_as)

    def _settle(self, change: Change, stored: Stored[Recording], update: dict[str, Any], facts: dict[str, Any]) -> None:
        """Write what became of a recording, to it and to its interview."""
        company_id, interview_id = change.partition, stored.entity.interview_id
        change.replace(RECORDING, stored, stored.entity.model_copy(update=update))
        self._note(change, company_id, interview_id, **facts)
        told = {"recording_status": facts["recording_status"]}
        self.audit.record(change, system_caller(company_id), "STORE_RECORDING", "Interview", interview_id, changes=told)

    def _linked(self, of_service: str) -> CallLink | None:
        stored = self.store.find(PLATFORM, CALL_LINK, link_id(of_service))
        return stored.entity if stored else None

    def _note(self, change: Change, company_id: str, interview_id: str, **facts: Any) -> None:
        stored = self.store.find(company_id, INTERVIEW, interview_id)
        if stored is not None:
            call = stored.entity.call.model_copy(update=facts)
            change.replace(INTERVIEW, stored, stored.entity.model_copy(update={"call": call}))


_TYPES = {"mp4": "video/mp4", "mp3": "audio/mpeg", "wav": "audio/wav"}
"""The type of a recording, by the service's word for its format."""
_UNKNOWN_TYPE = "application/octet-stream"
_ENDINGS = {content_type: f".{word}" for word, content_type in _TYPES.items()}


def _ids_in(subject: str) -> list[str]:
    """The ids of recording and call in `/recording/call/{}/serverCallId/{}/recordingId/{}`, as documented."""
    parts = subject.strip("/").split("/")
    named = dict(zip(parts[1::2], parts[2::2], strict=False))
    found = [named[name] for name in ("recordingId", "serverCallId") if named.get(name)]
    return [spelling for one in found for spelling in dict.fromkeys((one, unquote(one)))]


def _recording(event: CallEvent, interview_id: str) -> Recording:
    try:
        chunks = event.data["recordingStorageInfo"]["recordingChunks"]
        in_order = sorted(chunks, key=lambda chunk: int(chunk.get("index", 0)))
        locations = [str(chunk["contentLocation"]) for chunk in in_order]
        started = event.data.get("recordingStartTime")
        duration = event.data.get("recordingDurationMs", event.data.get("recordingDuration"))
        if len(locations) > _MOST_PIECES or max(map(len, locations), default=0) > _LONGEST_LOCATION:
            raise Invalid(f"A recording has at most {_MOST_PIECES} pieces, of {_LONGEST_LOCATION} characters each.")
        return Recording(
            id=link_id("|".join(locations)),
            interview_id=interview_id,
            locations=locations,
            content_type=_TYPES.get(str(event.data.get("recordingFormatType", "")).lower(), _UNKNOWN_TYPE),
            status=RecordingStatus.PENDING,
            size_bytes=None,
            duration_ms=int(duration) if duration is not None else None,
            started_at=datetime.fromisoformat(started) if started else None,
            stored_at=None,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Invalid("The event is not of the documented form.") from None
