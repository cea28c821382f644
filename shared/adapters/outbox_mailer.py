"""Mail that goes nowhere: kept as blobs, where the local host's pages show it."""

import hashlib
import html
import json
import re
from collections.abc import Iterable

from shared.core.clock import Clock
from shared.core.errors import NotFound
from shared.core.resource import iso
from shared.ports.blob import BlobStore
from shared.ports.mailer import Mail

CONTAINER = "local-mail"
"""The container; each mail is one JSON blob with `to`, `subject`, `text`, `html`, `links`,
`headers`, `attachments` (name, type and text) and `sent_at`."""

_URL = re.compile(r"""https?://[^\s<>"']+""")
_SENTENCE_END = ".,;:!?)]}"


class OutboxMailer:
    """Implements `Mailer` over a blob store. The first sending of an id is the one that is kept."""

    reports = False

    def __init__(self, blobs: BlobStore, now: Clock) -> None:
        self._blobs = blobs
        self._now = now

    def send(self, mail: Mail) -> None:
        """Keep the mail."""
        name = _name(mail.id)
        try:
            self._blobs.info(CONTAINER, name)
        except NotFound:
            self._blobs.put(CONTAINER, name, self._as_json(mail), content_type="application/json")

    def forget(self, mail_id: str) -> None:
        """See `Mailer.forget`. The outbox stands for the receivers' mailboxes, and for a log of ours."""
        self._blobs.remove(CONTAINER, _name(mail_id))

    def _as_json(self, mail: Mail) -> bytes:
        content = {
            "to": mail.to,
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "links": links((mail.text, mail.html)),
            "headers": dict(mail.headers),
            "attachments": [
                {"name": one.name, "content_type": one.content_type, "text": one.data.decode(errors="replace")}
                for one in mail.attachments
            ],
            "sent_at": iso(self._now()),
        }
        return json.dumps(content, ensure_ascii=False).encode()


def _name(mail_id: str) -> str:
    return f"{hashlib.sha256(mail_id.encode()).hexdigest()}.json"


def links(texts: Iterable[str]) -> list[str]:
    """The web addresses in the texts, plain or HTML, in their order and each once."""
    found = (html.unescape(url).rstrip(_SENTENCE_END) for text in texts for url in _URL.findall(text))
    return list(dict.fromkeys(found))
