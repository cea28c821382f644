"""Invitations: a candidate is asked, by mail, to claim an account and take an interview."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value
from shared.identity.models import EmailAddress, Password
from shared.store.kinds import Index, Kind


class InvitationStatus(StrEnum):
    """What became of an invitation."""

    PENDING = "pending"
    CLAIMED = "claimed"
    REVOKED = "revoked"


class Invitation(Resource):
    """One invitation. `user_id` is the account's user that claiming it makes."""

    plural: ClassVar[str] = "invitations"

    application_id: str
    candidate_id: str
    candidate_email: str
    job_id: str
    job_title: str
    interview_id: str
    user_id: str
    status: InvitationStatus
    claim_required: bool
    expires_at: Instant
    created_at: Instant
    claimed_at: Instant | None


class InvitationDraft(Input):
    """An invitation to be sent: for an application, or for a candidate and a job (the application is made)."""

    application_id: str | None = None
    candidate_id: str | None = None
    job_id: str | None = None
    candidate_email: Annotated[
        EmailAddress | None, Field(description="Where to send it, if the candidate has no address yet")
    ] = None
    expires_at: Annotated[
        Instant | None, Field(description="Until when; in 7 days by default, and in 90 where it is later")
    ] = None

    @model_validator(mode="after")
    def _names_an_application(self) -> "InvitationDraft":
        if not self.application_id and not (self.candidate_id and self.job_id):
            raise ValueError("give application_id, or candidate_id and job_id")
        return self


class InvitationQuery(PageQuery):
    """Which invitations are wanted."""

    application_id: str | None = None
    status: InvitationStatus | None = None


class TokenQuery(Input):
    """The token of a mailed link."""

    token: Annotated[str, Field(min_length=1, max_length=512)]


class Validation(Value):
    """Whether an invitation's link is good, and what it is for. Everything else is null when it is not."""

    valid: bool
    candidate_email: str | None
    candidate_name: str | None
    company: str | None
    job_title: str | None
    interview_id: str | None
    expires_at: Instant | None
    claim_required: bool | None
    account_claimed: bool | None


class Claim(Input):
    """A candidate's first sign-in: the link's token and the password they choose."""

    token: Annotated[str, Field(min_length=1, max_length=512)]
    password: Password
    email: EmailAddress | None = None
    full_name: Annotated[str | None, Field(min_length=1, max_length=200)] = None


INVITATION: Kind[Invitation] = Kind(
    name="invitation",
    model=Invitation,
    indexes=(
        Index(name="all", values=lambda invitation: [()]),
        Index(name="status", values=lambda invitation: [(invitation.status,)]),
        Index(name="application", values=lambda invitation: [(invitation.application_id,)], overview=False),
    ),
)
