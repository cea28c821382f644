"""Mail: queued with the change that causes it, worded and sent by the queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.core.clock import Clock
from shared.core.errors import NotFound, Stale
from shared.core.ids import new_id
from shared.mail.links import Links
from shared.mail.models import MAIL, MailAttachment, MailStatus, QueuedMail, SendMail, Template
from shared.mail.templates import word
from shared.ports.mailer import Attachment, Mail, Mailer
from shared.store.store import Change, Store


@dataclass(frozen=True, slots=True)
class MailService:
    """Outgoing mail of every company."""

    store: Store
    mailer: Mailer
    links: Links
    now: Clock

    def queue(
        self,
        change: Change,
        company_id: str,
        to: str,
        template: Template,
        variables: Mapping[str, str],
        *,
        link_scope: str | None = None,
        link_token_id: str | None = None,
        attachments: Sequence[MailAttachment] = (),
        about: str | None = None,
    ) -> None:
        """Add a message to a change of the company's: it is sent after the change, or not at all.

        `about` is the candidate of whom it tells somebody else.
        """
        mail = QueuedMail(
            id=new_id(),
            to=to,
            template=template,
            variables=dict(variables),
            link_scope=link_scope,
            link_token_id=link_token_id,
            about=about,
            attachments=list(attachments),
            status=MailStatus.QUEUED,
            created_at=self.now(),
            sent_at=None,
        )
        change.add(MAIL, mail)
        change.send(SendMail(id=new_id(), company_id=company_id, mail_id=mail.id))

    def send(self, task: SendMail) -> None:
        """Deliver one queued message. Safe to repeat: the mailer knows the message by its id.

        A message whose receiver was erased meanwhile is not sent.

        Raises:
            Unavailable: the mailer does not answer; the queue tries again.
        """
        if not self.store.is_pending(task):
            return
        stored = self.store.find(task.company_id, MAIL, task.mail_id)
        if stored is None:
            change = self.store.change(task.company_id)
            change.finish(task)
            change.commit()
            return
        mail = stored.entity
        worded = word(mail.template, mail.variables, self.links.url(mail.template, mail.link_scope, mail.link_token_id))
        files = tuple(Attachment(one.name, one.content_type, one.text.encode()) for one in mail.attachments)
        self.mailer.send(Mail(mail.id, mail.to, worded.subject, worded.text, worded.html, files))
        change = self.store.change(task.company_id)
        change.replace(MAIL, stored, mail.model_copy(update={"status": MailStatus.SENT, "sent_at": self.now()}))
        change.finish(task)
        try:
            change.commit()
        except (Stale, NotFound):
            return

    def fail(self, task: SendMail, reason: str) -> None:
        """Mark a message as failed after the last try; its company sees it among the failed tasks, and can retry it."""
        self.store.fail(task, reason)
        stored = self.store.find(task.company_id, MAIL, task.mail_id)
        if stored is not None and stored.entity.status is MailStatus.QUEUED:
            change = self.store.change(task.company_id)
            change.replace(MAIL, stored, stored.entity.model_copy(update={"status": MailStatus.FAILED}))
            change.commit()
