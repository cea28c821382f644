"""Erasing what is due: people nobody has dealt with for as long as the company's policy says."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, takewhile

from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate, Stage
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, DomainError
from shared.mail.service import MailService
from shared.ports.blob import BlobStore
from shared.resumes.models import RESUME, blob_name
from shared.retention.completion import Completion
from shared.retention.erasure import OF_RESUME, Erasure
from shared.retention.holds import HoldService
from shared.retention.models import (
    DEFAULT_DAYS,
    RETENTION,
    CleanupReport,
    CleanupRequest,
    RetentionChange,
    RetentionPolicy,
)
from shared.retention.person import Belongings, belongings_of, left_behind
from shared.retention.tally import ERASING, Erasing, Tally
from shared.store.store import Store

log = logging.getLogger("talenti.retention")

LINKS_END_AFTER = timedelta(hours=2)
"""By then no link for sending a file is valid any more, and no copy of a recording is on its way."""
KNOWN_FOR = timedelta(days=7)
"""How long the ids of what was erased are kept, and a certificate that the mail service does not take."""
_MAX_ERASED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class RetentionService:
    """Policies, and what they erase."""

    store: Store
    blobs: BlobStore
    erasure: Erasure
    holds: HoldService
    completion: Completion
    mail: MailService
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
        """Erase everybody who is due, and files that led to nobody; at most 200 of each a call. The timer goes on.

        Raises:
            Unavailable: something did not answer. Who could be erased all the same was erased.
        """
        company = caller.company_id
        days = request.retention_days or self.policy(company).retention_days
        due, held_back = self._due(company, days)
        files = self._unowned(company, days)
        gone = [belongings_of(self.store, company, candidate) for candidate in due]
        if not request.dry_run:
            failures = [failure for candidate in due if (failure := self._try(caller, candidate.id))]
            self._erase_unowned(company, files)
            self.store.fold_counts(company)
            if failures:
                raise failures[0]
        return _report(request.dry_run, days, gone, files, held_back)

    def erase(self, caller: Caller, candidate_id: str) -> None:
        """Erase a candidate with everything of theirs, and complete what they have asked for.

        The candidate goes last, so a stopped erasure is found again.

        Raises:
            NotFound: the caller's company has no such candidate.
            Conflict: the candidate was merged into another one (code `merged`), a legal hold is on them (code
                `legal_hold`), or something of theirs was written at the same time.
            Unavailable: storage or the calling service does not answer. All else is gone; repeating goes on.
        """
        self._erase(caller, candidate_id)
        # What was counted by a word of theirs, such as a department, is zero now: it is not kept until the timer folds.
        self.store.fold_counts(caller.company_id)

    def _erase(self, caller: Caller, candidate_id: str) -> None:
        company = caller.company_id
        candidate = self.store.get(company, CANDIDATE, candidate_id).entity
        if candidate.merged_into:
            raise Conflict(f"This candidate was merged into {candidate.merged_into}.", code="merged")
        belongings = belongings_of(self.store, company, candidate)
        tally = self._begin(company, candidate_id, belongings)
        self.erasure.erase(belongings, tally)
        stored = self.store.get(company, CANDIDATE, candidate_id)
        if added := belongings_of(self.store, company, stored.entity).things:
            raise Conflict(f"{added} things were added to this candidate meanwhile. Try again.", code="busy")
        change = self.store.change(company)
        erased, erasing = tally.with_one_more(CANDIDATE), tally.erasing
        mail_id = self.completion.complete_all(change, caller, erasing.candidate_ids, erased, erasing.address)
        tally.finish(change, CANDIDATE, stored, self.now(), mail_id)
        self.audit.record(change, caller, "ERASE_CANDIDATE", "Candidate", candidate_id, before={})
        change.commit()

    def tidy(self, company_id: str) -> int:
        """Look again after those who were erased: for what was added meanwhile, and files that came by links that were
        given before; gives how much there was. After a week forget that they were erased, and a certificate that could
        not be sent.

        Raises:
            Unavailable: something did not answer. The next run goes on.
        """
        found = 0
        for erasing in self.store.children(company_id, ERASING):
            if erasing.finished_at is None or erasing.finished_at > self.now() - LINKS_END_AFTER:
                continue
            if not erasing.looked_again:
                found += self._look_again(company_id, erasing.id)
            if erasing.finished_at <= self.now() - KNOWN_FOR:
                self._forget(company_id, erasing)
        return found

    def _look_again(self, company_id: str, candidate_id: str) -> int:
        stored = self.store.get(company_id, ERASING, candidate_id)
        tally = Tally(self.store, self.blobs, self.audit, company_id, stored)
        erased = stored.entity
        people = sorted({candidate_id, *erased.candidate_ids})
        late = left_behind(self.store, company_id, people, erased.resume_ids, erased.interview_ids)
        self.erasure.erase(late, tally)
        tally.end_look()
        return sum(tally.erasing.erased.values()) - sum(erased.erased.values())

    def _begin(self, company_id: str, candidate_id: str, belongings: Belongings) -> Tally:
        """Note that an erasure begins, or find how far it came. Raises Conflict: a hold is on them."""
        begun = self.store.find(company_id, ERASING, candidate_id)
        if begun is None:
            self.holds.check(company_id, candidate_id)
            address = belongings.users[0].email if belongings.users else belongings.names[0].email
            change = self.store.change(company_id)
            change.add(ERASING, Erasing(id=candidate_id, begun_at=self.now(), address=address))
            change.commit()
            begun = self.store.get(company_id, ERASING, candidate_id)
        try:
            self.holds.check(company_id, candidate_id)
        except Conflict:
            if not begun.entity.erased:
                self._forget(company_id, begun.entity)
            raise
        return Tally(self.store, self.blobs, self.audit, company_id, begun)

    def _forget(self, company_id: str, erasing: Erasing) -> None:
        if erasing.mail_id is not None:
            self.mail.forget_copy(erasing.mail_id)
            self.mail.forget(company_id, erasing.mail_id)
        stored = self.store.find(company_id, ERASING, erasing.id)
        if stored is not None:
            change = self.store.change(company_id)
            change.remove(ERASING, stored)
            change.commit()

    def _try(self, caller: Caller, candidate_id: str) -> DomainError | None:
        """Erase somebody who is due. Gives what stood in the way, so that the others do not wait for them."""
        try:
            self._erase(caller, candidate_id)
        except DomainError as failure:
            log.warning("candidate %s is due and could not be erased: %s", candidate_id, failure.code)
            return failure
        return None

    def _erase_unowned(self, company_id: str, resume_ids: Sequence[str]) -> None:
        for resume_id in resume_ids:
            for container in OF_RESUME:
                self.blobs.discard(container, blob_name(company_id, resume_id))
            stored = self.store.find(company_id, RESUME, resume_id)
            self.audit.forget(company_id, resume_id)
            if stored is not None:
                change = self.store.change(company_id)
                change.remove(RESUME, stored)
                change.commit()

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
