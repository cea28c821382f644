"""Links by which somebody without an account reads one report: signed, with an end, and revocable."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from shared.audit.service import AuditLog
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Gone, NotFound
from shared.core.ids import new_id
from shared.reports.models import SHARE, Share, SharedLink, SharedReport, ShareRequest
from shared.reports.service import PrintedReport, ReportService
from shared.scoring.service import ScoringService
from shared.store.store import Store

_DEAD = "This link is not valid any more. Ask for a new one."


@dataclass(frozen=True, slots=True)
class SharingService:
    """The links to every company's reports. The first of the `keys` signs tokens, each of them reads: the database
    alone makes none."""

    store: Store
    scoring: ScoringService
    reports: ReportService
    audit: AuditLog
    now: Clock
    keys: tuple[bytes, ...]
    web_url: str

    def share(self, caller: Caller, interview_id: str, request: ShareRequest) -> SharedLink:
        """Make the link to a report. The one before is dead from now on.

        Raises:
            NotFound: the caller's company has no such interview, or it has no score.
        """
        self.scoring.get(caller, interview_id)
        now = self.now()
        share = Share(
            id=new_id(),
            interview_id=interview_id,
            shared_by=caller.user_id,
            expires_at=now + timedelta(days=request.expires_in_days),
            revoked_at=None,
            created_at=now,
        )
        change = self.store.change(caller.company_id)
        change.put(SHARE, share)
        until = {"expires_in_days": request.expires_in_days}
        self.audit.record(change, caller, "SHARE_REPORT", "Interview", interview_id, changes=until)
        change.commit()
        token = self._token(caller.company_id, share)
        url = f"{self.web_url.rstrip('/')}/report?token={token}"
        return SharedLink(interview_id=interview_id, share_token=token, share_url=url, expires_at=share.expires_at)

    def revoke(self, caller: Caller, interview_id: str) -> None:
        """Close the link. Raises NotFound: there is none that is open."""
        share = self._open(caller.company_id, interview_id)
        if share is None:
            raise NotFound("There is no open link to this report.")
        change = self.store.change(caller.company_id)
        change.put(SHARE, share.model_copy(update={"revoked_at": self.now()}))
        self.audit.record(change, caller, "REVOKE_REPORT_LINK", "Interview", interview_id)
        change.commit()

    def token_of(self, caller: Caller, interview_id: str) -> str | None:
        """The token of the open link, for who may make one; None if there is none."""
        share = self._open(caller.company_id, interview_id)
        return self._token(caller.company_id, share) if share else None

    def read(self, token: str) -> SharedReport:
        """The report that a link is for. Raises Gone: the link is not ours, has expired or was revoked."""
        company_id, share = self._bearer(token)
        return self.reports.shared(company_id, share.interview_id, share.expires_at)

    def print(self, token: str) -> PrintedReport:
        """The printed report that a link is for. Raises as `read`."""
        company_id, share = self._bearer(token)
        return self.reports.print_shared(company_id, share.interview_id)

    def _open(self, company_id: str, interview_id: str) -> Share | None:
        stored = self.store.find(company_id, SHARE, interview_id)
        if stored is None or stored.entity.revoked_at is not None or stored.entity.expires_at <= self.now():
            return None
        return stored.entity

    def _bearer(self, token: str) -> tuple[str, Share]:
        parts = token.split(".")
        macs = [_mac(key, *parts[:3]) for key in self.keys]
        if len(parts) != 4 or not any(hmac.compare_digest(mac.encode(), parts[3].encode()) for mac in macs):
            raise Gone(_DEAD)
        share = self._open(parts[0], parts[1])
        if share is None or share.id != parts[2]:
            raise Gone(_DEAD)
        return parts[0], share

    def _token(self, company_id: str, share: Share) -> str:
        names = (company_id, share.interview_id, share.id)
        return ".".join((*names, _mac(self.keys[0], *names)))


def _mac(key: bytes, *names: str) -> str:
    message = "|".join(("report", *names)).encode()
    return base64.urlsafe_b64encode(hmac.new(key, message, hashlib.sha256).digest()).rstrip(b"=").decode()
