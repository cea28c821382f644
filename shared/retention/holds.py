"""Legal holds: people whose data must not be erased for now."""

from dataclasses import dataclass

from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict
from shared.core.page import Page, PageQuery
from shared.retention.models import HOLD, HoldDraft, LegalHold
from shared.retention.person import merged_into
from shared.retention.tally import ERASING
from shared.store.store import Change, Store


@dataclass(frozen=True, slots=True)
class HoldService:
    """The legal holds of every company. Implements `Holds`."""

    store: Store
    audit: AuditLog
    now: Clock

    def place(self, caller: Caller, candidate_id: str, draft: HoldDraft) -> LegalHold:
        """Put a hold on a candidate, or give it another reason.

        Raises:
            NotFound: the caller's company has no such candidate.
            Conflict: they, or whom they were merged into, are being erased (code `being_erased`).
            Stale: it was written at the same time.
        """
        company = caller.company_id
        self.store.get(company, CANDIDATE, candidate_id)
        persons = [one.id for one in self._line(company, candidate_id)]
        if self._is_erased(company, persons):
            raise _too_late()
        stored = self.store.find(company, HOLD, candidate_id)
        hold = LegalHold(id=candidate_id, reason=draft.reason, placed_by=caller.user_id, placed_at=self.now())
        change = self.store.change(company)
        if stored is None:
            change.add(HOLD, hold)
        else:
            change.replace(HOLD, stored, hold)
        self._record(change, caller, "PLACE_LEGAL_HOLD", hold)
        change.commit()
        if self._is_erased(company, persons):  # by an erasure that began meanwhile, and had not seen the hold
            self._take_back(company, candidate_id)
            raise _too_late()
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

    def check(self, company_id: str, candidate_id: str) -> None:
        """See `Holds.check`."""
        if self.is_on(company_id, candidate_id):
            raise Conflict("A legal hold is on this candidate: nothing of theirs is erased.", code="legal_hold")

    def is_on(self, company_id: str, candidate_id: str) -> bool:
        """See `Holds.is_on`. What is on a candidate is on whom they were merged into, and the other way."""
        line = self._line(company_id, candidate_id)
        return bool(line) and self.is_held(company_id, line[-1])

    def check_stays(self, company_id: str, candidate_id: str) -> None:
        """See `Holds.check_stays`."""
        if self._is_erased(company_id, [candidate_id]):
            raise Conflict("This candidate is being erased.", code="being_erased")

    def is_held(self, company_id: str, candidate: Candidate) -> bool:
        """Whether a hold is on the candidate, or on somebody who became part of them."""
        persons = [candidate, *merged_into(self.store, company_id, candidate)]
        return any(self.store.find(company_id, HOLD, one.id) is not None for one in persons)

    def _line(self, company_id: str, candidate_id: str) -> list[Candidate]:
        """The candidate, whom they were merged into, and so on; nobody if they are gone."""
        line: list[Candidate] = []
        found = self.store.find(company_id, CANDIDATE, candidate_id)
        while found is not None:
            line.append(found.entity)
            into = found.entity.merged_into
            found = self.store.find(company_id, CANDIDATE, into) if into else None
        return line

    def _is_erased(self, company_id: str, candidate_ids: list[str]) -> bool:
        return any(self.store.find(company_id, ERASING, one) is not None for one in candidate_ids)

    def _take_back(self, company_id: str, candidate_id: str) -> None:
        stored = self.store.get(company_id, HOLD, candidate_id)
        change = self.store.change(company_id)
        change.remove(HOLD, stored)
        change.commit()

    def _record(self, change: Change, caller: Caller, action: str, hold: LegalHold) -> None:
        told = {"reason": hold.reason}
        self.audit.record(change, caller, action, "Candidate", hold.id, changes=told, before={}, personal={"reason"})


def _too_late() -> Conflict:
    return Conflict("This candidate is being erased: it is too late to hold them.", code="being_erased")
