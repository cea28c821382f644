"""Talenti's roles: its word for jobs."""

from shared.bootstrap import get_app
from shared.contracts.talenti_roles import RoleChanges, RoleDraft, RoleRubric, TalentiRole, TalentiRoles
from shared.core.caller import Permission
from shared.core.errors import Conflict, Forbidden
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.jobs.models import JobChanges, JobQuery

bp = Blueprint("Talenti contract", get_app)

MOST_ROLES = 100
"""The list has no pages. Who has more jobs asks for pages: `GET /api/v1/jobs`."""


@bp.http("POST /api/roles", access=requires(Permission.JOBS_MANAGE), status=201, raises=(Forbidden,))
def create_talenti_role(call: Call, body: RoleDraft) -> TalentiRole:
    """Make a job. It is a draft unless a status is sent."""
    return TalentiRole.of(
        call.app.jobs.create(call.caller, body.job_draft(call.caller.company_id)), call.caller.company_id
    )


@bp.http("GET /api/roles", access=requires(Permission.JOBS_VIEW))
def list_talenti_roles(call: Call) -> TalentiRoles:
    """List the company's jobs, the newest hundred."""
    page = call.app.jobs.page(call.caller, JobQuery(limit=MOST_ROLES))
    return TalentiRoles([TalentiRole.of(job, call.caller.company_id) for job in page.items])


@bp.http("GET /api/roles/{role_id}", access=requires(Permission.JOBS_VIEW))
def get_talenti_role(call: Call, role_id: str) -> TalentiRole:
    """Read a job."""
    return TalentiRole.of(call.app.jobs.get(call.caller, role_id), call.caller.company_id)


@bp.http("PATCH /api/roles/{role_id}", access=requires(Permission.JOBS_MANAGE), raises=(Conflict,))
def update_talenti_role(call: Call, role_id: str, body: RoleChanges) -> TalentiRole:
    """Change a job; what is not sent stays."""
    return TalentiRole.of(call.app.jobs.update(call.caller, role_id, body.job_changes()), call.caller.company_id)


@bp.http("PATCH /api/roles/{role_id}/rubric", access=requires(Permission.JOBS_MANAGE), raises=(Conflict,))
def update_talenti_rubric(call: Call, role_id: str, body: RoleRubric) -> TalentiRole:
    """Change what a job's interviews are judged by, in either form of a rubric."""
    changes = JobChanges.model_validate(body.changes())
    return TalentiRole.of(call.app.jobs.update(call.caller, role_id, changes), call.caller.company_id)
