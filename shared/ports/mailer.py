"""Outgoing mail."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail. `content_type` may carry parameters: `text/calendar; method=REQUEST`."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person. `id`, a UUID, identifies the sending: the same id is delivered once.

    `headers` are further header fields of the message, by name.
    """

    id: str
    to: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


class Mailer(Protocol):
    """Sends mail."""

    @property
    def reports(self) -> bool:
        """Whether what becomes of a mail is reported later, by its id."""
        ...

    def send(self, mail: Mail) -> None:
        """Hand the mail over for delivery; repeating it with the same id sends nothing more.

        Raises:
            Unavailable: the mail service does not answer, or takes nothing from us at present.
            TooMany: it takes no more for so many seconds.
            Invalid: it will never take this mail.
        """
        ...

    def forget(self, mail_id: str) -> None:
        """Delete the copy of a mail, where sending it has left one that we can reach."""
        ...
