"""Inviting candidates, and their first sign-in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.applications.models import APPLICATION, Application
from shared.applications.service import ApplicationService
from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate
from shared.candidates.service import CandidateService
from shared.companies.service import CompanyService
from shared.core.caller import Caller, Role, candidate_caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, Gone, Invalid
from shared.core.ids import is_repeated, new_id
from shared.core.page import Page
from shared.identity.access import membership_of
from shared.identity.accounts import AccountService
from shared.identity.models import USER, Tokens, normalised_email
from shared.identity.sessions import SessionService
from shared.identity.users import UserService
from shared.interviews.models import INTERVIEW, Interview, InterviewDraft, InterviewStatus
from shared.interviews.service import InterviewService
from shared.invitations.models import (
    INVITATION,
    Claim,
    Invitation,
    InvitationDraft,
    InvitationQuery,
    InvitationStatus,
    Validation,
)
from shared.mail.links import Links
from shared.mail.models import Template
from shared.mail.service import MailService
from shared.store.store import Change, Store, Stored

DEFAULT_LIFETIME = timedelta(days=7)
MAX_LIFETIME = timedelta(days=90)

_NOT_VALID = "This invitation is not valid any more. Ask the company for a new one."


@dataclass(frozen=True, slots=True)
class InvitationService:
    """The invitations of every company."""

    store: Store
    candidates: CandidateService
    applications: ApplicationService
    interviews: InterviewService
    companies: CompanyService
    accounts: AccountService
    sessions: SessionService
    users: UserService
    mail: MailService
    links: Links
    audit: AuditLog
    now: Clock

    def invite(self, caller: Caller, draft: InvitationDraft, *, planned_as: InterviewDraft | None = None) -> Invitation:
        """Invite a candidate to an interview, by mail: to one that is planned like this, else to the one that waits
        for them already, else to a new one.

        Raises:
            NotFound: the caller's company has no such application, candidate or job.
            Invalid: the candidate has no e-mail address, or the expiry is past or too far.
            Conflict: the address given is another candidate's, or the application has been decided.
        """
        invitation_id = new_id()
        if is_repeated() and (made := self.store.find(caller.company_id, INVITATION, invitation_id)):
            return made.entity
        change = self.store.change(caller.company_id)
        stored, application = self._application(change, caller, draft)
        candidate = stored.entity
        email = self._address(change, stored, draft)
        waiting = None if planned_as else self._waiting(caller, application)
        interview = waiting or self.interviews.plan(change, caller, application, planned_as, candidate=candidate)
        invitation = self._new(caller, invitation_id, application, interview, email, self._expiry(draft))
        change.add(INVITATION, invitation)
        self._mail(change, caller, invitation, interview, candidate)
        self.audit.record(
            change,
            caller,
            "CREATE_INVITATION",
            "Invitation",
            invitation.id,
            changes={"application_id": application.id, "interview_id": interview.id},
        )
        change.commit()
        return invitation

    def get(self, caller: Caller, invitation_id: str) -> Invitation:
        """An invitation of the caller's company. Raises NotFound."""
        return self.store.get(caller.company_id, INVITATION, invitation_id).entity

    def page(self, caller: Caller, query: InvitationQuery) -> Page[Invitation]:
        """Invitations of the caller's company, newest first."""
        company = caller.company_id
        if query.application_id:
            return self.store.page(company, INVITATION, "application", (query.application_id,), query)
        if query.status:
            return self.store.page(company, INVITATION, "status", (query.status,), query)
        return self.store.page(company, INVITATION, "all", (), query)

    def revoke(self, caller: Caller, invitation_id: str) -> Invitation:
        """Take an invitation back; its link stops working.

        Raises:
            NotFound: the caller's company has no such invitation.
            Conflict: it was claimed.
        """
        stored = self.store.get(caller.company_id, INVITATION, invitation_id)
        if stored.entity.status is InvitationStatus.CLAIMED:
            raise Conflict("The invitation has been claimed.")
        revoked = stored.entity.model_copy(update={"status": InvitationStatus.REVOKED})
        change = self.store.change(caller.company_id)
        change.replace(INVITATION, stored, revoked)
        self.audit.record(change, caller, "REVOKE_INVITATION", "Invitation", invitation_id)
        change.commit()
        return revoked

    def validate(self, token: str) -> Validation:
        """What a link is for, before anybody signs in. A bad link is an answer, not an error."""
        try:
            company_id, stored = self._read(token)
        except Gone:
            return Validation(valid=False, **dict.fromkeys(set(Validation.model_fields) - {"valid"}))
        invitation = stored.entity
        candidate = self.store.find(company_id, CANDIDATE, invitation.candidate_id)
        claimed = invitation.status is InvitationStatus.CLAIMED
        return Validation(
            valid=not claimed,
            candidate_email=invitation.candidate_email,
            candidate_name=candidate.entity.full_name if candidate else None,
            company=self.companies.name_of(company_id),
            job_title=invitation.job_title,
            interview_id=invitation.interview_id,
            expires_at=invitation.expires_at,
            claim_required=invitation.claim_required,
            account_claimed=claimed,
        )

    def find(self, token: str) -> tuple[str, Invitation] | None:
        """The company and invitation of a link that is good, or was claimed."""
        try:
            company_id, stored = self._read(token)
        except Gone:
            return None
        return company_id, stored.entity

    def token_of(self, company_id: str, invitation: Invitation) -> str | None:
        """The token of an invitation that waits to be claimed: for the candidate's mailbox, and for nobody else."""
        if invitation.status is not InvitationStatus.PENDING:
            return None
        return self.links.token(Template.INVITATION, company_id, invitation.id)

    def claim(self, claim: Claim) -> Tokens:
        """Make the candidate's account with the password they chose, and sign them in. The link works once.

        Raises:
            Gone: the link was used, has expired, was taken back, or is not ours.
            Invalid: the address given is not the invited one.
            Conflict: the address has an account with another password.
        """
        company_id, stored = self._read(claim.token)
        invitation = stored.entity
        their_user = self.store.find_by(company_id, USER, "candidate", invitation.candidate_id)
        if invitation.status is not InvitationStatus.PENDING or their_user is not None:
            raise Gone("This invitation was used. Sign in with your password.", code="used")
        if claim.email and normalised_email(claim.email) != normalised_email(invitation.candidate_email):
            raise Invalid.field("email", "other", "is not the address that was invited.")
        candidate = self.store.get(company_id, CANDIDATE, invitation.candidate_id).entity
        user = self.users.new_user(
            company_id,
            invitation.candidate_email,
            claim.full_name or candidate.full_name or invitation.candidate_email,
            Role.CANDIDATE,
            phone=candidate.phone,
            candidate_id=candidate.id,
            user_id=invitation.user_id,
            verified=True,
        )
        account = self.accounts.open_account(user.email, claim.password, membership_of(user), verified=True)
        claimed = {"status": InvitationStatus.CLAIMED, "claimed_at": self.now()}
        change = self.store.change(company_id)
        change.replace(INVITATION, stored, invitation.model_copy(update=claimed))
        change.add(USER, user)
        caller = candidate_caller(company_id, user.id, candidate.id, email=user.email, name=user.name)
        self.audit.record(change, caller, "CLAIM_INVITATION", "Invitation", invitation.id)
        change.commit()
        return self.sessions.begin(account, membership_of(user))

    def _new(
        self,
        caller: Caller,
        invitation_id: str,
        application: Application,
        interview: Interview,
        email: str,
        expires_at: datetime,
    ) -> Invitation:
        """An invitation that was not written yet. Who has an account already has nothing to claim."""
        user = self.store.find_by(caller.company_id, USER, "candidate", application.candidate_id)
        return Invitation(
            id=invitation_id,
            application_id=application.id,
            candidate_id=application.candidate_id,
            candidate_email=email,
            job_id=application.job_id,
            job_title=application.job_title,
            interview_id=interview.id,
            user_id=user.entity.id if user else new_id(),
            status=InvitationStatus.CLAIMED if user else InvitationStatus.PENDING,
            claim_required=user is None,
            expires_at=expires_at,
            created_at=self.now(),
            claimed_at=None,
        )

    def _read(self, token: str) -> tuple[str, Stored[Invitation]]:
        company_id, invitation_id = self.links.read(Template.INVITATION, token)
        stored = self.store.find(company_id, INVITATION, invitation_id)
        if stored is None or stored.entity.status is InvitationStatus.REVOKED:
            raise Gone(_NOT_VALID)
        if stored.entity.status is InvitationStatus.PENDING and stored.entity.expires_at <= self.now():
            raise Gone(_NOT_VALID, code="expired")
        return company_id, stored

    def _application(
        self, change: Change, caller: Caller, draft: InvitationDraft
    ) -> tuple[Stored[Candidate], Application]:
        if draft.application_id:
            application = self.store.get(caller.company_id, APPLICATION, draft.application_id).entity
            return self.store.get(caller.company_id, CANDIDATE, application.candidate_id), application
        candidate = self.store.get(caller.company_id, CANDIDATE, str(draft.candidate_id))
        return candidate, self.applications.add_if_missing(change, caller, str(draft.job_id), candidate.entity)

    def _address(self, change: Change, stored: Stored[Candidate], draft: InvitationDraft) -> str:
        known, given = stored.entity.email, draft.candidate_email
        if known is None and given is None:
            raise Invalid.field("candidate_email", "missing", "the candidate has no e-mail address: give one.")
        if known is None and given is not None:
            self.candidates.write(change, stored, {"email": given})
            return given
        if known and given and normalised_email(known) != normalised_email(given):
            raise Invalid.field(
                "candidate_email", "other", "is not the candidate's address: change the candidate first."
            )
        return str(known)

    def _expiry(self, draft: InvitationDraft) -> datetime:
        now = self.now()
        expires_at = draft.expires_at or now + DEFAULT_LIFETIME
        if expires_at <= now:
            raise Invalid.field("expires_at", "past", "must be in the future.")
        return min(expires_at, now + MAX_LIFETIME)

    def _waiting(self, caller: Caller, application: Application) -> Interview | None:
        """The latest interview of the application that waits for its candidate to talk with the AI."""
        interviews = self.store.each(caller.company_id, INTERVIEW, "application", (application.id,))
        return next((i for i in interviews if i.status is InterviewStatus.SCHEDULED and i.meeting is None), None)

    def _mail(
        self, change: Change, caller: Caller, invitation: Invitation, interview: Interview, candidate: Candidate
    ) -> None:
        pending = invitation.status is InvitationStatus.PENDING
        variables = {
            "name": candidate.first_name or candidate.full_name or "there",
            "company": self.companies.name_of(caller.company_id),
            "job": invitation.job_title,
            "minutes": str(interview.limits.max_minutes),
            "expires": f"{invitation.expires_at:%d %B %Y}",
        }
        self.mail.queue(
            change,
            caller.company_id,
            invitation.candidate_email,
            Template.INVITATION if pending else Template.INTERVIEW_READY,
            variables,
            link_scope=caller.company_id if pending else None,
            link_token_id=invitation.id if pending else None,
        )
