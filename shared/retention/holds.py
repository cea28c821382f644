"""Legal holds: people whose data must not be erased for now."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict
from shared.core.page import Page, PageQuery
from shared.retention.models import HOLD, HoldDraft, LegalHold
from shared.store.store import Change, Store


@dataclass(frozen=True, slots=True)
class HoldService:
    """The legal holds of every company."""

    store: Store
    audit: AuditLog
    now: Clock

    def place(self, caller: Caller, candidate_id: str, draft: HoldDraft) -> LegalHold:
        """Put a hold on a candidate, or give it another reason.

        Raises:
            NotFound: the caller's company has no such candidate.
            Stale: it was written at the same time.
        """
        company = caller.company_id
        self.store.get(company, CANDIDATE, candidate_id)
        stored = self.store.find(company, HOLD, candidate_id)
        hold = LegalHold(id=candidate_id, reason=draft.reason, placed_by=caller.user_id, placed_at=self.now())
        change = self.store.change(company)
        if stored is None:
            change.add(HOLD, hold)
        else:
            change.replace(HOLD, stored, hold)
        self._record(change, caller, "PLACE_LEGAL_HOLD", hold)
        change.commit()
        return hold

    def get(self, caller: Caller, candidate_id: str) -> LegalHold:
        """The hold on a candidate. Raises NotFound."""
        return self.store.get(caller.company_id, HOLD, candidate_id).entity

    def page(self, caller: Caller, query: PageQuery) -> Page[LegalHold]:
        """All holds of the company."""
        return self.store.page(caller.company_id, HOLD, "all", (), query)

    def lift(self, caller: Caller, candidate_id: str) -> None:
        """Take the hold from a candidate. Raises NotFound."""
        stored = self.store.get(caller.company_id, HOLD, candidate_id)
        change = self.store.change(caller.company_id)
        change.remove(HOLD, stored)
        self._record(change, caller, "LIFT_LEGAL_HOLD", stored.entity)
        change.commit()

    def check(self, company_id: str, candidate: Candidate) -> None:
        """Make sure that a candidate may be erased. Raises Conflict (code `legal_hold`)."""
        if self.is_held(company_id, candidate):
            raise Conflict("A legal hold is on this candidate: nothing of theirs is erased.", code="legal_hold")

    def is_held(self, company_id: str, candidate: Candidate) -> bool:
        """Whether a hold is on the candidate, or on somebody who became part of them."""
        persons = [candidate, *self._merged(company_id, candidate)]
        return any(self.store.find(company_id, HOLD, one.id) is not None for one in persons)

    def _merged(self, company_id: str, candidate: Candidate) -> Iterator[Candidate]:
        for merged in self.store.each(company_id, CANDIDATE, "merged_into", (candidate.id,)):
            yield merged
            yield from self._merged(company_id, merged)

    def _record(self, change: Change, caller: Caller, action: str, hold: LegalHold) -> None:
        told = {"reason": hold.reason}
        self.audit.record(change, caller, action, "Candidate", hold.id, changes=told, before={}, personal={"reason"})
