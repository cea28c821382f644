"""Writing one piece of an import: many candidates in each transaction, with how far it has come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shared.candidates.marks import Reason, marks_of
from shared.candidates.models import CANDIDATE, Candidate, PossibleDuplicate
from shared.candidates.service import CandidateService
from shared.core.ids import numbered_id
from shared.imports.models import NOBODY, PROGRESS, ImportOrder, NumberedRow, Progress
from shared.ports.table import Taken
from shared.store.store import Change, Store

FOLDED_EVERY = 40
"""Transactions after which the kept counts are put together: until then each has left a row for every count."""
_SPARE = 1
"""Rows of a transaction that are not the candidates': the progress."""


class Overtaken(Exception):
    """Another delivery of the same message is doing this piece."""


@dataclass(slots=True)
class PieceWriter:
    """Imports the rows of a piece from `progress` on. `taken` are addresses that others have."""

    store: Store
    candidates: CandidateService
    company_id: str
    order: ImportOrder
    progress: Progress
    created: list[Candidate] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    _alike: dict[str, dict[str, None]] = field(default_factory=dict)
    """Ids of candidates by what they are recognised by."""

    def write(self, rows: Sequence[NumberedRow]) -> Iterator[Sequence[NumberedRow]]:
        """Write the rows, transaction by transaction. Yields the rows that somebody has already, before passing them.

        Raises:
            Overtaken: another delivery of the same message is ahead.
        """
        self._look_for_the_same_people(rows)
        at, commits = 0, 0
        while at < len(rows):
            change = self.store.change(self.company_id)
            after, made = self._fill(change, rows, at)
            progress = self._moved(after - at, made)
            if made:
                change.put(PROGRESS, progress)
                try:
                    change.commit()
                except Taken as taken:
                    yield self._learn(rows[at:], taken)
                    continue
                commits += 1
                self.created += made
            at, self.progress = after, progress
            if made and commits % FOLDED_EVERY == 0:
                self.store.fold_counts_of(self.company_id, CANDIDATE)
        if commits % FOLDED_EVERY:
            self.store.fold_counts_of(self.company_id, CANDIDATE)

    def _fill(self, change: Change, rows: Sequence[NumberedRow], at: int) -> tuple[int, list[Candidate]]:
        """Put candidates into a change until it is full. Gives the place of the next row."""
        made: list[Candidate] = []
        while at < len(rows):
            row = rows[at]
            if row.candidate is not NOBODY and row.email not in self.taken:
                candidate = self._candidate(row)
                if not change.add_if_it_fits(CANDIDATE, candidate, spare=_SPARE):
                    break
                made.append(candidate)
            at += 1
        return at, made

    def _candidate(self, row: NumberedRow) -> Candidate:
        told = row.candidate.model_dump()
        told["domain"] = told["domain"] or self.order.default_domain
        candidate = self.candidates.new(
            self.company_id,
            id=self._id(row),
            source=self.order.source,
            full_name=f"{row.candidate.first_name} {row.candidate.last_name}".strip(),
            by_user_id=self.order.created_by,
            **told,
        )
        found: dict[str, list[Reason]] = {}
        for mark in marks_of(candidate):
            known = self._alike.setdefault(mark.word, {})
            for other in known:
                if other != candidate.id:
                    found.setdefault(other, []).append(mark.reason)
            known[candidate.id] = None
        pairs = [PossibleDuplicate(candidate_id=other, reasons=reasons) for other, reasons in found.items()]
        return candidate.model_copy(update={"possible_duplicates": pairs[:10]}) if pairs else candidate

    def _moved(self, passed: int, made: Sequence[Candidate]) -> Progress:
        before = self.progress
        return before.model_copy(
            update={
                "done": before.done + passed,
                "created": before.created + len(made),
                "skipped": before.skipped + passed - len(made),
                "duplicates": before.duplicates + sum(bool(one.possible_duplicates) for one in made),
                "updated_at": self.candidates.now(),
            }
        )

    def _learn(self, rows: Sequence[NumberedRow], taken: Taken) -> list[NumberedRow]:
        """Find out which of the addresses to come others have. Gives their rows."""
        owners = self.store.owners(self.company_id, CANDIDATE, "email", (row.email for row in rows))
        if taken.key.startswith("e!") or any(owners.get(row.email) == self._id(row) for row in rows):
            raise Overtaken
        self.taken |= owners.keys()
        ahead = {self._id(row) for row in rows}
        for alike in self._alike.values():
            for candidate_id in ahead & alike.keys():
                del alike[candidate_id]
        return [row for row in rows if row.email in owners]

    def _look_for_the_same_people(self, rows: Sequence[NumberedRow]) -> None:
        """Note who of those who are there has the telephone number or profile of one of these rows."""
        words = {mark.word for row in rows for mark in marks_of(row.candidate)}
        for word, other in self.store.each_of(self.company_id, CANDIDATE, "search", words):
            if any(mark.word == word for mark in marks_of(other)):
                self._alike.setdefault(word, {})[other.id] = None

    def _id(self, row: NumberedRow) -> str:
        return numbered_id(self.order.id, row.number)
