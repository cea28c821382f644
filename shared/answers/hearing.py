"""Writing down what is said in answers, and sound that comes piece by piece over the live socket."""

import logging
from dataclasses import dataclass

from shared.answers.media import LOOKED_AT, media_type, recording_name
from shared.answers.models import (
    ANSWER,
    ANSWERS,
    MAX_CHUNK_BYTES,
    MAX_HEARD_BYTES,
    MOST_CHUNKS,
    UPLOADS,
    Answer,
    Media,
    TranscribeAnswer,
    TranscriptStatus,
)
from shared.answers.service import AnswerService, check_is_spoken
from shared.core.blocks import in_blocks
from shared.core.caller import Caller, candidate_caller, system_caller
from shared.core.errors import Conflict, DomainError, Invalid, NotFound, TooMany, Unavailable
from shared.core.ids import new_id
from shared.interviews.models import INTERVIEW, MAX_UTTERANCE, ChatReply, ChatTurn, Interview, InterviewStatus
from shared.interviews.socket import group_of, reply_frames
from shared.ports.blob import BlobStore
from shared.ports.realtime import Realtime
from shared.ports.speech import Speech, Transcription
from shared.store.store import Store

log = logging.getLogger("talenti.answers")


@dataclass(frozen=True, slots=True)
class HearingService:
    """Hears what candidates say."""

    store: Store
    blobs: BlobStore
    speech: Speech
    answers: AnswerService
    realtime: Realtime

    @property
    def hears(self) -> bool:
        """Whether there is an engine that writes down what is said."""
        return self.speech.transcribes

    def transcribe(self, task: TranscribeAnswer) -> None:
        """Write down an answer; where it is the answer that the interview waits for, say it there. Safe to repeat.

        Raises:
            Unavailable: storage or the engine does not answer; the queue tries again.
        """
        if not self.store.is_pending(task):
            return
        stored = self.store.find(task.company_id, ANSWER, task.interview_id, task.answer_id)
        change = self.store.change(task.company_id)
        change.finish(task)
        if stored is not None:
            answer = self._heard(task.company_id, stored.entity)
            if answer.transcript and answer.sequence is None:
                answer = self._said(task.company_id, answer)
            change.replace(ANSWER, stored, answer)
        change.commit()

    def fail(self, task: TranscribeAnswer, reason: str) -> None:
        """Mark a transcription as failed after the last try."""
        self.store.fail(task, reason)
        stored = self.store.find(task.company_id, ANSWER, task.interview_id, task.answer_id)
        if stored is not None:
            change = self.store.change(task.company_id)
            failed = stored.entity.model_copy(update={"transcript_status": TranscriptStatus.FAILED})
            change.replace(ANSWER, stored, failed)
            change.commit()

    def take_sound(self, caller: Caller, interview_id: str, data: bytes) -> None:
        """Keep a piece of what a candidate is saying. The pieces are found again in order, whichever connection and
        instance took them.

        Raises:
            Forbidden: the caller is not the candidate.
            Conflict: the interview is not going on, or is held in writing (code `text_only`).
            Invalid, TooMany: the piece is too large, or there are too many.
        """
        interview = self.answers.interviews.taken(caller, interview_id).entity
        check_is_spoken(interview)
        if interview.status is not InterviewStatus.IN_PROGRESS:
            raise Conflict(f"The interview is {interview.status}.", code="not_in_progress")
        if not 0 < len(data) <= MAX_CHUNK_BYTES:
            raise Invalid.field("audio", "size", f"has 1 to {MAX_CHUNK_BYTES} bytes.")
        live = _live(caller.company_id, interview_id)
        if len(self.blobs.list_names(UPLOADS, live)) >= MOST_CHUNKS:
            raise TooMany("This is too long for one answer.", 60)
        self.blobs.put(UPLOADS, f"{live}{new_id()}", data)

    def end_sound(self, caller: Caller, interview_id: str) -> Answer | None:
        """Make an answer of the pieces so far, to be written down; None if there are none.

        Raises:
            Forbidden: the caller is not the candidate.
            Invalid: together they are no recording.
        """
        names = self.blobs.list_names(UPLOADS, _live(caller.company_id, interview_id))
        if not names:
            return None
        interview = self.answers.interviews.taken(caller, interview_id).entity
        answer = self._sound_of(caller, interview, names, new_id())
        for piece in names:
            self.blobs.remove(UPLOADS, piece)
        return answer

    def end_left_sound(self, company_id: str, interview_id: str) -> None:
        """Keep what was being said when the interview ended by other means than the socket. Safe to repeat.

        Raises:
            Unavailable: storage does not answer.
        """
        names = self.blobs.list_names(UPLOADS, _live(company_id, interview_id))
        stored = self.store.find(company_id, INTERVIEW, interview_id) if names else None
        if stored is None:
            return
        answer_id = names[0].rpartition("/")[2]
        if self.store.find(company_id, ANSWER, interview_id, answer_id) is None:
            self._sound_of(system_caller(company_id), stored.entity, names, answer_id)
        # The first piece, which names the answer, goes last: who dies in between is not taken for another answer.
        for piece in reversed(names):
            self.blobs.remove(UPLOADS, piece)

    def _sound_of(self, caller: Caller, interview: Interview, pieces: list[str], answer_id: str) -> Answer:
        recording = self._joined(pieces, recording_name(caller.company_id, interview.id, answer_id, "audio"))
        answer = Answer(
            id=answer_id,
            interview_id=interview.id,
            candidate_id=interview.candidate_id,
            question_id=None,
            sequence=None,
            text=None,
            code=None,
            audio=recording,
            video=None,
            transcript=None,
            transcript_status=self.answers.to_be_heard(recording),
            transcript_engine=None,
            by_user_id=caller.user_id,
            created_at=self.answers.now(),
        )
        self.answers.keep(caller, answer)
        return answer

    def _joined(self, pieces: list[str], name: str) -> Media:
        """One recording of these pieces, which are never all in memory."""
        content_type = media_type(self.blobs.get(UPLOADS, pieces[0], max_bytes=LOOKED_AT)) or "application/octet-stream"
        size_bytes = blocks = 0
        for block in in_blocks(self.blobs.get(UPLOADS, piece) for piece in pieces):
            self.blobs.put_block(ANSWERS, name, blocks, block)
            size_bytes += len(block)
            blocks += 1
        self.blobs.finish(ANSWERS, name, blocks, content_type=content_type)
        return Media(name=name, content_type=content_type, size_bytes=size_bytes)

    def _heard(self, company_id: str, answer: Answer) -> Answer:
        media = answer.audio or answer.video
        if media is None or media.size_bytes > MAX_HEARD_BYTES:
            return answer.model_copy(update={"transcript_status": TranscriptStatus.FAILED})
        try:
            data = self.blobs.get(ANSWERS, media.name)
            interview = self.store.get(company_id, INTERVIEW, answer.interview_id).entity
            file_name = f"answer.{media.content_type.rpartition('/')[2]}"
            told: Transcription = self.speech.transcribe(data, file_name, interview.language)
        except (Invalid, NotFound) as refusal:
            log.info("answer %s could not be written down: %s", answer.id, refusal.code)
            return answer.model_copy(update={"transcript_status": TranscriptStatus.FAILED})
        update = {
            "transcript": told.text[:MAX_UTTERANCE],
            "transcript_status": TranscriptStatus.COMPLETED,
            "transcript_engine": told.engine,
        }
        return answer.model_copy(update=update)

    def _said(self, company_id: str, answer: Answer) -> Answer:
        """Say what was heard in the conversation, under the answer's own name: saying it again counts once."""
        candidate = candidate_caller(company_id, answer.by_user_id, answer.candidate_id)
        turn = ChatTurn(interview_id=answer.interview_id, message=answer.transcript, message_id=answer.id)
        try:
            reply = self.answers.conversation.take(candidate, turn)
        except Conflict as conflict:
            if conflict.code == "out_of_date":
                raise Unavailable("Another window spoke at the same time.") from conflict
            return answer
        self._tell(answer.interview_id, reply)
        said = reply.turns[0]
        return answer.model_copy(update={"sequence": said.sequence, "question_id": said.question_id})

    def _tell(self, interview_id: str, reply: ChatReply) -> None:
        try:
            for frame in reply_frames(reply):
                self.realtime.send_to_group(group_of(interview_id), frame)
        except DomainError:
            log.warning("nobody at the live socket of interview %s was told", interview_id)


def _live(company_id: str, interview_id: str) -> str:
    return f"{company_id}/{interview_id}/live/"
