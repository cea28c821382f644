"""Accounts: signing in, confirming an address, and passwords."""

from dataclasses import dataclass
from datetime import timedelta

from shared.audit.service import AuditLog
from shared.core.caller import PLATFORM, Caller, Role
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden, Gone, Invalid, Unauthenticated
from shared.core.ids import is_repeated, new_id
from shared.identity.models import (
    ACCOUNT,
    TOKEN,
    USER,
    Account,
    Credentials,
    Membership,
    PasswordChange,
    PasswordReset,
    SingleUseToken,
    Tokens,
    User,
    account_partition,
    normalised_email,
)
from shared.identity.sessions import SessionService
from shared.mail.links import Links
from shared.mail.models import Template
from shared.mail.service import MailService
from shared.ports.credentials import PasswordHasher
from shared.store.store import Change, Store, Stored

VERIFICATION_LIFETIME = timedelta(days=3)
RESET_LIFETIME = timedelta(hours=1)

_REFUSED = "Invalid email or password"


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """The platform's administrator from the settings, whose account is made by their first sign-in."""

    email: str
    password: str


@dataclass(frozen=True, slots=True)
class AccountService:
    """Accounts of everybody who can sign in."""

    store: Store
    audit: AuditLog
    mail: MailService
    links: Links
    sessions: SessionService
    hasher: PasswordHasher
    now: Clock
    administrator: FirstAdministrator

    def has_account(self, email: str) -> bool:
        """Whether the address has an account of a user."""
        stored = self._account(email)
        return stored is not None and self._has_user(stored.entity)

    def sign_in(self, credentials: Credentials) -> Tokens:
        """Begin a session.

        Raises:
            Unauthenticated: the address and password are not an account's. The same for either being wrong.
            Forbidden: they are right, but the address was not confirmed, or the user was deactivated.
        """
        stored = self._account(credentials.email)
        hashed = stored.entity.password_hash if stored else ""
        if not self.hasher.verify(hashed, credentials.password) or stored is None:
            raise Unauthenticated(_REFUSED)
        account = stored.entity
        shown = [m for m in account.memberships if m.vouched or (account.verified and m.proven)]
        if not shown:
            raise Forbidden("Confirm your e-mail address first: we sent you a link.", code="email_not_verified")
        candidates = [m for m in shown if credentials.company_id in {None, m.company_id}]
        active = [membership for membership in candidates if membership.active]
        if not active:
            raise Forbidden("This account has been deactivated.", code="deactivated")
        return self.sessions.begin(account, active[-1])

    def change_password(self, caller: Caller, request: PasswordChange) -> None:
        """Set a new password and end every session.

        Raises:
            Invalid: the password until now is missing or wrong.
        """
        stored = self._account(caller.email)
        if stored is None or not self.hasher.verify(stored.entity.password_hash, request.current()):
            raise Invalid.field("old_password", "wrong", "is not your password.")
        # Before, so that no crash leaves a change that nobody recorded.
        change = self.store.change(caller.company_id)
        self.audit.record(change, caller, "CHANGE_PASSWORD", "User", caller.user_id)
        change.commit()
        self._set_password(self.store.change(account_partition(caller.email)), stored, request.new_password)

    def request_reset(self, email: str) -> None:
        """Mail a link to set a new password, if there is an account. Says nothing about whether there is."""
        stored = self._account(email)
        if stored is None or not stored.entity.memberships:
            return
        self._mail_link(stored.entity, Template.RESET_PASSWORD, RESET_LIFETIME)

    def resend_verification(self, email: str) -> None:
        """Mail a new link to confirm an address, if there is an unconfirmed account. Says nothing about it."""
        stored = self._account(email)
        if stored is not None and not stored.entity.verified:
            self._mail_link(stored.entity, Template.VERIFY_EMAIL, VERIFICATION_LIFETIME)

    def verify_email(self, token: str) -> None:
        """Confirm the address that a link was mailed to.

        Raises:
            Gone: the link was used, has expired, or is not ours.
        """
        partition, stored_token = self._single_use(Template.VERIFY_EMAIL, token)
        stored = self.store.get(partition, ACCOUNT, "account")
        change = self.store.change(partition)
        change.remove(TOKEN, stored_token)
        change.replace(ACCOUNT, stored, stored.entity.model_copy(update={"verified": True}))
        self._mark_verified(stored.entity)  # before, so that no crash spends the link without it
        change.commit()

    def reset_password(self, request: PasswordReset) -> None:
        """Set a new password by a mailed link, and end every session.

        Raises:
            Gone: the link was used, has expired, or is not ours.
        """
        partition, stored_token = self._single_use(Template.RESET_PASSWORD, request.token)
        stored = self.store.get(partition, ACCOUNT, "account")
        change = self.store.change(partition)
        change.remove(TOKEN, stored_token)
        self._mark_verified(stored.entity)
        self._set_password(change, stored, request.new_password, proven=True)

    def open_account(self, email: str, password: str, membership: Membership, *, verified: bool) -> Account:
        """Make the account of a new user, or add the membership to an account whose password this is.

        An account whose user never came to be (the process died in between) is taken over.

        Raises:
            Conflict: the address has an account, and this is not its password.
        """
        partition = account_partition(email)
        stored = self.store.find(partition, ACCOUNT, "account")
        change = self.store.change(partition)
        if stored and is_repeated() and membership.user_id in {one.user_id for one in stored.entity.memberships}:
            return stored.entity
        if stored is None or not self._has_user(stored.entity):
            account = Account(
                id=membership.user_id,
                email=email.strip(),
                password_hash=self.hasher.hash(password),
                verified=verified,
                must_change_password=False,
                memberships=[membership],
            )
            if stored is None:
                change.add(ACCOUNT, account)
            else:
                change.replace(ACCOUNT, stored, account)
        else:
            if not verified or not self.hasher.verify(stored.entity.password_hash, password):
                raise Conflict("This address already has an account. Sign in with its password.", code="account_exists")
            others = [m for m in stored.entity.memberships if m.user_id != membership.user_id]
            account = stored.entity.model_copy(update={"memberships": [*others, membership], "verified": True})
            change.replace(ACCOUNT, stored, account)
        change.commit()
        return account

    def admit(self, email: str, membership: Membership, temporary_password: str | None = None) -> bool:
        """Let a user sign in whose address nobody has proven: they set a password by a link that is mailed to it.

        Until then a temporary password opens the account, if it is a new one; an account that the address has already
        keeps its password, which does not open this membership. Gives whether the account is new. Safe to repeat.
        """
        partition = account_partition(email)
        stored = self.store.find(partition, ACCOUNT, "account")
        others = [m for m in stored.entity.memberships if m.user_id != membership.user_id] if stored else []
        is_new = not others or stored is None or not self._has_user(stored.entity)
        vouched = is_new and temporary_password is not None
        added = membership.model_copy(update={"proven": False, "vouched": vouched})
        change = self.store.change(partition)
        if is_new:
            account = Account(
                id=membership.user_id,
                email=email.strip(),
                password_hash=self.hasher.hash(temporary_password) if temporary_password else "",
                verified=False,
                must_change_password=vouched,
                memberships=[added],
            )
        elif stored is not None:
            account = stored.entity.model_copy(update={"memberships": [*others, added]})
        if stored is None:
            change.add(ACCOUNT, account)
        else:
            change.replace(ACCOUNT, stored, account)
        change.commit()
        return is_new

    def settle(
        self, user_id: str, email: str | None, membership: Membership | None, former_account: str | None
    ) -> None:
        """Bring what signing in reads, and the sessions there are, in line with a user. Safe to repeat.

        `membership` is who they are now, None if they are deleted; `former_account` the partition of an account that
        they have left.
        """
        if former_account is not None and (email is None or account_partition(email) != former_account):
            self._leave(former_account, user_id)
        if email is not None and membership is not None:
            self._update_membership(email, membership)
        if email is not None and membership is not None and membership.active:
            self.sessions.regrant(membership, email)
        else:
            self.sessions.end_all(user_id)

    def remove_membership(self, email: str, user_id: str) -> None:
        """Take a user out of an account, end their sessions, and drop the account with its last user."""
        self._leave(account_partition(email), user_id)
        self.sessions.end_all(user_id)

    def forget_address(self, email: str) -> None:
        """Drop the links that were mailed to an address, if it has no account any more: they lie under its digest."""
        partition = account_partition(email)
        if self.store.find(partition, ACCOUNT, "account") is None:
            for token in self.store.children(partition, TOKEN):
                change = self.store.change(partition)
                change.drop(TOKEN, token)
                change.commit()
            self.store.forget_commits(partition)

    def tidy(self, user: User) -> None:
        """Drop what a user's sign-ins left behind: links and sessions that have expired, and the marks of commits."""
        partition, now = account_partition(user.email), self.now()
        for token in self.store.children(partition, TOKEN):
            stored = self.store.find(partition, TOKEN, token.id)
            if stored is not None and token.expires_at <= now:
                change = self.store.change(partition)
                change.remove(TOKEN, stored)
                change.commit()
        self.store.fold_counts(partition)
        self.sessions.tidy(user.id)

    def new_link(self, email: str, purpose: Template, lifetime: timedelta) -> tuple[str, str]:
        """Write a single-use record for an account. Returns the scope and id from which its link is made."""
        partition = account_partition(email)
        token = SingleUseToken(id=new_id(), purpose=purpose, expires_at=self.now() + lifetime)
        change = self.store.change(partition)
        change.add(TOKEN, token)
        change.commit()
        return partition, token.id

    def _update_membership(self, email: str, membership: Membership) -> None:
        stored = self._account(email)
        if stored is None:
            return
        memberships = [
            membership.model_copy(update={"proven": m.proven, "vouched": m.vouched})
            if m.user_id == membership.user_id
            else m
            for m in stored.entity.memberships
        ]
        if memberships == stored.entity.memberships:
            return
        change = self.store.change(account_partition(email))
        change.replace(ACCOUNT, stored, stored.entity.model_copy(update={"memberships": memberships}))
        change.commit()

    def _leave(self, partition: str, user_id: str) -> None:
        stored = self.store.find(partition, ACCOUNT, "account")
        if stored is None or user_id not in {membership.user_id for membership in stored.entity.memberships}:
            return
        left = [membership for membership in stored.entity.memberships if membership.user_id != user_id]
        change = self.store.change(partition)
        if left:
            change.replace(ACCOUNT, stored, stored.entity.model_copy(update={"memberships": left}))
        else:
            change.remove(ACCOUNT, stored)
        change.commit()

    def _mail_link(self, account: Account, purpose: Template, lifetime: timedelta) -> None:
        membership = account.memberships[-1]
        scope, token_id = self.new_link(account.email, purpose, lifetime)
        change = self.store.change(membership.company_id)
        variables = {"name": membership.name, "company": "Talenti"}
        self.mail.queue(
            change,
            membership.company_id,
            account.email,
            purpose,
            variables,
            link_scope=scope,
            link_token_id=token_id,
        )
        change.commit()

    def _single_use(self, purpose: Template, token: str) -> tuple[str, Stored[SingleUseToken]]:
        partition, token_id = self.links.read(purpose, token)
        stored = self.store.find(partition, TOKEN, token_id)
        if stored is None or stored.entity.purpose != purpose or stored.entity.expires_at <= self.now():
            raise Gone("This link is not valid any more. Ask for a new one.")
        return partition, stored

    def _set_password(self, change: Change, stored: Stored[Account], password: str, *, proven: bool = False) -> None:
        """Commit the new password with what is in the change, and end every session. `proven`: by a mailed link."""
        memberships = stored.entity.memberships
        update = {
            "password_hash": self.hasher.hash(password),
            "must_change_password": False,
            "verified": stored.entity.verified or proven,
            "memberships": [m.model_copy(update={"proven": True}) for m in memberships] if proven else memberships,
        }
        change.replace(ACCOUNT, stored, stored.entity.model_copy(update=update))
        # Before, so that no crash leaves an old session alive; after, for one that the old password began meanwhile.
        self._end_sessions(stored.entity)
        change.commit()
        self._end_sessions(stored.entity)

    def _end_sessions(self, account: Account) -> None:
        for membership in account.memberships:
            self.sessions.end_all(membership.user_id)

    def _mark_verified(self, account: Account) -> None:
        for membership in account.memberships:
            user = self.store.find(membership.company_id, USER, membership.user_id)
            if user is not None and not user.entity.is_verified:
                change = self.store.change(membership.company_id)
                change.replace(USER, user, user.entity.model_copy(update={"is_verified": True}))
                change.commit()

    def _has_user(self, account: Account) -> bool:
        return any(
            membership.company_id == PLATFORM
            or self.store.find(membership.company_id, USER, membership.user_id) is not None
            for membership in account.memberships
        )

    def _account(self, email: str) -> Stored[Account] | None:
        stored = self.store.find(account_partition(email), ACCOUNT, "account")
        admin = self.administrator
        if stored is None and admin.email and normalised_email(email) == normalised_email(admin.email):
            membership = Membership(
                company_id=PLATFORM,
                user_id=new_id(),
                role=Role.ADMIN,
                name="Administrator",
                candidate_id=None,
                active=True,
            )
            self.open_account(admin.email, admin.password, membership, verified=True)
            stored = self.store.find(account_partition(email), ACCOUNT, "account")
        return stored
