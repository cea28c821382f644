"""Candidates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.audit.service import AuditLog
from shared.candidates.marks import Reason, link_mark, marks_of
from shared.candidates.models import (
    CANDIDATE,
    DECISIONS,
    MAX_HISTORY,
    Candidate,
    CandidateChanges,
    CandidateDraft,
    CandidateQuery,
    Duplicate,
    NotifyRecruiters,
    ParsingStatus,
    PossibleDuplicate,
    Stage,
    StageChange,
    StageEntry,
)
from shared.core.caller import Caller, system_caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden, Invalid
from shared.core.ids import new_id
from shared.core.page import Page
from shared.identity.models import normalised_email
from shared.ports.cv import Profile
from shared.store.store import Change, Store, Stored

SYSTEM = system_caller("").user_id
"""Who did what nobody decided."""
SELF = "self"
"""The source of colleagues who interview themselves."""
_MAX_DESCRIPTION = 600
_MAX_ITEMS = 15


@dataclass(frozen=True, slots=True)
class CandidateService:
    """The people in every company's pipeline."""

    store: Store
    audit: AuditLog
    now: Clock

    def create(self, caller: Caller, draft: CandidateDraft) -> Candidate:
        """Make a candidate by hand.

        Raises:
            Conflict: the company has a candidate with this address.
        """
        candidate = self.new(
            caller.company_id,
            **draft.model_dump(),
            full_name=f"{draft.first_name} {draft.last_name}",
            by_user_id=caller.user_id,
        )
        candidate = self.with_duplicates(candidate)
        change = self.store.change(caller.company_id)
        change.add(CANDIDATE, candidate)
        told = draft.model_dump(mode="json", exclude_unset=True, exclude_none=True)
        self.audit.record(
            change,
            caller,
            "CREATE_CANDIDATE",
            "Candidate",
            candidate.id,
            changes={"source": candidate.source, **told},
            personal=set(told) - {"source", "status"},
        )
        change.commit()
        return candidate

    def get(self, caller: Caller, candidate_id: str) -> Candidate:
        """A candidate of the caller's company; for one who was merged into another, that one. Raises NotFound."""
        return self.stored(caller, candidate_id).entity

    def stored(self, caller: Caller, candidate_id: str) -> Stored[Candidate]:
        """The same, to be written in another capability's change. Raises NotFound."""
        stored = self.store.get(caller.company_id, CANDIDATE, candidate_id)
        while stored.entity.merged_into is not None:
            stored = self.store.get(caller.company_id, CANDIDATE, stored.entity.merged_into)
        return stored

    def page(self, caller: Caller, query: CandidateQuery) -> Page[Candidate]:
        """Candidates of the caller's company, newest first.

        Raises:
            Invalid: search was combined with a filter.
        """
        company = caller.company_id
        if query.search:
            if query.status or query.domain:
                raise Invalid.field("search", "exclusive", "cannot be combined with status or domain.")
            word = query.search.strip().casefold().split()[0] if query.search.strip() else ""
            profile = link_mark(word)
            word = profile.word if profile else word
            digits = word.lstrip("+").replace("-", "")
            return self.store.page(
                company, CANDIDATE, "search", (digits if digits.isdigit() else word,), query, prefix=True
            )
        domain = query.domain.casefold() if query.domain else None
        if query.status and domain:
            return self.store.page(company, CANDIDATE, "status_domain", (query.status, domain), query)
        if query.status:
            return self.store.page(company, CANDIDATE, "status", (query.status,), query)
        if domain:
            return self.store.page(company, CANDIDATE, "domain", (domain,), query)
        return self.store.page(company, CANDIDATE, "all", (), query)

    def duplicates(self, caller: Caller, candidate_id: str) -> list[Duplicate]:
        """Candidates who may be the same person as this one, as things are now.

        Raises:
            NotFound: the caller's company has no such candidate.
        """
        alike = self.same_person(caller.company_id, self.get(caller, candidate_id))
        return [Duplicate(candidate=other, reasons=reasons) for other, reasons in alike]

    def with_duplicates(self, candidate: Candidate) -> Candidate:
        """A candidate who was not written yet, pointing out who may be the same person."""
        alike = self.same_person(candidate.company_id, candidate)
        pairs = [PossibleDuplicate(candidate_id=other.id, reasons=reasons) for other, reasons in alike]
        return candidate.model_copy(update={"possible_duplicates": pairs})

    def same_person(self, company_id: str, candidate: Candidate) -> list[tuple[Candidate, list[Reason]]]:
        """Others with the same telephone number or profile, at most ten: a read for each that the candidate has."""
        reasons = {mark.word: mark.reason for mark in marks_of(candidate)}
        found: dict[str, tuple[Candidate, list[Reason]]] = {}
        for word, other in self.store.each_of(company_id, CANDIDATE, "search", reasons):
            if other.id != candidate.id and any(mark.word == word for mark in marks_of(other)):
                found.setdefault(other.id, (other, []))[1].append(reasons[word])
        return list(found.values())[:10]

    def update(self, caller: Caller, candidate_id: str, changes: CandidateChanges) -> Candidate:
        """Change a candidate. A change of stage is kept in their history, with its time.

        Raises:
            NotFound: the caller's company has no such candidate.
            Conflict: another candidate has the new address.
            Stale: somebody else changed the candidate at the same time.
        """
        stored = self._there(caller, candidate_id)
        sent = changes.changes()
        if "first_name" in sent or "last_name" in sent:
            names = {**stored.entity.model_dump(include={"first_name", "last_name"}), **sent}
            sent["full_name"] = f"{names['first_name']} {names['last_name']}".strip()
        change = self.store.change(caller.company_id)
        candidate = self.write(change, stored, sent, by=caller)
        self._record_update(change, caller, stored.entity, candidate, sent)
        change.commit()
        return candidate

    def move(self, caller: Caller, candidate_id: str, decision: StageChange) -> Candidate:
        """Bring a candidate into a stage, and tell the company's recruiters by mail if it is another one.

        Raises:
            NotFound: the caller's company has no such candidate.
            Stale: somebody else changed the candidate at the same time.
        """
        stored = self._there(caller, candidate_id)
        if stored.entity.status is decision.status:
            return stored.entity
        change = self.store.change(caller.company_id)
        candidate = self.write(change, stored, {"status": decision.status}, by=caller, reason=decision.reason)
        self._record_update(change, caller, stored.entity, candidate, {"status": decision.status})
        change.send(
            NotifyRecruiters(
                company_id=caller.company_id,
                candidate_id=candidate_id,
                stage=candidate.status,
                by_user_id=caller.user_id,
            )
        )
        change.commit()
        return candidate

    def _there(self, caller: Caller, candidate_id: str) -> Stored[Candidate]:
        """A candidate to be changed. Raises NotFound, and Conflict for one who was merged into another."""
        stored = self.store.get(caller.company_id, CANDIDATE, candidate_id)
        if stored.entity.merged_into:
            raise Conflict(f"This candidate was merged into {stored.entity.merged_into}.", code="merged")
        return stored

    def write(
        self,
        change: Change,
        stored: Stored[Candidate],
        update: Mapping[str, Any],
        *,
        by: Caller | None = None,
        reason: str | None = None,
    ) -> Candidate:
        """Put the changed candidate into a change of another capability's. `by` decided on their stage, with a reason.

        Raises:
            Forbidden: nobody decided, and the candidate would be hired or rejected.
        """
        now = self.now()
        entered = update.get("status", stored.entity.status)
        steps = {}
        if entered is not stored.entity.status:
            if entered in DECISIONS and (by is None or by.user_id == SYSTEM):
                raise Forbidden("Only a person hires or rejects.")
            entry = StageEntry(stage=entered, entered_at=now, by_user_id=by.user_id if by else SYSTEM, reason=reason)
            steps = {"stage_history": [*stored.entity.stage_history, entry][-MAX_HISTORY:]}
        candidate = stored.entity.model_copy(update={**update, **steps, "updated_at": now})
        change.replace(CANDIDATE, stored, candidate)
        return candidate

    def _record_update(
        self, change: Change, caller: Caller, before: Candidate, after: Candidate, sent: Mapping[str, Any]
    ) -> None:
        """Put the event into the change. Values that say who they are can be forgotten; names of fields and the stage
        stay."""
        self.audit.record(
            change,
            caller,
            "UPDATE_CANDIDATE",
            "Candidate",
            before.id,
            changes={"fields": sorted(sent), **after.model_dump(mode="json", include=set(sent))},
            before=before.model_dump(mode="json", include=set(sent)),
            personal=set(sent) - {"status"},
        )

    def with_email(self, company_id: str, email: str) -> Stored[Candidate] | None:
        """Whose address it is in a company, however it is written."""
        return self.store.find_by(company_id, CANDIDATE, "email", normalised_email(email))

    def oneself(self, change: Change, caller: Caller) -> Candidate:
        """Who a colleague is as a candidate: the one with their address; else a new one, put into the change."""
        known = self.with_email(caller.company_id, caller.email)
        if known is not None:
            return known.entity
        first, _, last = caller.name.strip().rpartition(" ")
        candidate = self.new(
            caller.company_id,
            source=SELF,
            full_name=caller.name,
            email=caller.email,
            first_name=first or last,
            last_name=last if first else "",
            by_user_id=caller.user_id,
        )
        change.add(CANDIDATE, candidate)
        told = {"source": candidate.source}
        self.audit.record(change, caller, "CREATE_CANDIDATE", "Candidate", candidate.id, changes=told)
        return candidate

    def new(
        self,
        company_id: str,
        *,
        source: str,
        full_name: str = "",
        status: Stage = Stage.APPLIED,
        by_user_id: str = SYSTEM,
        **known: Any,
    ) -> Candidate:
        """A candidate that was not written yet, with the fields that are known."""
        now = self.now()
        empty: dict[str, Any] = dict.fromkeys(Candidate.model_fields)
        lists: dict[str, Any] = {name: [] for name in _LISTS}
        return Candidate(
            **{
                **empty,
                **lists,
                "id": new_id(),
                "first_name": "",
                "last_name": "",
                **known,
                "full_name": full_name,
                "status": status,
                "stage_history": [StageEntry(stage=status, entered_at=now, by_user_id=by_user_id)],
                "source": source,
                "parsing_status": ParsingStatus.NONE,
                "company_id": company_id,
                "created_at": now,
                "updated_at": now,
            }
        )


