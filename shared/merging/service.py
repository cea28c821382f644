"""Merging candidates: one stays, and takes over what is known of the other; the other's id leads to them from then on.

What they are is one transaction. What refers to them is moved by the queue, thing by thing: each is found under the old
candidate until it is moved, so that a run that was stopped goes on where it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.applications.models import APPLICATION, Application
from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, MAX_HISTORY, Candidate
from shared.candidates.service import CandidateService
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, Invalid, Stale
from shared.core.holds import Holds
from shared.core.ids import is_repeated
from shared.core.resource import Resource
from shared.identity.access import AccessService
from shared.identity.models import USER
from shared.interviews.models import INTERVIEW
from shared.invitations.models import INVITATION
from shared.mail.models import MAIL
from shared.merging.models import MERGE, Merge, MergeRequest, MoveBelongings
from shared.notes.models import NOTE
from shared.resumes.models import RESUME
from shared.scoring.models import SCORE
from shared.store.kinds import E, Kind
from shared.store.store import Store, Stored

_OWN = {"id", "company_id", "source", "status", "created_at", "updated_at", "parsing_status", "full_name"}
"""Fields that the one who stays keeps, whatever the other's are."""
_MAX_APPLICATION_HISTORY = 40


@dataclass(frozen=True, slots=True)
class MergeService:
    """Merges of every company's candidates."""

    store: Store
    candidates: CandidateService
    access: AccessService
    audit: AuditLog
    now: Clock
    holds: Holds

    def merge(self, caller: Caller, candidate_id: str, request: MergeRequest) -> Candidate:
        """Make two candidates one: `candidate_id` stays. What it does not know yet it learns from the other.

        Raises:
            Invalid: it is the same candidate.
            NotFound: the caller's company has no such candidates.
            Conflict: one of them was merged before, or is being erased; or both have an account to sign in with.
            Stale: somebody else changed one of them at the same time.
        """
        company = caller.company_id
        if request.other_id == candidate_id:
            raise Invalid.field("other_id", "same", "is the same candidate.")
        survivor = self.store.get(company, CANDIDATE, candidate_id)
        other = self.store.get(company, CANDIDATE, request.other_id)
        if is_repeated() and other.entity.merged_into == candidate_id:
            return survivor.entity
        self._check(company, survivor.entity, other.entity)
        gaps = _gaps(survivor.entity, other.entity)
        change = self.store.change(company)
        moment = self.now()
        tombstone = other.entity.model_copy(update={"merged_into": candidate_id, "updated_at": moment})
        merged = survivor.entity.model_copy(update={**gaps, **_joined(survivor.entity, other.entity)})
        merged = merged.model_copy(update={"updated_at": moment})
        change.replace(CANDIDATE, other, tombstone)
        change.replace(CANDIDATE, survivor, merged)
        record = self._record(caller, candidate_id, request.other_id, sorted(gaps))
        change.put(MERGE, record)
        change.send(MoveBelongings(company_id=company, survivor_id=candidate_id, other_id=request.other_id))
        told = {"merged": request.other_id, "filled": record.filled, "applications": len(record.application_ids)}
        self.audit.record(change, caller, "MERGE_CANDIDATES", "Candidate", candidate_id, changes=told)
        change.commit()
        return merged

    def _check(self, company_id: str, *candidates: Candidate) -> None:
        """Raise Conflict for candidates who cannot be made one."""
        if any(one.merged_into for one in candidates):
            raise Conflict("One of these candidates was merged before.")
        for one in candidates:
            self.holds.check_stays(company_id, one.id)
        if all(self.store.find_by(company_id, USER, "candidate", one.id) for one in candidates):
            raise Conflict("Both candidates have an account: delete the user of one first.", code="two_accounts")

    def move_belongings(self, task: MoveBelongings) -> None:
        """Move everything that still refers to the merged candidate. Safe to repeat, and to stop anywhere."""
        company = task.company_id
        survivor = self.store.find(company, CANDIDATE, task.survivor_id)
        if not self.store.is_pending(task):
            return
        if survivor is not None:
            mine, theirs = survivor.entity, (task.other_id,)
            for application in list(self.store.each(company, APPLICATION, "candidate", theirs)):
                self._move_application(company, application.id, mine)
            for interview in list(self.store.each(company, INTERVIEW, "candidate", theirs)):
                self._move_interview(company, interview.id, _owner(mine))
            owner = {"candidate_id": mine.id}
            self._move_all(company, RESUME, self.store.each(company, RESUME, "candidate", theirs), owner)
            self._move_all(company, NOTE, self.store.each(company, NOTE, "candidate", theirs), owner)
            self._move_all(company, MAIL, self.store.each(company, MAIL, "about", theirs), {"about": mine.id})
            self._move_user(company, task)
        change = self.store.change(company)
        change.finish(task)
        try:
            change.commit()
        except Stale:
            return  # another delivery of the same message was faster

    def _move_application(self, company: str, application_id: str, mine: Candidate) -> None:
        """Move an application with what belongs to it; one for the same job becomes part of that."""
        stored = self.store.find(company, APPLICATION, application_id)
        if stored is None:
            return
        twin = self.store.find_by(company, APPLICATION, "pair", stored.entity.job_id, mine.id)
        into = twin.entity.id if twin else application_id
        owner = {**_owner(mine), "application_id": into}
        for interview in list(self.store.each(company, INTERVIEW, "application", (application_id,))):
            self._move_interview(company, interview.id, owner)
        invitations = self.store.each(company, INVITATION, "application", (application_id,))
        self._move_all(company, INVITATION, invitations, {"candidate_id": mine.id, "application_id": into})
        change = self.store.change(company)
        if twin is None:
            change.replace(APPLICATION, stored, stored.entity.model_copy(update=_owner(mine)))
        else:
            change.remove(APPLICATION, stored)
            change.replace(APPLICATION, twin, _with_history_of(twin.entity, stored.entity))
        change.commit()

    def _move_interview(self, company: str, interview_id: str, owner: dict[str, Any]) -> None:
        """Move an interview with its score."""
        stored = self.store.find(company, INTERVIEW, interview_id)
        if stored is None:
            return
        change = self.store.change(company)
        change.replace(INTERVIEW, stored, stored.entity.model_copy(update=owner))
        score = self.store.find(company, SCORE, interview_id)
        if score is not None:
            known = {name: value for name, value in owner.items() if name in {"candidate_id", "application_id"}}
            change.replace(SCORE, score, score.entity.model_copy(update=known))
        change.commit()

    def _move_all(self, company: str, kind: Kind[E], things: Iterable[E], owner: dict[str, Any]) -> None:
        for thing in list(things):
            stored: Stored[E] | None = self.store.find(company, kind, thing.id)
            if stored is None or _has(stored.entity, owner):
                continue
            change = self.store.change(company)
            change.replace(kind, stored, stored.entity.model_copy(update=owner))
            change.commit()

    def _move_user(self, company: str, task: MoveBelongings) -> None:
        """Let the account's user be the one who stays, in their sessions too."""
        user = self.store.find_by(company, USER, "candidate", task.other_id)
        if user is None:
            return
        moved = user.entity.model_copy(update={"candidate_id": task.survivor_id})
        change = self.store.change(company)
        change.replace(USER, user, moved)
        settling = self.access.send_settling(change, moved)
        change.commit()
        self.access.settle_now(settling)

    def _record(self, caller: Caller, survivor_id: str, other_id: str, filled: list[str]) -> Merge:
        company, theirs = caller.company_id, (other_id,)
        return Merge(
            id=other_id,
            survivor_id=survivor_id,
            application_ids=[one.id for one in self.store.each(company, APPLICATION, "candidate", theirs)],
            interview_ids=[one.id for one in self.store.each(company, INTERVIEW, "candidate", theirs)],
            resume_ids=[one.id for one in self.store.each(company, RESUME, "candidate", theirs)],
            note_ids=[one.id for one in self.store.each(company, NOTE, "candidate", theirs)],
            filled=filled,
            by_user_id=caller.user_id,
            at=self.now(),
        )


