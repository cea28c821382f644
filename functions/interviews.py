"""Interviews: planned by recruiters, taken by candidates in a chat."""

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict, NotFound
from shared.core.page import Page
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.interviews.models import (
    ChatReply,
    ChatTurn,
    InterviewDraft,
    InterviewQuery,
    InterviewView,
    Transcript,
    TranscriptQuery,
)
from shared.scheduling.models import Reason

bp = Blueprint("Interviews", get_app)

SEE = requires(Permission.INTERVIEWS_VIEW, Permission.INTERVIEW_TAKE)
"""Who sees interviews: the company's all, candidates their own."""


@bp.http(
    "POST /api/v1/interviews",
    access=requires(Permission.INTERVIEWS_MANAGE),
    status=201,
    also=["POST /api/interviews results"],
    raises=(NotFound, Conflict),
)
def create_interview(call: Call, body: InterviewDraft) -> InterviewView:
    """Plan an interview for an application, or for a candidate and a job."""
    return call.app.interviews.create(call.caller, body)


@bp.http("GET /api/v1/interviews", access=SEE, also=["GET /api/interviews results"])
def list_interviews(call: Call, query: InterviewQuery) -> Page[InterviewView]:
    """List interviews, newest first: a candidate's own, or the company's."""
    return call.app.interviews.page(call.caller, query)


@bp.http("GET /api/v1/interviews/{interview_id}", access=SEE, also=["GET /api/interviews/{interview_id} results"])
def get_interview(call: Call, interview_id: str) -> InterviewView:
    """Read an interview: a candidate their own, without the questions still to come."""
    return call.app.interviews.get(call.caller, interview_id)


@bp.http(
    "POST /api/v1/interview/chat",
    access=requires(Permission.INTERVIEW_TAKE),
    also=["POST /api/v1/interviews/chat"],
    raises=(Conflict, NotFound),
)
def chat(call: Call, body: ChatTurn) -> ChatReply:
    """Say the next thing in one's interview and get the interviewer's answer; with nothing said, begin or resume."""
    return call.app.conversation.take(call.caller, body)


@bp.http(
    "POST /api/v1/interviews/{interview_id}/start",
    access=requires(Permission.INTERVIEW_TAKE),
    raises=(Conflict,),
)
def start_interview(call: Call, interview_id: str) -> ChatReply:
    """Begin one's interview, or resume it: the answer is what the interviewer said last."""
    return call.app.conversation.take(call.caller, ChatTurn(interview_id=interview_id))


@bp.http(
    "POST /api/v1/interviews/{interview_id}/complete",
    access=requires(Permission.INTERVIEWS_MANAGE, Permission.INTERVIEW_TAKE),
    raises=(Conflict,),
)
def complete_interview(call: Call, interview_id: str) -> InterviewView:
    """End an interview before its time: a candidate their own, a recruiter any. What was said is scored."""
    return call.app.interviews.view(call.caller, call.app.conversation.finish(call.caller, interview_id))


@bp.http(
    "POST /api/v1/interviews/{interview_id}/cancel",
    access=requires(Permission.INTERVIEWS_MANAGE),
    raises=(Conflict,),
)
def cancel_interview(call: Call, interview_id: str, body: Reason | None) -> InterviewView:
    """Call an interview off."""
    cancelled = call.app.rounds.cancel(call.caller, interview_id, body.reason if body else None)
    return call.app.interviews.view(call.caller, cancelled)


@bp.http("GET /api/v1/interviews/{interview_id}/transcripts", access=SEE)
def get_transcript(call: Call, interview_id: str, query: TranscriptQuery) -> Transcript:
    """Read the turns of an interview so far, with their times."""
    return call.app.interviews.transcript(call.caller, interview_id, query.after)
