"""Users of a company."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

from shared.audit.service import AuditLog
from shared.clients.models import CLIENT
from shared.core.caller import PLATFORM, Caller, Permission, Role
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden, Invalid
from shared.core.holds import Holds
from shared.core.ids import new_id
from shared.core.page import Page
from shared.identity.access import AccessService, membership_of
from shared.identity.accounts import VERIFICATION_LIFETIME, AccountService
from shared.identity.models import (
    USER,
    USER_PLACE,
    RegisteredUser,
    User,
    UserAccess,
    UserChanges,
    UserDraft,
    UserPlace,
    UserQuery,
    account_partition,
)
from shared.mail.links import Links
from shared.mail.models import Template
from shared.mail.service import MailService
from shared.store.store import Change, Store, Stored


class Leaving(Protocol):
    """Knows what else is a user's, of which this package does not know."""

    def add_to(self, change: Change, user_id: str) -> None:
        """Let it go with the change that deletes the user."""
        ...


@dataclass(frozen=True, slots=True)
class UserService:
    """Users of every company. `show_tokens` is for the local host alone (see `RegisteredUser`)."""

    store: Store
    audit: AuditLog
    mail: MailService
    accounts: AccountService
    access: AccessService
    links: Links
    now: Clock
    show_tokens: bool
    holds: Holds
    leaving: Leaving

    def register(self, caller: Caller, company_id: str, company_name: str, draft: UserDraft) -> RegisteredUser:
        """Make a user of a company, whose address is confirmed by a mailed link.

        Raises:
            Invalid: the role is not one that a company's user can have, or there is no such access role or client.
            Forbidden: the user could do what the caller may not.
            Conflict: the address already has an account.
        """
        _must_fit(draft.role, company_id)
        change = self.store.change(company_id)
        inside = replace(caller, company_id=company_id)
        permissions = self.access.assign(change, inside, draft.role, draft.access_role_id)
        user = self.new_user(
            company_id,
            draft.email,
            draft.name,
            draft.role,
            department=draft.department,
            phone=draft.phone,
            client_id=self._client_of(inside, draft),
            access_role_id=draft.access_role_id,
        )
        membership = membership_of(user, permissions)
        self.accounts.open_account(draft.email, draft.password, membership, verified=False)
        token = self._ask_to_confirm(change, company_id, company_name, user)
        self._keep_place(user)
        change.add(USER, user)
        told = user.model_dump(mode="json", include={"role", "access_role_id", "client_id"}, exclude_none=True)
        self.audit.record(change, caller, "CREATE_USER", "User", user.id, changes=told)
        change.commit()
        return RegisteredUser(**user.model_dump(), verification_token=token if self.show_tokens else None)

    def _ask_to_confirm(self, change: Change, company_id: str, company_name: str, user: User) -> str:
        """Mail the user a link that confirms their address. Gives its token."""
        scope, token_id = self.accounts.new_link(user.email, Template.VERIFY_EMAIL, VERIFICATION_LIFETIME)
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
        return self.links.token(Template.VERIFY_EMAIL, scope, token_id)

    def new_user(
        self,
        company_id: str,
        email: str,
        name: str,
        role: Role,
        *,
        department: str | None = None,
        phone: str | None = None,
        candidate_id: str | None = None,
        client_id: str | None = None,
        access_role_id: str | None = None,
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
            phone=phone,
            company_id=company_id,
            candidate_id=candidate_id,
            client_id=client_id,
            access_role_id=access_role_id,
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
        """Users of the caller's company, newest first.

        Raises:
            Invalid: department was combined with is_active.
        """
        department = query.department.casefold() if query.department else None
        filters = {"role": query.role, "department": department, "active": _word(query.is_active)}
        given = {name: str(value) for name, value in filters.items() if value}
        index = "_".join(given) or "all"
        if {"department", "active"} <= given.keys():
            raise Invalid.field("is_active", "exclusive", "cannot be combined with department.")
        return self.store.page(caller.company_id, USER, index, tuple(given.values()), query)

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
        change = self.store.change(caller.company_id)
        change.replace(USER, stored, user)
        self._record_update(change, caller, stored.entity, sent)
        task = self.access.send_settling(change, user) if user.name != stored.entity.name else None
        change.commit()
        if task:
            self.access.settle_now(task)
        return user

    def set_access(self, caller: Caller, user_id: str, access: UserAccess) -> User:
        """Decide what a colleague may do. It counts at once, in the sessions they have too.

        Raises:
            NotFound: the caller's company has no such user.
            Invalid: the role is not one that can be given, or there is no such access role.
            Forbidden: the user can do, or could then do, what the caller may not.
            Conflict: it is the caller.
        """
        stored = self._colleague(caller, user_id)
        role = access.role or stored.entity.role
        if role is not stored.entity.role and {role, stored.entity.role} - {Role.HR, Role.EMPLOYEE}:
            raise Invalid.field("role", "not_allowed", "only HR and EMPLOYEE can take each other's place.")
        change = self.store.change(caller.company_id)
        self.access.assign(change, caller, role, access.access_role_id)
        update = {"role": role, "access_role_id": access.access_role_id}
        return self._change_access(change, caller, stored, "CHANGE_ACCESS", update)

    def set_active(self, caller: Caller, user_id: str, *, active: bool) -> User:
        """Deactivate a user, who is signed out at once and cannot sign in; or let them in again.

        Raises:
            NotFound: the caller's company has no such user.
            Forbidden: the user can do what the caller may not.
            Conflict: it is the caller.
        """
        stored = self._colleague(caller, user_id)
        if stored.entity.is_active is active:
            return stored.entity
        action = "ACTIVATE_USER" if active else "DEACTIVATE_USER"
        return self._change_access(self.store.change(caller.company_id), caller, stored, action, {"is_active": active})

    def remove(self, caller: Caller, user_id: str) -> None:
        """Delete a user. They are signed out at once.

        Raises:
            Conflict: it is the caller, or a candidate's user on whom a legal hold is (code `legal_hold`).
            Forbidden: the user can do what the caller may not.
            NotFound: the caller's company has no such user.
        """
        stored = self._colleague(caller, user_id)
        if stored.entity.candidate_id is not None:
            self.holds.check(caller.company_id, stored.entity.candidate_id)
        change = self.store.change(caller.company_id)
        change.remove(USER, stored)
        self.leaving.add_to(change, user_id)
        self.audit.record(change, caller, "DELETE_USER", "User", user_id)
        task = self.access.send_settling(change, stored.entity, account_partition(stored.entity.email))
        change.commit()
        self.access.settle_now(task)

    def company_of(self, user_id: str) -> str:
        """The company of a user that a company registered. Raises NotFound."""
        return self.store.get(PLATFORM, USER_PLACE, user_id).entity.company_id

    def _keep_place(self, user: User) -> None:
        change = self.store.change(PLATFORM)
        change.add(USER_PLACE, UserPlace(id=user.id, company_id=user.company_id))
        change.commit()

    def _colleague(self, caller: Caller, user_id: str) -> Stored[User]:
        """Somebody whose access the caller may decide about."""
        stored = self.store.get(caller.company_id, USER, user_id)
        if user_id == caller.user_id:
            raise Conflict("You cannot decide about yourself: ask a colleague.")
        self.access.must_outrank(caller, stored.entity)
        return stored

    def _change_access(
        self, change: Change, caller: Caller, stored: Stored[User], action: str, update: dict[str, Any]
    ) -> User:
        user = stored.entity.model_copy(update={**update, "updated_at": self.now()})
        change.replace(USER, stored, user)
        before = stored.entity.model_dump(mode="json", include=set(update))
        self.audit.record(change, caller, action, "User", user.id, changes=update, before=before)
        task = self.access.send_settling(change, user)
        change.commit()
        self.access.settle_now(task)
        return user

    def _client_of(self, caller: Caller, draft: UserDraft) -> str | None:
        """The client of a new user. Raises Invalid unless the user is a client's, and only then."""
        if draft.role is not Role.CLIENT:
            if draft.client_id is not None:
                raise Invalid.field("client_id", "not_allowed", f"a user of the role {draft.role} has no client.")
            return None
        if draft.client_id is None or self.store.find(caller.company_id, CLIENT, draft.client_id) is None:
            raise Invalid.field("client_id", "unknown", "name a client of the company.")
        return draft.client_id

    def _record_update(self, change: Change, caller: Caller, before: User, sent: dict[str, Any]) -> None:
        """Put the event into the change. Of candidates it names the fields alone: the log outlives them."""
        if before.role is Role.CANDIDATE:
            self.audit.record(change, caller, "UPDATE_USER", "User", before.id, changes={"fields": sorted(sent)})
            return
        old = before.model_dump(mode="json", include=set(sent))
        self.audit.record(change, caller, "UPDATE_USER", "User", before.id, changes=sent, before=old)


def _must_fit(role: Role, company_id: str) -> None:
    if company_id == PLATFORM:
        if role is not Role.ADMIN:
            raise Invalid.field("role", "not_allowed", "name the company of the user in the header X-Company-Id.")
    elif role in {Role.CANDIDATE, Role.ADMIN}:
        raise Invalid.field("role", "not_allowed", "must be HR, EMPLOYEE or CLIENT; candidates are invited.")


def _word(yes: bool | None) -> str | None:
    return None if yes is None else "yes" if yes else "no"
