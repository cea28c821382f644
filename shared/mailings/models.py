"""Templates, mails to one person, and mails to many candidates."""

import unicodedata
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, computed_field

from shared.core.ids import is_id
from shared.core.resource import Input, Instant, Resource, Value
from shared.identity.models import EmailAddress
from shared.store.kinds import Index, Kind
from shared.store.tasks import Task

MAX_RECIPIENTS = 500
"""Of one request."""


def _one_line(text: str) -> str:
    if any(unicodedata.category(ch) in {"Cc", "Zl", "Zp"} for ch in text):
        raise ValueError("must be one line, without control characters")
    return text


def _identifier(text: str) -> str:
    if not is_id(text):
        raise ValueError("must be the identifier of a candidate")
    return text.lower()


def _texts(value: object) -> object:
    """Values by name; numbers become texts. What breaks the rules is not repeated: it may be about a person."""
    if not isinstance(value, dict) or len(value) > 50:
        raise ValueError("must be an object with at most 50 values")
    if not all(isinstance(one, str | int | float) and len(str(one)) <= 2_000 for one in value.values()):
        raise ValueError("its values must be texts of at most 2,000 characters, or numbers")
    return {name: str(one) for name, one in value.items()}


Subject = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Body = Annotated[str, Field(min_length=1, max_length=8_000)]
HtmlBody = Annotated[str, Field(min_length=1, max_length=10_000)]
TemplateKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
"""A name by which mails refer to a template: `interview_scheduled`."""
Variables = Annotated[dict[str, str], BeforeValidator(_texts)]
CandidateId = Annotated[str, AfterValidator(_identifier)]


class MailTemplate(Resource):
    """Words for mails. `variables` are those that it uses. One of a company takes the place of a built-in one with the
    same key; a built-in one's id is its key."""

    plural: ClassVar[str] = "templates"

    key: str
    name: str
    subject: str
    body: str
    html: str | None
    variables: list[str]
    built_in: bool
    created_at: Instant | None
    updated_at: Instant | None


class MailTemplateDraft(Input):
    """A template to be made. `body` is text, in paragraphs; `html`, if there is one, takes its place where it is shown.
    A variable is written `{{first_name}}`."""

    key: TemplateKey
    name: Annotated[str, Field(min_length=1, max_length=120)]
    subject: Subject
    body: Body
    html: HtmlBody | None = None


class MailTemplateChanges(Input):
    """What may change of a template; what is not sent stays. An `html` that is null is taken away."""

    key: TemplateKey | None = None
    name: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    subject: Subject | None = None
    body: Body | None = None
    html: HtmlBody | None = None


class MailTemplates(Value):
    """The built-in templates."""

    templates: list[MailTemplate]


class Message(Input):
    """What a mail says: a template (by key or id), own words, or both: own words take the place of the template's."""

    template_id: Annotated[str | None, Field(max_length=60)] = None
    subject: Subject | None = None
    body: Body | None = None
    html: HtmlBody | None = None
    variables: Variables = {}


class SingleMail(Message):
    """A mail to a candidate or user of the company."""

    recipient_email: EmailAddress


class BulkMail(Message):
    """A mail to many candidates, to each with their own variables."""

    candidate_ids: Annotated[list[CandidateId], Field(min_length=1, max_length=MAX_RECIPIENTS)]


class PreviewRequest(Message):
    """A mail that is looked at, and not sent; as it would go to a candidate, if one is named."""

    candidate_id: CandidateId | None = None


class Preview(Value):
    """A mail as it would be sent. `variables` are the values that it uses."""

    subject: str
    text: str
    html: str
    variables: dict[str, str]


class QueuedSingle(Value):
    """A mail on its way."""

    email_id: str
    message: str


class QueuedBulk(Value):
    """A bulk mail on its way. `status` is the word that AI Interviewer documents."""

    job_id: str
    status: str
    queued_count: int
    estimated_completion: Instant
    message: str


class MailingStatus(StrEnum):
    """Where a bulk mail is."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class BulkMailJob(Resource):
    """A bulk mail and what became of it.

    Every candidate is counted once: waiting (`queued_count`), handed to the mail service (`sent_count`), failed or come
    back (`failed_count`), or left out (`skipped_count`) since they have no address, have unsubscribed, or are not
    there. `delivered_count` are those of the sent ones of which the mail service reported that they arrived.
    """

    status: MailingStatus
    subject: str
    total_count: int
    queued_count: int
    sent_count: int
    delivered_count: int
    failed_count: int
    skipped_count: int
    error_message: str | None
    created_by: str
    created_at: Instant
    estimated_completion: Instant

    @computed_field  # type: ignore[prop-decorator]  # mypy: computed properties
    @property
    def percent(self) -> float:
        """How much of it is done, of 100."""
        return round(100 - 100 * self.queued_count / self.total_count, 1)


class Mailing(Resource):
    """A bulk mail as it was asked for, with its words before the variables are filled in. `spread` of its mails have
    been put into the queue; each goes `interval_ms` after the one before, the first at `starts_at`."""

    subject: str
    body: str
    html: str | None
    variables: dict[str, str]
    total: int
    spread: int
    interval_ms: int
    created_by: str
    created_at: Instant
    starts_at: Instant
    ends_at: Instant
    failure: str | None = None


class Recipients(Resource):
    """To whom a bulk mail goes."""

    candidate_ids: list[str]


class Pace(Resource):
    """From when on another bulk mail may be sent."""

    free_at: Instant


class SpreadMailing(Task):
    """Put the next mails of a bulk mail into the queue; `at` were put there."""

    queue: ClassVar[str] = "spread-mailing"

    mailing_id: str
    at: int = 0


TEMPLATE: Kind[MailTemplate] = Kind(
    name="mail_template",
    model=MailTemplate,
    indexes=(
        Index(name="all", values=lambda template: [()]),
        Index(name="key", values=lambda template: [(template.key,)], unique=True),
    ),
    brief=lambda template: template.model_copy(update={"html": None}),
)
MAILING: Kind[Mailing] = Kind(name="mailing", model=Mailing)
RECIPIENTS: Kind[Recipients] = Kind(name="mailing_recipients", model=Recipients)
PACE: Kind[Pace] = Kind(name="mail_pace", model=Pace)
