"""AI Interviewer's dashboard and analytics."""

from shared.analytics.models import AnalyticsQuery
from shared.bootstrap import get_app
from shared.contracts.ai_interviewer_analytics import AiInterviewerFunnel, AiInterviewerStats, AiInterviewerTimeToHire
from shared.core.caller import Permission
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call

bp = Blueprint("AI Interviewer", get_app)

SEE = requires(Permission.CANDIDATES_VIEW)


@bp.http("GET /api/v1/candidates/dashboard/stats", access=SEE)
def get_hr_dashboard(call: Call) -> AiInterviewerStats:
    """Read the counts for the HR dashboard."""
    return AiInterviewerStats.of(call.app.analytics.hiring(call.caller))


@bp.http("GET /api/v1/candidates/analytics/funnel", access=SEE)
def get_candidate_funnel(call: Call, query: AnalyticsQuery) -> AiInterviewerFunnel:
    """Read how many candidates reached each stage."""
    return AiInterviewerFunnel.of(call.app.analytics.funnel(call.caller, query))


@bp.http("GET /api/v1/candidates/analytics/time-to-hire", access=SEE)
def get_candidate_time_to_hire(call: Call, query: AnalyticsQuery) -> AiInterviewerTimeToHire:
    """Read how many days hiring takes, from applied to hired."""
    return AiInterviewerTimeToHire.of(call.app.analytics.time_to_hire(call.caller, query))
