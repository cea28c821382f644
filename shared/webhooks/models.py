"""Webhooks: addresses that a company's other systems listen at, and what was sent to them."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value
from shared.store.kinds import Index, Kind
from shared.store.tasks import Task


class WebhookEvent(StrEnum):
    """What happens that other systems may want to hear of."""

    CANDIDATE_APPLIED = "candidate.applied"
    INTERVIEW_SCHEDULED = "interview.scheduled"
    INTERVIEW_COMPLETED = "interview.completed"
    REPORT_GENERATED = "report.generated"


PING = "ping"
"""The type of a trial, which every endpoint gets that it is asked for."""

SCHEDULE: tuple[timedelta, ...] = tuple(
    timedelta(seconds=seconds) for seconds in (0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Waits before the tries of one delivery: the schedule that the Standard Webhooks specification gives."""
OLD_SECRET_COUNTS_FOR = timedelta(hours=24)
DELIVERIES_ARE_KEPT = timedelta(days=30)
MOST_ENDPOINTS = 10
MOST_ATTEMPTS_SHOWN = 20


def _event(value: Any) -> Any:
    """`Interview completed`, the words of Recruiter's document, means `interview.completed`."""
    return ".".join(value.strip().lower().replace("_", " ").split()) if isinstance(value, str) else value


EventWord = Annotated[WebhookEvent, BeforeValidator(_event)]


class SigningKey(Value):
    """Names a secret, which is nowhere kept: it is derived from the deployment's key, the endpoint and this id."""

    id: str
    made_at: Instant


class WebhookFacts(Resource):
    """What everybody who manages webhooks sees of an endpoint.

    `failing_since` is the time of the first of the failures since the last success. `disabled_reason`: `gone` (the
    receiver answered 410) or `failing` (one delivery failed over the whole schedule, and no other got through).
    """

    url: str
    events: list[WebhookEvent]
    active: bool
    description: str | None
    created_by: str
    created_at: Instant
    updated_at: Instant
    failing_since: Instant | None
    disabled_reason: Literal["gone", "failing"] | None
    disabled_at: Instant | None


class Webhook(WebhookFacts):
    """An endpoint as it is kept. `keys` are the newest first: what came before the first counts for another day."""

    plural: ClassVar[str] = "webhooks"

    keys: list[SigningKey]


class WebhookView(WebhookFacts):
    """An endpoint as it is shown."""

    plural: ClassVar[str] = "webhooks"


class WebhookWithSecret(WebhookView):
    """An endpoint with its secret, which is shown this once. `previous_secret_expires_at` is set after a rotation."""

    secret: str
    previous_secret_expires_at: Instant | None


Url = Annotated[str, Field(min_length=10, max_length=2000)]
Events = Annotated[list[EventWord], Field(min_length=1, max_length=20)]
Description = Annotated[str | None, Field(max_length=500)]


class WebhookDraft(Input):
    """A new endpoint. Without `events` it gets all of them."""

    url: Url
    events: Events = list(WebhookEvent)
    active: bool = True
    description: Description = None


class WebhookChanges(Input):
    """What is to be another way. `active: true` takes an endpoint into use again that was disabled."""

    url: Url | None = None
    events: Annotated[list[EventWord] | None, Field(min_length=1, max_length=20)] = None
    active: bool | None = None
    description: Description = None


class DeliveryStatus(StrEnum):
    """Where a delivery is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    """It failed over the whole schedule."""
    CANCELLED = "cancelled"
    """Its endpoint was disabled before it got through."""


class Attempt(Value):
    """One try. `error` is a word where there was no answer (`timeout`, `address_not_allowed`, …)."""

    at: Instant
    status_code: int | None
    latency_ms: int
    error: str | None
    excerpt: str


class WebhookDelivery(Resource):
    """One event on its way to one endpoint. `message_id` is its `webhook-id`: it stays when the event is replayed.

    `tries` counts the attempts since it was sent or replayed; `attempts` are the latest 20 of all.
    """

    plural: ClassVar[str] = "deliveries"

    webhook_id: str
    message_id: str
    event: str
    payload: str
    status: DeliveryStatus
    tries: int
    attempts: list[Attempt]
    next_attempt_at: Instant | None
    created_at: Instant
    updated_at: Instant


class DeliveryQuery(PageQuery):
    """Which deliveries are wanted."""

    status: DeliveryStatus | None = None


class PublishEvent(Task):
    """Tell a company's endpoints of an event. `subject` are the ids of what it is about, and its state."""

    queue: ClassVar[str] = "publish-event"

    event: WebhookEvent
    occurred_at: Instant
    subject: dict[str, str | None]


class DeliverWebhook(Task):
    """Try a delivery once."""

    queue: ClassVar[str] = "deliver-webhook"

    delivery_id: str


WEBHOOK: Kind[Webhook] = Kind(
    name="webhook", model=Webhook, indexes=(Index(name="all", values=lambda webhook: [()], overview=False),)
)
DELIVERY: Kind[WebhookDelivery] = Kind(
    name="webhook_delivery",
    model=WebhookDelivery,
    indexes=(
        Index(name="webhook", values=lambda delivery: [(delivery.webhook_id,)], overview=False),
        Index(name="webhook_status", values=lambda delivery: [(delivery.webhook_id, delivery.status)], overview=False),
    ),
)
