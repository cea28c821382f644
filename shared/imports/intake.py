"""Taking an import in: rows are sorted out as they are read, and wait in pieces. No more than a piece is in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic_core import from_json, to_json

from shared.core.errors import NotFound
from shared.identity.models import normalised_email
from shared.imports.columns import RowError, candidate_of
from shared.imports.models import CONTAINER, NOBODY, PIECE_ROWS, ImportedCandidate, NumberedRow
from shared.imports.reports import Line, lines_text, whole_file, without
from shared.ports.blob import BlobStore

_SAME_ADDRESS = "the same e-mail address is in an earlier row"
_CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """The files of one import: its valid rows in pieces, and reports of the rows that were not imported."""

    blobs: BlobStore
    company_id: str
    import_id: str

    def put_piece(self, number: int, rows: Sequence[NumberedRow]) -> None:
        """Keep the rows of a piece."""
        lines = [(row.number, row.candidate.model_dump(exclude_defaults=True)) for row in rows]
        self.blobs.put(CONTAINER, self._name(f"piece-{number:04}"), to_json(lines), content_type="application/json")

    def piece(self, number: int) -> list[NumberedRow]:
        """The rows of a piece; none if it was removed."""
        try:
            lines = from_json(self.blobs.get(CONTAINER, self._name(f"piece-{number:04}")))
        except NotFound:
            return []
        return [NumberedRow(at, ImportedCandidate.model_validate(told) if told else NOBODY) for at, told in lines]

    def remove_piece(self, number: int) -> None:
        """Forget the rows of a piece: they are candidates now."""
        self.blobs.remove(CONTAINER, self._name(f"piece-{number:04}"))

    def report(self, part: int, lines: Sequence[Line]) -> None:
        """Keep what became of some rows; `part` is the first row of what was looked at."""
        if lines:
            text = lines_text(lines).encode()
            self.blobs.put(CONTAINER, self._name(f"report-{part:06}"), text, content_type=_CSV)

    def whole_report(self) -> bytes:
        """All rows that were not imported, as a CSV file."""
        names = self.blobs.list_names(CONTAINER, self._name("report-"))
        return whole_file(self.blobs.get(CONTAINER, name).decode() for name in names)

    def forget(self, addresses: Collection[str]) -> None:
        """Take the rows with one of these addresses out. Those that wait keep their place: pieces are counted off."""
        wanted = {normalised_email(address) for address in addresses}
        for name in self.blobs.list_names(CONTAINER, self._name("")):
            data = self._found(name)
            if not any(address.encode() in data.lower() for address in wanted):
                continue
            if name.startswith(self._name("piece-")):
                rows = [(at, None if told and _has(told["email"], wanted) else told) for at, told in from_json(data)]
                self.blobs.put(CONTAINER, name, to_json(rows), content_type="application/json")
            else:
                lines = without(data.decode(), lambda address: _has(address, wanted))
                self.blobs.put(CONTAINER, name, lines.encode(), content_type=_CSV)

    def _found(self, name: str) -> bytes:
        try:
            return self.blobs.get(CONTAINER, name)
        except NotFound:  # imported meanwhile
            return b""

    def _name(self, name: str) -> str:
        return f"{self.company_id}/{self.import_id}/{name}"


def _has(address: str, wanted: Collection[str]) -> bool:
    return normalised_email(address) in wanted


@dataclass(slots=True)
class Intake:
    """Sorts the rows of an import into valid ones, those with errors, and those that repeat an address."""

    files: ImportFiles
    valid: int = 0
    skipped: int = 0
    failed: int = 0
    errors: list[RowError] = field(default_factory=list)
    """The first of them."""
    waiting: list[NumberedRow] = field(default_factory=list)
    """Valid rows of the piece that is not full yet."""
    _lines: list[Line] = field(default_factory=list)
    _addresses: set[int] = field(default_factory=set)

    @property
    def total(self) -> int:
        """All rows that were taken."""
        return self.valid + self.skipped + self.failed

    def take(self, number: int, values: Mapping[str, object]) -> None:
        """Sort out one row."""
        read = candidate_of(number, values)
        if isinstance(read, RowError):
            self.failed += 1
            self.errors.append(read)
            self._tell((number, read.email, "failed", read.error))
            return
        address = hash(normalised_email(read.email))
        if address in self._addresses:
            self.skipped += 1
            self._tell((number, read.email, "skipped", _SAME_ADDRESS))
            return
        self._addresses.add(address)
        self.valid += 1
        self.waiting.append(NumberedRow(number, read))
        if len(self.waiting) == PIECE_ROWS:
            self._flush()

    def close(self) -> None:
        """Keep what is left, after the last row."""
        if self.waiting:
            self._flush()
        self._report()

    def _tell(self, line: Line) -> None:
        self._lines.append(line)
        if len(self._lines) == PIECE_ROWS:
            self._report()

    def _report(self) -> None:
        if self._lines:
            self.files.report(self._lines[0][0], self._lines)
        self._lines.clear()
        self.errors = self.errors[:PIECE_ROWS]

    def _flush(self) -> None:
        # Neighbours of one domain change the same counts, so that more of them fit into a transaction.
        self.waiting.sort(key=lambda row: (row.candidate.domain or "").casefold())
        self.files.put_piece((self.valid - 1) // PIECE_ROWS, self.waiting)
        self.waiting.clear()
