"""Talenti's requests to be erased."""

from shared.bootstrap import get_app
from shared.contracts.talenti_retention import TalentiDeletionRequest, TalentiDeletionRequests
from shared.core.caller import Permission
from shared.core.errors import Conflict, Forbidden
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.retention.models import DeletionDraft, DeletionQuery

bp = Blueprint("Talenti: retention", get_app)

MOST_REQUESTS = 100


@bp.http(
    "POST /api/v1/candidates/deletion-requests",
    access=requires(Permission.INTERVIEW_TAKE),
    raises=(Conflict, Forbidden),
)
def request_talenti_deletion(call: Call, body: DeletionDraft) -> TalentiDeletionRequest:
    """Ask to be erased."""
    return TalentiDeletionRequest.of(call.app.deletions.create(call.caller, body))


@bp.http("GET /api/v1/candidates/deletion-requests", access=requires(Permission.INTERVIEW_TAKE))
def list_talenti_deletions(call: Call) -> TalentiDeletionRequests:
    """List the caller's own requests."""
    page = call.app.deletions.page(call.caller, DeletionQuery(limit=MOST_REQUESTS))
    return TalentiDeletionRequests([TalentiDeletionRequest.of(one) for one in page.items])
