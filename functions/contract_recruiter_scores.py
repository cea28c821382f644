"""Recruiter's scores, out of 10."""

from shared.bootstrap import get_app
from shared.contracts.recruiter_scores import RecruiterScore
from shared.core.caller import Permission
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.profiles import Profile

bp = Blueprint("Recruiter", get_app)


@bp.http("GET /api/interviews/{interview_id}/score", access=requires(Permission.SCORES_VIEW), profile=Profile.RESULTS)
def get_recruiter_score(call: Call, interview_id: str) -> RecruiterScore:
    """Read the score of an interview out of 10."""
    score = call.app.scoring.get(call.caller, interview_id)
    interview = call.app.interviews.found(call.caller, interview_id).entity
    seen = call.app.presence.of(call.caller.company_id, interview_id, enabled=interview.enable_video_analysis)
    return RecruiterScore.of(score, *seen)
