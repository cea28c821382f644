"""Talenti's interviews, which Interview Platform reads and plans at the same addresses."""

from typing import Literal

from shared.applications.models import APPLICATION
from shared.bootstrap import get_app
from shared.contracts.talenti_interviews import (
    TalentiApplication,
    TalentiInterview,
    TalentiInterviewChanges,
    TalentiSegment,
)
from shared.contracts.talenti_pages import TalentiDimensions, TalentiReport
from shared.contracts.talenti_scores import TalentiScore
from shared.core.caller import Caller, Permission, Role
from shared.core.errors import Conflict, Forbidden, NotFound
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Spoken
from shared.http.profiles import Profile
from shared.interviews.models import Interview, InterviewDraft, InterviewStatus
from shared.scheduling.models import Completion, RoundChanges

bp = Blueprint("Interviews", get_app)

SEE = requires(Permission.INTERVIEWS_VIEW, Permission.INTERVIEW_TAKE)
PLAN = requires(Permission.INTERVIEWS_MANAGE, Permission.INTERVIEW_TAKE)

_OF_SERVICE = ("recording_id", "server_call_id")
"""What the calling service calls a recording and its call."""


@bp.http("POST /api/v1/interviews", access=PLAN, status=201, profile=Profile.UNION, raises=(NotFound, Conflict))
def create_interview(
    call: Call, body: InterviewDraft
) -> Spoken[TalentiInterview, Literal[Profile.PLAIN, Profile.UNION]]:
    """Plan an interview for an application, or for a candidate and a job; who names a job alone plans their own."""
    interview = call.app.interviews.create_kept(call.caller, body)
    names_somebody = bool(body.application_id or body.candidate_id)
    return Spoken(_shown(call, interview), Profile.PLAIN if names_somebody else Profile.UNION)


@bp.http("GET /api/v1/interviews/{interview_id}", access=SEE, profile=Profile.UNION)
def get_interview(call: Call, interview_id: str) -> TalentiInterview:
    """Read an interview: a candidate their own, without the questions still to come and without the application."""
    return _shown(call, call.app.interviews.found(call.caller, interview_id).entity)


@bp.http("GET /api/v1/interviews/{interview_id}/report", access=requires(Permission.SCORES_VIEW))
def get_talenti_report(call: Call, interview_id: str) -> TalentiReport:
    """Read an interview with its score, the dimensions of it, and what was said."""
    interview = call.app.interviews.found(call.caller, interview_id).entity
    score = call.app.evaluations.of(call.caller.company_id, interview).automatic
    told = call.app.interviews.transcript(call.caller, interview_id)
    return TalentiReport(
        interview=_shown(call, interview),
        score=TalentiScore.of(score) if score else None,
        dimensions=TalentiDimensions.of(score).root,
        transcripts=[TalentiSegment.of(turn) for turn in told.transcripts],
    )


@bp.http("PATCH /api/v1/interviews/{interview_id}", access=PLAN, raises=(Conflict, Forbidden))
def update_interview(call: Call, interview_id: str, body: TalentiInterviewChanges) -> TalentiInterview:
    """Note what happened in the call, move the interview to another time, begin it, end it or call it off."""
    caller = call.caller
    facts = body.changes()
    status = facts.pop("status", None)
    if caller.role is Role.CANDIDATE:
        facts = {name: value for name, value in facts.items() if name not in {"summary", "scheduled_at"}}
        if status not in {None, InterviewStatus.COMPLETED, InterviewStatus.IN_PROGRESS}:
            raise Forbidden("A candidate ends their interview; the company calls it off.")
    interview = call.app.interviews.found(caller, interview_id).entity
    if interview.meeting is not None and "scheduled_at" in facts:
        call.app.rounds.change(caller, interview_id, RoundChanges(scheduled_at=facts.pop("scheduled_at")))
    call.app.calls.link(caller, interview_id, [facts[name] for name in _OF_SERVICE if facts.get(name)])
    interview = call.app.interviews.note(caller, interview_id, facts)
    if status is not None and status is not interview.status:
        interview = _brought(call, interview, status)
    return _shown(call, interview)


def _brought(call: Call, interview: Interview, status: InterviewStatus) -> Interview:
    """The interview in the status that a client asks for, as far as it is a client's to say."""
    if status is InterviewStatus.CANCELLED:
        return call.app.rounds.cancel(call.caller, interview.id, None)
    if status is InterviewStatus.COMPLETED:
        if interview.meeting is None:
            return call.app.socket.finish(call.caller, interview)
        return call.app.rounds.complete(_recruiter(call), interview.id, Completion())
    if interview.meeting is not None:
        if status is InterviewStatus.IN_PROGRESS:
            return call.app.rounds.start(_recruiter(call), interview.id)
        if status is InterviewStatus.NO_SHOW:
            return call.app.rounds.miss(call.caller, interview.id)
    raise Conflict(f"The interview is {interview.status}: it cannot be said to be {status}.", code=interview.status)


def _recruiter(call: Call) -> Caller:
    if call.caller.role is Role.CANDIDATE:
        raise Forbidden("Who leads the interview says when it begins and ends.")
    return call.caller


def _shown(call: Call, interview: Interview) -> TalentiInterview:
    company, application = call.caller.company_id, None
    if call.caller.role is not Role.CANDIDATE and interview.application_id:
        stored = call.app.store.find(company, APPLICATION, interview.application_id)
        if stored is not None:
            application = TalentiApplication.of(stored.entity, company, interview.company_name)
    return TalentiInterview.of(call.app.interviews.view(call.caller, interview), interview, application)
