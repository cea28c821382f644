"""Talenti's organisation, as its pages show it: the caller's company and its numbers."""

from shared.bootstrap import get_app
from shared.contracts.talenti_pages import TalentiMembership, TalentiStats
from shared.core.caller import PLATFORM, Permission
from shared.core.errors import NotFound
from shared.http.access import SIGNED_IN, requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call

bp = Blueprint("Talenti organisations", get_app)


@bp.http("GET /api/orgs/current", access=SIGNED_IN)
def get_talenti_organisation(call: Call) -> TalentiMembership | None:
    """Read the caller's company and their role in it; null for the platform's administrator, who is in none."""
    caller = call.caller
    if caller.company_id == PLATFORM:
        return None
    return TalentiMembership.of(call.app.companies.get(caller, caller.company_id), caller.role)


@bp.http("GET /api/orgs/{company_id:guid}/stats", access=requires(Permission.CANDIDATES_VIEW))
def get_talenti_stats(call: Call, company_id: str) -> TalentiStats:
    """Read the numbers of the caller's own company."""
    if company_id != call.caller.company_id:
        raise NotFound("No such organisation.")
    return TalentiStats.of(call.app.analytics.dashboard(call.caller))
