"""Sending what people write: to one person at once, to many candidates in pieces and at a pace."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate
from shared.candidates.service import CandidateService
from shared.companies.service import CompanyService
from shared.core.caller import Caller, system_caller
from shared.core.clock import Clock
from shared.core.errors import Invalid, NotFound, Stale, Violation
from shared.core.ids import is_repeated, new_id, numbered_id
from shared.core.page import Page
from shared.identity.models import ACCOUNT, account_partition
from shared.mail.models import MAIL, MailQuery, MailStatus, SentMail, Subscription, Words
from shared.mail.service import MailService
from shared.mail.templates import word_written
from shared.mailings.models import (
    MAILING,
    RECIPIENTS,
    BulkMail,
    BulkMailJob,
    Mailing,
    MailingStatus,
    Preview,
    PreviewRequest,
    QueuedBulk,
    QueuedSingle,
    Recipients,
    SingleMail,
    SpreadMailing,
)
from shared.mailings.pace import BulkPace
from shared.mailings.templates import Draft, MailTemplateService
from shared.mailings.wording import check_filled, fill, fill_subject, variables_in
from shared.ports.table import Taken
from shared.store.store import Change, Store

log = logging.getLogger("talenti.mailings")

PIECE = 10
"""Mails that one message puts into the queue: with index entries and tasks they are one change."""
_ALLOWANCE = timedelta(seconds=5)
"""Between a mail's time and its sending: the queue is looked at every other second."""
_OF_CANDIDATES = ("candidate_name", "first_name", "last_name", "email")


