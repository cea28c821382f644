"""Notes about candidates."""

from dataclasses import dataclass

from shared.audit.service import AuditLog
from shared.candidates.service import CandidateService
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Forbidden, NotFound
from shared.core.holds import Holds
from shared.core.ids import new_id
from shared.core.page import Page, PageQuery
from shared.notes.models import NOTE, Note, NoteDraft
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class NoteService:
    """The notes of every company. All who may see a candidate read them; a note is its author's alone to take back."""

    store: Store
    candidates: CandidateService
    audit: AuditLog
    now: Clock
    holds: Holds

    def add(self, caller: Caller, candidate_id: str, draft: NoteDraft) -> Note:
        """Attach a note to a candidate.

        Raises:
            NotFound: the caller's company has no such candidate.
        """
        candidate = self.candidates.get(caller, candidate_id)
        note = Note(
            id=new_id(),
            candidate_id=candidate.id,
            author_id=caller.user_id,
            author_name=caller.name,
            content=draft.content,
            created_at=self.now(),
        )
        change = self.store.change(caller.company_id)
        change.add(NOTE, note)
        self.audit.record(change, caller, "ADD_NOTE", "Note", note.id, changes={"candidate_id": candidate.id})
        change.commit()
        return note

    def page(self, caller: Caller, candidate_id: str, query: PageQuery) -> Page[Note]:
        """The notes about a candidate, newest first.

        Raises:
            NotFound: the caller's company has no such candidate.
        """
        page = self.store.page(caller.company_id, NOTE, "candidate", (candidate_id,), query)
        if not page.items:
            self.candidates.get(caller, candidate_id)
        return page

    def remove(self, caller: Caller, candidate_id: str, note_id: str) -> None:
        """Take back a note.

        Raises:
            NotFound: there is no such note about that candidate.
            Forbidden: somebody else wrote it.
            Conflict: a legal hold is on the candidate (code `legal_hold`).
        """
        stored = self.store.get(caller.company_id, NOTE, note_id)
        if stored.entity.candidate_id != candidate_id:
            raise NotFound("No such note.")
        if stored.entity.author_id != caller.user_id:
            raise Forbidden("Only its author takes back a note.")
        self.holds.check(caller.company_id, candidate_id)
        change = self.store.change(caller.company_id)
        change.remove(NOTE, stored)
        self.audit.record(change, caller, "REMOVE_NOTE", "Note", note_id, changes={"candidate_id": candidate_id})
        change.commit()