def _owner(candidate: Candidate) -> dict[str, Any]:
    """What things keep of their candidate."""
    return {
        "candidate_id": candidate.id,
        "candidate_name": candidate.full_name,
        "candidate_email": candidate.email,
    }


def _gaps(survivor: Candidate, other: Candidate) -> dict[str, Any]:
    """What the other tells that the one who stays does not."""
    mine, theirs = dict(survivor), dict(other)
    empty: tuple[Any, ...] = (None, "", [])
    joined = {"stage_history", "other_emails", "possible_duplicates", "merged_into"}
    return {
        name: value
        for name, value in theirs.items()
        if name not in _OWN | joined and mine[name] in empty and value not in empty
    }


def _joined(survivor: Candidate, other: Candidate) -> dict[str, Any]:
    """What both have a part in: addresses, the way through the stages, and who else may be the same person."""
    known = {survivor.email or other.email}
    addresses = [other.email, *survivor.other_emails, *other.other_emails]
    history = sorted([*survivor.stage_history, *other.stage_history], key=lambda entry: entry.entered_at)
    pairs = [*survivor.possible_duplicates, *other.possible_duplicates]
    return {
        "other_emails": list(dict.fromkeys(one for one in addresses if one and one not in known)),
        "stage_history": history[-MAX_HISTORY:],
        "possible_duplicates": [pair for pair in pairs if pair.candidate_id not in {survivor.id, other.id}][:10],
    }


def _with_history_of(twin: Application, other: Application) -> Application:
    """An application with the steps of another one for the same job; it stays in its stage."""
    history = sorted([*twin.history, *other.history], key=lambda step: step.at)
    return twin.model_copy(update={"history": history[-_MAX_APPLICATION_HISTORY:]})


def _has(thing: Resource, values: dict[str, Any]) -> bool:
    return all(getattr(thing, name) == value for name, value in values.items())
