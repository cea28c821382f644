"""Recruiter's interviews, with their job and candidate inside. They are planned at an address shared with Arbeit."""

from shared.bootstrap import get_app
from shared.contracts.recruiter_interviews import RecruiterInterview, RecruiterInterviewDetail
from shared.core.caller import Permission
from shared.core.page import Page
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.profiles import Profile
from shared.interviews.models import InterviewQuery

bp = Blueprint("Recruiter", get_app)

SEE = requires(Permission.INTERVIEWS_VIEW, Permission.INTERVIEW_TAKE)


@bp.http("GET /api/interviews", access=SEE, profile=Profile.RESULTS)
def list_recruiter_interviews(call: Call, query: InterviewQuery) -> Page[RecruiterInterview]:
    """List interviews, newest first."""
    page = call.app.interviews.page(call.caller, query)
    items = tuple(RecruiterInterview.of(view) for view in page.items)
    return Page(items, page.total, page.skip, page.limit, page.next_cursor, page.plural)


@bp.http("GET /api/interviews/{interview_id}", access=SEE, profile=Profile.RESULTS)
def get_recruiter_interview(call: Call, interview_id: str) -> RecruiterInterviewDetail:
    """Read an interview with what was said in it, and a link to its recording for fifteen minutes."""
    interview = call.app.interviews.found(call.caller, interview_id).entity
    turns = call.app.interviews.transcript(call.caller, interview_id).transcripts if interview.turn_count else []
    view = call.app.interviews.view(call.caller, interview)
    seen = call.app.presence.of(call.caller.company_id, interview.id, enabled=interview.enable_video_analysis)
    recorded = interview.call.recording_processed
    video = call.app.calls.link_to(call.caller.company_id, interview_id) if recorded else None
    return RecruiterInterviewDetail.detailed(view, turns, video or interview.call.recording_url, *seen)
