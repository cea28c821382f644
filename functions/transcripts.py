"""Transcripts of interviews, in the words of our own web app and Talenti's."""

from shared.bootstrap import get_app
from shared.contracts.talenti_interviews import TalentiSegment
from shared.core.caller import Permission
from shared.core.errors import Conflict, Unavailable
from shared.core.page import Page
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Content
from shared.http.profiles import Profile
from shared.interviews.transcript_models import SegmentDraft, TranscriptQuery, TurnCorrection

bp = Blueprint("Transcripts", get_app)


@bp.http(
    "GET /api/v1/interviews/{interview_id}/transcripts",
    access=requires(Permission.INTERVIEWS_VIEW, Permission.INTERVIEW_TAKE),
    profile=Profile.BARE,
)
def get_transcript(call: Call, interview_id: str, query: TranscriptQuery) -> Page[TalentiSegment]:
    """Read the turns of an interview so far, all at once, with their times."""
    page = call.app.transcripts.page(call.caller, interview_id, query)
    turns = tuple(TalentiSegment.of(turn) for turn in page.items)
    return Page(turns, page.total, page.skip, page.limit, page.next_cursor, page.plural, page.beside)


@bp.http(
    "POST /api/v1/interviews/{interview_id}/transcripts",
    access=requires(Permission.INTERVIEWS_MANAGE, Permission.INTERVIEW_TAKE),
    status=201,
    raises=(Conflict,),
)
def add_segment(call: Call, interview_id: str, body: SegmentDraft) -> TalentiSegment:
    """Add what was heard in a call. It is shown, marked `reported`, and never scored.

    Words that the conversation has already get their times from it.
    """
    return TalentiSegment.of(call.app.transcripts.add(call.caller, interview_id, body))


@bp.http(
    "GET /api/v1/interviews/{interview_id}/transcripts/{turn_id}/speech",
    access=requires(Permission.INTERVIEWS_VIEW, Permission.INTERVIEW_TAKE),
    raises=(Conflict, Unavailable),
)
def get_turn_speech(call: Call, interview_id: str, turn_id: str) -> Content:
    """Hear a turn of the interviewer's, as an MP3. Without an engine (503 `no_speech_engine`) use the browser's voice.

    An interview that is held in writing is not read aloud (409 `text_only`).
    """
    return Content(call.app.speaking.spoken(call.caller, interview_id, turn_id), "audio/mpeg")


@bp.http(
    "PATCH /api/v1/interviews/{interview_id}/transcripts/{turn_id}",
    access=requires(Permission.INTERVIEWS_MANAGE),
    raises=(Conflict,),
)
def correct_segment(call: Call, interview_id: str, turn_id: str, body: TurnCorrection) -> TalentiSegment:
    """Put right what a turn says. Both versions are kept, with who, when and why."""
    return TalentiSegment.of(call.app.transcripts.correct(call.caller, interview_id, turn_id, body))
