"""Importing many candidates: taken in at once, written in pieces by the queue, safe to stop and repeat at any row."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate
from shared.candidates.service import CandidateService
from shared.core.caller import Caller, system_caller
from shared.core.clock import Clock
from shared.core.errors import Invalid, Stale
from shared.core.ids import derived_from, is_repeated, made_at_ms, new_id, numbered_id
from shared.imports.columns import known_headers, records
from shared.imports.intake import ImportFiles, Intake
from shared.imports.models import (
    CONTAINER,
    MAX_ROWS,
    ORDER,
    PIECE_ROWS,
    PROGRESS,
    ImportJob,
    ImportOptions,
    ImportOrder,
    ImportRequest,
    ImportResult,
    ImportStatus,
    InviteImported,
    Progress,
    QueuedImport,
    RowRefusal,
    RunImport,
)
from shared.imports.pieces import Overtaken, PieceWriter
from shared.imports.text_tables import read_text
from shared.imports.workbooks import read_workbook
from shared.jobs.models import JOB
from shared.ports.blob import BlobStore
from shared.store.store import Store
from shared.store.tasks import NO_DELAY

log = logging.getLogger("talenti.imports")

KEPT_FOR = timedelta(days=30)
"""Reports of rows that were not imported: they hold e-mail addresses of people who are no candidates."""
_RECOVERY_DELAY = timedelta(minutes=1)
"""After which the queue goes on with an import whose request died."""
_ZIP = b"PK\x03\x04"
_OTHER_FORMATS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")
_ADDRESS_TAKEN = "somebody has this e-mail address already"


@dataclass(frozen=True, slots=True)
class ImportService:
    """The imports of every company."""

    store: Store
    blobs: BlobStore
    candidates: CandidateService
    audit: AuditLog
    now: Clock

    def import_rows(self, caller: Caller, request: ImportRequest) -> ImportResult:
        """Import candidates now. Addresses that somebody has are skipped.

        Should the process die, the queue completes what was begun.

        Raises:
            NotFound: the caller's company has no such job.
        """
        task = RunImport(id=new_id(), company_id=caller.company_id, import_id=new_id(), piece=0)
        intake = Intake(ImportFiles(self.blobs, caller.company_id, task.import_id))
        for number, values in enumerate(request.candidates, 1):
            intake.take(number, values)
        rows, errors = list(intake.waiting), list(intake.errors)
        begun = self.store.find(caller.company_id, ORDER, task.import_id) if is_repeated() else None
        order = begun.entity if begun else self._order(caller, "request", "bulk_import", task, intake, request)
        if begun is None:
            intake.close()
            self._take_in(caller, order, task, delay=_RECOVERY_DELAY)
        # Its identifiers are the import's, so that a repeated request makes the same, wherever the first one stopped.
        with derived_from(f"run|{order.id}", made_at_ms(order.id)):
            created = self._run(task)
        progress = self._progress(order, caller.company_id)
        if len(created) != progress.created:  # an earlier run of this request, or the queue, did some of it
            found = (self.store.find(caller.company_id, CANDIDATE, numbered_id(order.id, row.number)) for row in rows)
            created = [stored.entity for stored in found if stored is not None]
        return ImportResult(
            job_id=order.id,
            total=order.total,
            created=len(created),
            failed=order.failed,
            skipped=order.skipped + progress.skipped,
            errors=[RowRefusal(row=one.row, email=one.email, error=one.error) for one in errors],
            created_candidates=created,
            message=f"Imported {len(created)} candidates successfully. {order.failed} errors.",
        )

    def import_file(self, caller: Caller, file_name: str, data: bytes, options: ImportOptions) -> QueuedImport:
        """Take in a table of candidates (CSV or XLSX), to be imported by the queue.

        Raises:
            Invalid: it is not such a table, has no heading for e-mail addresses, no rows, or more than 50,000.
            NotFound: the caller's company has no such job.
        """
        if data.startswith(_OTHER_FORMATS):
            raise Invalid.field("file", "not_a_table", "must be a CSV file or an Excel workbook (.xlsx).")
        task = RunImport(id=new_id(), company_id=caller.company_id, import_id=new_id(), piece=0)
        intake = Intake(ImportFiles(self.blobs, caller.company_id, task.import_id))
        workbook = data.startswith(_ZIP)
        for number, values in records(read_workbook(data) if workbook else read_text(data, known_headers)):
            if intake.total == MAX_ROWS:
                raise Invalid.field("file", "too_many_rows", f"has more than {MAX_ROWS:,} rows: send it in parts.")
            intake.take(number, values)
        if not intake.total:
            raise Invalid.field("file", "empty", "has no rows below its headings.")
        intake.close()
        source = "excel_import" if workbook else "csv_import"
        order = self._order(caller, file_name, source, task, intake, options)
        self._take_in(caller, order, task)
        return QueuedImport(
            job_id=order.id,
            status=ImportStatus.QUEUED,
            message=f"Import job queued for processing. Total records: {order.total}",
            total_records=order.total,
            celery_task_id=order.task_id,
        )

    def get(self, caller: Caller, import_id: str) -> ImportJob:
        """An import of the caller's company, and how far it has come. Raises NotFound."""
        order = self.store.get(caller.company_id, ORDER, import_id).entity
        stored = self.store.find(caller.company_id, PROGRESS, import_id)
        return ImportJob.of(order, stored.entity if stored else None, self.now())

    def report(self, caller: Caller, import_id: str) -> bytes:
        """The rows that were not imported so far, and why, as CSV. Raises NotFound."""
        order = self.store.get(caller.company_id, ORDER, import_id).entity
        return ImportFiles(self.blobs, caller.company_id, order.id).whole_report()

    def run(self, task: RunImport) -> None:
        """Import one piece. Safe to repeat, and to stop at any row: it goes on after the last that was written."""
        self._run(task)

    def fail(self, task: RunImport, reason: str) -> None:
        """Mark an import as failed after the last try; its company sees it among the failed tasks, and can retry it."""
        self.store.fail(task, reason)
        stored = self.store.find(task.company_id, ORDER, task.import_id)
        if stored is None:
            return
        progress = self._progress(stored.entity, task.company_id)
        if progress.done < stored.entity.valid:
            change = self.store.change(task.company_id)
            change.put(PROGRESS, progress.model_copy(update={"failure": reason, "updated_at": self.now()}))
            change.commit()

    def purge(self, company_id: str) -> int:
        """Remove the files of imports of more than 30 days ago. Returns how many."""
        limit_ms = (self.now() - KEPT_FOR).timestamp() * 1000
        names = self.blobs.list_names(CONTAINER, f"{company_id}/")
        old = [name for name in names if made_at_ms(name.split("/")[1]) < limit_ms]
        for name in old:
            self.blobs.remove(CONTAINER, name)
        return len(old)

    def forget(self, company_id: str, addresses: Collection[str]) -> None:
        """Take the rows with one of these addresses out of what imports have kept: such rows are not imported."""
        names = self.blobs.list_names(CONTAINER, f"{company_id}/")
        for import_id in sorted({name.split("/")[1] for name in names}):
            ImportFiles(self.blobs, company_id, import_id).forget(addresses)

    def _order(
        self, caller: Caller, file_name: str, source: str, task: RunImport, intake: Intake, options: ImportOptions
    ) -> ImportOrder:
        return ImportOrder(
            id=task.import_id,
            filename=file_name,
            source=source,
            total=intake.total,
            valid=intake.valid,
            failed=intake.failed,
            skipped=intake.skipped,
            default_domain=options.domain,
            send_invitations=options.send_invitations,
            job_id=options.job_id,
            created_by=caller.user_id,
            task_id=task.id,
            created_at=self.now(),
        )

    def _take_in(self, caller: Caller, order: ImportOrder, task: RunImport, *, delay: timedelta = NO_DELAY) -> None:
        if order.job_id is not None:
            self.store.get(caller.company_id, JOB, order.job_id)
        change = self.store.change(caller.company_id)
        change.add(ORDER, order)
        change.send(task, delay=delay)
        rows = {"source": order.source, "rows": order.total}
        self.audit.record(change, caller, "IMPORT_CANDIDATES", "Import", order.id, changes=rows)
        change.commit()

    def _run(self, task: RunImport) -> list[Candidate]:
        company = task.company_id
        stored = self.store.find(company, ORDER, task.import_id)
        if stored is None:
            return []
        order = stored.entity
        files = ImportFiles(self.blobs, company, order.id)
        if not self.store.is_pending(task):
            self._forget_rows(files, order, task)  # an earlier run may have died before it did
            return []
        progress = self._progress(order, company).model_copy(update={"failure": None})
        rows = files.piece(task.piece)[progress.done - task.piece * PIECE_ROWS :]
        writer = PieceWriter(self.store, self.candidates, company, order, progress)
        try:
            for taken in writer.write(rows):
                lines = [(row.number, row.candidate.email, "skipped", _ADDRESS_TAKEN) for row in taken]
                files.report(taken[0].number if taken else 0, lines)
            self._close(task, order, writer.progress)
        except (Overtaken, Stale):
            log.info("import %s: another delivery of the same message does it", order.id)
            return writer.created
        self._forget_rows(files, order, task)
        return writer.created

    def _forget_rows(self, files: ImportFiles, order: ImportOrder, task: RunImport) -> None:
        """Remove the rows of a piece that is done, unless who is in it is still to be invited."""
        if not order.send_invitations:
            files.remove_piece(task.piece)

    def _close(self, task: RunImport, order: ImportOrder, progress: Progress) -> None:
        """End a piece: its task is done, the next one's begins."""
        company = task.company_id
        change = self.store.change(company)
        change.put(PROGRESS, progress.model_copy(update={"updated_at": self.now()}))
        change.finish(task)
        if order.send_invitations and progress.created:
            change.send(InviteImported(company_id=company, import_id=order.id, piece=task.piece))
        if progress.done < order.valid:
            change.send(RunImport(company_id=company, import_id=order.id, piece=task.piece + 1))
        else:
            found = {"created": progress.created, "skipped": order.skipped + progress.skipped, "failed": order.failed}
            self.audit.record(change, system_caller(company), "FINISH_IMPORT", "Import", order.id, changes=found)
        change.commit()

    def _progress(self, order: ImportOrder, company_id: str) -> Progress:
        stored = self.store.find(company_id, PROGRESS, order.id)
        return stored.entity if stored else Progress(id=order.id, updated_at=order.created_at)
