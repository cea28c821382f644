"""Reports: read, printed, and shown to somebody outside by a link."""

from urllib.parse import quote

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Gone
from shared.http.access import PUBLIC, requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Content
from shared.invitations.models import TokenQuery
from shared.reports.models import Report, SharedLink, SharedReport, ShareRequest
from shared.reports.service import PrintedReport

bp = Blueprint("Reports", get_app)

SEE = requires(Permission.SCORES_VIEW)
SHOW_OUTSIDE = requires(Permission.CANDIDATES_MANAGE)


@bp.http("GET /api/v1/reports/{interview_id}", access=SEE, also=["GET /api/reports/{interview_id} results"])
def get_report(call: Call, interview_id: str) -> Report:
    """Read the report of an interview, as a hiring manager would, with links to it as a PDF."""
    report = call.app.reports.get(call.caller, interview_id)
    if not call.caller.may(Permission.CANDIDATES_MANAGE):
        return report
    return report.model_copy(update={"share_token": call.app.sharing.token_of(call.caller, interview_id)})


@bp.http(
    "GET /api/v1/reports/{interview_id}/export",
    access=SEE,
    also=["GET /api/reports/{interview_id}/export results"],
)
def export_report(call: Call, interview_id: str) -> Content:
    """Download the report of an interview as a PDF."""
    return _pdf(call.app.reports.print(call.caller, interview_id))


@bp.http("POST /api/v1/reports/{interview_id}/share", access=SHOW_OUTSIDE, status=201)
def share_report(call: Call, interview_id: str, body: ShareRequest | None = None) -> SharedLink:
    """Make a link by which somebody without an account reads the report. The link before it is dead then."""
    return call.app.sharing.share(call.caller, interview_id, body or ShareRequest())


@bp.http("DELETE /api/v1/reports/{interview_id}/share", access=SHOW_OUTSIDE, status=204)
def revoke_report_link(call: Call, interview_id: str) -> None:
    """Close the link to a report."""
    call.app.sharing.revoke(call.caller, interview_id)


@bp.http("GET /api/v1/shared-reports", access=PUBLIC, raises=(Gone,))
def get_shared_report(call: Call, query: TokenQuery) -> SharedReport:
    """Read the report that a link is for, without signing in."""
    return call.app.sharing.read(query.token)


@bp.http("GET /api/v1/shared-reports/export", access=PUBLIC, raises=(Gone,))
def export_shared_report(call: Call, query: TokenQuery) -> Content:
    """Download the report that a link is for as a PDF, without signing in."""
    return _pdf(call.app.sharing.print(query.token))


def _pdf(printed: PrintedReport) -> Content:
    name = f"attachment; filename=\"interview-report.pdf\"; filename*=UTF-8''{quote(printed.file_name, safe='')}"
    return Content(printed.data, "application/pdf", headers={"Content-Disposition": name})
