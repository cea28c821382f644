"""Opening and changing the accounts of people from outside."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate
from shared.candidates.service import CandidateService
from shared.clients.models import CLIENT
from shared.companies.service import CompanyService
from shared.core.caller import Caller, Permission, Role
from shared.core.errors import Conflict, NotFound
from shared.core.ids import is_repeated, new_id
from shared.core.page import Page, PageQuery
from shared.identity.access import AccessService, membership_of, must_hold
from shared.identity.accounts import RESET_LIFETIME, AccountService
from shared.identity.models import USER, User, account_partition, normalised_email
from shared.identity.users import UserService
from shared.mail.models import Template
from shared.mail.service import MailService
from shared.portal.models import (
    ClientUser,
    ClientUserChanges,
    ClientUserDraft,
    PortalProfile,
    PortalUser,
    PortalUserDraft,
    PortalUserQuery,
)
from shared.ports.cv import WorkExperience
from shared.store.store import Change, Store, Stored

WELCOME_LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OutsideAccounts:
    """The accounts of every company's clients and candidates. No password is ever mailed: a link to set one is."""

    store: Store
    companies: CompanyService
    candidates: CandidateService
    users: UserService
    access: AccessService
    accounts: AccountService
    mail: MailService
    audit: AuditLog

    def add_client_user(self, caller: Caller, client_id: str, draft: ClientUserDraft) -> ClientUser:
        """Make a user of a client, and mail a link to set a password.

        Raises:
            NotFound: the caller's company has no such client.
            Forbidden: the user would see what the caller may not.
            Conflict: the client has a user of this address.
        """
        user_id = new_id()
        if is_repeated() and (made := self.store.find(caller.company_id, USER, user_id)):
            return ClientUser.of(made.entity)
        self.store.get(caller.company_id, CLIENT, client_id)
        must_hold(caller, [Permission.CLIENT_PORTAL])
        if self._find_client_user(caller, client_id, draft.email) is not None:
            raise Conflict("The client has a user with this address already.", code="account_exists")
        user = self.users.new_user(
            caller.company_id,
            draft.email,
            draft.name,
            Role.CLIENT,
            phone=draft.phone,
            client_id=client_id,
            user_id=user_id,
        )
        self.accounts.admit(user.email, membership_of(user), draft.password)
        change = self.store.change(caller.company_id)
        change.add(USER, user)
        told = {"role": user.role, "client_id": client_id}
        self.audit.record(change, caller, "CREATE_USER", "User", user.id, changes=told)
        self._mail_link(change, user, Template.WELCOME, WELCOME_LIFETIME)
        change.commit()
        return ClientUser.of(user)

    def client_users(self, caller: Caller, client_id: str, query: PageQuery) -> Page[ClientUser]:
        """The users of a client, newest first. Raises NotFound if there is no such client."""
        page = self.store.page(caller.company_id, USER, "client", (client_id,), query)
        self.store.get(caller.company_id, CLIENT, client_id)
        items = tuple(ClientUser.of(user) for user in page.items)
        return Page(items, page.total, page.skip, page.limit, page.next_cursor, ClientUser.plural)

    def change_client_user(self, caller: Caller, client_id: str, email: str, changes: ClientUserChanges) -> ClientUser:
        """Change a client's user. A new address signs them out, and is mailed a link to set a password.

        Raises:
            NotFound: the caller's company has no such client, or the client no user of this address.
            Forbidden: the user sees what the caller may not.
            Conflict: another user of the client has the new address.
        """
        self.store.get(caller.company_id, CLIENT, client_id)
        stored = self._find_client_user(caller, client_id, email)
        if stored is None:
            raise NotFound("No such user.")
        must_hold(caller, [Permission.CLIENT_PORTAL])
        before, sent = stored.entity, changes.changes()
        moves = changes.email is not None and normalised_email(changes.email) != normalised_email(before.email)
        if changes.email is not None and moves and self._find_client_user(caller, client_id, changes.email):
            raise Conflict("Another user of the client has this address.", code="account_exists")
        update: dict[str, Any] = {**sent, "updated_at": self.users.now()}
        user = before.model_copy(update=update | ({"is_verified": False} if moves else {}))
        change = self.store.change(caller.company_id)
        change.replace(USER, stored, user)
        self.audit.record(
            change,
            caller,
            "UPDATE_USER",
            "User",
            user.id,
            changes=sent,
            before=before.model_dump(mode="json", include=set(sent)),
        )
        if moves:
            self.accounts.admit(user.email, membership_of(user))
            self._mail_link(change, user, Template.WELCOME, WELCOME_LIFETIME)
        task = self.access.send_settling(change, user, account_partition(before.email) if moves else None)
        change.commit()
        self.access.settle_now(task)
        return ClientUser.of(user)

    def add_portal_user(self, caller: Caller, draft: PortalUserDraft) -> PortalProfile:
        """Let a candidate sign in; who is not one yet becomes one. If it is wished, a link to set a password is mailed.

        Raises:
            Conflict: the candidate can sign in already.
        """
        user_id = new_id()
        if is_repeated() and self.store.find(caller.company_id, USER, user_id):
            return self.portal_user(caller, user_id)
        change = self.store.change(caller.company_id)
        candidate = self._candidate(change, caller, draft)
        if self.store.find_by(caller.company_id, USER, "candidate", candidate.id) is not None:
            raise Conflict("This candidate has a portal account already.", code="account_exists")
        user = self.users.new_user(
            caller.company_id,
            draft.email,
            draft.name,
            Role.CANDIDATE,
            phone=draft.phone or candidate.phone,
            candidate_id=candidate.id,
            user_id=user_id,
        )
        self.accounts.admit(user.email, membership_of(user))
        change.add(USER, user)
        told = {"role": user.role, "candidate_id": candidate.id}
        self.audit.record(change, caller, "CREATE_USER", "User", user.id, changes=told)
        if draft.send_welcome_email:
            self._mail_link(change, user, Template.WELCOME, WELCOME_LIFETIME)
        change.commit()
        return PortalProfile.with_candidate(user, candidate)

    def portal_user(self, caller: Caller, portal_id: str) -> PortalProfile:
        """A candidate who may sign in. Raises NotFound."""
        user = self._portal_user(caller, portal_id).entity
        candidate = self.store.find(caller.company_id, CANDIDATE, user.candidate_id or "")
        return PortalProfile.with_candidate(user, candidate.entity if candidate else None)

    def portal_users(self, caller: Caller, query: PortalUserQuery) -> Page[PortalUser]:
        """Candidates who may sign in, newest first; those that are found, by what was searched for."""
        company = caller.company_id
        word = _search_word(query.search or "")
        if word:
            page = self.store.page(company, USER, "portal_search", (query.status, word), query, prefix=True)
        elif query.status == "all":
            page = self.store.page(company, USER, "role", (Role.CANDIDATE,), query)
        else:
            active = "yes" if query.status == "active" else "no"
            page = self.store.page(company, USER, "role_active", (Role.CANDIDATE, active), query)
        items = tuple(PortalUser.of(user) for user in page.items)
        return Page(items, page.total, page.skip, page.limit, page.next_cursor, PortalUser.plural)

    def reset_portal_password(self, caller: Caller, portal_id: str) -> PortalUser:
        """Mail a candidate a link to set a new password. The old one works until it is used.

        Raises:
            NotFound: the caller's company has no such portal user.
            Conflict: they were deactivated.
        """
        user = self._portal_user(caller, portal_id).entity
        if not user.is_active:
            raise Conflict("This portal user was deactivated: activate them first.", code="deactivated")
        change = self.store.change(caller.company_id)
        self.audit.record(change, caller, "RESET_PASSWORD", "User", user.id)
        self._mail_link(change, user, Template.RESET_PASSWORD, RESET_LIFETIME)
        change.commit()
        return PortalUser.of(user)

    def set_portal_user_active(self, caller: Caller, portal_id: str, *, active: bool) -> PortalUser:
        """Deactivate a candidate's account, which signs them out at once; or let them in again.

        Raises:
            NotFound: the caller's company has no such portal user.
        """
        self._portal_user(caller, portal_id)
        return PortalUser.of(self.users.set_active(caller, portal_id, active=active))

    def _portal_user(self, caller: Caller, portal_id: str) -> Stored[User]:
        stored = self.store.get(caller.company_id, USER, portal_id)
        if stored.entity.role is not Role.CANDIDATE:
            raise NotFound("No such portal user.")
        return stored

    def _candidate(self, change: Change, caller: Caller, draft: PortalUserDraft) -> Candidate:
        """The candidate of this address; a new one is put into the change."""
        email = normalised_email(draft.email)
        known = self.store.find_by(caller.company_id, CANDIDATE, "email", email)
        if known is not None:
            return known.entity
        first, _, last = draft.name.strip().rpartition(" ")
        work = [_position_at(draft.current_company)] if draft.current_company else []
        candidate = self.candidates.new(
            caller.company_id,
            source="portal",
            full_name=draft.name,
            email=draft.email,
            first_name=first or last,
            last_name=last if first else "",
            phone=draft.phone,
            linkedin_url=draft.linkedin_url,
            experience_years=draft.experience_years,
            work_experience=work,
        )
        change.add(CANDIDATE, candidate)
        self.audit.record(
            change, caller, "CREATE_CANDIDATE", "Candidate", candidate.id, changes={"source": candidate.source}
        )
        return candidate

    def _find_client_user(self, caller: Caller, client_id: str, email: str) -> Stored[User] | None:
        return self.store.find_by(caller.company_id, USER, "client_email", client_id, normalised_email(email))

    def _mail_link(self, change: Change, user: User, template: Template, lifetime: timedelta) -> None:
        scope, token_id = self.accounts.new_link(user.email, Template.RESET_PASSWORD, lifetime)
        variables = {"name": user.name, "company": self.companies.name_of(user.company_id)}
        self.mail.queue(
            change,
            user.company_id,
            user.email,
            template,
            variables,
            link_scope=scope,
            link_token_id=token_id,
        )


def _position_at(company: str) -> WorkExperience:
    """The position that somebody holds, of which the company alone is known."""
    return WorkExperience(
        company=company, title=None, start_date=None, end_date=None, current=True, location=None, description=""
    )


def _search_word(text: str) -> str:
    """What to look for in the index: a phone number's digits, or words with one space between."""
    words = " ".join(text.casefold().split())
    return re.sub(r"\D", "", words) if re.fullmatch(r"[+()\d\s.\-/]*\d[+()\d\s.\-/]*", words) else words
