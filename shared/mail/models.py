"""Mail on its way, and what became of it."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AliasChoices, Field

from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value
from shared.store.kinds import Index, Kind
from shared.store.tasks import Task


class MailStatus(StrEnum):
    """Where a message is. `SENT`: the mail service has it; what comes after is known where it reports that."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    SKIPPED = "skipped"


class Template(StrEnum):
    """The mails that the product writes; and `WRITTEN`, those that people write."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"
    WELCOME = "welcome"
    INVITATION = "invitation"
    INTERVIEW_READY = "interview_ready"
    SLOTS_PROPOSED = "slots_proposed"
    ROUND_ARRANGED = "round_arranged"
    ROUND_REMINDER = "round_reminder"
    ROUND_CANCELLED = "round_cancelled"
    INTERVIEWER_NEWS = "interviewer_news"
    STAGE_CHANGED = "stage_changed"
    DATA_ERASED = "data_erased"
    CANDIDATE_ADDED = "candidate_added"
    WEBHOOK_DISABLED = "webhook_disabled"
    WRITTEN = "written"


class MailAttachment(Value):
    """A file of text that goes with a message."""

    name: str
    content_type: str
    text: str


class Words(Value):
    """What somebody wrote, with its variables filled in. Without `html` the paragraphs of the text are shown."""

    text: str
    html: str | None


class QueuedMail(Resource):
    """One message to one person. `variables` fill the template; a secret link is never among them: `link_token_id`
    names the single-use token, from which the link is made when the mail is sent. `about` is the candidate of whom
    it tells: it goes when they are erased.

    What people write has a `subject` and `words`; one of a bulk mail names it in `mailing_id`. `detail` says why a mail
    was skipped, failed or came back; `reported_at` is when the mail service said what became of it. A mail that is
    `forgotten_when_sent` is kept until then and no longer."""

    plural: ClassVar[str] = "mails"

    to: str
    template: Template
    variables: dict[str, str]
    link_scope: str | None
    link_token_id: str | None
    about: str | None = None
    attachments: list[MailAttachment] = []
    subject: str | None = None
    words: Words | None = None
    mailing_id: str | None = None
    forgotten_when_sent: bool = False
    status: MailStatus
    detail: str | None = None
    created_at: Instant
    sent_at: Instant | None
    reported_at: Instant | None = None


class SendMail(Task):
    """Deliver one message."""

    queue: ClassVar[str] = "send-mail"

    mail_id: str


class Delivery(Resource):
    """Whose mail the mail service will report about: it knows the mail's id alone."""

    company_id: str


class DeliveryDetails(Input):
    """Why a mail did not arrive."""

    status_message: Annotated[str | None, Field(validation_alias="statusMessage")] = None


class DeliveryReport(Input):
    """What became of a mail: the data of the event `Microsoft.Communication.EmailDeliveryReportReceived`."""

    mail_id: Annotated[str, Field(validation_alias="messageId")]
    status: str
    details: Annotated[DeliveryDetails | None, Field(validation_alias="deliveryStatusDetails")] = None
    at: Annotated[
        Instant | None,
        Field(validation_alias=AliasChoices("deliveryAttemptTimeStamp", "deliveryAttemptTimestamp")),
    ] = None


class Unsubscribed(Resource):
    """Somebody who wants no bulk mail of the company. The id is the name of their mailbox (`shared.mail.mailboxes`), so
    that it holds when the address is known no more."""

    created_at: Instant


class Subscription(Value):
    """Whether the bearer of a mailed link gets the company's bulk mail."""

    company: str
    unsubscribed: bool


class MailQuery(PageQuery):
    """Which mails are wanted: to a candidate, of a bulk mail (`job_id`), or all; by status if one is named."""

    candidate_id: Annotated[str | None, Field(max_length=36)] = None
    job_id: Annotated[str | None, Field(max_length=36)] = None
    status: MailStatus | None = None


class SentMail(Resource):
    """A mail and what became of it, without its words. `job_id` is the bulk mail that it is part of."""

    plural: ClassVar[str] = "messages"

    to: str
    template: Template
    subject: str | None
    status: MailStatus
    detail: str | None
    job_id: str | None
    created_at: Instant
    sent_at: Instant | None
    reported_at: Instant | None

    @classmethod
    def of(cls, mail: QueuedMail) -> "SentMail":
        """A mail as its company sees it."""
        return cls(**mail.model_dump(include=set(cls.model_fields) - {"job_id"}), job_id=mail.mailing_id)


def _mailing(mail: QueuedMail) -> list[tuple[str, ...]]:
    return [(mail.mailing_id, mail.status)] if mail.mailing_id else []


MAIL: Kind[QueuedMail] = Kind(
    name="mail",
    model=QueuedMail,
    indexes=(
        Index(name="all", values=lambda mail: [()]),
        Index(name="status", values=lambda mail: [(mail.status,)]),
        Index(name="to", values=lambda mail: [(mail.to.casefold(),)], counted=False),
        Index(name="to_status", values=lambda mail: [(mail.to.casefold(), mail.status)], counted=False),
        Index(name="mailing", values=_mailing, overview=False),
        Index(name="about", values=lambda mail: [(mail.about,)] if mail.about else [], counted=False),
    ),
    brief=lambda mail: mail.model_copy(update={"attachments": [], "words": None, "variables": {}}),
)
DELIVERY: Kind[Delivery] = Kind(name="mail_delivery", model=Delivery)
UNSUBSCRIBED: Kind[Unsubscribed] = Kind(name="unsubscribed", model=Unsubscribed)
