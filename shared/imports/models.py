"""Imports: many candidates at once, from a request or a file."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, computed_field

from shared.candidates.models import Candidate, Name, Phone, Stage, StageWord
from shared.core.resource import Input, Instant, Resource, Value
from shared.identity.models import EmailAddress, normalised_email
from shared.store.kinds import Kind
from shared.store.tasks import Task

CONTAINER = "imports"
"""Where the rows of an import wait, and what became of those that were not imported: `{company_id}/{import_id}/…`."""
MAX_ROWS = 50_000
"""Of a file."""
MAX_ROWS_IN_REQUEST = 500
"""Of a request, which is answered with the result."""
PIECE_ROWS = 2000
"""Rows that one message imports: some seconds of work."""


def _years(value: object) -> object:
    """A number of years as people write it: `5`, `5,5`, `5+ years`."""
    if not isinstance(value, str):
        return value
    words = value.replace(",", ".").split()
    return words[0].rstrip("+") if words else None


class ImportedCandidate(Input):
    """One row of an import."""

    email: EmailAddress
    first_name: Name
    last_name: Annotated[str, Field(max_length=120)] = ""
    phone: Phone | None = None
    domain: Annotated[str | None, Field(max_length=120)] = None
    position: Annotated[str | None, Field(max_length=200)] = None
    experience_years: Annotated[float | None, Field(ge=0, le=80), BeforeValidator(_years)] = None
    qualifications: Annotated[str | None, Field(max_length=1000)] = None
    location: Annotated[str | None, Field(max_length=200)] = None
    linkedin_url: Annotated[str | None, Field(max_length=300)] = None
    github_url: Annotated[str | None, Field(max_length=300)] = None
    portfolio_url: Annotated[str | None, Field(max_length=300)] = None
    status: StageWord = Stage.APPLIED


# Constructed without validation: what validates a model is built by its first use, which importing must not be.
NOBODY = ImportedCandidate.model_construct(email="", first_name="")
"""Stands where a row was whose person was erased before it was imported."""


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """A valid row, with its number in the file."""

    number: int
    candidate: ImportedCandidate

    @property
    def email(self) -> str:
        """The address as it is compared."""
        return normalised_email(self.candidate.email)


class ImportOptions(Input):
    """What an import does besides. `domain` is for rows that name none; `job_id` is what they are invited for."""

    send_invitations: bool = False
    domain: Annotated[str | None, Field(max_length=120)] = None
    job_id: str | None = None


class ImportRequest(ImportOptions):
    """Candidates to be imported at once; a row that breaks a rule is reported, and does not stop the others."""

    candidates: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MAX_ROWS_IN_REQUEST)]


class ImportStatus(StrEnum):
    """Where an import is on its way."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class Progress(Resource):
    """How far an import has come: `done` rows of those that are valid were dealt with."""

    done: int = 0
    created: int = 0
    skipped: int = 0
    duplicates: int = 0
    failure: str | None = None
    updated_at: Instant


class ImportOrder(Resource):
    """An import as it was asked for. `valid` rows wait in pieces; `failed` and `skipped` ones were found in reading."""

    filename: str
    source: str
    total: int
    valid: int
    failed: int
    skipped: int
    default_domain: str | None
    send_invitations: bool
    job_id: str | None
    created_by: str
    task_id: str
    created_at: Instant


class ImportJob(Resource):
    """An import and how far it has come.

    `skipped_count` are rows whose e-mail address somebody has already; `possible_duplicates_count` those that were
    imported and look like somebody who was there before. `errors_url` leads to the rows that were not imported.
    """

    filename: str
    status: ImportStatus
    total_records: int
    processed_count: int
    created_count: int
    failed_count: int
    skipped_count: int
    possible_duplicates_count: int
    processing_duration_seconds: float
    error_message: str | None
    celery_task_id: str
    errors_url: str | None
    created_at: Instant
    updated_at: Instant

    @computed_field  # type: ignore[prop-decorator]  # mypy: computed properties
    @property
    def percent(self) -> float:
        """How much of it is done, of 100."""
        return _percent(self.processed_count, self.total_records)

    @computed_field  # type: ignore[prop-decorator]  # mypy: computed properties
    @property
    def success_rate(self) -> float:
        """How many of its rows became candidates, of 100."""
        return _percent(self.created_count, self.total_records)

    @classmethod
    def of(cls, order: ImportOrder, progress: Progress | None, now: datetime) -> "ImportJob":
        """An import as people see it."""
        made = progress or Progress(id=order.id, updated_at=order.created_at)
        status = _status(order, progress)
        end = now if status is ImportStatus.PROCESSING else made.updated_at
        wanting = order.failed + order.skipped + made.skipped
        return cls(
            id=order.id,
            filename=order.filename,
            status=status,
            total_records=order.total,
            processed_count=order.failed + order.skipped + made.done,
            created_count=made.created,
            failed_count=order.failed,
            skipped_count=order.skipped + made.skipped,
            possible_duplicates_count=made.duplicates,
            processing_duration_seconds=round(max(0.0, (end - order.created_at).total_seconds()), 3),
            error_message=made.failure,
            celery_task_id=order.task_id,
            errors_url=f"/api/v1/candidates/import-jobs/{order.id}/errors" if wanting else None,
            created_at=order.created_at,
            updated_at=made.updated_at,
        )


def _status(order: ImportOrder, progress: Progress | None) -> ImportStatus:
    if progress is None:
        return ImportStatus.QUEUED
    if progress.failure:
        return ImportStatus.FAILED
    return ImportStatus.COMPLETED if progress.done >= order.valid else ImportStatus.PROCESSING


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 100.0


class QueuedImport(Value):
    """A file that was taken in. `celery_task_id` is the id of our task."""

    job_id: str
    status: ImportStatus
    message: str
    total_records: int
    celery_task_id: str


class RowRefusal(Value):
    """A row that was not imported, and why. Rows are counted from 1."""

    row: int
    email: str
    error: str


class ImportResult(Value):
    """What became of a request's candidates. `skipped` have an e-mail address that somebody has already."""

    job_id: str
    total: int
    created: int
    failed: int
    skipped: int
    errors: list[RowRefusal]
    created_candidates: list[Candidate]
    message: str


class InviteImported(Task):
    """Invite those who came with one piece of an import; `at` rows of it were dealt with."""

    queue: ClassVar[str] = "invite-imported"

    import_id: str
    piece: int
    at: int = 0


class RunImport(Task):
    """Import one piece of an import's rows."""

    queue: ClassVar[str] = "import-candidates"

    import_id: str
    piece: int


ORDER: Kind[ImportOrder] = Kind(name="import_order", model=ImportOrder)
PROGRESS: Kind[Progress] = Kind(name="import_progress", model=Progress)
