"""Deletion requests: candidates ask to be erased, and get it done in time and certified."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE
from shared.core.caller import Caller, Role, system_caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, DomainError, Forbidden, NotFound
from shared.core.ids import is_repeated, new_id
from shared.core.page import Page
from shared.retention.completion import Completion
from shared.retention.models import (
    DEADLINE_DAYS,
    DELETION,
    GRACE_DAYS,
    OPEN_REQUESTS,
    DeletionDraft,
    DeletionQuery,
    DeletionRequest,
    DeletionStatus,
    EraseOnRequest,
)
from shared.retention.service import RetentionService
from shared.store.store import Store, Stored

log = logging.getLogger("talenti.retention")

_EARLY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DeletionService:
    """The deletion requests of every company."""

    store: Store
    retention: RetentionService
    completion: Completion
    audit: AuditLog
    now: Clock

    def create(self, caller: Caller, draft: DeletionDraft) -> DeletionRequest:
        """Ask to be erased. It happens after three days, in which the request can be withdrawn.

        Raises:
            Forbidden: the caller is no candidate.
            Conflict: the candidate has asked already.
        """
        if caller.role is not Role.CANDIDATE or caller.candidate_id is None:
            raise Forbidden("Candidates ask to be erased; recruiters erase a candidate themselves.")
        request_id, now = new_id(), self.now()
        if is_repeated() and (made := self.store.find(caller.company_id, DELETION, request_id)):
            return made.entity
        request = DeletionRequest(
            id=request_id,
            user_id=caller.user_id,
            candidate_id=caller.candidate_id,
            request_type=draft.request_type,
            status=DeletionStatus.PENDING,
            reason=draft.reason,
            notes=None,
            requested_at=now,
            scheduled_for=now + timedelta(days=GRACE_DAYS),
            deadline_at=now + timedelta(days=DEADLINE_DAYS),
            processed_at=None,
            processed_by=None,
            certificate=None,
        )
        change = self.store.change(caller.company_id)
        change.add(DELETION, request)
        task = EraseOnRequest(id=new_id(), company_id=caller.company_id, request_id=request.id)
        change.send(task, delay=timedelta(days=GRACE_DAYS))
        self.audit.record(change, caller, "REQUEST_DELETION", "DeletionRequest", request.id)
        change.commit()
        return request

    def get(self, caller: Caller, request_id: str) -> DeletionRequest:
        """A request: the candidate's own, or any of the company. Raises NotFound."""
        return self._stored(caller, request_id).entity

    def page(self, caller: Caller, query: DeletionQuery) -> Page[DeletionRequest]:
        """Requests, newest first: the candidate's own, or the company's."""
        company = caller.company_id
        if caller.role is Role.CANDIDATE:
            return self.store.page(company, DELETION, "user", (caller.user_id,), query)
        if query.status is not None:
            return self.store.page(company, DELETION, "status", (query.status,), query)
        return self.store.page(company, DELETION, "all", (), query)

    def withdraw(self, caller: Caller, request_id: str) -> DeletionRequest:
        """Take a request back.

        Raises:
            NotFound: the candidate has no such request.
            Forbidden: somebody else asked.
            Conflict: it is done, or was withdrawn.
        """
        stored = self._stored(caller, request_id)
        if caller.user_id != stored.entity.user_id:
            raise Forbidden("Only who asked to be erased takes it back.")
        if stored.entity.status is DeletionStatus.WITHDRAWN and is_repeated():
            return stored.entity
        self._check_open(stored)
        update = {"status": DeletionStatus.WITHDRAWN, "processed_at": self.now(), "processed_by": caller.user_id}
        withdrawn = stored.entity.model_copy(update=update)
        change = self.store.change(caller.company_id)
        change.replace(DELETION, stored, withdrawn)
        self.audit.record(change, caller, "WITHDRAW_DELETION", "DeletionRequest", request_id)
        change.commit()
        return withdrawn

    def process(self, caller: Caller, request_id: str) -> DeletionRequest:
        """Do it now, without waiting for its time.

        Raises:
            NotFound: the company has no such request.
            Conflict: it is done or was withdrawn, or a legal hold is on the candidate (code `legal_hold`).
        """
        stored = self._stored(caller, request_id)
        if stored.entity.status is DeletionStatus.COMPLETED and is_repeated():
            return stored.entity
        self._check_open(stored)
        return self._fulfil(caller, stored)

    def run(self, task: EraseOnRequest) -> None:
        """Do what a candidate asked for, when its time has come. Safe to repeat.

        Raises:
            Unavailable: storage does not answer; the queue tries again.
        """
        if not self.store.is_pending(task):
            return
        stored = self.store.find(task.company_id, DELETION, task.request_id)
        if stored is not None and stored.entity.status in OPEN_REQUESTS:
            if stored.entity.scheduled_for > self.now() + _EARLY:
                return
            self._try(task.company_id, stored)
        change = self.store.change(task.company_id)
        change.finish(task)
        change.commit()

    def attend(self, company_id: str) -> int:
        """Do the requests whose time has come and whose legal hold was lifted: for a timer. Gives how many.

        Raises:
            Unavailable: something did not answer. What could be done all the same was done.
        """
        done, failures = 0, list[DomainError]()
        for status in OPEN_REQUESTS:
            for request in list(self.store.each(company_id, DELETION, "status", (status,))):
                stored = self.store.find(company_id, DELETION, request.id)
                if stored is None or stored.entity.status not in OPEN_REQUESTS:
                    continue
                if stored.entity.scheduled_for > self.now():
                    continue
                try:
                    done += self._try(company_id, stored)
                except DomainError as failure:
                    log.warning("deletion request %s could not be done: %s", request.id, failure.code)
                    failures.append(failure)
        if failures:
            raise failures[0]
        return done

    def _try(self, company_id: str, stored: Stored[DeletionRequest]) -> bool:
        """Do a request, or note that a legal hold is in its way."""
        try:
            self._fulfil(system_caller(company_id), stored)
        except Conflict as conflict:
            if conflict.code != "legal_hold":
                raise
            if stored.entity.status is not DeletionStatus.ON_HOLD:
                notes = "A legal obligation to keep the data stands in the way; it is erased when that ends."
                held = stored.entity.model_copy(update={"status": DeletionStatus.ON_HOLD, "notes": notes})
                change = self.store.change(company_id)
                change.replace(DELETION, stored, held)
                change.commit()
            return False
        return True

    def _fulfil(self, caller: Caller, stored: Stored[DeletionRequest]) -> DeletionRequest:
        """Erase who asked, which completes the request. A stopped erasure is finished by the next try."""
        company, request = caller.company_id, stored.entity
        candidate_id = self._who_it_is_now(company, request.candidate_id)
        if candidate_id is not None:
            self.retention.erase(caller, candidate_id)
        stored = self.store.get(company, DELETION, request.id)
        if stored.entity.status not in OPEN_REQUESTS:
            return stored.entity
        # Nobody was there any more: there is nothing to be counted.
        change = self.store.change(company)
        self.completion.complete(change, caller, stored, {})
        change.commit()
        return self.store.get(company, DELETION, request.id).entity

    def _who_it_is_now(self, company_id: str, candidate_id: str) -> str | None:
        """The candidate, or whom they were merged into; None if they are gone."""
        stored = self.store.find(company_id, CANDIDATE, candidate_id)
        if stored is None or stored.entity.merged_into is None:
            return stored.entity.id if stored else None
        return self._who_it_is_now(company_id, stored.entity.merged_into)

    def _stored(self, caller: Caller, request_id: str) -> Stored[DeletionRequest]:
        stored = self.store.get(caller.company_id, DELETION, request_id)
        if caller.role is Role.CANDIDATE and stored.entity.user_id != caller.user_id:
            raise NotFound("No such deletion request.")
        return stored

    def _check_open(self, stored: Stored[DeletionRequest]) -> None:
        if stored.entity.status not in OPEN_REQUESTS:
            raise Conflict(f"The request is {stored.entity.status} already.", code=stored.entity.status)
