"""What language models were used for, and what that cost."""

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.usage.models import CompanyUsage

bp = Blueprint("Usage", get_app)


@bp.http("GET /api/v1/usage", access=requires(Permission.USAGE_VIEW))
def get_usage(call: Call) -> CompanyUsage:
    """Read the tokens and the cost of language models by month and purpose, with the budgets that hold."""
    return call.app.usage.of_company(call.caller)
