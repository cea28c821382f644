"""Inviting candidates, and their first sign-in."""

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict, Gone, NotFound
from shared.core.page import Page
from shared.http.access import PUBLIC, requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.identity.models import Tokens
from shared.invitations.models import Claim, Invitation, InvitationDraft, InvitationQuery, TokenQuery, Validation

bp = Blueprint("Invitations", get_app)


@bp.http(
    "POST /api/v1/invitations",
    access=requires(Permission.INVITATIONS_MANAGE),
    status=201,
    also=["POST /api/invitations"],
    raises=(Conflict, NotFound),
)
def create_invitation(call: Call, body: InvitationDraft) -> Invitation:
    """Invite a candidate to an interview. The mail holds a link that works once."""
    return call.app.invitations.invite(call.caller, body)


@bp.http("GET /api/v1/invitations", access=requires(Permission.INVITATIONS_MANAGE))
def list_invitations(call: Call, query: InvitationQuery) -> Page[Invitation]:
    """List invitations, newest first."""
    return call.app.invitations.page(call.caller, query)


@bp.http(
    "POST /api/v1/invitations/{invitation_id}/revoke",
    access=requires(Permission.INVITATIONS_MANAGE),
    raises=(Conflict,),
)
def revoke_invitation(call: Call, invitation_id: str) -> Invitation:
    """Take an invitation back. Its link stops working."""
    return call.app.invitations.revoke(call.caller, invitation_id)


@bp.http("GET /api/v1/invitations/validate", access=PUBLIC)
def validate_invitation(call: Call, query: TokenQuery) -> Validation:
    """Read what an invitation's link is for, before signing in."""
    return call.app.invitations.validate(query.token)


@bp.http(
    "POST /api/v1/auth/claim-invite",
    access=PUBLIC,
    also=["POST /api/auth/claim-invite"],
    raises=(Conflict, Gone),
)
def claim_invitation(call: Call, body: Claim) -> Tokens:
    """Make the candidate's account with the password they choose, and sign them in."""
    return call.app.invitations.claim(body)
