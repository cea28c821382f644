"""Interviews: planned by recruiters, taken by candidates in a chat."""

from typing import Literal

from shared.bootstrap import get_app
from shared.core.caller import Permission, Role
from shared.core.errors import Conflict, Forbidden, NotFound
from shared.core.page import Page
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Spoken
from shared.http.profiles import Profile
from shared.interviews.models import (
    ChatReply,
    ChatTurn,
    InterviewQuery,
    InterviewView,
)
from shared.scheduling.models import Completed, Completion, Reason, Started

bp = Blueprint("Interviews", get_app)

SEE = requires(Permission.INTERVIEWS_VIEW, Permission.INTERVIEW_TAKE)
"""Who sees interviews: the company's all, candidates their own."""


@bp.http("GET /api/v1/interviews", access=SEE, profile=Profile.UNION)
def list_interviews(call: Call, query: InterviewQuery) -> Page[InterviewView]:
    """List interviews, newest first: a candidate's own, or the company's."""
    return call.app.interviews.page(call.caller, query)


@bp.http(
    "POST /api/v1/interview/chat",
    access=requires(Permission.INTERVIEW_TAKE, Permission.INTERVIEWS_MANAGE),
    also=["POST /api/v1/interviews/chat"],
    raises=(Conflict, NotFound),
)
def chat(call: Call, body: ChatTurn) -> ChatReply:
    """Say the next thing in one's interview and get the interviewer's answer; with nothing said, begin or resume."""
    return call.app.conversation.take(call.caller, body)


@bp.http(
    "POST /api/v1/interviews/{interview_id}/start",
    access=requires(Permission.INTERVIEW_TAKE, Permission.INTERVIEWS_MANAGE),
    raises=(Conflict,),
)
def start_interview(call: Call, interview_id: str) -> ChatReply | Started:
    """Begin an interview: one's own with the AI, or resume it; a recruiter a round that people lead.

    The answer to who takes it is what the interviewer said last.
    """
    app, caller = call.app, call.caller
    if caller.role is Role.CANDIDATE or app.interviews.found(caller, interview_id).entity.is_taken_by(caller):
        return app.conversation.take(caller, ChatTurn(interview_id=interview_id))
    started = app.rounds.start(caller, interview_id)
    return Started(**dict(app.rounds.view(caller, started)), message="Interview started")


@bp.http(
    "POST /api/v1/interviews/{interview_id}/complete",
    access=requires(Permission.INTERVIEWS_MANAGE, Permission.INTERVIEW_TAKE),
    profile=Profile.UNION,
    raises=(Conflict, Forbidden),
)
def complete_interview(
    call: Call, interview_id: str, body: Completion | None
) -> Spoken[Completed, Literal[Profile.ENVELOPE, Profile.PLAIN]]:
    """End an interview: a candidate their own with the AI, which is scored; a recruiter any, with a judgement of it."""
    app, caller = call.app, call.caller
    judged = body is not None and bool(body.model_fields_set)
    interview = app.interviews.found(caller, interview_id).entity
    if caller.role is Role.CANDIDATE and (judged or interview.meeting is not None):
        raise Forbidden("Who leads the interview says that it is over, and how it was.")
    if interview.meeting is None:
        interview = app.socket.finish(caller, interview)
    if judged or interview.meeting is not None:
        interview = app.rounds.complete(caller, interview_id, body or Completion())
    view = app.interviews.view(caller, interview)
    completed = Completed(
        **dict(view),
        completed_at=interview.ended_at,
        rating=view.review.rating if view.review else None,
        message="Interview completed successfully",
    )
    return Spoken(completed, Profile.ENVELOPE if body is None else Profile.PLAIN)


@bp.http(
    "POST /api/v1/interviews/{interview_id}/cancel",
    access=requires(Permission.INTERVIEWS_MANAGE),
    raises=(Conflict,),
)
def cancel_interview(call: Call, interview_id: str, body: Reason | None) -> InterviewView:
    """Call an interview off."""
    cancelled = call.app.rounds.cancel(call.caller, interview_id, body.reason if body else None)
    return call.app.interviews.view(call.caller, cancelled)
