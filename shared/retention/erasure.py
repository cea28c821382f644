"""Erasing one person: everything that is theirs or tells of them, counted as it goes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shared.answers.models import ANSWER, ANSWERS
from shared.applications.models import APPLICATION
from shared.audit.service import AuditLog
from shared.calls.models import CALL_IDENTITY, RECORDING, RECORDINGS
from shared.candidates.models import CANDIDATE, Candidate
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
from shared.retention.models import DELETION
from shared.scoring.evaluations import EVALUATION, EVALUATION_VERSION
from shared.scoring.feedback import FEEDBACK
from shared.scoring.models import SCORE
from shared.store.kinds import E, Kind
from shared.store.store import Store

_ROWS_A_CHANGE = 40


@dataclass(frozen=True, slots=True)
class Belongings:
    """What hangs on a candidate: the ids from which everything else is found. `recordings` are a number."""

    resume_ids: list[str]
    interview_ids: list[str]
    application_ids: list[str]
    recordings: int


def belongings_of(store: Store, company_id: str, candidate_id: str) -> Belongings:
    """What hangs on a candidate now."""
    mine = (candidate_id,)
    interview_ids = [one.id for one in store.each(company_id, INTERVIEW, "candidate", mine)]
    return Belongings(
        [one.id for one in store.each(company_id, RESUME, "candidate", mine)],
        interview_ids,
        [one.id for one in store.each(company_id, APPLICATION, "candidate", mine)],
        sum(len(store.children(company_id, RECORDING, one)) for one in interview_ids),
    )


@dataclass(frozen=True, slots=True)
class Erasure:
    """The erasure of one person. `removed` counts by kind what is gone; files are counted too."""

    store: Store
    blobs: BlobStore
    accounts: AccountService
    audit: AuditLog
    company_id: str
    removed: Counter[str] = field(default_factory=Counter)

    def erase_belongings(self, candidate: Candidate) -> Belongings:
        """Erase all but the candidate: files and texts, applications, interviews with every turn and score,
        invitations, mails, notes, their user and sign-in, and what is personal in the audit log."""
        gone = belongings_of(self.store, self.company_id, candidate.id)
        invitations = [
            invitation
            for application_id in gone.application_ids
            for invitation in self.store.each(self.company_id, INVITATION, "application", (application_id,))
        ]
        for interview_id in gone.interview_ids:
            self._erase_interview(interview_id)
        user = self.store.find_by(self.company_id, USER, "candidate", candidate.id)
        signs_in_as = user.entity.email if user else None
        known = [candidate.email, *candidate.other_emails, signs_in_as, *(one.candidate_email for one in invitations)]
        for address in {address.casefold() for address in known if address}:
            self._remove_listed(MAIL, "to", (address,))
        self._remove_listed(MAIL, "about", (candidate.id,))
        self._remove_listed(NOTE, "candidate", (candidate.id,))
        self.remove(INVITATION, [(one.id,) for one in invitations])
        self.remove(INTERVIEW, [(one,) for one in gone.interview_ids])
        self.remove(APPLICATION, [(one,) for one in gone.application_ids])
        self.erase_resumes(gone.resume_ids)
        if user is not None:
            self.accounts.remove_membership(user.entity.email, user.entity.id)
            self.remove(USER, [(user.entity.id,)])
            self.remove(PROFILE, [(user.entity.id,)])
            self.remove(CALL_IDENTITY, [(user.entity.id,)])
        self._take_reasons_out(candidate.id)
        for about in (*gone.application_ids, *gone.interview_ids, candidate.id):
            self.audit.forget(self.company_id, about)
        return gone

    def erase_merged(self, merged: Candidate) -> None:
        """Erase what is left of somebody who became part of a candidate, and of those who became part of them."""
        for earlier in list(self.store.each(self.company_id, CANDIDATE, "merged_into", (merged.id,))):
            self.erase_merged(earlier)
        self.audit.forget(self.company_id, merged.id)
        self.remove(MERGE, [(merged.id,)])
        self.remove(CANDIDATE, [(merged.id,)])

    def erase_resumes(self, resume_ids: Sequence[str]) -> None:
        """Erase CV files, with the texts that were read from them."""
        for resume_id in resume_ids:
            self._remove_files(CONTAINER, blob_name(self.company_id, resume_id))
            self._remove_files(TEXTS, blob_name(self.company_id, resume_id))
        self.remove(RESUME, [(one,) for one in resume_ids])

    def remove(self, kind: Kind[E], keys: Iterable[tuple[str, ...]]) -> None:
        """Erase the entities of these keys, as far as they are there."""
        change = self.store.change(self.company_id)
        for key in keys:
            stored = self.store.find(self.company_id, kind, *key)
            if stored is None:
                continue
            change.remove(kind, stored)
            self.removed[kind.name] += 1
            if change.size > _ROWS_A_CHANGE:
                change.commit()
                change = self.store.change(self.company_id)
        if change.size:
            change.commit()

    def _take_reasons_out(self, candidate_id: str) -> None:
        """Leave of deletion requests what the certificate needs: times and ids."""
        for brief in list(self.store.each(self.company_id, DELETION, "candidate", (candidate_id,))):
            stored = self.store.find(self.company_id, DELETION, brief.id)
            if stored is not None and (stored.entity.reason or stored.entity.notes):
                change = self.store.change(self.company_id)
                change.replace(DELETION, stored, stored.entity.model_copy(update={"reason": None, "notes": None}))
                change.commit()

    def _erase_interview(self, interview_id: str) -> None:
        score = self.store.find(self.company_id, SCORE, interview_id)
        if score is not None:
            self.audit.forget(self.company_id, score.entity.id)
        self.remove(SCORE, [(interview_id,)])
        self.remove(FEEDBACK, [(interview_id,)])
        self.remove(SHARE, [(interview_id,)])
        self.remove(PRESENCE, [(interview_id,)])
        self._remove_children(TURN, interview_id)
        self._remove_children(EVALUATION, interview_id)
        self._remove_children(EVALUATION_VERSION, interview_id)
        self._remove_children(RECORDING, interview_id)
        self._remove_children(ANSWER, interview_id)
        for container in (REPORTS, RECORDINGS, ANSWERS):
            self._remove_files(container, f"{self.company_id}/{interview_id}/")

    def _remove_listed(self, kind: Kind[E], index: str, values: tuple[str, ...]) -> None:
        self.remove(kind, [kind.key(one) for one in self.store.each(self.company_id, kind, index, values)])

    def _remove_children(self, kind: Kind[E], interview_id: str) -> None:
        found = self.store.children(self.company_id, kind, interview_id)
        self.remove(kind, [kind.key(one) for one in found])

    def _remove_files(self, container: str, prefix: str) -> None:
        for name in self.blobs.list_names(container, prefix):
            self.blobs.remove(container, name)
            self.removed["file"] += 1
