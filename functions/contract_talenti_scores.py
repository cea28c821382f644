"""Talenti's two scorecards, and the scores that its clients save."""

from shared.bootstrap import get_app
from shared.contracts.talenti_pages import TalentiDimensions
from shared.contracts.talenti_scores import (
    TalentiAnalysis,
    TalentiAnalysisRequest,
    TalentiSavedScore,
    TalentiScoreDraft,
)
from shared.core.caller import Permission, Role
from shared.core.errors import Conflict, NotFound
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.interviews.models import InterviewStatus

bp = Blueprint("Scoring", get_app)


@bp.http(
    "POST /api/v1/scoring/analyze",
    access=requires(Permission.SCORES_VIEW, Permission.INTERVIEW_TAKE),
    raises=(NotFound, Conflict),
)
def analyze_interview(call: Call, body: TalentiAnalysisRequest) -> TalentiAnalysis:
    """Judge a finished interview on Talenti's two scorecards. It is kept nowhere: the stored score stays as it is.

    A candidate is told whether their own interview is scored, and what was released to them.
    """
    caller = call.caller
    interview = call.app.interviews.found(caller, body.interview_id).entity
    if caller.role is Role.CANDIDATE:
        if interview.status is not InterviewStatus.COMPLETED:
            raise Conflict("The interview is not complete: it is scored when it is.", code="not_complete")
        feedback = call.app.feedback.get(caller, interview.id)
        return TalentiAnalysis.for_candidate(feedback, interview.scoring_status)
    return TalentiAnalysis.of(call.app.analysis.analyse(caller, interview.id, body.said()), interview.scoring_status)


@bp.http("GET /api/v1/interviews/{interview_id}/dimensions", access=requires(Permission.SCORES_VIEW))
def list_talenti_dimensions(call: Call, interview_id: str) -> TalentiDimensions:
    """List the dimensions of an interview's score that were assessed, each with its quotes."""
    return TalentiDimensions.of(call.app.evaluations.of_interview(call.caller, interview_id).automatic)


@bp.http(
    "POST /api/v1/interviews/{interview_id}/scores",
    access=requires(Permission.SCORES_OVERRIDE, Permission.INTERVIEW_TAKE),
    status=201,
    raises=(Conflict,),
)
def save_score(call: Call, interview_id: str, body: TalentiScoreDraft) -> TalentiSavedScore:
    """Save one's own score of an interview, or replace it. What a candidate sends is no score: ours is the server's."""
    if call.caller.role is Role.CANDIDATE:
        return TalentiSavedScore.for_candidate(call.app.feedback.get(call.caller, interview_id))
    return TalentiSavedScore.of(call.app.evaluations.save(call.caller, interview_id, body.judged()))
