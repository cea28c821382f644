"""Erasing what is due: people nobody has dealt with for as long as the company's policy says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, takewhile

from shared.applications.models import APPLICATION
from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate, Stage
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict
from shared.core.resource import Resource
from shared.identity.accounts import AccountService
from shared.identity.models import USER
from shared.interviews.models import INTERVIEW, TURN
from shared.interviews.presence import PRESENCE
from shared.invitations.models import INVITATION
from shared.mail.models import MAIL
from shared.merging.models import MERGE
from shared.notes.models import NOTE
from shared.ports.blob import BlobStore
from shared.profiles.models import PROFILE
from shared.reports.models import REPORTS, SHARE
from shared.resumes.models import CONTAINER, RESUME, TEXTS, blob_name
from shared.retention.models import (
    DEFAULT_DAYS,
    RETENTION,
    CleanupReport,
    CleanupRequest,
    RetentionChange,
    RetentionPolicy,
)
from shared.scoring.evaluations import EVALUATION, EVALUATION_VERSION
from shared.scoring.feedback import FEEDBACK
from shared.scoring.models import SCORE
from shared.store.kinds import E, Kind
from shared.store.store import Store

_ROWS_A_CHANGE = 40
_MAX_ERASED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class RetentionService:
    """Policies, and what they erase."""

    store: Store
    blobs: BlobStore
    accounts: AccountService
    audit: AuditLog
    now: Clock

    def policy(self, company_id: str) -> RetentionPolicy:
        """The company's rule, or the default one."""
        stored = self.store.find(company_id, RETENTION, "policy")
        if stored is not None:
            return stored.entity
        return RetentionPolicy(id=company_id, retention_days=DEFAULT_DAYS, updated_by="default", updated_at=self.now())

    def set_policy(self, caller: Caller, request: RetentionChange) -> RetentionPolicy:
        """Write the company's rule."""
        stored = self.store.find(caller.company_id, RETENTION, "policy")
        policy = RetentionPolicy(
            id=caller.company_id,
            retention_days=request.retention_days,
            updated_by=caller.user_id,
            updated_at=self.now(),
        )
        change = self.store.change(caller.company_id)
        if stored is None:
            change.add(RETENTION, policy)
        else:
            change.replace(RETENTION, stored, policy)
        self.audit.record(
            change,
            caller,
            "SET_RETENTION",
            "RetentionPolicy",
            policy.id,
            changes={"retention_days": policy.retention_days},
            before={"retention_days": stored.entity.retention_days} if stored else None,
        )
        change.commit()
        return policy

    def clean_up(self, caller: Caller, request: CleanupRequest) -> CleanupReport:
        """Erase everybody who is due, and files that led to nobody; at most 200 of each a call. The timer goes on."""
        company = caller.company_id
        days = request.retention_days or self.policy(company).retention_days
        due, files = self._due(company, days), self._unowned(company, days)
        interviews, resumes = 0, len(files)
        for candidate in due:
            gone = self._belongings(company, candidate)
            interviews += len(gone.interview_ids)
            resumes += len(gone.resume_ids)
            if not request.dry_run:
                self.erase(caller, candidate.id)
        if not request.dry_run:
            self._remove_resumes(company, files)
        return CleanupReport(
            dry_run=request.dry_run,
            retention_days=days,
            candidates_removed=len(due),
            interviews_removed=interviews,
            resumes_removed=resumes,
            recordings_removed=0,
            applications_anonymized=0,
        )

    def erase(self, caller: Caller, candidate_id: str) -> None:
        """Erase a candidate with everything of theirs: files and texts, applications, interviews with every turn and
        score, invitations, mails, their user and sign-in. The candidate goes last, so a stopped erasure is found again.

        Raises:
            NotFound: the caller's company has no such candidate.
            Conflict: the candidate was merged into another one.
        """
        company = caller.company_id
        candidate = self.store.get(company, CANDIDATE, candidate_id).entity
        if candidate.merged_into:
            raise Conflict(f"This candidate was merged into {candidate.merged_into}.", code="merged")
        for merged in list(self.store.each(company, CANDIDATE, "merged_into", (candidate_id,))):
            self._erase_merged(company, merged)
        gone = self._belongings(company, candidate)
        invitations = [
            invitation
            for application_id in gone.application_ids
            for invitation in self.store.each(company, INVITATION, "application", (application_id,))
        ]
        for interview_id in gone.interview_ids:
            turns = [
                (turn.interview_id, f"{turn.sequence:06}") for turn in self.store.children(company, TURN, interview_id)
            ]
            self._remove(company, TURN, turns)
            self._remove(company, SCORE, [(interview_id,)])
            self._remove_people_s_scores(company, interview_id)
        user = self.store.find_by(company, USER, "candidate", candidate_id)
        signs_in_as = user.entity.email if user else None
        invited_as = (one.candidate_email for one in invitations)
        known = [candidate.email, *candidate.other_emails, signs_in_as, *invited_as]
        for address in {address.casefold() for address in known if address}:
            mails = self.store.each(company, MAIL, "to", (address,))
            self._remove(company, MAIL, _ids(mails))
        told_of_them = self.store.each(company, MAIL, "about", (candidate_id,))
        self._remove(company, MAIL, _ids(told_of_them))
        notes = self.store.each(company, NOTE, "candidate", (candidate_id,))
        self._remove(company, NOTE, _ids(notes))
        self._remove(company, INVITATION, _ids(invitations))
        self._remove(company, INTERVIEW, [(one,) for one in gone.interview_ids])
        self._remove(company, APPLICATION, [(one,) for one in gone.application_ids])
        self._remove_resumes(company, gone.resume_ids)
        if user is not None:
            self.accounts.remove_membership(user.entity.email, user.entity.id)
            self._remove(company, USER, [(user.entity.id,)])
            self._remove(company, PROFILE, [(user.entity.id,)])
        self.audit.forget(company, candidate_id)
        stored = self.store.get(company, CANDIDATE, candidate_id)
        change = self.store.change(company)
        change.remove(CANDIDATE, stored)
        self.audit.record(change, caller, "ERASE_CANDIDATE", "Candidate", candidate_id, before={})
        change.commit()

    def _remove_people_s_scores(self, company_id: str, interview_id: str) -> None:
        self._remove_children(company_id, EVALUATION, interview_id)
        self._remove_children(company_id, EVALUATION_VERSION, interview_id)
        self._remove(company_id, FEEDBACK, [(interview_id,)])
        self._remove(company_id, SHARE, [(interview_id,)])
        self._remove(company_id, PRESENCE, [(interview_id,)])
        for name in self.blobs.list_names(REPORTS, f"{company_id}/{interview_id}/"):
            self.blobs.remove(REPORTS, name)

    def _remove_children(self, company_id: str, kind: Kind[E], interview_id: str) -> None:
        found = self.store.children(company_id, kind, interview_id)
        self._remove(company_id, kind, [kind.key(one) for one in found])

    def _erase_merged(self, company_id: str, merged: Candidate) -> None:
        """Erase what is left of somebody who became part of a candidate, and of those who became part of them."""
        for earlier in list(self.store.each(company_id, CANDIDATE, "merged_into", (merged.id,))):
            self._erase_merged(company_id, earlier)
        self.audit.forget(company_id, merged.id)
        self._remove(company_id, MERGE, [(merged.id,)])
        self._remove(company_id, CANDIDATE, [(merged.id,)])

    def _due(self, company_id: str, days: int) -> list[Candidate]:
        limit = self.now() - timedelta(days=days)
        due: list[Candidate] = []
        for candidate in self.store.each(company_id, CANDIDATE, "idle", ()):
            if candidate.updated_at > limit or len(due) == _MAX_ERASED_AT_ONCE:
                break
            if candidate.status is not Stage.HIRED:
                due.append(candidate)
        return due

    def _unowned(self, company_id: str, days: int) -> list[str]:
        """Ids of files that were uploaded that long ago and led to no candidate."""
        limit = self.now() - timedelta(days=days)
        listed = self.store.each(company_id, RESUME, "unowned", ())
        old = takewhile(lambda resume: resume.created_at <= limit, listed)
        return [resume.id for resume in islice(old, _MAX_ERASED_AT_ONCE)]

    def _remove_resumes(self, company_id: str, resume_ids: Sequence[str]) -> None:
        for resume_id in resume_ids:
            self.blobs.remove(CONTAINER, blob_name(company_id, resume_id))
            self.blobs.remove(TEXTS, blob_name(company_id, resume_id))
        self._remove(company_id, RESUME, [(one,) for one in resume_ids])

    def _belongings(self, company_id: str, candidate: Candidate) -> "_Belongings":
        mine = (candidate.id,)
        return _Belongings(
            [one.id for one in self.store.each(company_id, RESUME, "candidate", mine)],
            [one.id for one in self.store.each(company_id, INTERVIEW, "candidate", mine)],
            [one.id for one in self.store.each(company_id, APPLICATION, "candidate", mine)],
        )

    def _remove(self, company_id: str, kind: Kind[E], keys: Iterable[tuple[str, ...]]) -> None:
        change = self.store.change(company_id)
        for key in keys:
            stored = self.store.find(company_id, kind, *key)
            if stored is None:
                continue
            change.remove(kind, stored)
            if change.size > _ROWS_A_CHANGE:
                change.commit()
                change = self.store.change(company_id)
        if change.size:
            change.commit()


@dataclass(frozen=True, slots=True)
class _Belongings:
    resume_ids: list[str]
    interview_ids: list[str]
    application_ids: list[str]


def _ids(entities: Iterable[Resource]) -> list[tuple[str, ...]]:
    return [(entity.id,) for entity in entities]
