"""Talenti's profiles of candidates, which they keep themselves."""

from shared.bootstrap import get_app
from shared.core.errors import Conflict, Forbidden, NotFound
from shared.http.access import SIGNED_IN
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.profiles.models import Profile, ProfileChanges, ProfileQuery

bp = Blueprint("Talenti profiles", get_app)


@bp.http("GET /api/v1/candidates/profile", access=SIGNED_IN, raises=(Forbidden,))
def get_profile(call: Call, query: ProfileQuery) -> Profile | None:
    """Read the caller's own profile, or with `user_id` that of a user of the company; null if there is none."""
    return call.app.profiles.find(call.caller, query.user_id)


@bp.http("POST /api/v1/candidates/profile", access=SIGNED_IN, raises=(Conflict, Forbidden, NotFound))
def write_profile(call: Call, body: ProfileChanges) -> Profile:
    """Make or change the caller's own profile."""
    return call.app.profiles.write(call.caller, body)


@bp.http("PATCH /api/v1/candidates/{user_id:guid}/profile", access=SIGNED_IN, raises=(Conflict, Forbidden))
def update_profile(call: Call, user_id: str, body: ProfileChanges) -> Profile:
    """Change the caller's own profile; what is not sent stays."""
    return call.app.profiles.write(call.caller, body, user_id=user_id)
