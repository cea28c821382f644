"""Numbers about a company's hiring."""

from shared.analytics.models import AnalyticsQuery, DropOffs, Funnel, TimeToHire
from shared.analytics.picture import funnel_picture
from shared.analytics.service import Dashboard
from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Content

bp = Blueprint("Analytics", get_app)

SEE = requires(Permission.CANDIDATES_VIEW)


@bp.http("GET /api/v1/dashboard", access=SEE)
def get_dashboard(call: Call) -> Dashboard:
    """Read how many candidates, applications, jobs, interviews, invitations and CVs there are, by status."""
    return call.app.analytics.dashboard(call.caller)


@bp.http("GET /api/v1/analytics/funnel", access=SEE)
def get_funnel(call: Call, query: AnalyticsQuery) -> Funnel:
    """Read how far candidates came: how many reached each stage, and the share that is lost between two."""
    return call.app.analytics.funnel(call.caller, query)


@bp.http("GET /api/v1/analytics/funnel.svg", access=SEE)
def get_funnel_picture(call: Call, query: AnalyticsQuery) -> Content:
    """Look at the funnel: a picture in SVG, with its numbers in words for screen readers."""
    return Content(funnel_picture(call.app.analytics.funnel(call.caller, query)).encode(), "image/svg+xml")


@bp.http("GET /api/v1/analytics/drop-offs", access=SEE)
def get_drop_offs(call: Call, query: AnalyticsQuery) -> DropOffs:
    """Read where candidates are lost: the stages in which they were rejected, and interviews that came to nothing."""
    return call.app.analytics.drop_offs(call.caller, query)


@bp.http("GET /api/v1/analytics/time-to-hire", access=SEE)
def get_time_to_hire(call: Call, query: AnalyticsQuery) -> TimeToHire:
    """Read how many days hiring takes: the average, the exact median, and the average of each department."""
    return call.app.analytics.time_to_hire(call.caller, query)
