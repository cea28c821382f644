"""Outgoing mail."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person. `id` identifies the sending: the same id is delivered once."""

    id: str
    to: str
    subject: str
    text: str
    html: str


class Mailer(Protocol):
    """Sends mail."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over for delivery; repeating it with the same id sends nothing more. Raises Unavailable."""
        ...