_LISTS = {
    "possible_duplicates",
    "other_emails",
    "technical_skills",
    "soft_skills",
    "languages",
    "work_experience",
    "education",
    "certifications",
}


def fields_from(profile: Profile) -> dict[str, Any]:
    """What a CV tells, as fields of a candidate: only what it says, and cut to what a row can hold."""
    first, _, last = (profile.full_name or "").rpartition(" ")
    fields: dict[str, Any] = {
        "email": profile.email,
        "full_name": profile.full_name,
        "first_name": first or last,
        "last_name": last if first else "",
        "phone": profile.phone,
        "location": profile.location,
        "linkedin_url": profile.linkedin_url,
        "github_url": profile.github_url,
        "portfolio_url": profile.portfolio_url,
        "summary": profile.summary[:1500] if profile.summary else None,
        "technical_skills": profile.technical_skills[:60],
        "soft_skills": profile.soft_skills[:20],
        "languages": profile.languages[:20],
        "certifications": profile.certifications[:20],
        "education": profile.education[:_MAX_ITEMS],
        "work_experience": [
            position.model_copy(update={"description": position.description[:_MAX_DESCRIPTION]})
            for position in profile.work_experience[:_MAX_ITEMS]
        ],
        "total_experience_years": profile.total_experience_years,
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
