"""Writing to imported people: an invitation to an interview where a job is named, else that they are known."""

import logging
from dataclasses import dataclass

from shared.candidates.models import CANDIDATE, Candidate
from shared.companies.service import CompanyService
from shared.core.caller import system_caller
from shared.core.errors import Conflict, Invalid, NotFound, Stale
from shared.core.ids import derived_from, made_at_ms, numbered_id
from shared.imports.intake import ImportFiles
from shared.imports.models import ORDER, ImportOrder, InviteImported
from shared.invitations.models import InvitationDraft
from shared.invitations.service import InvitationService
from shared.mail.models import Template
from shared.mail.service import MailService
from shared.ports.blob import BlobStore
from shared.store.store import Store

log = logging.getLogger("talenti.imports")

_AT_ONCE = 8
"""People with each message: their mails, with index entries and tasks, are one change."""


@dataclass(frozen=True, slots=True)
class ImportInvitations:
    """Mails to imported people, of every company."""

    store: Store
    blobs: BlobStore
    invitations: InvitationService
    companies: CompanyService
    mail: MailService

    def send(self, task: InviteImported) -> None:
        """Write to a few people, and leave the others to the next task. Safe to repeat: nobody is written to twice."""
        stored = self.store.find(task.company_id, ORDER, task.import_id)
        if stored is None or not self.store.is_pending(task):
            return
        order = stored.entity
        files = ImportFiles(self.blobs, task.company_id, order.id)
        rows = files.piece(task.piece)
        change = self.store.change(task.company_id)
        change.finish(task)
        for row in rows[task.at : task.at + _AT_ONCE]:
            found = self.store.find(task.company_id, CANDIDATE, numbered_id(order.id, row.number))
            if found is None:
                continue
            if order.job_id is not None:
                self._invite(task.company_id, order, found.entity, order.job_id)
            elif found.entity.email:
                variables = {
                    "name": found.entity.first_name,
                    "company": self.companies.name_of(task.company_id),
                }
                self.mail.queue(change, task.company_id, found.entity.email, Template.CANDIDATE_ADDED, variables)
        after = task.at + _AT_ONCE
        if after < len(rows):
            following = InviteImported(company_id=task.company_id, import_id=order.id, piece=task.piece, at=after)
            change.send(following)
        try:
            change.commit()
        except Stale:
            return  # another delivery of the same message was faster
        if after >= len(rows):
            files.remove_piece(task.piece)

    def _invite(self, company_id: str, order: ImportOrder, candidate: Candidate, job_id: str) -> None:
        """Invite somebody to an interview, unless that was done before: the invitation has the same identifier then."""
        with derived_from(f"invite|{candidate.id}|{order.id}", made_at_ms(candidate.id), repeated=True):
            try:
                draft = InvitationDraft(candidate_id=candidate.id, job_id=job_id)
                self.invitations.invite(system_caller(company_id), draft)
            except (Conflict, Invalid, NotFound) as refusal:
                log.info("candidate %s of import %s was not invited: %s", candidate.id, order.id, refusal.code)
