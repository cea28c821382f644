"""Companies: the tenants."""

from shared.bootstrap import get_app
from shared.companies.models import Company, CompanyChanges, CompanyDraft
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.core.page import Page, PageQuery
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call

bp = Blueprint("Companies", get_app)


@bp.http(
    "POST /api/v1/companies",
    access=requires(Permission.COMPANIES_MANAGE),
    status=201,
    also=["POST /api/v1/company"],
)
def create_company(call: Call, body: CompanyDraft) -> Company:
    """Make a company. Register its first user next."""
    return call.app.companies.create(call.caller, body)


@bp.http("GET /api/v1/companies", access=requires(Permission.COMPANIES_MANAGE))
def list_companies(call: Call, query: PageQuery) -> Page[Company]:
    """List all companies, newest first."""
    return call.app.companies.page(query)


@bp.http(
    "GET /api/v1/companies/{company_id}",
    access=requires(Permission.COMPANY_VIEW),
    also=["GET /api/v1/company/{company_id}"],
)
def get_company(call: Call, company_id: str) -> Company:
    """Read a company: one's own, or with the permission any."""
    return call.app.companies.get(call.caller, company_id)


@bp.http(
    "PUT /api/v1/companies/{company_id}",
    access=requires(Permission.COMPANY_EDIT),
    also=["PUT /api/v1/company/{company_id}"],
    raises=(Conflict,),
)
def update_company(call: Call, company_id: str, body: CompanyChanges) -> Company:
    """Change a company; what is not sent stays."""
    return call.app.companies.update(call.caller, company_id, body)
