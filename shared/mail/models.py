"""Mail on its way."""

from enum import StrEnum
from typing import ClassVar

from shared.core.resource import Instant, Resource, Value
from shared.store.kinds import Index, Kind
from shared.store.tasks import Task


class MailStatus(StrEnum):
    """Where a message is."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Template(StrEnum):
    """The mails that the product writes."""

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
    CANDIDATE_ADDED = "candidate_added"


class MailAttachment(Value):
    """A file of text that goes with a message."""

    name: str
    content_type: str
    text: str


class QueuedMail(Resource):
    """One message to one person. `variables` fill the template; a secret link is never among them: `link_token_id`
    names the single-use token, from which the link is made when the mail is sent. `about` is the candidate of whom
    it tells somebody else: it goes when they are erased."""

    plural: ClassVar[str] = "mails"

    to: str
    template: Template
    variables: dict[str, str]
    link_scope: str | None
    link_token_id: str | None
    about: str | None = None
    attachments: list[MailAttachment] = []
    status: MailStatus
    created_at: Instant
    sent_at: Instant | None


class SendMail(Task):
    """Deliver one message."""

    queue: ClassVar[str] = "send-mail"

    mail_id: str


MAIL: Kind[QueuedMail] = Kind(
    name="mail",
    model=QueuedMail,
    indexes=(
        Index(name="all", values=lambda mail: [()]),
        Index(name="status", values=lambda mail: [(mail.status,)]),
        Index(name="to", values=lambda mail: [(mail.to.casefold(),)], counted=False),
        Index(name="about", values=lambda mail: [(mail.about,)] if mail.about else [], counted=False),
    ),
    brief=lambda mail: mail.model_copy(update={"attachments": []}),
)
