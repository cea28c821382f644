"""Writing down what is said in recordings of calls, piece by piece. Nobody knows who speaks: it is never scored."""

from dataclasses import dataclass

from shared.calls.copying import piece_name, remove_copied, transcript_name
from shared.calls.models import RECORDING, RECORDINGS, Recording, RecordingStatus, TranscribeRecording
from shared.core.errors import Invalid, NotFound, TooLarge
from shared.core.ids import new_id
from shared.interviews.models import INTERVIEW
from shared.ports.blob import BlobStore
from shared.ports.speech import Language, Speech
from shared.store.store import Store

MAX_HEARD_BYTES = 200 * 1024 * 1024
"""The largest piece that is written down."""


@dataclass(frozen=True, slots=True)
class RecordingTranscriber:
    """Hears recordings of calls."""

    store: Store
    blobs: BlobStore
    speech: Speech

    def write_down(self, task: TranscribeRecording) -> None:
        """Write down a piece, and leave the next one to another run. Safe to repeat.

        Raises:
            Unavailable: storage or the engine does not answer; the queue tries again.
        """
        if not self.store.is_pending(task):
            return
        change = self.store.change(task.company_id)
        change.finish(task)
        stored = self.store.find(task.company_id, RECORDING, task.interview_id, task.recording_id)
        if stored is None:
            remove_copied(self.blobs, task.company_id, task.interview_id, task.recording_id)
            change.commit()
            return
        try:
            self._write_down(task, stored.entity)
        except (Invalid, NotFound, TooLarge) as refusal:
            self.fail(task, refusal.message)
            return
        if task.index + 1 < len(stored.entity.locations):
            change.send(task.model_copy(update={"id": new_id(), "index": task.index + 1}))
        else:
            done = stored.entity.model_copy(update={"transcript_status": RecordingStatus.STORED})
            change.replace(RECORDING, stored, done)
        change.commit()

    def fail(self, task: TranscribeRecording, reason: str) -> None:
        """Mark it as failed, where its company sees it and can try again."""
        self.store.fail(task, reason)
        stored = self.store.find(task.company_id, RECORDING, task.interview_id, task.recording_id)
        if stored is not None:
            change = self.store.change(task.company_id)
            failed = stored.entity.model_copy(update={"transcript_status": RecordingStatus.FAILED})
            change.replace(RECORDING, stored, failed)
            change.commit()

    def _write_down(self, task: TranscribeRecording, recording: Recording) -> None:
        name = piece_name(task.company_id, recording, task.index)
        if self.blobs.info(RECORDINGS, name).size_bytes > MAX_HEARD_BYTES:
            raise TooLarge("The recording is larger than any that is written down.")
        interview = self.store.find(task.company_id, INTERVIEW, task.interview_id)
        language = interview.entity.language if interview else Language.ENGLISH
        file_name = f"recording.{recording.content_type.rpartition('/')[2]}"
        told = self.speech.transcribe(self.blobs.get(RECORDINGS, name), file_name, language)
        content = told.model_dump_json().encode()
        transcript = transcript_name(task.company_id, recording, task.index)
        self.blobs.put(RECORDINGS, transcript, content, content_type="application/json")
