"""Imports: many candidates at once."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Invalid, NotFound, TooLarge
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Content, Upload
from shared.http.rates import RateClass
from shared.imports.models import (
    ImportJob,
    ImportOptions,
    ImportRequest,
    ImportResult,
    InviteImported,
    QueuedImport,
    RunImport,
)

bp = Blueprint("Imports", get_app)

_FLAGS = {"": True, "true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False}


@bp.http(
    "POST /api/v1/candidates/bulk/import",
    access=requires(Permission.CANDIDATES_MANAGE),
    status=202,
    rate=RateClass.BULK,
    raises=(NotFound, TooLarge),
)
def import_candidates(call: Call, body: ImportRequest) -> ImportResult:
    """Import up to 500 candidates now; the answer says what became of each. Known e-mail addresses are skipped."""
    return call.app.imports.import_rows(call.caller, body)


@bp.http(
    "POST /api/v1/candidates/bulk/import/file",
    access=requires(Permission.CANDIDATES_MANAGE),
    status=202,
    rate=RateClass.BULK,
    raises=(NotFound, TooLarge),
)
def import_candidates_file(call: Call, body: Upload) -> QueuedImport:
    """Import a CSV file or Excel workbook of up to 50,000 rows, as the form field `file`; the queue does the work.

    `default_domain` is for rows that name none; `send_invitations` (true by default) writes to the imported people, and
    invites them to an interview for `job_id` if that is given.
    """
    options = ImportOptions(
        send_invitations=_flag("send_invitations", body.fields.get("send_invitations", "")),
        domain=body.fields.get("default_domain", "").strip()[:120] or None,
        job_id=body.fields.get("job_id") or None,
    )
    return call.app.imports.import_file(call.caller, body.file_name, body.data, options)


@bp.http("GET /api/v1/candidates/import-jobs/{import_id:guid}", access=requires(Permission.CANDIDATES_MANAGE))
def get_import(call: Call, import_id: str) -> ImportJob:
    """Read how far an import has come."""
    return call.app.imports.get(call.caller, import_id)


@bp.http("GET /api/v1/candidates/import-jobs/{import_id:guid}/errors", access=requires(Permission.CANDIDATES_MANAGE))
def get_import_errors(call: Call, import_id: str) -> Content:
    """Download the rows that were not imported, and why, as CSV. Kept for 30 days."""
    headers = {"Content-Disposition": f'attachment; filename="import-{import_id}-errors.csv"'}
    return Content(call.app.imports.report(call.caller, import_id), "text/csv; charset=utf-8", headers=headers)


@bp.queue_trigger(RunImport.queue)
def import_piece(message: func.QueueMessage) -> None:
    """Import some thousand rows. Delivered at least once; it goes on after the last row that was written."""
    get_app().imports.run(RunImport.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{RunImport.queue}-poison")
def import_piece_failed(message: func.QueueMessage) -> None:
    """Mark an import as failed after five tries, where its company sees it and can run it again."""
    get_app().imports.fail(RunImport.model_validate_json(message.get_body()), "Importing failed five times.")


@bp.queue_trigger(InviteImported.queue)
def invite_imported(message: func.QueueMessage) -> None:
    """Write to some of the people who were imported. Delivered at least once; nobody is written to twice."""
    get_app().import_invitations.send(InviteImported.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{InviteImported.queue}-poison")
def invite_imported_failed(message: func.QueueMessage) -> None:
    """Mark invitations as failed after five tries, where their company sees them and can run them again."""
    get_app().store.fail(InviteImported.model_validate_json(message.get_body()), "Inviting failed five times.")


def _flag(name: str, word: str) -> bool:
    """A form's yes or no. Raises Invalid."""
    value = _FLAGS.get(word.strip().lower())
    if value is None:
        raise Invalid.field(name, "not_a_flag", "must be true or false.")
    return value
