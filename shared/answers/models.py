"""Answers: what a candidate gave to a question, in writing, speech, pictures or code."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from shared.answers.media import MediaKind
from shared.core.forms import Form, FormFile
from shared.core.resource import Input, Instant, Resource, Value
from shared.interviews.models import MAX_UTTERANCE, InterviewStatus
from shared.ports.engine import Engine
from shared.store.kinds import Kind
from shared.store.tasks import Task

ANSWERS = "answers"
"""Where recordings of answers are: `{company_id}/{interview_id}/{answer_id}/{kind}`."""
UPLOADS = "answer-uploads"
"""Where is what is no answer yet: `{company_id}/{interview_id}/{sent or live}/{id}`. Nothing of it is an answer's, so
it can go by its age."""
UPLOADS_KEPT_FOR = timedelta(hours=24)
"""How long what never became an answer is kept."""

MAX_MEDIA_BYTES = 500 * 1024 * 1024
"""The largest recording of an answer; what is larger than a form may be is sent straight to storage."""
MAX_HEARD_BYTES = 200 * 1024 * 1024
"""The largest recording that is written down."""
MAX_CHUNK_BYTES = 256 * 1024
"""The largest piece of sound in one message of the live socket."""
MOST_CHUNKS = 1000
"""Pieces of sound that one utterance may have."""


class TranscriptStatus(StrEnum):
    """What became of writing down a recording."""

    NONE = "none"
    """Nothing was recorded."""
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    NO_ENGINE = "no_engine"
    """No transcription engine is configured: the recording is kept, and nothing is invented."""


class Media(Value):
    """A recording. `name` is its blob's; the type was told from its content."""

    name: str
    content_type: str
    size_bytes: int


class Answer(Resource):
    """One answer. `sequence` is the turn of the conversation that it became, None as long as it is none."""

    plural: ClassVar[str] = "answers"

    interview_id: str
    candidate_id: str
    question_id: str | None
    sequence: int | None
    text: str | None
    code: str | None
    audio: Media | None
    video: Media | None
    transcript: str | None
    transcript_status: TranscriptStatus
    transcript_engine: Engine | None
    by_user_id: str
    created_at: Instant


class AnswerGiven(Answer):
    """An answer that was taken, and what the interviewer says next, if it was said in the conversation."""

    reply: str | None
    status: InterviewStatus
    question_number: int
    question_count: int
    finished: bool


class AnswerDraft(Form):
    """An answer: any of these. A large recording is named by the `file_id` of its upload link."""

    text: Annotated[str | None, Field(max_length=MAX_UTTERANCE)] = None
    code: Annotated[str | None, Field(max_length=MAX_UTTERANCE)] = None
    audio: FormFile | None = None
    video: FormFile | None = None
    audio_file_id: str | None = None
    video_file_id: str | None = None

    def is_recorded(self) -> bool:
        """Whether there is sound or a picture in it."""
        return any((self.audio, self.video, self.audio_file_id, self.video_file_id))

    def said(self) -> str:
        """What of it is said in the conversation: the words, and the code after them."""
        code = f"```\n{self.code}\n```" if self.code else ""
        return "\n\n".join(part for part in (self.text or "", code) if part)


class MediaUploadRequest(Input):
    """A recording that is about to be sent straight to storage."""

    kind: MediaKind = "audio"


class MediaUpload(Value):
    """Where to PUT a recording, whole or in blocks; which of them have arrived can be asked there."""

    file_id: str
    upload_url: str
    max_bytes: int
    expires_in_minutes: int


class TranscribeAnswer(Task):
    """Write down what is said in an answer."""

    queue: ClassVar[str] = "transcribe-answer"

    interview_id: str
    answer_id: str


ANSWER: Kind[Answer] = Kind(name="answer", model=Answer, key=lambda answer: (answer.interview_id, answer.id))
