"""Mail: queued with the change that causes it, worded and sent by the queue, followed until it has arrived."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.core.caller import PLATFORM
from shared.core.clock import Clock
from shared.core.errors import Invalid, NotFound, Stale, TooMany
from shared.core.ids import made_at_ms, new_id
from shared.core.page import Page
from shared.mail.links import Links
from shared.mail.mailboxes import Mailboxes
from shared.mail.models import (
    DELIVERY,
    MAIL,
    UNSUBSCRIBED,
    Delivery,
    DeliveryReport,
    MailAttachment,
    MailQuery,
    MailStatus,
    QueuedMail,
    SendMail,
    SentMail,
    Template,
    Unsubscribed,
    Words,
)
from shared.mail.templates import WordedMail, word, word_written
from shared.ports.mailer import Attachment, Mail, Mailer
from shared.store.store import Change, Store, Stored
from shared.store.tasks import NO_DELAY

log = logging.getLogger("talenti.mail")

FOLLOWED_FOR = timedelta(days=30)
"""How long the mail service may report about a mail."""
_LONGEST_WAIT = timedelta(hours=1)
"""After which a mail is tried again, whatever the mail service says."""
_MAX_PURGED = 90

_REPORTED = {"delivered": MailStatus.DELIVERED, "bounced": MailStatus.BOUNCED}
"""What becomes of a mail by the word in its report; any other word is a failure, but for one that says nothing yet."""
_UNDECIDED = {"expanded", "outfordelivery"}


@dataclass(frozen=True, slots=True)
class MailService:
    """Outgoing mail of every company."""

    store: Store
    mailer: Mailer
    links: Links
    mailboxes: Mailboxes
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
        forgotten_when_sent: bool = False,
    ) -> str:
        """Add a message to a change of the company's: it is sent after the change, or not at all. Gives its id.

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
            forgotten_when_sent=forgotten_when_sent,
            status=MailStatus.QUEUED,
            created_at=self.now(),
            sent_at=None,
        )
        self._queue(change, company_id, mail)
        return mail.id

    def queue_written(
        self,
        change: Change,
        company_id: str,
        to: str,
        subject: str,
        words: Words,
        *,
        about: str | None,
    ) -> str:
        """Add what somebody wrote to a change of the company's. Gives the mail's id. Raises Invalid: it is too long."""
        mail = self._written(new_id(), to, subject, words, about)
        self._queue(change, company_id, mail)
        return mail.id

    def queue_of_mailing(
        self,
        change: Change,
        company_id: str,
        to: str,
        subject: str,
        words: Words,
        *,
        about: str | None,
        mailing_id: str,
        mail_id: str,
        company: str,
        delay: timedelta,
        skipped: str | None,
    ) -> None:
        """Add one of the mails of a bulk mail to a change of the company's.

        It carries a link by which its receiver gets no more of them; `company` is the name in that sentence. With
        `skipped`, the reason, it is kept and never sent.

        Raises:
            Invalid: the words are too long.
        """
        of_mailing = {
            "variables": {"company": company},
            "link_scope": company_id,
            "link_token_id": self.mailboxes.name(company_id, to),
            "mailing_id": mailing_id,
        }
        mail = self._written(mail_id, to, subject, words, about).model_copy(update=of_mailing)
        if skipped:
            change.add(MAIL, mail.model_copy(update={"status": MailStatus.SKIPPED, "detail": skipped}))
        else:
            self._queue(change, company_id, mail, delay)

    def _written(self, mail_id: str, to: str, subject: str, words: Words, about: str | None) -> QueuedMail:
        return QueuedMail(
            id=mail_id,
            to=to,
            template=Template.WRITTEN,
            variables={"company": ""},
            link_scope=None,
            link_token_id=None,
            about=about,
            subject=subject,
            words=words,
            mailing_id=None,
            status=MailStatus.QUEUED,
            detail=None,
            created_at=self.now(),
            sent_at=None,
        )

    def send(self, task: SendMail) -> None:
        """Deliver one queued message. Safe to repeat: the mailer knows the message by its id.

        A message whose receiver was erased meanwhile, or wants no bulk mail, is not sent. While the mail service takes
        no more, the message waits as long as it says.

        Raises:
            Unavailable: the mailer does not answer; the queue tries again.
        """
        if not self.store.is_pending(task):
            return
        stored = self.store.find(task.company_id, MAIL, task.mail_id)
        if stored is None:
            self._finish(task, None)
            return
        mail = stored.entity
        if mail.mailing_id and self.is_unsubscribed(task.company_id, mail.to):
            self._finish(task, stored, status=MailStatus.SKIPPED, detail="unsubscribed")
            return
        try:
            self._hand_over(task.company_id, mail)
        except TooMany as busy:
            self._wait(task, timedelta(seconds=max(1, busy.retry_after_s)))
        except Invalid as refusal:
            self._finish(task, stored, status=MailStatus.FAILED, detail=refusal.message)
        else:
            self._finish(task, stored, status=MailStatus.SENT, detail=None, sent_at=self.now())

    def fail(self, task: SendMail, reason: str) -> None:
        """Mark a message as failed after the last try; its company sees it among the failed tasks, and can retry it."""
        self.store.fail(task, reason)
        stored = self.store.find(task.company_id, MAIL, task.mail_id)
        if stored is not None and stored.entity.status is MailStatus.QUEUED:
            update = {"status": MailStatus.FAILED, "detail": reason}
            change = self.store.change(task.company_id)
            change.replace(MAIL, stored, stored.entity.model_copy(update=update))
            change.commit()

    def take_report(self, report: DeliveryReport) -> None:
        """Note what became of a mail. Reports come at least once and in any order: the latest attempt counts.

        Raises:
            Stale: the mail was written at the same time; the report has to come again.
        """
        followed = self.store.find(PLATFORM, DELIVERY, report.mail_id)
        company = followed.entity.company_id if followed else ""
        stored = self.store.find(company, MAIL, report.mail_id) if company else None
        word_of_it = report.status.casefold()
        if stored is None or word_of_it in _UNDECIDED:
            return
        at = report.at or self.now()
        if stored.entity.reported_at and stored.entity.reported_at > at:
            return
        status = _REPORTED.get(word_of_it, MailStatus.FAILED)
        said = report.details.status_message if report.details else None
        detail = None if status is MailStatus.DELIVERED else f"{report.status}: {said}"[:500] if said else report.status
        update = {"status": status, "detail": detail, "reported_at": at}
        change = self.store.change(company)
        change.replace(MAIL, stored, stored.entity.model_copy(update=update))
        change.commit()

    def forget(self, company_id: str, mail_id: str) -> None:
        """Erase a mail, sent or not. Quiet if there is none."""
        stored = self.store.find(company_id, MAIL, mail_id)
        if stored is not None:
            change = self.store.change(company_id)
            change.remove(MAIL, stored)
            change.commit()

    def forget_copy(self, mail_id: str) -> None:
        """Erase what sending a mail has left with us besides its row. Raises Unavailable."""
        self.mailer.forget(mail_id)

    def page(self, company_id: str, query: MailQuery, addresses: str | None = None) -> Page[SentMail]:
        """Mails of a company and what became of them, newest first; `addresses`: those to one mailbox."""
        status = (query.status,) if query.status else ()
        if addresses is not None:
            index, values = ("to_status" if status else "to"), (addresses.casefold(), *status)
        elif query.job_id:
            index, values = "mailing", (query.job_id, *status)
        else:
            index, values = ("status" if status else "all"), status
        found = self.store.page(company_id, MAIL, index, values, query)
        items = tuple(map(SentMail.of, found.items))
        return Page(items, found.total, found.skip, found.limit, found.next_cursor, SentMail.plural)

    def is_unsubscribed(self, company_id: str, address: str) -> bool:
        """Whether somebody wants no bulk mail of the company."""
        return self.store.find(company_id, UNSUBSCRIBED, self.mailboxes.name(company_id, address)) is not None

    def read_unsubscription(self, token: str) -> tuple[str, bool]:
        """The company whose bulk mail a mailed link is about, and whether its bearer has unsubscribed. Raises Gone."""
        company_id, digest = self.links.read(Template.WRITTEN, token)
        return company_id, self.store.find(company_id, UNSUBSCRIBED, digest) is not None

    def unsubscribe(self, token: str, *, wants_none: bool) -> str:
        """Send its bearer no bulk mail of the company any more, or again. Gives the company. Raises Gone."""
        company_id, digest = self.links.read(Template.WRITTEN, token)
        change = self.store.change(company_id)
        if wants_none:
            change.put(UNSUBSCRIBED, Unsubscribed(id=digest, created_at=self.now()))
        else:
            stored = self.store.find(company_id, UNSUBSCRIBED, digest)
            if stored is not None:
                change.remove(UNSUBSCRIBED, stored)
        try:
            change.commit()
        except (Stale, NotFound):
            log.info("somebody took the same decision twice at the same time")
        return company_id

    def purge(self) -> int:
        """Forget whose mails of more than 30 days ago were. Returns how many."""
        limit_ms = (self.now() - FOLLOWED_FOR).timestamp() * 1000
        purged = 0
        while True:
            oldest = self.store.children(PLATFORM, DELIVERY, limit=_MAX_PURGED)
            change = self.store.change(PLATFORM)
            old = [delivery for delivery in oldest if made_at_ms(delivery.id) < limit_ms]
            for delivery in old:
                change.drop(DELIVERY, delivery)
            change.commit()
            purged += len(old)
            if len(old) < _MAX_PURGED:
                return purged

    def _queue(self, change: Change, company_id: str, mail: QueuedMail, delay: timedelta = NO_DELAY) -> None:
        change.add(MAIL, mail)
        change.send(SendMail(id=new_id(), company_id=company_id, mail_id=mail.id), delay=delay)

    def _hand_over(self, company_id: str, mail: QueuedMail) -> None:
        """Give the mail to the mailer. What it will report about is noted before, since reports may be fast."""
        if self.mailer.reports:
            change = self.store.change(PLATFORM)
            change.put(DELIVERY, Delivery(id=mail.id, company_id=company_id))
            change.commit()
        worded, headers = self._worded(mail)
        files = tuple(Attachment(one.name, one.content_type, one.text.encode()) for one in mail.attachments)
        self.mailer.send(Mail(mail.id, mail.to, worded.subject, worded.text, worded.html, files, headers))

    def _worded(self, mail: QueuedMail) -> tuple[WordedMail, tuple[tuple[str, str], ...]]:
        """The words of a mail, and the headers by which a mail program unsubscribes with one press (RFC 8058)."""
        if mail.words is None:
            link = self.links.url(mail.template, mail.link_scope, mail.link_token_id)
            return word(mail.template, mail.variables, link), ()
        if mail.link_scope is None or mail.link_token_id is None:
            return word_written(mail.subject or "", mail.words), ()
        link = self.links.url(Template.WRITTEN, mail.link_scope, mail.link_token_id)
        one_click = self.links.one_click_url(mail.link_scope, mail.link_token_id)
        headers = (("List-Unsubscribe", f"<{one_click}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        return word_written(mail.subject or "", mail.words, company=mail.variables["company"], link=link), headers

    def _wait(self, task: SendMail, delay: timedelta) -> None:
        """Try again later, by another task: the tries of this one are for what goes wrong."""
        change = self.store.change(task.company_id)
        change.finish(task)
        again = SendMail(id=new_id(), company_id=task.company_id, mail_id=task.mail_id)
        change.send(again, delay=min(delay, _LONGEST_WAIT))
        _commit_once(change)

    def _finish(self, task: SendMail, stored: Stored[QueuedMail] | None, **update: Any) -> None:
        """End the task with what became of its mail, unless a report has said that already; or forget the mail."""
        change = self.store.change(task.company_id)
        if stored is not None and stored.entity.forgotten_when_sent:
            change.remove(MAIL, stored)
        elif stored is not None:
            if stored.entity.reported_at is not None:
                update = {"sent_at": stored.entity.sent_at or self.now()}
            change.replace(MAIL, stored, stored.entity.model_copy(update=update))
        change.finish(task)
        _commit_once(change)


def _commit_once(change: Change) -> None:
    try:
        change.commit()
    except (Stale, NotFound):
        log.info("another delivery of the same message was faster, or the sweep will bring it again")
