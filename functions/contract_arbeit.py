"""Arbeit's operations that have words of their own."""

from shared.bootstrap import get_app
from shared.candidates.models import StageChange
from shared.contracts.arbeit import ArbeitCandidate, ArbeitDashboard
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call

bp = Blueprint("Arbeit", get_app)


@bp.http("PUT /api/candidates/{candidate_id:guid}", access=requires(Permission.CANDIDATES_MANAGE), raises=(Conflict,))
def move_arbeit_candidate(call: Call, candidate_id: str, body: StageChange) -> ArbeitCandidate:
    """Change a candidate's status; the company's recruiters are told by mail."""
    return ArbeitCandidate.of(call.app.candidates.move(call.caller, candidate_id, body))


@bp.http("GET /api/dashboard/stats", access=requires(Permission.CANDIDATES_VIEW))
def get_arbeit_dashboard(call: Call) -> ArbeitDashboard:
    """Read how many clients, jobs, candidates and interviews there are."""
    return ArbeitDashboard.of(call.app.analytics.agency(call.caller))
