"""The audit log: who did what, and whether somebody tampered with it."""

from shared.audit.models import AuditQuery, LogEntry, Verification
from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.page import Page, PageQuery
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.rates import RateClass

bp = Blueprint("Audit", get_app)


@bp.http("GET /api/v1/logs", access=requires(Permission.AUDIT_VIEW))
def list_audit_events(call: Call, query: AuditQuery) -> Page[LogEntry]:
    """List changes, newest first, by user and action."""
    return call.app.audit.page(call.caller, query)


@bp.http("GET /api/v1/logs/user/{user_id}", access=requires(Permission.AUDIT_VIEW))
def list_audit_events_of_user(call: Call, user_id: str, query: PageQuery) -> Page[LogEntry]:
    """List the changes that one user made, newest first; of a deleted user too."""
    page = call.app.audit.page(call.caller, AuditQuery(user_id=user_id, **query.model_dump()))
    if page.total == 0 and user_id != call.caller.user_id:
        call.app.users.get(call.caller, user_id)
    return page


@bp.http("GET /api/v1/audit/verify", access=requires(Permission.AUDIT_VIEW), rate=RateClass.BULK)
def get_audit_verification(call: Call) -> Verification:
    """Check the whole log, and name what was changed, removed or inserted."""
    return call.app.audit_sealer.verify(call.caller.company_id)


@bp.http("POST /api/v1/audit/verify", access=requires(Permission.AUDIT_VIEW), rate=RateClass.BULK)
def verify_audit(call: Call) -> Verification:
    """Seal what is not sealed yet; then check the whole log, and name what was changed, removed or inserted."""
    call.app.audit_sealer.seal(call.caller.company_id)
    return call.app.audit_sealer.verify(call.caller.company_id)
