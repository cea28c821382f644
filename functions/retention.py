"""Retention: how long people's data is kept."""

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.rates import RateClass
from shared.retention.models import CleanupReport, CleanupRequest, RetentionChange, RetentionPolicy

bp = Blueprint("Retention", get_app)


@bp.http("GET /api/v1/data-retention/policy", access=requires(Permission.RETENTION_MANAGE))
def get_retention_policy(call: Call) -> RetentionPolicy:
    """Read the company's rule."""
    return call.app.retention.policy(call.caller.company_id)


@bp.http("PUT /api/v1/data-retention/policy", access=requires(Permission.RETENTION_MANAGE), raises=(Conflict,))
def set_retention_policy(call: Call, body: RetentionChange) -> RetentionPolicy:
    """Set the company's rule. A timer applies it every night."""
    return call.app.retention.set_policy(call.caller, body)


@bp.http("POST /api/v1/data-retention/cleanup", access=requires(Permission.RETENTION_MANAGE), rate=RateClass.BULK)
def clean_up(call: Call, body: CleanupRequest | None) -> CleanupReport:
    """Erase what is due now, or with `dry_run` count it. At most 200 people a call."""
    return call.app.retention.clean_up(call.caller, body or CleanupRequest())
