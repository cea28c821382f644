"""Users of a company."""

from dataclasses import dataclass
from typing import Any

from shared.audit.service import AuditLog
from shared.core.caller import PLATFORM, Caller, Permission, Role
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden, Invalid
from shared.core.ids import new_id
from shared.core.page import Page
from shared.identity.accounts import VERIFICATION_LIFETIME, AccountService
from shared.identity.models import USER, Membership, RegisteredUser, User, UserChanges, UserDraft, UserQuery
from shared.mail.links import Links
from shared.mail.models import Template
from shared.mail.service import MailService
from shared.store.store import Change, Store


@dataclass(frozen=True, slots=True)
class UserService:
    """Users of every company. `show_tokens` is for the local host alone (see `RegisteredUser`)."""

    store: Store
    audit: AuditLog
    mail: MailService
    accounts: AccountService
    links: Links
    now: Clock
    show_tokens: bool

    def register(self, caller: Caller, company_id: str, company_name: str, draft: UserDraft) -> RegisteredUser:
        """Make a user of a company, whose address is confirmed by a mailed link.

        Raises:
            Invalid: the role is not one that a company's user can have.
            Conflict: the address already has an account.
        """
        if draft.role in {Role.CANDIDATE, Role.ADMIN}:
            raise Invalid.field("role", "not_allowed", "must be HR, EMPLOYEE or CLIENT; candidates are invited.")
        user = self.new_user(company_id, draft.email, draft.name, draft.role, department=draft.department)
        self.accounts.open_account(draft.email, draft.password, membership_of(user), verified=False)
        scope, token_id = self.accounts.new_link(draft.email, Template.VERIFY_EMAIL, VERIFICATION_LIFETIME)
        change = self.store.change(company_id)
        change.add(USER, user)
        self.audit.record(change, caller, "CREATE_USER", "User", user.id, changes={"role": user.role})
        variables = {"name": user.name, "company": company_name}
        self.mail.queue(
            change,
            company_id,
            user.email,
            Template.VERIFY_EMAIL,
            variables,
            link_scope=scope,
            link_token_id=token_id,
        )
        change.commit()
        token = self.links.token(Template.VERIFY_EMAIL, scope, token_id) if self.show_tokens else None
        return RegisteredUser(**user.model_dump(), verification_token=token)

    def new_user(
        self,
        company_id: str,
        email: str,
        name: str,
        role: Role,
        *,
        department: str | None = None,
        candidate_id: str | None = None,
        user_id: str | None = None,
        verified: bool = False,
    ) -> User:
        """A user that was not written yet."""
        now = self.now()
        return User(
            id=user_id or new_id(),
            email=email.strip(),
            name=name,
            role=role,
            department=department,
            company_id=company_id,
            candidate_id=candidate_id,
            is_active=True,
            is_verified=verified,
            created_at=now,
            updated_at=now,
        )

    def me(self, caller: Caller) -> User:
        """The caller."""
        if caller.company_id == PLATFORM:
            return self.new_user(
                PLATFORM, caller.email, caller.name, caller.role, user_id=caller.user_id, verified=True
            )
        return self.store.get(caller.company_id, USER, caller.user_id).entity

    def get(self, caller: Caller, user_id: str) -> User:
        """A user of the caller's company. Raises NotFound."""
        return self.store.get(caller.company_id, USER, user_id).entity

    def page(self, caller: Caller, query: UserQuery) -> Page[User]:
        """Users of the caller's company, newest first."""
        if query.role and query.department:
            return self.store.page(caller.company_id, USER, "role_department", (query.role, query.department), query)
        if query.role:
            return self.store.page(caller.company_id, USER, "role", (query.role,), query)
        if query.department:
            return self.store.page(caller.company_id, USER, "department", (query.department,), query)
        return self.store.page(caller.company_id, USER, "all", (), query)

    def update(self, caller: Caller, user_id: str, changes: UserChanges) -> User:
        """Change a user: everybody themselves, recruiters anybody.

        Raises:
            Forbidden: the caller is neither the user nor may manage users.
            NotFound: the caller's company has no such user.
        """
        stored = self.store.get(caller.company_id, USER, user_id)
        if user_id != caller.user_id and not caller.may(Permission.USERS_MANAGE):
            raise Forbidden("You may change yourself only.")
        sent = changes.changes()
        user = stored.entity.model_copy(update={**sent, "updated_at": self.now()})
        if user.name != stored.entity.name:
            self.accounts.update_membership(user.email, membership_of(user))
        change = self.store.change(caller.company_id)
        change.replace(USER, stored, user)
        self._record_update(change, caller, stored.entity, sent)
        change.commit()
        return user

    def remove(self, caller: Caller, user_id: str) -> None:
        """Delete a user. They are signed out first.

        Raises:
            Conflict: it is the caller.
            NotFound: the caller's company has no such user.
        """
        if user_id == caller.user_id:
            raise Conflict("You cannot delete yourself: ask a colleague.")
        stored = self.store.get(caller.company_id, USER, user_id)
        self.accounts.remove_membership(stored.entity.email, user_id)
        change = self.store.change(caller.company_id)
        change.remove(USER, stored)
        self.audit.record(change, caller, "DELETE_USER", "User", user_id)
        change.commit()

    def _record_update(self, change: Change, caller: Caller, before: User, sent: dict[str, Any]) -> None:
        """Put the event into the change. Of candidates it names the fields alone: the log outlives them."""
        if before.role is Role.CANDIDATE:
            self.audit.record(change, caller, "UPDATE_USER", "User", before.id, changes={"fields": sorted(sent)})
            return
        old = before.model_dump(mode="json", include=set(sent))
        self.audit.record(change, caller, "UPDATE_USER", "User", before.id, changes=sent, before=old)


def membership_of(user: User) -> Membership:
    """What signing in reads of a user."""
    return Membership(
        company_id=user.company_id,
        user_id=user.id,
        role=user.role,
        name=user.name,
        candidate_id=user.candidate_id,
        active=user.is_active,
    )
