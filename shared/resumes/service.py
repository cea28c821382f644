"""CV files: taking them in, reading them, and what they say about their candidate."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.applications.service import ApplicationService
from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate, ParsingStatus
from shared.candidates.service import CandidateService, fields_from
from shared.core.caller import Caller, Role, system_caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, Invalid, NotFound, Unavailable
from shared.core.holds import Holds
from shared.core.ids import is_repeated, new_id
from shared.core.page import Page, PageQuery
from shared.jobs.models import JOB
from shared.ports.blob import BlobStore
from shared.ports.cv import CvParser, ParsedCv, UnreadableCv
from shared.ports.spending import Meter
from shared.resumes.models import (
    CONTAINER,
    RESUME,
    TEXTS,
    DownloadLink,
    ParseStatus,
    Resume,
    ResumeChanges,
    ResumeQuery,
    UploadRequest,
    UploadTarget,
    blob_name,
)
from shared.resumes.outcomes import GIVEN_UP, GIVEN_UP_AFTER, UNREAD, failure, if_latest, latest_but, size_refusal
from shared.resumes.owners import own_candidate
from shared.store.store import Change, Store, Stored
from shared.usage.models import Purpose
from shared.usage.service import UsageService

log = logging.getLogger("talenti.resumes")

UPLOAD_WINDOW = timedelta(minutes=15)
DOWNLOAD_WINDOW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ResumeService:
    """The CV files of every company."""

    store: Store
    blobs: BlobStore
    parser: CvParser
    candidates: CandidateService
    applications: ApplicationService
    audit: AuditLog
    now: Clock
    usage: UsageService
    holds: Holds

    def upload(
        self, caller: Caller, file_name: str, data: bytes, *, candidate_id: str | None = None, job_id: str | None = None
    ) -> Resume:
        """Take a file in. It is read when it has landed in storage; one that is empty or too large has failed already.

        A candidate's file is their own, and no application.

        Raises:
            NotFound: the caller's company has no such candidate or job; a candidate names somebody else.
        """
        resume = self._new(caller, file_name, candidate_id, job_id, ParseStatus.PENDING)
        refusal = size_refusal(len(data))
        if refusal is None:
            self._add(caller, resume)
            self.blobs.put(CONTAINER, blob_name(caller.company_id, resume.id), data)
            return resume
        failed = resume.model_copy(update={"size_bytes": len(data), **failure(refusal)})
        self._add(caller, failed)
        return failed

    def upload_target(self, caller: Caller, request: UploadRequest) -> UploadTarget:
        """A link for sending a file straight to storage, for fifteen minutes. A candidate's file is their own.

        Raises:
            NotFound: the caller's company has no such candidate or job.
        """
        resume = self._new(caller, request.file_name, request.candidate_id, request.job_id, ParseStatus.AWAITING_UPLOAD)
        self._add(caller, resume)
        name = blob_name(caller.company_id, resume.id)
        return UploadTarget(
            file_id=resume.id,
            resume_id=resume.id,
            blob_path=f"{CONTAINER}/{name}",
            upload_url=self.blobs.upload_url(CONTAINER, name, valid_for=UPLOAD_WINDOW),
            expires_in_minutes=int(UPLOAD_WINDOW.total_seconds() // 60),
        )

    def get(self, caller: Caller, resume_id: str) -> Resume:
        """A file of the caller's company, or the candidate's own. Raises NotFound."""
        return self._found(caller, resume_id).entity

    def mine(self, caller: Caller, query: PageQuery) -> Page[Resume]:
        """The files that are about the caller, if a candidate, or that they uploaded, newest first."""
        if caller.role is Role.CANDIDATE:
            return self.store.page(caller.company_id, RESUME, "candidate", (str(caller.candidate_id),), query)
        return self.store.page(caller.company_id, RESUME, "uploader", (caller.user_id,), query)

    def change(self, caller: Caller, resume_id: str, changes: ResumeChanges) -> Resume:
        """Put another file in place of one, which is read anew, or give it another name.

        Raises:
            NotFound: no such file of the company's, or of the candidate's.
            Invalid: the new file is empty or too large. The old one stays.
            Conflict: a legal hold keeps the old one (code `legal_hold`), or it was changed at the same time.
        """
        stored = self._found(caller, resume_id)
        if changes.file is not None:
            self._check_hold(caller, stored.entity)
        update: dict[str, Any] = {"file_name": changes.file_name} if changes.file_name else {}
        if changes.file is not None:
            if refusal := size_refusal(len(changes.file.data)):
                raise Invalid.field("file", refusal.code, refusal.message)
            update = {"file_name": changes.file.file_name, **UNREAD, **update}
        resume = stored.entity.model_copy(update=update)
        change = self.store.change(caller.company_id)
        change.replace(RESUME, stored, resume)
        self.audit.record(change, caller, "REPLACE_RESUME", "Resume", resume.id, changes={"fields": sorted(update)})
        change.commit()
        if changes.file is not None:
            name = blob_name(caller.company_id, resume.id)
            self.blobs.remove(TEXTS, name)
            self.blobs.put(CONTAINER, name, changes.file.data)
        return resume

    def remove(self, caller: Caller, resume_id: str) -> Resume:
        """Delete a file and what was read from it. Its candidate keeps what it said.

        Raises:
            NotFound: no such file of the company's, or of the candidate's.
            Conflict: a legal hold is on its candidate (code `legal_hold`), or it was changed at the same time.
        """
        stored = self._found(caller, resume_id)
        self._check_hold(caller, stored.entity)
        name = blob_name(caller.company_id, resume_id)
        self.blobs.remove(CONTAINER, name)
        self.blobs.remove(TEXTS, name)
        change = self.store.change(caller.company_id)
        change.remove(RESUME, stored)
        owner = stored.entity.candidate_id
        candidate = self.store.find(caller.company_id, CANDIDATE, owner) if owner else None
        if candidate is not None and candidate.entity.resume_id == resume_id:
            others = self.store.each(caller.company_id, RESUME, "candidate", (candidate.entity.id,))
            self.candidates.write(change, candidate, latest_but(resume_id, others))
        self.audit.record(change, caller, "DELETE_RESUME", "Resume", resume_id)
        change.commit()
        return stored.entity

    def download(self, caller: Caller, resume_id: str) -> DownloadLink:
        """A link to the file as it was uploaded, for five minutes.

        Raises:
            NotFound: no such file of the company's, or of the candidate's, or it never arrived.
        """
        resume = self._found(caller, resume_id).entity
        name = blob_name(caller.company_id, resume_id)
        self.blobs.info(CONTAINER, name)
        url = self.blobs.download_url(CONTAINER, name, valid_for=DOWNLOAD_WINDOW, file_name=resume.file_name)
        minutes = int(DOWNLOAD_WINDOW.total_seconds() // 60)
        return DownloadLink(file_name=resume.file_name, download_url=url, expires_in_minutes=minutes)

    def read_text(self, caller: Caller, text: str) -> ParsedCv:
        """What a CV that was pasted as text says; nothing of it is kept.

        Raises:
            Invalid: it cannot be read.
        """
        with self.usage.metered(caller.company_id, "resume text") as meter:
            try:
                parsed = self.parser.parse(text.encode(), "resume.txt")
            except UnreadableCv as reason:
                raise Invalid.field("resume_text", reason.code, reason.message) from None
        self.usage.keep(caller.company_id, meter, Purpose.CV)
        return parsed

    def reading(self, caller: Caller, resume_id: str) -> ParsedCv:
        """What was read from a file of the caller's company, as it was read.

        Raises:
            NotFound: there is no such file, or nothing was read from it.
        """
        self.get(caller, resume_id)
        return ParsedCv.model_validate_json(self.blobs.get(TEXTS, blob_name(caller.company_id, resume_id)))

    def page(self, caller: Caller, query: ResumeQuery) -> Page[Resume]:
        """Files of the caller's company, newest first."""
        if query.candidate_id:
            return self.store.page(caller.company_id, RESUME, "candidate", (query.candidate_id,), query)
        if query.parsing_status:
            return self.store.page(caller.company_id, RESUME, "status", (query.parsing_status,), query)
        return self.store.page(caller.company_id, RESUME, "all", (), query)

    def parse(self, company_id: str, resume_id: str) -> Resume | None:
        """Read a file that has landed. Safe to repeat: a file is read again only where other bytes have landed.

        None if no upload of that id is known: it never was, or its candidate was erased while it was on its way. Such
        a file is removed.

        A file that cannot be read becomes `failed` with the reason; that is not an error.

        Raises:
            Unavailable: storage does not answer, or somebody wrote the same candidate; trying again may help.
        """
        stored = self.store.find(company_id, RESUME, resume_id)
        if stored is None:
            self.blobs.remove(CONTAINER, blob_name(company_id, resume_id))
            return None
        name = blob_name(company_id, resume_id)
        is_done = stored.entity.parsing_status in {ParseStatus.COMPLETED, ParseStatus.FAILED}
        try:
            size_bytes = self.blobs.info(CONTAINER, name).size_bytes
        except NotFound:
            if is_done:  # it was too large, and is not kept
                return stored.entity
            raise
        if refusal := size_refusal(size_bytes):
            for container in (CONTAINER, TEXTS):  # nothing is kept of what is larger than a link may bring
                self.blobs.remove(container, name)
            return self._fail(company_id, stored, refusal, size_bytes, None)
        data = self.blobs.get(CONTAINER, name)
        sha256 = hashlib.sha256(data).hexdigest()
        if is_done and sha256 == stored.entity.sha256:
            return stored.entity
        return self._read(company_id, stored, data, sha256)

    def read_again(self, caller: Caller, resume_id: str) -> Resume:
        """Read a file again that could not be read. Raises as `parse`, and Conflict (codes `read` and `no_file`)."""
        stored = self._found(caller, resume_id)
        if stored.entity.parsing_status is ParseStatus.COMPLETED and not is_repeated():
            raise Conflict("The file was read.", code="read")
        try:
            if stored.entity.parsing_status is not ParseStatus.FAILED:
                return self.parse(caller.company_id, resume_id) or stored.entity
            data = self.blobs.get(CONTAINER, blob_name(caller.company_id, resume_id))
        except NotFound:
            raise Conflict("Nothing is there of this file: send it again.", code="no_file") from None
        return self._read(caller.company_id, stored, data, hashlib.sha256(data).hexdigest())

    def _read(self, company_id: str, stored: Stored[Resume], data: bytes, sha256: str) -> Resume:
        name = blob_name(company_id, stored.entity.id)
        try:
            with self.usage.metered(company_id, f"resume {stored.entity.id}", refusable=False) as meter:
                parsed = self.parser.parse(data, stored.entity.file_name)
        except UnreadableCv as reason:
            if stored.entity.parsed_at is not None:
                self.blobs.remove(TEXTS, name)  # what another file said
            return self._fail(company_id, stored, reason, len(data), sha256)
        self.blobs.put(TEXTS, name, parsed.model_dump_json().encode(), content_type="application/json")
        try:
            read = {"size_bytes": len(data), "sha256": sha256, "parse_error": None, "parse_error_code": None}
            return self._complete(company_id, stored, parsed, read, meter)
        except Conflict as conflict:
            self.usage.keep(company_id, meter, Purpose.CV)
            raise Unavailable(f"Somebody wrote the same candidate: {conflict.message}") from conflict

    def give_up(self, company_id: str) -> int:
        """Mark as failed what never landed, or could not be read whatever was tried. Returns how many.

        Raises:
            Conflict: one is being read at this moment; the next run goes on.
        """
        count = 0
        for status, reason in GIVEN_UP.items():
            for listed in self.store.each(company_id, RESUME, "status", (status,)):
                if listed.created_at > self.now() - GIVEN_UP_AFTER:
                    continue
                stored = self.store.find(company_id, RESUME, listed.id)
                if stored is not None and stored.entity.parsing_status is status:
                    self._fail(company_id, stored, reason, listed.size_bytes, None)
                    count += 1
        return count

    def read_now(self, caller: Caller, resume: Resume) -> Candidate | None:
        """Read a file that was just uploaded, without waiting for the trigger. None if it could not be read."""
        parsed = self.parse(caller.company_id, resume.id)
        if parsed is None or parsed.candidate_id is None:
            return None
        return self.candidates.get(caller, parsed.candidate_id)

    def _new(
        self, caller: Caller, file_name: str, candidate_id: str | None, job_id: str | None, status: ParseStatus
    ) -> Resume:
        if caller.role is Role.CANDIDATE:
            candidate_id, job_id = own_candidate(caller, candidate_id), None
        elif candidate_id is not None:
            self.candidates.get(caller, candidate_id)
        if job_id is not None:
            self.store.get(caller.company_id, JOB, job_id)
        return Resume(
            id=new_id(),
            file_name=file_name,
            candidate_id=candidate_id,
            job_id=job_id,
            uploaded_by=caller.user_id,
            company_id=caller.company_id,
            created_at=self.now(),
            **{**UNREAD, "parsing_status": status},
        )

    def _found(self, caller: Caller, resume_id: str) -> Stored[Resume]:
        stored = self.store.get(caller.company_id, RESUME, resume_id)
        if caller.role is Role.CANDIDATE and stored.entity.candidate_id != caller.candidate_id:
            raise NotFound("No such resume.")
        return stored

    def _check_hold(self, caller: Caller, resume: Resume) -> None:
        if resume.candidate_id is not None:
            self.holds.check(caller.company_id, resume.candidate_id)

    def _add(self, caller: Caller, resume: Resume) -> None:
        change = self.store.change(caller.company_id)
        change.add(RESUME, resume)
        if resume.candidate_id and resume.parsing_status is not ParseStatus.AWAITING_UPLOAD:
            stored = self.store.get(caller.company_id, CANDIDATE, resume.candidate_id)
            failed = resume.parsing_status is ParseStatus.FAILED  # and nothing was kept
            told = {"parsing_status": ParsingStatus.FAILED if failed else ParsingStatus.PENDING}
            self.candidates.write(change, stored, told if failed else {**told, "resume_id": resume.id})
        self.audit.record(change, caller, "UPLOAD_RESUME", "Resume", resume.id)
        change.commit()

    def _fail(
        self,
        company_id: str,
        stored: Stored[Resume],
        reason: UnreadableCv,
        size_bytes: int | None,
        sha256: str | None,
    ) -> Resume:
        """Mark a file as failed, and its candidate, whose latest it is. `sha256` is None where no file is there."""
        resume = stored.entity.model_copy(update={"size_bytes": size_bytes, "sha256": sha256, **failure(reason)})
        change = self.store.change(company_id)
        change.replace(RESUME, stored, resume)
        candidate = self.store.find(company_id, CANDIDATE, resume.candidate_id) if resume.candidate_id else None
        if candidate is not None and (sha256 or candidate.entity.resume_id == resume.id):
            self.candidates.write(change, candidate, if_latest(candidate.entity, resume, ParsingStatus.FAILED))
        self.audit.record(
            change, system_caller(company_id), "PARSE_RESUME_FAILED", "Resume", resume.id, changes={"code": reason.code}
        )
        change.commit()
        log.info("resume %s could not be read: %s", resume.id, reason.code)
        return resume

    def _complete(
        self, company_id: str, stored: Stored[Resume], parsed: ParsedCv, read: dict[str, Any], meter: Meter
    ) -> Resume:
        system = system_caller(company_id)
        change = self.store.change(company_id)
        self.usage.record(change, meter, Purpose.CV)
        candidate = self._write_candidate(change, company_id, stored.entity, parsed)
        resume = stored.entity.model_copy(
            update={
                **read,
                "candidate_id": candidate.id,
                "parsing_status": ParseStatus.COMPLETED,
                "warnings": parsed.warnings[:20],
                "engine": parsed.engine,
                "parsed_at": self.now(),
            }
        )
        change.replace(RESUME, stored, resume)
        if resume.job_id:
            self.applications.add_if_missing(change, system, resume.job_id, candidate)
        self.audit.record(change, system, "PARSE_RESUME", "Resume", resume.id, changes={"candidate_id": candidate.id})
        change.commit()
        return resume

    def _write_candidate(self, change: Change, company_id: str, resume: Resume, parsed: ParsedCv) -> Candidate:
        """Make the CV's candidate, or fill in what is empty of the one it belongs to."""
        found = fields_from(parsed.profile)
        email = found.get("email")
        stored = self._owner(company_id, resume, email)
        if stored is None:
            name = found.pop("full_name", "")
            candidate = self.candidates.new(company_id, source="cv_upload", full_name=name, **found)
            status = if_latest(candidate, resume, ParsingStatus.COMPLETED)
            candidate = self.candidates.with_duplicates(candidate.model_copy(update=status))
            change.add(CANDIDATE, candidate)
            return candidate
        told = stored.entity.model_dump(exclude_none=True)
        if email and "email" not in told and self.candidates.with_email(company_id, email):
            found.pop("email")
        gaps = {name: value for name, value in found.items() if name not in told or told[name] in ("", [])}
        status = if_latest(stored.entity, resume, ParsingStatus.COMPLETED)
        return self.candidates.write(change, stored, {**gaps, **status})

    def _owner(self, company_id: str, resume: Resume, email: str | None) -> Stored[Candidate] | None:
        if resume.candidate_id:
            return self.store.find(company_id, CANDIDATE, resume.candidate_id)
        return self.candidates.with_email(company_id, email) if email else None
