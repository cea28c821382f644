"""Access roles, and what every user may do at this moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from shared.audit.service import AuditLog
from shared.core.caller import PLATFORM, Caller, Permission, Role, granted
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden, Invalid, Stale
from shared.core.ids import new_id
from shared.core.page import Page, PageQuery
from shared.identity.access_models import ACCESS_ROLE, AccessRole, AccessRoleChanges, AccessRoleDraft, SettleAccess
from shared.identity.accounts import AccountService
from shared.identity.models import USER, USER_PLACE, Membership, User
from shared.store.store import Change, Store, Stored

ONCE_MORE_AFTER = timedelta(minutes=1)
"""A sign-in that was under way when access changed has ended by then, and its session is brought in line too."""
SHOWN_TO_CLIENTS = {Permission.JOBS_VIEW, Permission.CANDIDATES_VIEW, Permission.INTERVIEWS_VIEW}
"""Whose things a client's users see some of."""
_SETTLED_AT_ONCE = 50
_TRIES = 3


@dataclass(frozen=True, slots=True)
class AccessService:
    """The access roles of every company, and what they mean for their users."""

    store: Store
    audit: AuditLog
    accounts: AccountService
    now: Clock

    def create(self, caller: Caller, draft: AccessRoleDraft) -> AccessRole:
        """Make an access role of the caller's company.

        Raises:
            Forbidden: it holds a permission that the caller does not.
            Conflict: the company has a role of this name; or the caller is in no company (code `no_company`).
        """
        if caller.company_id == PLATFORM:
            raise Conflict("Name the company whose role it is: its id in the header X-Company-Id.", code="no_company")
        must_hold(caller, draft.permissions)
        now = self.now()
        role = AccessRole(id=new_id(), **draft.model_dump(), created_at=now, updated_at=now)
        change = self.store.change(caller.company_id)
        change.add(ACCESS_ROLE, role)
        told = {"name": role.name, "permissions": role.permissions}
        self.audit.record(change, caller, "CREATE_ACCESS_ROLE", "AccessRole", role.id, changes=told)
        change.commit()
        return role

    def get(self, caller: Caller, access_role_id: str) -> AccessRole:
        """An access role of the caller's company. Raises NotFound."""
        return self.store.get(caller.company_id, ACCESS_ROLE, access_role_id).entity

    def page(self, caller: Caller, query: PageQuery) -> Page[AccessRole]:
        """Access roles of the caller's company, by name."""
        return self.store.page(caller.company_id, ACCESS_ROLE, "all", (), query)

    def update(self, caller: Caller, access_role_id: str, changes: AccessRoleChanges) -> AccessRole:
        """Change an access role. Everybody who has it may do at once what it now says, and no more.

        Raises:
            NotFound: the caller's company has no such access role.
            Forbidden: it holds, or would hold, a permission that the caller does not.
            Conflict: the company has another role of this name.
        """
        stored = self.store.get(caller.company_id, ACCESS_ROLE, access_role_id)
        sent = changes.changes()
        role = stored.entity.model_copy(update={**sent, "updated_at": self.now()})
        must_hold(caller, [*stored.entity.permissions, *role.permissions])
        change = self.store.change(caller.company_id)
        change.replace(ACCESS_ROLE, stored, role)
        before = stored.entity.model_dump(mode="json", include=set(sent))
        self.audit.record(change, caller, "UPDATE_ACCESS_ROLE", "AccessRole", role.id, changes=sent, before=before)
        task = SettleAccess(company_id=caller.company_id, access_role_id=role.id)
        change.send(task, delay=ONCE_MORE_AFTER)
        change.commit()
        self._settle(task, at_most=_SETTLED_AT_ONCE)
        return role

    def remove(self, caller: Caller, access_role_id: str) -> None:
        """Delete an access role that nobody has.

        Raises:
            NotFound: the caller's company has no such access role.
            Forbidden: it holds a permission that the caller does not.
            Conflict: somebody has it.
        """
        stored = self.store.get(caller.company_id, ACCESS_ROLE, access_role_id)
        must_hold(caller, stored.entity.permissions)
        if any(self.store.each(caller.company_id, USER, "access_role", (access_role_id,))):
            raise Conflict("Somebody has this access role: give them another one first.", code="assigned")
        change = self.store.change(caller.company_id)
        change.remove(ACCESS_ROLE, stored)
        told = {"name": stored.entity.name, "permissions": stored.entity.permissions}
        self.audit.record(change, caller, "DELETE_ACCESS_ROLE", "AccessRole", access_role_id, before=told)
        change.commit()

    def assign(self, change: Change, caller: Caller, role: Role, access_role_id: str | None) -> list[Permission] | None:
        """The permissions of an access role that a user of this role is to have, held until the change is committed.

        Raises:
            Invalid: there is no such access role, or users of this role have none.
            Forbidden: the user could do what the caller may not.
        """
        if access_role_id is None:
            must_hold(caller, granted(role, None))
            return None
        if role not in {Role.HR, Role.EMPLOYEE}:
            raise Invalid.field("access_role_id", "not_allowed", f"a user of the role {role} has no access role.")
        stored = self.store.find(caller.company_id, ACCESS_ROLE, access_role_id)
        if stored is None:
            raise Invalid.field("access_role_id", "unknown", "is no access role of the company.")
        must_hold(caller, stored.entity.permissions)
        # Written as it is: who deletes the role at the same time finds that it was written.
        change.replace(ACCESS_ROLE, stored, stored.entity)
        return stored.entity.permissions

    def must_outrank(self, caller: Caller, user: User) -> None:
        """Whether the caller may decide about this user's access.

        Raises:
            Forbidden: the user may do something that the caller may not. Otherwise who may reset a password could
                borrow the permissions that come with it.
        """
        if user.role is not Role.CANDIDATE:
            must_hold(caller, granted(user.role, self._permissions_of(user)))

    def membership_of(self, user: User) -> Membership:
        """What signing in reads of a user."""
        return membership_of(user, self._permissions_of(user))

    def send_settling(self, change: Change, user: User, former_account: str | None = None) -> SettleAccess:
        """Leave with a change of a user what brings their sign-ins in line; `settle_now` does it at once."""
        task = SettleAccess(company_id=user.company_id, user_id=user.id, former_account=former_account)
        change.send(task, delay=ONCE_MORE_AFTER)
        return task

    def settle_now(self, task: SettleAccess) -> None:
        """Do what the task says without waiting for its message, which does it once more."""
        self._settle(task)

    def settle(self, task: SettleAccess) -> None:
        """Do what the task says. Safe to repeat."""
        if not self.store.is_pending(task):
            return
        self._settle(task)
        change = self.store.change(task.company_id)
        change.finish(task)
        change.commit()

    def fail(self, task: SettleAccess, reason: str) -> None:
        """Mark the task as failed after the last try; its company sees it among the failed tasks, and can retry it."""
        self.store.fail(task, reason)

    def _settle(self, task: SettleAccess, at_most: int | None = None) -> None:
        if task.access_role_id is not None:
            users = self.store.each(task.company_id, USER, "access_role", (task.access_role_id,))
            for user in islice(users, at_most):
                self._settle_user(task.company_id, user.id, None)
        if task.user_id is not None:
            self._settle_user(task.company_id, task.user_id, task.former_account)

    def _settle_user(self, company_id: str, user_id: str, former_account: str | None) -> None:
        for left in reversed(range(_TRIES)):
            try:
                stored = self.store.find(company_id, USER, user_id)
                membership = self.membership_of(stored.entity) if stored else None
                email = stored.entity.email if stored else None
                self.accounts.settle(user_id, email, membership, former_account)
                if stored is None:
                    self._forget_place(user_id)
                return
            except Stale:
                if not left:
                    raise

    def _forget_place(self, user_id: str) -> None:
        """Forget which company a deleted user was of."""
        if place := self.store.find(PLATFORM, USER_PLACE, user_id):
            change = self.store.change(PLATFORM)
            change.remove(USER_PLACE, place)
            change.commit()

    def _permissions_of(self, user: User) -> list[Permission] | None:
        if user.access_role_id is None:
            return None
        stored: Stored[AccessRole] | None = self.store.find(user.company_id, ACCESS_ROLE, user.access_role_id)
        return stored.entity.permissions if stored else []


def membership_of(user: User, permissions: list[Permission] | None = None) -> Membership:
    """What signing in reads of a user whose access role, if they have one, holds these permissions."""
    return Membership(
        company_id=user.company_id,
        user_id=user.id,
        role=user.role,
        name=user.name,
        candidate_id=user.candidate_id,
        client_id=user.client_id,
        permissions=permissions,
        active=user.is_active,
    )


def must_hold(caller: Caller, permissions: Iterable[Permission]) -> None:
    """Nobody gives what they do not have. Who lets a client look on must be allowed to see what the client sees.

    Raises:
        Forbidden: the caller lacks one of the permissions; it is named.
    """
    needed = set(permissions)
    if Permission.CLIENT_PORTAL in needed:
        needed = needed - {Permission.CLIENT_PORTAL} | SHOWN_TO_CLIENTS
    if lacking := needed - set(caller.permissions):
        raise Forbidden(f"You cannot give or take what you may not do yourself: {', '.join(sorted(lacking))}.")
