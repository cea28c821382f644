"""Inviting candidates, and their first sign-in."""

from shared.applications.models import APPLICATION
from shared.bootstrap import get_app
from shared.contracts.talenti_interviews import (
    TalentiApplication,
    TalentiInvitation,
    TalentiInvitationChanges,
    TalentiJobRole,
    TalentiValidation,
)
from shared.core.caller import Permission
from shared.core.errors import Conflict, Gone, NotFound
from shared.core.page import Page
from shared.http.access import PUBLIC, requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.profiles import Profile
from shared.identity.models import Tokens
from shared.invitations.models import (
    Claim,
    Invitation,
    InvitationDraft,
    InvitationQuery,
    InvitationStatus,
    TokenQuery,
    Validation,
)
from shared.jobs.models import JOB

bp = Blueprint("Invitations", get_app)

MANAGE = requires(Permission.INVITATIONS_MANAGE)


@bp.http(
    "POST /api/v1/invitations",
    access=MANAGE,
    status=201,
    also=["POST /api/invitations"],
    raises=(Conflict, NotFound),
)
def create_invitation(call: Call, body: InvitationDraft) -> TalentiInvitation:
    """Invite a candidate to an interview. The mail holds a link that works once."""
    return _shown(call, call.app.invitations.invite(call.caller, body))


@bp.http("GET /api/v1/invitations", access=MANAGE, profile=Profile.BARE)
def list_invitations(call: Call, query: InvitationQuery) -> Page[TalentiInvitation]:
    """List invitations, newest first."""
    page = call.app.invitations.page(call.caller, query)
    items = tuple(_shown(call, invitation) for invitation in page.items)
    return Page(items, page.total, page.skip, page.limit, page.next_cursor, page.plural)


@bp.http("PATCH /api/v1/invitations/{invitation_id:guid}", access=MANAGE, raises=(Conflict,))
def update_invitation(call: Call, invitation_id: str, body: TalentiInvitationChanges) -> TalentiInvitation:
    """Take an invitation back, by its status. No other status can be set: what became of it is known."""
    invitation = call.app.invitations.get(call.caller, invitation_id)
    if body.status is InvitationStatus.REVOKED and invitation.status is not body.status:
        invitation = call.app.invitations.revoke(call.caller, invitation_id)
    elif body.status not in {None, invitation.status}:
        raise Conflict(f"The invitation is {invitation.status}: it can be revoked, nothing else.", code="not_settable")
    return _shown(call, invitation)


@bp.http("POST /api/v1/invitations/{invitation_id}/revoke", access=MANAGE, raises=(Conflict,))
def revoke_invitation(call: Call, invitation_id: str) -> TalentiInvitation:
    """Take an invitation back. Its link stops working."""
    return _shown(call, call.app.invitations.revoke(call.caller, invitation_id))


@bp.http("GET /api/v1/invitations/validate", access=PUBLIC)
def validate_invitation(call: Call, query: TokenQuery) -> TalentiValidation:
    """Read what an invitation's link is for, before signing in. A link that is not good is an answer, too."""
    told = call.app.invitations.validate(query.token)
    found = call.app.invitations.find(query.token) if told.valid or told.account_claimed else None
    same = {name: getattr(told, name) for name in Validation.model_fields}
    if found is None:
        more = set(TalentiValidation.model_fields) - set(same)
        return TalentiValidation(**same, **dict.fromkeys(more))
    company_id, invitation = found
    application = call.app.store.find(company_id, APPLICATION, invitation.application_id)
    job = call.app.store.find(company_id, JOB, invitation.job_id)
    organisation = {"id": company_id, "name": told.company}
    return TalentiValidation(
        **same,
        invitation=TalentiInvitation.of(invitation, None),
        application=TalentiApplication.of(application.entity, company_id, told.company) if application else None,
        jobRole=TalentiJobRole(
            id=invitation.job_id,
            title=invitation.job_title,
            description=job.entity.description if job else None,
            department=job.entity.department if job else None,
            organisation=organisation,
        ),
        profile_completion_required=False,
        profile_confirmed=True,
        interview_unlocked=bool(told.account_claimed),
    )


@bp.http(
    "POST /api/v1/auth/claim-invite",
    access=PUBLIC,
    also=["POST /api/auth/claim-invite"],
    raises=(Conflict, Gone),
)
def claim_invitation(call: Call, body: Claim) -> Tokens:
    """Make the candidate's account with the password they choose, and sign them in."""
    return call.app.invitations.claim(body)


def _shown(call: Call, invitation: Invitation) -> TalentiInvitation:
    shown = call.app.settings.mail_outbox_visible
    token = call.app.invitations.token_of(call.caller.company_id, invitation) if shown else None
    return TalentiInvitation.of(invitation, token)
