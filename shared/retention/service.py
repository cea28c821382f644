"""Erasing what is due: people nobody has dealt with for as long as the company's policy says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, takewhile

from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate, Stage
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict
from shared.identity.accounts import AccountService
from shared.ports.blob import BlobStore
from shared.resumes.models import RESUME
from shared.retention.erasure import Belongings, Erasure, belongings_of
from shared.retention.holds import HoldService
from shared.retention.models import (
    DEFAULT_DAYS,
    RETENTION,
    CleanupReport,
    CleanupRequest,
    RetentionChange,
    RetentionPolicy,
)
from shared.store.store import Store

_MAX_ERASED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class RetentionService:
    """Policies, and what they erase."""

    store: Store
    blobs: BlobStore
    accounts: AccountService
    holds: HoldService
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
            retention_days=request.days,
            preset=request.preset,
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
            changes={"retention_days": policy.retention_days, "preset": policy.preset},
            before={"retention_days": stored.entity.retention_days} if stored else None,
        )
        change.commit()
        return policy

    def clean_up(self, caller: Caller, request: CleanupRequest) -> CleanupReport:
        """Erase everybody who is due, and files that led to nobody; at most 200 of each a call. The timer goes on."""
        company = caller.company_id
        days = request.retention_days or self.policy(company).retention_days
        due, held_back = self._due(company, days)
        files = self._unowned(company, days)
        gone = [belongings_of(self.store, company, candidate.id) for candidate in due]
        if not request.dry_run:
            for candidate in due:
                self.erase(caller, candidate.id)
            self._erasure(company).erase_resumes(files)
        return _report(request.dry_run, days, gone, files, held_back)

    def erase(self, caller: Caller, candidate_id: str) -> Mapping[str, int]:
        """Erase a candidate with everything of theirs. The candidate goes last, so a stopped erasure is found again.

        Gives how much of what is gone.

        Raises:
            NotFound: the caller's company has no such candidate.
            Conflict: the candidate was merged into another one (code `merged`), or a legal hold is on them
                (code `legal_hold`).
        """
        company = caller.company_id
        candidate = self.store.get(company, CANDIDATE, candidate_id).entity
        if candidate.merged_into:
            raise Conflict(f"This candidate was merged into {candidate.merged_into}.", code="merged")
        self.holds.check(company, candidate)
        erasure = self._erasure(company)
        for merged in list(self.store.each(company, CANDIDATE, "merged_into", (candidate_id,))):
            erasure.erase_merged(merged)
        erasure.erase_belongings(candidate)
        stored = self.store.get(company, CANDIDATE, candidate_id)
        change = self.store.change(company)
        change.remove(CANDIDATE, stored)
        self.audit.record(change, caller, "ERASE_CANDIDATE", "Candidate", candidate_id, before={})
        change.commit()
        erasure.removed[CANDIDATE.name] += 1
        return erasure.removed

    def _erasure(self, company_id: str) -> Erasure:
        return Erasure(self.store, self.blobs, self.accounts, self.audit, company_id)

    def _due(self, company_id: str, days: int) -> tuple[list[Candidate], int]:
        """Who is due, and how many are but for a legal hold."""
        limit = self.now() - timedelta(days=days)
        due: list[Candidate] = []
        held_back = 0
        for candidate in self.store.each(company_id, CANDIDATE, "idle", ()):
            if candidate.updated_at > limit or len(due) == _MAX_ERASED_AT_ONCE:
                break
            if candidate.status is Stage.HIRED:
                continue
            if self.holds.is_held(company_id, candidate):
                held_back += 1
            else:
                due.append(candidate)
        return due, held_back

    def _unowned(self, company_id: str, days: int) -> list[str]:
        """Ids of files that were uploaded that long ago and led to no candidate."""
        limit = self.now() - timedelta(days=days)
        listed = self.store.each(company_id, RESUME, "unowned", ())
        old = takewhile(lambda resume: resume.created_at <= limit, listed)
        return [resume.id for resume in islice(old, _MAX_ERASED_AT_ONCE)]


def _report(dry_run: bool, days: int, gone: list[Belongings], files: list[str], held_back: int) -> CleanupReport:
    return CleanupReport(
        dry_run=dry_run,
        retention_days=days,
        candidates_removed=len(gone),
        interviews_removed=sum(len(one.interview_ids) for one in gone),
        resumes_removed=sum(len(one.resume_ids) for one in gone) + len(files),
        recordings_removed=sum(one.recordings for one in gone),
        applications_anonymized=sum(len(one.application_ids) for one in gone),
        held_back=held_back,
    )
