"""Talenti's audit log."""

from shared.audit.models import AuditQuery
from shared.bootstrap import get_app
from shared.contracts.talenti_audit import (
    TalentiAuditDraft,
    TalentiAuditEntry,
    TalentiAuditLog,
    TalentiAuditQuery,
)
from shared.core.caller import Permission
from shared.core.errors import NotFound
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call

bp = Blueprint("Talenti: audit", get_app)

MOST_ENTRIES = 100


@bp.http("GET /api/v1/audit-log", access=requires(Permission.AUDIT_VIEW), raises=(NotFound,))
def list_talenti_audit(call: Call, query: TalentiAuditQuery) -> TalentiAuditLog:
    """List the company's newest hundred changes."""
    company_id = _own(call, query.organisation_id)
    page = call.app.audit.page(call.caller, AuditQuery(limit=MOST_ENTRIES))
    return TalentiAuditLog([TalentiAuditEntry.of(entry, company_id) for entry in page.items])


@bp.http("POST /api/v1/audit-log", access=requires(Permission.AUDIT_VIEW), status=201, raises=(NotFound,))
def report_talenti_audit(call: Call, body: TalentiAuditDraft) -> TalentiAuditEntry:
    """Tell of something that the product cannot see. The entry says that it was told, and by whom."""
    company_id = _own(call, body.organisation_id)
    entry = call.app.audit.report(
        call.caller,
        body.action,
        body.entity_type,
        body.entity_id or "",
        changes=body.new_values or {},
        before=body.old_values,
    )
    return TalentiAuditEntry.of(entry, company_id)


def _own(call: Call, organisation_id: str | None) -> str:
    """The caller's company, which is the only one that may be named. Raises NotFound."""
    if organisation_id not in {None, call.caller.company_id}:
        raise NotFound("No such organisation.")
    return call.caller.company_id
