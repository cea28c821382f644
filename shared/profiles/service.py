"""Profiles that people keep of themselves."""

from dataclasses import dataclass
from typing import Any

from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, CVS, Candidate
from shared.candidates.service import CandidateService
from shared.core.caller import Caller, Permission
from shared.core.clock import Clock
from shared.core.errors import Forbidden
from shared.core.ids import new_id
from shared.identity.models import USER
from shared.profiles.models import PROFILE, Profile, ProfileChanges
from shared.store.store import Store

_OF_CANDIDATE = ("first_name", "last_name", "phone", "linkedin_url", "portfolio_url")
"""What a profile says that its candidate has too."""


@dataclass(frozen=True, slots=True)
class ProfileService:
    """The profiles of every company's users. A profile is its subject's alone to write."""

    store: Store
    candidates: CandidateService
    audit: AuditLog
    now: Clock

    def find(self, caller: Caller, user_id: str | None) -> Profile | None:
        """The caller's own profile, or that of a user of the company; None if there is none.

        Who came as a candidate has one from the start: what is known of them, to be confirmed.

        Raises:
            Forbidden: it is another user's, and the caller may not see candidates.
        """
        subject = user_id or caller.user_id
        own = subject == caller.user_id
        if not own and not caller.may(Permission.CANDIDATES_MANAGE):
            raise Forbidden("You may read your own profile only.")
        stored = self.store.find(caller.company_id, PROFILE, subject)
        user = None if own else self.store.find(caller.company_id, USER, subject)
        candidate_id = caller.candidate_id if own else user.entity.candidate_id if user else None
        candidate = self.store.find(caller.company_id, CANDIDATE, candidate_id) if candidate_id else None
        if stored is not None:
            return _with_cv(stored.entity, candidate.entity if candidate else None)
        return _prefilled(subject, candidate.entity) if candidate else None

    def write(self, caller: Caller, changes: ProfileChanges, *, user_id: str | None = None) -> Profile:
        """Make or change the caller's profile; their candidate learns names, number and links from it.

        Raises:
            NotFound: the caller's company has no such user.
            Forbidden: it is another user's.
            Stale: it was changed at the same time.
        """
        subject = (user_id or changes.user_id or caller.user_id).lower()
        if subject != caller.user_id:
            self.store.get(caller.company_id, USER, subject)
            raise Forbidden("You may change your own profile only.")
        sent = {name: getattr(changes, name) for name in changes.model_fields_set - {"user_id"}}
        if sent.get("email") is None:
            sent.pop("email", None)
        change = self.store.change(caller.company_id)
        candidate = self.store.find(caller.company_id, CANDIDATE, caller.candidate_id) if caller.candidate_id else None
        stored = self.store.find(caller.company_id, PROFILE, caller.user_id)
        told = {**sent, "profile_prefilled": False, "updated_at": self.now()}
        if stored is None:
            known = _prefilled(caller.user_id, candidate.entity) if candidate else self._empty(caller)
            profile = known.model_copy(update={**told, "created_at": self.now()})
            change.add(PROFILE, profile)
        else:
            profile = stored.entity.model_copy(update=told)
            change.replace(PROFILE, stored, profile)
        if candidate is not None and (news := _news(candidate.entity, sent)):
            self.candidates.write(change, candidate, news)
        fields = {"fields": sorted(sent)}
        self.audit.record(change, caller, "UPDATE_PROFILE", "Profile", profile.id, changes=fields)
        change.commit()
        return _with_cv(profile, candidate.entity if candidate else None)

    def _empty(self, caller: Caller) -> Profile:
        now = self.now()
        return Profile(id=new_id(), user_id=caller.user_id, email=caller.email, created_at=now, updated_at=now)


def _with_cv(profile: Profile, candidate: Candidate | None) -> Profile:
    """The profile with the CV that its candidate has now, whatever it was when it was written."""
    resume_id = candidate.resume_id if candidate else None
    path = f"{CVS}/{candidate.company_id}/{resume_id}" if candidate and resume_id else None
    return profile.model_copy(update={"cv_file_id": resume_id, "cv_file_path": path})


def _prefilled(user_id: str, candidate: Candidate) -> Profile:
    """What is known of a candidate, as the profile that they have not written yet. It has the candidate's id."""
    profile = Profile(
        id=candidate.id,
        user_id=user_id,
        email=candidate.email,
        profile_prefilled=True,
        prefill_source=candidate.source,
        created_at=candidate.created_at,
        updated_at=candidate.updated_at,
        **{name: getattr(candidate, name) or None for name in _OF_CANDIDATE},
    )
    return _with_cv(profile, candidate)


def _news(candidate: Candidate, sent: dict[str, Any]) -> dict[str, Any]:
    """What the candidate learns: only what was said, nothing that was emptied."""
    news = {name: sent[name] for name in _OF_CANDIDATE if sent.get(name)}
    if "first_name" in news or "last_name" in news:
        names = {"first_name": candidate.first_name, "last_name": candidate.last_name, **news}
        news["full_name"] = f"{names['first_name']} {names['last_name']}".strip()
    place = ", ".join(sent[name] for name in ("suburb", "state", "country") if sent.get(name))
    return {**news, "location": place[:200]} if place else news
