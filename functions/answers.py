"""Answers to an interview's questions, in writing, speech, pictures or code."""

from typing import Literal

import azure.functions as func

from shared.answers.models import Answer, AnswerDraft, AnswerGiven, MediaUpload, MediaUploadRequest, TranscribeAnswer
from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.core.page import Page
from shared.core.resource import Input, Value
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.profiles import Profile
from shared.http.rates import RateClass

bp = Blueprint("Answers", get_app)

TAKE = requires(Permission.INTERVIEW_TAKE, Permission.INTERVIEWS_MANAGE)
"""Who takes interviews: candidates their own, and colleagues the ones that they planned for themselves."""
SEE = requires(Permission.INTERVIEWS_VIEW, Permission.INTERVIEW_TAKE)


class MediaQuery(Input):
    """Which recording of the answer is wanted."""

    kind: Literal["audio", "video"] = "audio"


class MediaLink(Value):
    """Where a recording can be fetched for a few minutes."""

    download_url: str
    expires_in_minutes: int


@bp.http(
    "POST /api/v1/interviews/{interview_id}/answers",
    access=TAKE,
    status=201,
    profile=Profile.ENVELOPE,
    raises=(Conflict,),
)
def submit_answer(call: Call, interview_id: str, body: AnswerDraft) -> AnswerGiven:
    """Answer the question that is asked now, with any of `text`, `code`, `audio` and `video` (a form, or JSON).

    Words and code are said in the interview at once; a recording alone is said when it was written down.
    """
    return call.app.answers.submit(call.caller, interview_id, body)


@bp.http("GET /api/v1/interviews/{interview_id}/answers", access=SEE)
def list_answers(call: Call, interview_id: str) -> Page[Answer]:
    """List the answers of an interview, in order, all at once."""
    answers = tuple(call.app.answers.list(call.caller, interview_id))
    return Page(answers, len(answers), 0, max(len(answers), 1), None, Answer.plural)


@bp.http(
    "POST /api/v1/interviews/{interview_id}/answers/upload-url",
    access=TAKE,
    rate=RateClass.UPLOAD,
    raises=(Conflict,),
)
def create_answer_upload(call: Call, interview_id: str, body: MediaUploadRequest | None) -> MediaUpload:
    """Get a link for a large recording, to PUT it straight to storage within an hour, whole or in blocks.

    Then answer with its `file_id` as `audio_file_id` or `video_file_id`. Its size and content are looked at there.
    """
    return call.app.answers.upload_target(call.caller, interview_id)


@bp.http("GET /api/v1/interviews/{interview_id}/answers/{answer_id}/media", access=SEE)
def get_answer_media(call: Call, interview_id: str, answer_id: str, query: MediaQuery) -> MediaLink:
    """Get a link to what was recorded, for fifteen minutes."""
    url = call.app.answers.media_url(call.caller, interview_id, answer_id, query.kind)
    return MediaLink(download_url=url, expires_in_minutes=15)


@bp.queue_trigger(TranscribeAnswer.queue)
def transcribe_answer(message: func.QueueMessage) -> None:
    """Write down what is said in an answer. Delivered at least once; repeating it does nothing."""
    get_app().hearing.transcribe(TranscribeAnswer.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{TranscribeAnswer.queue}-poison")
def transcribe_answer_failed(message: func.QueueMessage) -> None:
    """Mark a transcription as failed after five tries, where its company sees it."""
    task = TranscribeAnswer.model_validate_json(message.get_body())
    get_app().hearing.fail(task, "Writing it down failed five times.")