@dataclass(frozen=True, slots=True)
class MailingService:
    """Mails that the people of every company write."""

    store: Store
    mail: MailService
    templates: MailTemplateService
    candidates: CandidateService
    companies: CompanyService
    pace: BulkPace
    audit: AuditLog
    now: Clock

    def send(self, caller: Caller, message: SingleMail) -> QueuedSingle:
        """Queue a mail to a candidate or user of the caller's company.

        Raises:
            Invalid: nobody of the company has this address; the words are not complete; a variable has no value.
        """
        words = self.templates.words_of(caller.company_id, message)
        candidate = self._recipient(caller.company_id, message.recipient_email)
        variables = self._variables(caller, message.variables, candidate)
        check_filled((words.subject, words.body, words.html), variables)
        subject = fill_subject(words.subject, variables)
        filled = fill(words.body, words.html, variables)
        about = candidate.id if candidate else None
        change = self.store.change(caller.company_id)
        to = message.recipient_email
        mail_id = self.mail.queue_written(change, caller.company_id, to, subject, filled, about=about)
        told = {"template": message.template_id, "candidate_id": about}
        self.audit.record(change, caller, "SEND_EMAIL", "Email", mail_id, changes=told)
        change.commit()
        return QueuedSingle(email_id=mail_id, message="Email queued for sending")

    def send_bulk(self, caller: Caller, message: BulkMail) -> QueuedBulk:
        """Queue a mail to many candidates of the caller's company, to each once.

        Raises:
            Invalid: the words are not complete, a variable has no value, or the company has no such candidate.
            TooMany: more mail is waiting than can be sent in five days.
        """
        words = self.templates.words_of(caller.company_id, message)
        variables = self._variables(caller, message.variables)
        check_filled((words.subject, words.body, words.html), [*variables, *_OF_CANDIDATES])
        recipients = list(dict.fromkeys(message.candidate_ids))
        self._all_there(caller.company_id, recipients)
        mailing_id = new_id()
        begun = self.store.find(caller.company_id, MAILING, mailing_id) if is_repeated() else None
        if begun is not None:
            return _queued(begun.entity)
        mailing = self._new_mailing(mailing_id, caller, words, variables, len(recipients))
        change = self.store.change(caller.company_id)
        change.add(MAILING, mailing)
        change.add(RECIPIENTS, Recipients(id=mailing_id, candidate_ids=recipients))
        task = SpreadMailing(id=new_id(), company_id=caller.company_id, mailing_id=mailing_id)
        change.send(task, delay=max(timedelta(0), mailing.starts_at - mailing.created_at))
        told = {"template": message.template_id, "recipients": len(recipients)}
        self.audit.record(change, caller, "SEND_BULK_EMAIL", "EmailJob", mailing_id, changes=told)
        change.commit()
        return _queued(mailing)

    def _new_mailing(
        self, mailing_id: str, caller: Caller, words: Draft, variables: Mapping[str, str], total: int
    ) -> Mailing:
        """A bulk mail of these words, with the time that it gets among those that wait. Raises TooMany."""
        starts_at = self.pace.reserve(total)
        used = {*variables_in(words.subject, words.body, words.html), "company_name"}
        return Mailing(
            id=mailing_id,
            subject=words.subject,
            body=words.body,
            html=words.html,
            variables={name: value for name, value in variables.items() if name in used},
            total=total,
            spread=0,
            interval_ms=int(self.pace.interval.total_seconds() * 1000),
            created_by=caller.user_id,
            created_at=self.now(),
            starts_at=starts_at,
            ends_at=starts_at + total * self.pace.interval + _ALLOWANCE,
        )

    def spread(self, task: SpreadMailing) -> None:
        """Put the next mails of a bulk mail into the queue, each for its time, and leave the others to the next task.

        Safe to repeat, and to stop anywhere: nobody is written to twice.
        """
        if not self.store.is_pending(task):
            return
        company = task.company_id
        change = self.store.change(company)
        change.finish(task)
        stored = self.store.find(company, MAILING, task.mailing_id)
        to = self.store.find(company, RECIPIENTS, task.mailing_id)
        if stored is not None and to is not None:
            mailing, after = stored.entity, min(task.at + PIECE, stored.entity.total)
            for number in range(task.at, after):
                self._queue_one(change, company, mailing, number, to.entity.candidate_ids[number])
            change.replace(MAILING, stored, mailing.model_copy(update={"spread": after, "failure": None}))
            if after < mailing.total:
                following = SpreadMailing(id=new_id(), company_id=company, mailing_id=mailing.id, at=after)
                change.send(following, delay=self._delay(mailing, after))
        try:
            change.commit()
        except (Stale, Taken):
            log.info("bulk mail %s: another delivery of the same message does it", task.mailing_id)

    def fail(self, task: SpreadMailing, reason: str) -> None:
        """Mark a bulk mail as failed after the last try; its company sees it among failed tasks, and can retry it."""
        self.store.fail(task, reason)
        stored = self.store.find(task.company_id, MAILING, task.mailing_id)
        if stored is not None and stored.entity.spread == task.at:
            change = self.store.change(task.company_id)
            change.replace(MAILING, stored, stored.entity.model_copy(update={"failure": reason}))
            change.commit()

    def job(self, caller: Caller, mailing_id: str) -> BulkMailJob:
        """A bulk mail of the caller's company, and how far it has come. Raises NotFound."""
        mailing = self.store.get(caller.company_id, MAILING, mailing_id).entity
        counted = self.store.counts(caller.company_id, MAIL, "mailing", mailing_id)
        return _job(mailing, {MailStatus(status): number for (_, status), number in counted.items()})

    def messages(self, caller: Caller, query: MailQuery) -> Page[SentMail]:
        """Mails of the caller's company and what became of them, newest first.

        Raises:
            Invalid: both a candidate and a bulk mail are named.
            NotFound: the caller's company has no such candidate.
        """
        if query.candidate_id is None:
            return self.mail.page(caller.company_id, query)
        if query.job_id:
            raise Invalid.field("job_id", "exclusive", "cannot be combined with candidate_id.")
        candidate = self.candidates.get(caller, query.candidate_id.lower())
        return self.mail.page(caller.company_id, query, candidate.email or "-")

    def preview(self, caller: Caller, request: PreviewRequest) -> Preview:
        """A mail as it would be sent, to a candidate if one is named.

        Raises:
            Invalid: the words are not complete, or a variable has no value.
            NotFound: the caller's company has no such candidate.
        """
        words = self.templates.words_of(caller.company_id, request)
        candidate = self.candidates.get(caller, request.candidate_id) if request.candidate_id else None
        variables = self._variables(caller, request.variables, candidate)
        texts = (words.subject, words.body, words.html)
        check_filled(texts, variables)
        worded = word_written(fill_subject(words.subject, variables), fill(words.body, words.html, variables))
        used = {name: variables[name] for name in variables_in(*texts)}
        return Preview(subject=worded.subject, text=worded.text, html=worded.html, variables=used)

    def subscription(self, token: str) -> Subscription:
        """Whether the bearer of a mailed link gets bulk mail of the company. Raises Gone."""
        company_id, unsubscribed = self.mail.read_unsubscription(token)
        return Subscription(company=self.companies.name_of(company_id), unsubscribed=unsubscribed)

    def subscribe(self, token: str, *, wants_none: bool) -> Subscription:
        """Let the bearer of a mailed link have no bulk mail of the company any more, or again. Raises Gone."""
        company_id = self.mail.unsubscribe(token, wants_none=wants_none)
        return Subscription(company=self.companies.name_of(company_id), unsubscribed=wants_none)

    def forget_if_nobodys(self, company_id: str, mailing_id: str, going: Collection[str]) -> None:
        """Forget the words of a bulk mail of which every receiver is gone, or one of the `going` candidates: they may
        be about them alone."""
        stored = self.store.find(company_id, MAILING, mailing_id)
        to = self.store.find(company_id, RECIPIENTS, mailing_id)
        if stored is None or to is None:
            return
        if self.store.those_there(company_id, CANDIDATE, set(to.entity.candidate_ids) - set(going)):
            return
        kept = {name: value for name, value in stored.entity.variables.items() if name == "company_name"}
        update = {"subject": "", "body": "", "html": None, "variables": kept}
        change = self.store.change(company_id)
        change.replace(MAILING, stored, stored.entity.model_copy(update=update))
        change.commit()

    def _recipient(self, company_id: str, address: str) -> Candidate | None:
        """The candidate with this address; None for a user. Raises Invalid: it is nobody's of the company."""
        found = self.candidates.with_email(company_id, address)
        if found is not None:
            return found.entity
        account = self.store.find(account_partition(address), ACCOUNT, "account")
        members = account.entity.memberships if account else []
        if any(one.company_id == company_id and one.active for one in members):
            return None
        raise Invalid.field("recipient_email", "unknown", "no candidate or user of the company has this address.")

    def _all_there(self, company_id: str, candidate_ids: Sequence[str]) -> None:
        there = self.store.those_there(company_id, CANDIDATE, candidate_ids)
        missing = [one for one in candidate_ids if one not in there]
        if missing:
            violations = [Violation("candidate_ids", "unknown", f"no such candidate: {one}") for one in missing[:20]]
            raise Invalid(f"candidate_ids: {len(missing)} of them are no candidates of the company.", violations)

    def _variables(
        self, caller: Caller, given: Mapping[str, str], candidate: Candidate | None = None
    ) -> dict[str, str]:
        """The values of a mail's variables. What is sent comes before what is known, but for the company's name."""
        company = self.companies.name_of(caller.company_id)
        return {"sender_name": caller.name, **_about(candidate), **given, "company_name": company}

    def _queue_one(self, change: Change, company_id: str, mailing: Mailing, number: int, candidate_id: str) -> None:
        """Add the mail to one candidate, or a note of why they get none, under an id that is always the same."""
        candidate, skipped = self._candidate(company_id, candidate_id)
        variables = {**_about(candidate), **mailing.variables} if candidate else {}
        subject, words = mailing.subject, Words(text="", html=None)
        if candidate is not None:
            try:
                subject = fill_subject(mailing.subject, variables)
                words = fill(mailing.body, mailing.html, variables)
            except Invalid:
                skipped = "too_long"
        self.mail.queue_of_mailing(
            change,
            company_id,
            (candidate.email if candidate else None) or "",
            subject,
            words,
            about=candidate.id if candidate else None,
            mailing_id=mailing.id,
            company=mailing.variables["company_name"],
            mail_id=numbered_id(mailing.id, number),
            delay=self._delay(mailing, number),
            skipped=skipped,
        )

    def _candidate(self, company_id: str, candidate_id: str) -> tuple[Candidate | None, str | None]:
        """A candidate, and why they cannot be written to, if so."""
        try:
            candidate = self.candidates.get(system_caller(company_id), candidate_id)
        except NotFound:
            return None, "not_found"
        return candidate, None if candidate.email else "no_address"

    def _delay(self, mailing: Mailing, number: int) -> timedelta:
        """From now to the time of one of the mails, in the whole seconds that queues count in."""
        due = mailing.starts_at + number * timedelta(milliseconds=mailing.interval_ms)
        return timedelta(seconds=max(0, int((due - self.now()).total_seconds())))


