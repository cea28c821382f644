"""Mail in memory: for tests, which read what was sent."""

from shared.ports.mailer import Mail


class MemoryMailer:
    """Implements `Mailer`. `sent` holds the mails, each id once, in the order of sending."""

    reports = True

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> None:
        """See `Mailer.send`."""
        if all(mail.id != other.id for other in self.sent):
            self.sent.append(mail)

    def forget(self, mail_id: str) -> None:
        """See `Mailer.forget`. What was sent is with its receivers."""
