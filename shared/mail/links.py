"""Links in mails that prove their bearer read the mailbox.

A link carries a token `scope.id.mac`. `scope` is the partition and `id` the row of a single-use record; `mac` is
HMAC-SHA256 over purpose, scope and id. So the secret is stored nowhere: a dump of the database makes no links.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from shared.core.errors import Gone
from shared.mail.models import Template

_PATHS: dict[Template, str] = {
    Template.VERIFY_EMAIL: "verify-email",
    Template.RESET_PASSWORD: "reset-password",
    Template.WELCOME: "reset-password",
    Template.INVITATION: "claim",
    Template.INTERVIEW_READY: "interviews",
    Template.SLOTS_PROPOSED: "appointment",
    Template.ROUND_ARRANGED: "appointment",
    Template.ROUND_REMINDER: "appointment",
    Template.ROUND_CANCELLED: "interviews",
    Template.INTERVIEWER_NEWS: "interviews",
    Template.STAGE_CHANGED: "interviews",
    Template.CANDIDATE_ADDED: "",
    Template.DATA_ERASED: "",
    Template.WEBHOOK_DISABLED: "",
    Template.WRITTEN: "unsubscribe",
}

_SAME_LINK: dict[Template, Template] = {
    Template.WELCOME: Template.RESET_PASSWORD,
    Template.ROUND_ARRANGED: Template.SLOTS_PROPOSED,
    Template.ROUND_REMINDER: Template.SLOTS_PROPOSED,
}
"""Mails whose link is for what another's is for: one page shows a round, from its proposed times to its end."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes link tokens with the deployment's signing key `key`, and reads those of the `previous` one, too.

    `web_url` is the web app's address.
    """

    key: bytes
    web_url: str
    previous: bytes = b""

    def url(self, purpose: Template, scope: str | None, token_id: str | None) -> str:
        """The address that a mail links to, with its token if it has one."""
        address = f"{self.web_url.rstrip('/')}/{_PATHS[purpose]}"
        return f"{address}?token={self.token(purpose, scope, token_id)}" if scope and token_id else address

    def one_click_url(self, scope: str, token_id: str) -> str:
        """Where a mail program posts for somebody who unsubscribes."""
        token = self.token(Template.WRITTEN, scope, token_id)
        return f"{self.web_url.rstrip('/')}/api/v1/email/unsubscribe?token={token}"

    def token(self, purpose: Template, scope: str, token_id: str) -> str:
        """The token for a single-use record."""
        return f"{scope}.{token_id}.{_mac(self.key, purpose, scope, token_id)}"

    def read(self, purpose: Template, token: str) -> tuple[str, str]:
        """Scope and id of a token of ours.

        Raises:
            Gone: it was not made by us for this purpose. Deliberately the same as for a token that was used.
        """
        parts = token.split(".")
        if len(parts) != 3 or not any(
            hmac.compare_digest(parts[2].encode(), _mac(key, purpose, parts[0], parts[1]).encode())
            for key in filter(None, (self.key, self.previous))
        ):
            raise Gone("This link is not valid any more. Ask for a new one.")
        return parts[0], parts[1]


def _mac(key: bytes, purpose: Template, scope: str, token_id: str) -> str:
    message = "|".join((_SAME_LINK.get(purpose, purpose).value, scope, token_id)).encode()
    digest = hmac.new(key, message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