def _about(candidate: Candidate | None) -> Mapping[str, str]:
    if candidate is None:
        return {}
    values = (candidate.full_name, candidate.first_name, candidate.last_name, candidate.email or "")
    return dict(zip(_OF_CANDIDATES, values, strict=True))


def _queued(mailing: Mailing) -> QueuedBulk:
    return QueuedBulk(
        job_id=mailing.id,
        status="202 ACCEPTED",
        queued_count=mailing.total,
        estimated_completion=mailing.ends_at,
        message=f"Queued {mailing.total} emails for sending",
    )


def _job(mailing: Mailing, counted: Mapping[MailStatus, int]) -> BulkMailJob:
    waiting = counted.get(MailStatus.QUEUED, 0) + mailing.total - mailing.spread
    status = MailingStatus.PROCESSING if mailing.spread else MailingStatus.QUEUED
    if mailing.failure:
        status = MailingStatus.FAILED
    elif not waiting:
        status = MailingStatus.COMPLETED
    delivered = counted.get(MailStatus.DELIVERED, 0)
    return BulkMailJob(
        id=mailing.id,
        status=status,
        subject=mailing.subject,
        total_count=mailing.total,
        queued_count=waiting,
        sent_count=counted.get(MailStatus.SENT, 0) + delivered,
        delivered_count=delivered,
        failed_count=counted.get(MailStatus.FAILED, 0) + counted.get(MailStatus.BOUNCED, 0),
        skipped_count=counted.get(MailStatus.SKIPPED, 0),
        error_message=mailing.failure,
        created_by=mailing.created_by,
        created_at=mailing.created_at,
        estimated_completion=mailing.ends_at,
    )
