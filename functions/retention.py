"""Retention: how long people's data is kept, what keeps it longer, and what ends it sooner."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict, Forbidden
from shared.core.page import Page, PageQuery
from shared.core.resource import Value
from shared.http.access import PUBLIC, requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.rates import RateClass
from shared.retention.certificates import DeletionCertificate
from shared.retention.models import (
    PRESETS,
    CertificateCheck,
    CleanupReport,
    CleanupRequest,
    DeletionDraft,
    DeletionQuery,
    DeletionRequest,
    EraseOnRequest,
    HoldDraft,
    LegalHold,
    Preset,
    RetentionChange,
    RetentionPolicy,
)

bp = Blueprint("Retention", get_app)

MANAGERS = requires(Permission.RETENTION_MANAGE)
CANDIDATES = requires(Permission.INTERVIEW_TAKE)
BOTH = requires(Permission.INTERVIEW_TAKE, Permission.RETENTION_MANAGE)


class Presets(Value):
    """The presets, the shortest first."""

    presets: list[Preset]


class Verified(Value):
    """Whether a certificate is ours, word for word."""

    valid: bool


@bp.http("GET /api/v1/data-retention/presets", access=MANAGERS)
def list_retention_presets(call: Call) -> Presets:
    """List the rules to choose from, each with its reason."""
    return Presets(presets=list(PRESETS))


@bp.http("GET /api/v1/data-retention/policy", access=MANAGERS)
def get_retention_policy(call: Call) -> RetentionPolicy:
    """Read the company's rule."""
    return call.app.retention.policy(call.caller.company_id)


@bp.http("PUT /api/v1/data-retention/policy", access=MANAGERS, raises=(Conflict,))
def set_retention_policy(call: Call, body: RetentionChange) -> RetentionPolicy:
    """Set the company's rule, in days or by a preset. A timer applies it every night."""
    return call.app.retention.set_policy(call.caller, body)


@bp.http("POST /api/v1/data-retention/cleanup", access=MANAGERS, rate=RateClass.BULK)
def clean_up(call: Call, body: CleanupRequest | None) -> CleanupReport:
    """Erase what is due now, or with `dry_run` count it. At most 200 people a call."""
    return call.app.retention.clean_up(call.caller, body or CleanupRequest())


@bp.http("GET /api/v1/legal-holds", access=MANAGERS)
def list_legal_holds(call: Call, query: PageQuery) -> Page[LegalHold]:
    """List the candidates whose data must stay."""
    return call.app.holds.page(call.caller, query)


@bp.http("GET /api/v1/candidates/{candidate_id:guid}/legal-hold", access=MANAGERS)
def get_legal_hold(call: Call, candidate_id: str) -> LegalHold:
    """Read why a candidate's data must stay."""
    return call.app.holds.get(call.caller, candidate_id)


@bp.http("PUT /api/v1/candidates/{candidate_id:guid}/legal-hold", access=MANAGERS, raises=(Conflict,))
def place_legal_hold(call: Call, candidate_id: str, body: HoldDraft) -> LegalHold:
    """Keep a candidate's data from being erased, by whomever."""
    return call.app.holds.place(call.caller, candidate_id, body)


@bp.http("DELETE /api/v1/candidates/{candidate_id:guid}/legal-hold", access=MANAGERS, status=204)
def lift_legal_hold(call: Call, candidate_id: str) -> None:
    """Let a candidate's data be erased again."""
    call.app.holds.lift(call.caller, candidate_id)


@bp.http("POST /api/v1/deletion-requests", access=CANDIDATES, status=201, raises=(Conflict, Forbidden))
def request_deletion(call: Call, body: DeletionDraft) -> DeletionRequest:
    """Ask to be erased. It is done after three days, in which it can be taken back."""
    return call.app.deletions.create(call.caller, body)


@bp.http("GET /api/v1/deletion-requests", access=BOTH)
def list_deletion_requests(call: Call, query: DeletionQuery) -> Page[DeletionRequest]:
    """List a candidate's own requests, or the company's."""
    return call.app.deletions.page(call.caller, query)


@bp.http("GET /api/v1/deletion-requests/{request_id}", access=BOTH)
def get_deletion_request(call: Call, request_id: str) -> DeletionRequest:
    """Read a request; when it is done, with its certificate."""
    return call.app.deletions.get(call.caller, request_id)


@bp.http("POST /api/v1/deletion-requests/{request_id}/withdraw", access=CANDIDATES, raises=(Conflict, Forbidden))
def withdraw_deletion_request(call: Call, request_id: str) -> DeletionRequest:
    """Take one's own request back."""
    return call.app.deletions.withdraw(call.caller, request_id)


@bp.http("POST /api/v1/deletion-requests/{request_id}/process", access=MANAGERS, raises=(Conflict,))
def process_deletion_request(call: Call, request_id: str) -> DeletionRequest:
    """Erase who asked now, and certify it."""
    return call.app.deletions.process(call.caller, request_id)


@bp.http("POST /api/v1/deletion-certificates/verify", access=PUBLIC)
def verify_deletion_certificate(call: Call, body: CertificateCheck) -> Verified:
    """Tell whether a certificate was signed here, and nothing in it changed since."""
    return Verified(valid=call.app.certifier.is_ours(DeletionCertificate(**body.model_dump())))


@bp.queue_trigger(EraseOnRequest.queue)
def erase_on_request(message: func.QueueMessage) -> None:
    """Erase who asked for it. Delivered at least once; safe to repeat."""
    get_app().deletions.run(EraseOnRequest.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{EraseOnRequest.queue}-poison")
def erase_on_request_failed(message: func.QueueMessage) -> None:
    """Mark an erasure as failed after five tries, where its company sees it; a timer tries it again every night."""
    get_app().store.fail(EraseOnRequest.model_validate_json(message.get_body()), "Erasing failed five times.")
