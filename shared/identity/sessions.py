"""Sessions: who is signed in, for how long, and what ends it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from shared.core.caller import PLATFORM, Caller, granted
from shared.core.clock import Clock
from shared.core.errors import NotFound, Stale, Unauthenticated
from shared.core.ids import is_id, new_id
from shared.identity.models import (
    SESSION,
    Account,
    Membership,
    Session,
    SignedInUser,
    Tokens,
    normalised_email,
    sessions_partition,
)
from shared.ports.credentials import TokenSigner
from shared.store.store import Store, Stored

ACCESS_LIFETIME = timedelta(hours=1)
SESSION_LIFETIME = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class SessionService:
    """Sessions of every user. A session is one row, read with every request: removing it ends the session at once."""

    store: Store
    signer: TokenSigner
    now: Clock

    def caller(self, authorization: str) -> Caller | None:
        """Who sends this Authorization header; None if there is none.

        Raises:
            Unauthenticated: the token is not ours, has expired, or its session has ended.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return None
        claims = self.signer.verify(token.strip())
        if claims.get("type") != "access":
            raise Unauthenticated("This is not an access token.")
        return self.caller_in(claims["sub"], claims["sid"])

    def caller_in(self, user_id: str, session_id: str) -> Caller:
        """Who is signed in with this session.

        Raises:
            Unauthenticated: the session has ended.
        """
        return _caller_in(self._session(user_id, session_id).entity)

    def begin(self, account: Account, membership: Membership) -> Tokens:
        """Begin a session for an account whose owner has proven themselves."""
        now = self.now()
        session = Session(
            id=new_id(),
            generation=1,
            user_id=membership.user_id,
            company_id=membership.company_id,
            role=membership.role,
            email=account.email,
            name=membership.name,
            candidate_id=membership.candidate_id,
            client_id=membership.client_id,
            permissions=membership.permissions,
            must_change_password=account.must_change_password,
            created_at=now,
            expires_at=now + SESSION_LIFETIME,
        )
        change = self.store.change(sessions_partition(membership.user_id))
        change.add(SESSION, session)
        change.commit()
        return self._tokens(session)

    def refresh(self, refresh_token: str) -> Tokens:
        """Exchange a refresh token for new tokens. It works once: using it again ends the session.

        Raises:
            Unauthenticated: the token is not ours, was used before, has expired, or its session has ended.
        """
        claims = self.signer.verify(refresh_token)
        if claims.get("type") != "refresh":
            raise Unauthenticated("This is not a refresh token.")
        stored = self._session(claims["sub"], claims["sid"])
        session = stored.entity
        change = self.store.change(sessions_partition(session.user_id))
        if claims.get("gen") != str(session.generation):
            change.remove(SESSION, stored)
            change.commit()
            raise Unauthenticated("This refresh token was used before. The session has been ended: sign in again.")
        update = {"generation": session.generation + 1, "expires_at": self.now() + SESSION_LIFETIME}
        renewed = session.model_copy(update=update)
        change.replace(SESSION, stored, renewed)
        try:
            change.commit()
        except Stale:
            self.end_all(session.user_id)
            raise Unauthenticated("This refresh token was used twice. The session has been ended.") from None
        return self._tokens(renewed)

    def end(self, caller: Caller) -> None:
        """End the caller's session, on every instance, at once."""
        self._end(caller.user_id, [caller.session_id])

    def end_all(self, user_id: str) -> None:
        """End every session of a user."""
        self._end(user_id, [session.id for session in self.store.children(sessions_partition(user_id), SESSION)])

    def regrant(self, membership: Membership, email: str) -> None:
        """Let every session of a user go on as who they are now, with what they may do now.

        One that was begun under another address ends.

        Raises:
            Stale: one of them was refreshed at the same time. Repeating does the rest.
        """
        partition = sessions_partition(membership.user_id)
        update = membership.model_dump(include={"role", "name", "candidate_id", "client_id", "permissions"})
        for session in self.store.children(partition, SESSION):
            stored = self.store.find(partition, SESSION, session.id)
            if stored is not None and normalised_email(stored.entity.email) != normalised_email(email):
                self._end(membership.user_id, [session.id])
                continue
            if stored is None or (renewed := stored.entity.model_copy(update=update)) == stored.entity:
                continue
            change = self.store.change(partition)
            change.replace(SESSION, stored, renewed)
            change.commit()

    def tidy(self, user_id: str) -> None:
        """Drop what a user's sessions left behind: those that have expired, and the marks of commits."""
        now = self.now()
        sessions = self.store.children(sessions_partition(user_id), SESSION)
        self._end(user_id, [session.id for session in sessions if session.expires_at <= now])
        self.store.fold_counts(sessions_partition(user_id))

    def _end(self, user_id: str, session_ids: Iterable[str]) -> None:
        partition = sessions_partition(user_id)
        for session_id in session_ids:
            stored = self.store.find(partition, SESSION, session_id)
            if stored is not None:
                change = self.store.change(partition)
                change.remove(SESSION, stored)
                change.commit()

    def _session(self, user_id: str, session_id: str) -> Stored[Session]:
        if not is_id(user_id) or not is_id(session_id):
            raise Unauthenticated("This token is not valid.")
        try:
            stored = self.store.get(sessions_partition(user_id), SESSION, session_id)
        except NotFound:
            raise Unauthenticated("This session has ended. Sign in again.") from None
        if stored.entity.expires_at <= self.now():
            raise Unauthenticated("This session has expired. Sign in again.")
        return stored

    def _tokens(self, session: Session) -> Tokens:
        claims = {"sub": session.user_id, "sid": session.id}
        access = self.signer.sign({**claims, "type": "access"}, valid_for=ACCESS_LIFETIME)
        generation = str(session.generation)
        refresh = self.signer.sign({**claims, "type": "refresh", "gen": generation}, valid_for=SESSION_LIFETIME)
        company_id = session.company_id if session.company_id != PLATFORM else None
        return Tokens(
            access_token=access,
            refresh_token=refresh,
            token_type="bearer",
            expires_in=int(ACCESS_LIFETIME.total_seconds()),
            access=access,
            refresh=refresh,
            must_change_password=session.must_change_password,
            user=SignedInUser(
                id=session.user_id,
                number=_number(session.user_id),
                email=session.email,
                name=session.name,
                username=session.email,
                role=session.role,
                company_id=company_id,
                client_id=session.client_id,
                candidate_id=session.candidate_id,
                permissions=sorted(granted(session.role, session.permissions)),
            ),
        )


def _number(identifier: str) -> int:
    """An integer for an identifier: 53 bits, which every client's numbers can hold."""
    return int.from_bytes(hashlib.blake2b(identifier.encode(), digest_size=7).digest(), "big") >> 3


def _caller_in(session: Session) -> Caller:
    return Caller(
        user_id=session.user_id,
        company_id=session.company_id,
        role=session.role,
        email=session.email,
        name=session.name,
        session_id=session.id,
        candidate_id=session.candidate_id,
        client_id=session.client_id,
        permissions=granted(session.role, session.permissions),
        must_change_password=session.must_change_password,
    )
