"""Talenti's roles: its word for jobs."""

from typing import Annotated

from pydantic import Field

from shared.bootstrap import get_app
from shared.contracts.talenti_roles import RoleChanges, RoleDraft, RoleRubric, TalentiRole
from shared.core.caller import Permission
from shared.core.errors import Conflict, Forbidden
from shared.core.page import Page, PageQuery
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.profiles import Profile
from shared.jobs.models import JobChanges, JobQuery

bp = Blueprint("Talenti contract", get_app)


class RoleQuery(PageQuery):
    """Which part of the list is wanted. Talenti's clients know no pages: they get the newest hundred."""

    limit: Annotated[int, Field(ge=1, le=100, description="Items to return at most")] = 100


@bp.http("POST /api/roles", access=requires(Permission.JOBS_MANAGE), status=201, raises=(Forbidden,))
def create_talenti_role(call: Call, body: RoleDraft) -> TalentiRole:
    """Make a job. It is a draft unless a status is sent."""
    return TalentiRole.of(
        call.app.jobs.create(call.caller, body.job_draft(call.caller.company_id)), call.caller.company_id
    )


@bp.http("GET /api/roles", access=requires(Permission.JOBS_VIEW), profile=Profile.BARE)
def list_talenti_roles(call: Call, query: RoleQuery) -> Page[TalentiRole]:
    """List the company's jobs, newest first."""
    page = call.app.jobs.page(call.caller, JobQuery.model_validate(query.model_dump()))
    roles = tuple(TalentiRole.of(job, call.caller.company_id) for job in page.items)
    return Page(roles, page.total, page.skip, page.limit, page.next_cursor, TalentiRole.plural)


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
