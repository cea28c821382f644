"""Taking answers, keeping their recordings, and writing down what was said."""

from dataclasses import dataclass
from datetime import timedelta

from shared.answers.media import LOOKED_AT, MediaKind, is_fit, media_type, recording_name
from shared.answers.models import (
    ANSWER,
    ANSWERS,
    MAX_MEDIA_BYTES,
    UPLOADS,
    UPLOADS_KEPT_FOR,
    Answer,
    AnswerDraft,
    AnswerGiven,
    Media,
    MediaUpload,
    TranscribeAnswer,
    TranscriptStatus,
)
from shared.audit.service import AuditLog
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, Invalid, NotFound
from shared.core.forms import FormFile
from shared.core.holds import Holds
from shared.core.ids import is_id, made_at_ms, new_id
from shared.interviews.conversation import ConversationService
from shared.interviews.models import INTERVIEW, MAX_UTTERANCE, ChatReply, ChatTurn, Interview, InterviewStatus
from shared.interviews.service import InterviewService
from shared.ports.blob import BlobStore
from shared.ports.speech import Speech
from shared.store.store import Store

UPLOAD_WINDOW = timedelta(minutes=60)
_OPEN = frozenset({InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class AnswerService:
    """The answers of every company's candidates."""

    store: Store
    blobs: BlobStore
    speech: Speech
    interviews: InterviewService
    conversation: ConversationService
    audit: AuditLog
    now: Clock
    holds: Holds

    def submit(self, caller: Caller, interview_id: str, draft: AnswerDraft) -> AnswerGiven:
        """Take an answer to the question that is asked now. Words and code are said in the conversation at once; a
        recording alone is said when it was written down.

        Raises:
            NotFound: the candidate has no such interview, or no such upload.
            Forbidden: the caller is not its candidate.
            Conflict: the interview is over, or another window answered first; or sound was sent to one that is held
                in writing (code `text_only`).
            Invalid: nothing was sent, too much, or a file that is no recording.
        """
        interview = self._open(caller, interview_id)
        said, answer_id = _said_at_once(interview, draft), new_id()
        audio = self._media(interview, caller, answer_id, "audio", draft.audio, draft.audio_file_id)
        video = self._media(interview, caller, answer_id, "video", draft.video, draft.video_file_id)
        if not said and audio is None and video is None:
            raise Invalid.field("text", "missing", "send text, code, audio or video.")
        reply = self._said(caller, interview, said, answer_id)
        turn = reply.turns[0] if said and reply.turns else None
        answer = Answer(
            id=answer_id,
            interview_id=interview_id,
            candidate_id=interview.candidate_id,
            question_id=turn.question_id if turn else _question_of(reply),
            sequence=turn.sequence if turn else None,
            text=draft.text,
            code=draft.code,
            audio=audio,
            video=video,
            transcript=None,
            transcript_status=self.to_be_heard(audio or video),
            transcript_engine=None,
            by_user_id=caller.user_id,
            created_at=self.now(),
        )
        self.keep(caller, answer)
        self._remove_uploads(caller, interview_id, draft)
        return _given(answer, reply, said=bool(said))

    def _remove_uploads(self, caller: Caller, interview_id: str, draft: AnswerDraft) -> None:
        for file_id in (draft.audio_file_id, draft.video_file_id):
            if file_id is not None:
                self.blobs.remove(UPLOADS, _upload_name(caller.company_id, interview_id, file_id.lower()))

    def keep(self, caller: Caller, answer: Answer) -> None:
        """Write an answer, and leave the task to write down what is said in it. Quiet if it was written before."""
        change = self.store.change(caller.company_id)
        change.add(ANSWER, answer)
        told = {"answer_id": answer.id, "sequence": answer.sequence}
        self.audit.record(change, caller, "SUBMIT_ANSWER", "Interview", answer.interview_id, changes=told)
        if answer.transcript_status is TranscriptStatus.PENDING:
            change.send(
                TranscribeAnswer(
                    id=new_id(), company_id=caller.company_id, interview_id=answer.interview_id, answer_id=answer.id
                )
            )
        try:
            change.commit()
        except Conflict:
            if self.store.find(caller.company_id, ANSWER, answer.interview_id, answer.id) is None:
                raise

    def list(self, caller: Caller, interview_id: str) -> list[Answer]:
        """The answers of an interview, in order. Raises NotFound."""
        self.interviews.found(caller, interview_id)
        return self.store.children(caller.company_id, ANSWER, interview_id)

    def media_url(self, caller: Caller, interview_id: str, answer_id: str, kind: MediaKind) -> str:
        """A link to a recording for fifteen minutes. Raises NotFound."""
        self.interviews.found(caller, interview_id)
        answer = self.store.get(caller.company_id, ANSWER, interview_id, answer_id).entity
        media = answer.audio if kind == "audio" else answer.video
        if media is None:
            raise NotFound(f"This answer has no {kind}.")
        name = f"{kind}.{media.content_type.rpartition('/')[2]}"
        return self.blobs.download_url(ANSWERS, media.name, valid_for=timedelta(minutes=15), file_name=name)

    def upload_target(self, caller: Caller, interview_id: str) -> MediaUpload:
        """A link for sending a recording straight to storage, for an hour.

        Raises:
            NotFound: the candidate has no such interview.
            Forbidden: the caller is not its candidate.
            Conflict: the interview is over, or is held in writing (code `text_only`).
        """
        check_is_spoken(self._open(caller, interview_id))
        file_id = new_id()
        name = _upload_name(caller.company_id, interview_id, file_id)
        return MediaUpload(
            file_id=file_id,
            upload_url=self.blobs.upload_url(UPLOADS, name, valid_for=UPLOAD_WINDOW, resumable=True),
            max_bytes=MAX_MEDIA_BYTES,
            expires_in_minutes=int(UPLOAD_WINDOW.total_seconds() // 60),
        )

    def purge(self, company_id: str) -> int:
        """Remove what was sent more than a day ago and never became an answer, if no legal hold keeps it. Returns how
        many files."""
        limit_ms = (self.now() - UPLOADS_KEPT_FOR).timestamp() * 1000
        names = self.blobs.list_names(UPLOADS, f"{company_id}/", unfinished=True)
        old = [name for name in names if made_at_ms(name.rpartition("/")[2]) < limit_ms]
        held = {one for one in {_interview_of(name) for name in old} if self._is_held(company_id, one)}
        going = [name for name in old if _interview_of(name) not in held]
        for name in going:
            self.blobs.discard(UPLOADS, name)
        return len(going)

    def _is_held(self, company_id: str, interview_id: str) -> bool:
        stored = self.store.find(company_id, INTERVIEW, interview_id)
        return stored is not None and self.holds.is_on(company_id, stored.entity.candidate_id)

    def _open(self, caller: Caller, interview_id: str) -> Interview:
        interview = self.interviews.taken(caller, interview_id).entity
        if interview.status not in _OPEN:
            raise Conflict(f"The interview is {interview.status}.", code="interview_over")
        return interview

    def _said(self, caller: Caller, interview: Interview, said: str, answer_id: str) -> ChatReply:
        """Say it in the conversation, which begins with the first answer; with nothing said, where it stands."""
        if interview.status is InterviewStatus.SCHEDULED or not said:
            begun = self.conversation.take(caller, ChatTurn(interview_id=interview.id))
            if not said:
                return begun
        return self.conversation.take(caller, ChatTurn(interview_id=interview.id, message=said, message_id=answer_id))

    def _media(
        self,
        interview: Interview,
        caller: Caller,
        answer_id: str,
        kind: MediaKind,
        sent: FormFile | None,
        file_id: str | None,
    ) -> Media | None:
        """The recording that was sent with the answer, or straight to storage before it. Raises Invalid, NotFound."""
        if sent is not None:
            found = _checked(kind, sent.data[:LOOKED_AT], len(sent.data))
            name = recording_name(caller.company_id, interview.id, answer_id, kind)
            self.blobs.put(ANSWERS, name, sent.data, content_type=found)
            return Media(name=name, content_type=found, size_bytes=len(sent.data))
        if file_id is None:
            return None
        if not is_id(file_id):
            raise Invalid.field(f"{kind}_file_id", "format", "is not the id of an upload.")
        name = _upload_name(caller.company_id, interview.id, file_id.lower())
        return self._taken_over(name, recording_name(caller.company_id, interview.id, answer_id, kind), kind)

    def _taken_over(self, upload: str, name: str, kind: MediaKind) -> Media:
        """The recording of an upload, at a place that its link does not reach: it stays what was looked at."""
        try:
            found = self._looked_at(UPLOADS, upload, kind)
        except NotFound:  # perhaps this very answer took it over, and nobody was told
            return self._looked_at(ANSWERS, name, kind)
        except Invalid:
            self.blobs.remove(UPLOADS, upload)
            raise
        self.blobs.copy(UPLOADS, upload, ANSWERS, name, content_type=found.content_type)
        try:
            kept = self._looked_at(ANSWERS, name, kind)
        except Invalid:  # it was exchanged between the look and the copy
            self.blobs.remove(ANSWERS, name)
            raise
        return kept

    def _looked_at(self, container: str, name: str, kind: MediaKind) -> Media:
        """A recording in storage. Raises NotFound, Invalid."""
        size_bytes = self.blobs.info(container, name).size_bytes
        found = _checked(kind, self.blobs.get(container, name, max_bytes=LOOKED_AT), size_bytes)
        return Media(name=name, content_type=found, size_bytes=size_bytes)

    def to_be_heard(self, media: Media | None) -> TranscriptStatus:
        """What will become of the words of a recording, if there is one."""
        if media is None:
            return TranscriptStatus.NONE
        return TranscriptStatus.PENDING if self.speech.transcribes else TranscriptStatus.NO_ENGINE


def _said_at_once(interview: Interview, draft: AnswerDraft) -> str:
    """What an answer says without being heard. Raises Conflict, if nothing may be recorded; Invalid, if it is long."""
    if draft.is_recorded():
        check_is_spoken(interview)
    said = draft.said()
    if len(said) > MAX_UTTERANCE:
        raise Invalid.field("code", "too_long", f"text and code have at most {MAX_UTTERANCE} characters together.")
    return said


def _given(answer: Answer, reply: ChatReply, *, said: bool) -> AnswerGiven:
    """The answer, and where the conversation is now. Who has said nothing yet gets no reply."""
    return AnswerGiven(
        **dict(answer),
        reply=reply.reply if said else None,
        status=reply.status,
        question_number=reply.question_number,
        question_count=reply.question_count,
        finished=reply.finished,
    )


def check_is_spoken(interview: Interview) -> None:
    """Raises Conflict (code `text_only`) for an interview in which nothing is spoken, as its candidate was granted."""
    if interview.accommodations.text_only:
        raise Conflict("This interview is held in writing: send text.", code="text_only")


def _checked(kind: MediaKind, head: bytes, size_bytes: int) -> str:
    """The type of a recording. Raises Invalid."""
    if size_bytes > MAX_MEDIA_BYTES:
        raise Invalid.field(kind, "too_large", f"has at most {MAX_MEDIA_BYTES // 1024 // 1024} MiB.")
    found = media_type(head)
    if found is None or not is_fit(kind, found):
        raise Invalid.field(kind, "unsupported", f"is no {kind} recording that we know.")
    return found


def _interview_of(name: str) -> str:
    """Whose upload it is: `{company_id}/{interview_id}/…`."""
    return name.split("/")[1]


def _upload_name(company_id: str, interview_id: str, file_id: str) -> str:
    return f"{company_id}/{interview_id}/sent/{file_id}"


def _question_of(reply: ChatReply) -> str | None:
    return next((turn.question_id for turn in reversed(reply.turns)), None)
