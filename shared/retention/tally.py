"""How far the erasure of somebody has come: kept with each thing that goes, so that no try forgets what another did."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from shared.audit.service import AuditLog
from shared.core.resource import Instant, Resource
from shared.ports.blob import BlobStore
from shared.store.kinds import E, Kind
from shared.store.store import Change, Store, Stored

T = TypeVar("T")

_ROWS_A_CHANGE = 40
_FILES_AT_ONCE = 100


class Erasing(Resource):
    """The erasure of a candidate, whose id it has, over all of its tries.

    `erased` counts by kind what is gone. `files` (container and name) are counted and about to go. `address` is where
    who asked for it is told, until they are; `mail_id` is that mail. The ids are those under which something may still
    arrive, such as files by links that were given before: once it was `looked_again`, that is gone too. Of
    `candidate_ids`, those who were merged into the candidate go before the candidate does.
    """

    begun_at: Instant
    finished_at: Instant | None = None
    address: str | None = None
    erased: dict[str, int] = {}
    files: list[tuple[str, str]] = []
    candidate_ids: list[str] = []
    resume_ids: list[str] = []
    interview_ids: list[str] = []
    user_ids: list[str] = []
    looked_again: bool = False
    mail_id: str | None = None


ERASING: Kind[Erasing] = Kind(name="erasing", model=Erasing)


@dataclass(slots=True)
class Tally:
    """Removes what belongs to somebody and counts it in the same transaction. A file, which no transaction holds, is
    counted before it goes: whoever goes on after a stop removes it before anything else.

    Everything raises Stale where somebody else erases the same person at the same time.
    """

    store: Store
    blobs: BlobStore
    audit: AuditLog
    company_id: str
    stored: Stored[Erasing]

    @property
    def erasing(self) -> Erasing:
        """How far it has come."""
        return self.stored.entity

    def note(self, **ids: Sequence[str]) -> None:
        """Remember ids, by their fields in `Erasing`, that lead to something when their rows are gone."""
        update = {name: sorted({*getattr(self.erasing, name), *more}) for name, more in ids.items()}
        if any(update[name] != getattr(self.erasing, name) for name in ids):
            self._commit(self.store.change(self.company_id), Counter(), **update)

    def remove(self, kind: Kind[E], keys: Iterable[tuple[str, ...]]) -> None:
        """Erase the entities of these keys, as far as they are there, and what is personal in the audit log of them."""
        found = (self.store.find(self.company_id, kind, *key) for key in keys)
        there = [stored for stored in found if stored is not None]
        self.audit.forget(self.company_id, *(stored.entity.id for stored in there))
        self._remove_counted(kind, there, lambda change, stored: change.remove(kind, stored))

    def remove_children(self, kind: Kind[E], parent_id: str) -> None:
        """Erase the entities whose key begins with this id: those of a kind whose indexes never change."""
        there = self.store.children(self.company_id, kind, parent_id)
        self.audit.forget(self.company_id, *(child.id for child in there))
        self._remove_counted(kind, there, lambda change, child: change.drop(kind, child))

    def remove_files(self, container: str, names: Iterable[str]) -> None:
        """Erase files."""
        self.go_on()
        waiting = [(container, name) for name in names]
        for start in range(0, len(waiting), _FILES_AT_ONCE):
            files = waiting[start : start + _FILES_AT_ONCE]
            self._commit(self.store.change(self.company_id), Counter(file=len(files)), files=files)
            self.go_on()

    def go_on(self) -> None:
        """Remove the files that were counted already: the try that counted them may have ended before."""
        if self.erasing.files:
            for container, name in self.erasing.files:
                self.blobs.discard(container, name)
            self._commit(self.store.change(self.company_id), Counter(), files=[])

    def finish(self, change: Change, kind: Kind[E], stored: Stored[E], at: datetime, mail_id: str | None) -> None:
        """Add the end to a change: the last thing goes. What is kept now names nobody."""
        change.remove(kind, stored)
        erased = self.with_one_more(kind)
        update = {"erased": erased, "address": None, "finished_at": at, "mail_id": mail_id}
        change.replace(ERASING, self.stored, self.erasing.model_copy(update=update))

    def end_look(self) -> None:
        """Note that what came late is gone too."""
        self._commit(self.store.change(self.company_id), Counter(), looked_again=True)

    def with_one_more(self, kind: Kind[E]) -> dict[str, int]:
        """What is gone when the last one of a kind has gone too."""
        return dict(Counter(self.erasing.erased) + Counter({kind.name: 1}))

    def _remove_counted(self, kind: Kind[E], there: Sequence[T], remove: Callable[[Change, T], None]) -> None:
        at = 0
        while at < len(there):
            change, start = self.store.change(self.company_id), at
            while at < len(there) and change.size < _ROWS_A_CHANGE:
                remove(change, there[at])
                at += 1
            self._commit(change, Counter({kind.name: at - start}))

    def _commit(self, change: Change, gone: Counter[str], **update: Any) -> None:
        erased = dict(Counter(self.erasing.erased) + gone)
        change.replace(ERASING, self.stored, self.erasing.model_copy(update={"erased": erased, **update}))
        change.commit()
        self.stored = self.store.get(self.company_id, ERASING, self.erasing.id)
