"""Numbers about a company's hiring."""

from shared.analytics.service import Dashboard
from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call

bp = Blueprint("Analytics", get_app)


@bp.http("GET /api/v1/dashboard", access=requires(Permission.CANDIDATES_VIEW))
def get_dashboard(call: Call) -> Dashboard:
    """Read how many candidates, applications, jobs, interviews, invitations and CVs there are, by status."""
    return call.app.analytics.dashboard(call.caller)
