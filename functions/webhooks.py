"""Webhooks: other systems are told what happens."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.core.page import Page, PageQuery
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.webhooks.models import (
    DeliverWebhook,
    DeliveryQuery,
    PublishEvent,
    WebhookChanges,
    WebhookDelivery,
    WebhookDraft,
    WebhookView,
    WebhookWithSecret,
)

bp = Blueprint("Webhooks", get_app)

MANAGERS = requires(Permission.WEBHOOKS_MANAGE)


@bp.http("POST /api/v1/webhooks", access=MANAGERS, status=201, raises=(Conflict,))
def create_webhook(call: Call, body: WebhookDraft) -> WebhookWithSecret:
    """Make an endpoint that is told of events. The secret, by which it knows that we sent them, is shown this once."""
    return call.app.webhooks.create(call.caller, body)


@bp.http("GET /api/v1/webhooks", access=MANAGERS)
def list_webhooks(call: Call, query: PageQuery) -> Page[WebhookView]:
    """List the endpoints, newest first."""
    return call.app.webhooks.page(call.caller, query)


@bp.http("GET /api/v1/webhooks/{webhook_id}", access=MANAGERS)
def get_webhook(call: Call, webhook_id: str) -> WebhookView:
    """Read an endpoint: whether it is active, and since when it fails."""
    return call.app.webhooks.get(call.caller, webhook_id)


@bp.http("PATCH /api/v1/webhooks/{webhook_id}", access=MANAGERS, raises=(Conflict,))
def update_webhook(call: Call, webhook_id: str, body: WebhookChanges) -> WebhookView:
    """Change an endpoint, or take one into use again."""
    return call.app.webhooks.change(call.caller, webhook_id, body)


@bp.http("DELETE /api/v1/webhooks/{webhook_id}", access=MANAGERS, status=204)
def delete_webhook(call: Call, webhook_id: str) -> None:
    """Delete an endpoint with its log."""
    call.app.webhooks.remove(call.caller, webhook_id)


@bp.http("POST /api/v1/webhooks/{webhook_id}/rotate-secret", access=MANAGERS, raises=(Conflict,))
def rotate_webhook_secret(call: Call, webhook_id: str) -> WebhookWithSecret:
    """Give an endpoint a new secret. For 24 hours events carry a signature by the one before too."""
    return call.app.webhooks.rotate(call.caller, webhook_id)


@bp.http("POST /api/v1/webhooks/{webhook_id}/test", access=MANAGERS, status=202)
def test_webhook(call: Call, webhook_id: str) -> WebhookDelivery:
    """Send an endpoint an event of the type `ping`, once."""
    return call.app.deliveries.ping(call.caller, webhook_id)


@bp.http("GET /api/v1/webhooks/{webhook_id}/deliveries", access=MANAGERS)
def list_webhook_deliveries(call: Call, webhook_id: str, query: DeliveryQuery) -> Page[WebhookDelivery]:
    """List what was sent to an endpoint in the last 30 days, newest first, with every attempt."""
    return call.app.deliveries.page(call.caller, webhook_id, query)


@bp.http("GET /api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}", access=MANAGERS)
def get_webhook_delivery(call: Call, webhook_id: str, delivery_id: str) -> WebhookDelivery:
    """Read one delivery."""
    return call.app.deliveries.get(call.caller, webhook_id, delivery_id)


@bp.http(
    "POST /api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
    access=MANAGERS,
    status=202,
    raises=(Conflict,),
)
def replay_webhook_delivery(call: Call, webhook_id: str, delivery_id: str) -> WebhookDelivery:
    """Send an event again, under the same id."""
    return call.app.deliveries.replay(call.caller, webhook_id, delivery_id)


@bp.queue_trigger(PublishEvent.queue)
def publish_event(message: func.QueueMessage) -> None:
    """Begin the deliveries of one event. Delivered at least once; safe to repeat."""
    get_app().deliveries.publish(PublishEvent.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{PublishEvent.queue}-poison")
def publish_event_failed(message: func.QueueMessage) -> None:
    """Mark an event as failed after five tries, where its company sees it."""
    get_app().store.fail(PublishEvent.model_validate_json(message.get_body()), "Publishing failed five times.")


@bp.queue_trigger(DeliverWebhook.queue)
def deliver_webhook(message: func.QueueMessage) -> None:
    """Try one delivery. Delivered at least once; receivers know an event by its id."""
    get_app().deliveries.deliver(DeliverWebhook.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{DeliverWebhook.queue}-poison")
def deliver_webhook_failed(message: func.QueueMessage) -> None:
    """Mark a try as failed when storage failed five times, where its company sees it and can run it again."""
    get_app().store.fail(DeliverWebhook.model_validate_json(message.get_body()), "Storage failed five times.")
