"""Completing deletion requests: with the last thing of a person that goes, in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.audit.service import AuditLog
from shared.companies.service import CompanyService
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.mail.models import MailAttachment, Template
from shared.mail.service import MailService
from shared.retention.certificates import Certifier, DeletionCertificate
from shared.retention.models import DELETION, OPEN_REQUESTS, DeletionRequest, DeletionStatus
from shared.store.store import Change, Store, Stored

VERIFY = "/api/v1/deletion-certificates/verify"
_MOST_AT_ONCE = 3
"""Of one person, which several are only where candidates were merged who had asked already. A timer does the others."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Certifies what was asked for and is done."""

    store: Store
    certifier: Certifier
    mail: MailService
    companies: CompanyService
    audit: AuditLog
    now: Clock
    web_url: str

    def complete_all(
        self,
        change: Change,
        caller: Caller,
        candidate_ids: Sequence[str],
        erased: Mapping[str, int],
        address: str | None,
    ) -> str | None:
        """Complete what is open of these candidates. A copy of the certificate goes to the address: gives its mail."""
        found = [
            self.store.find(change.partition, DELETION, brief.id)
            for candidate_id in candidate_ids
            for brief in self.store.each(change.partition, DELETION, "candidate", (candidate_id,))
            if brief.status in OPEN_REQUESTS
        ]
        mail_id = None
        for stored in [one for one in found if one is not None and one.entity.status in OPEN_REQUESTS][:_MOST_AT_ONCE]:
            certificate = self.complete(change, caller, stored, erased)
            if address is not None and mail_id is None:
                mail_id = self._tell(change, address, certificate)
        return mail_id

    def complete(
        self, change: Change, caller: Caller, stored: Stored[DeletionRequest], erased: Mapping[str, int]
    ) -> DeletionCertificate:
        """Add to a change that a request is done. Nothing personal is left in it."""
        request, now = stored.entity, self.now()
        certificate = self.certifier.signed(_certificate(request, change.partition, dict(erased), now))
        update = {
            "status": DeletionStatus.COMPLETED,
            "reason": None,
            "notes": None,
            "processed_at": now,
            "processed_by": caller.user_id,
            "certificate": certificate,
        }
        change.replace(DELETION, stored, request.model_copy(update=update))
        self.audit.record(change, caller, "COMPLETE_DELETION", "DeletionRequest", request.id, changes=erased, before={})
        return certificate

    def _tell(self, change: Change, address: str, certificate: DeletionCertificate) -> str:
        text = certificate.model_dump_json(indent=2)
        variables = {
            "company": self.companies.name_of(change.partition),
            "when": f"{certificate.completed_at.day} {certificate.completed_at:%B %Y, %H:%M} UTC",
            "address": f"{self.web_url.rstrip('/')}{VERIFY}",
        }
        return self.mail.queue(
            change,
            change.partition,
            address,
            Template.DATA_ERASED,
            variables,
            attachments=[MailAttachment(name="deletion-certificate.json", content_type="application/json", text=text)],
            forgotten_when_sent=True,
        )


def _certificate(
    request: DeletionRequest, company_id: str, erased: dict[str, int], at: datetime
) -> DeletionCertificate:
    return DeletionCertificate(
        request_id=request.id,
        company_id=company_id,
        requested_at=request.requested_at,
        completed_at=at,
        deadline_at=request.deadline_at,
        erased=erased,
    )
