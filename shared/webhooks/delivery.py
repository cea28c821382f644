"""Events on their way: fanned out to the endpoints that want them, tried by the schedule, replayed."""

import hashlib
import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from shared.audit.service import AuditLog
from shared.core.caller import Caller, system_caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, NotFound, Stale
from shared.core.ids import is_repeated, new_id, numbered_id
from shared.core.page import Page
from shared.core.resource import iso
from shared.identity.models import USER
from shared.mail.models import Template
from shared.mail.service import MailService
from shared.ports.webhooks import WebhookAnswer, WebhookSender
from shared.store.store import Change, Store, Stored
from shared.webhooks.events import EventPublisher
from shared.webhooks.models import (
    DELIVERIES_ARE_KEPT,
    DELIVERY,
    MOST_ATTEMPTS_SHOWN,
    PING,
    SCHEDULE,
    WEBHOOK,
    Attempt,
    DeliverWebhook,
    DeliveryQuery,
    DeliveryStatus,
    PublishEvent,
    Webhook,
    WebhookDelivery,
)
from shared.webhooks.service import WebhookService
from shared.webhooks.signing import SecretMaker, signed_headers

log = logging.getLogger("talenti.webhooks")

_GONE = 410
_EARLY = timedelta(seconds=3)
"""Clocks differ: a message that comes this much before its time is not early."""
_JITTER = 20
"""A wait is longer by up to this part of it, so that what failed together is not tried together."""


@dataclass(frozen=True, slots=True)
class DeliveryService:
    """The deliveries of every company."""

    store: Store
    webhooks: WebhookService
    sender: WebhookSender
    secrets: SecretMaker
    events: EventPublisher
    mail: MailService
    audit: AuditLog
    now: Clock

    def publish(self, task: PublishEvent) -> None:
        """Begin a delivery to each endpoint that wants the event. Safe to repeat."""
        if not self.store.is_pending(task):
            return
        payload = _payload(task.event, task.occurred_at, task.subject)
        change = self.store.change(task.company_id)
        wanting = (
            webhook
            for webhook in self.store.each(task.company_id, WEBHOOK, "all", ())
            if webhook.active and task.event in webhook.events
        )
        for number, webhook in enumerate(wanting):
            self._begin(change, webhook.id, numbered_id(task.id, number), task.id, task.event, payload)
        change.finish(task)
        try:
            change.commit()
        except (Stale, Conflict):
            log.info("Event %s was published by another delivery of its message.", task.id)

    def deliver(self, task: DeliverWebhook) -> None:
        """Try a delivery once, and leave the next try if it fails. Safe to repeat: receivers know it by its id."""
        if not self.store.is_pending(task):
            return
        company = task.company_id
        stored = self.store.find(company, DELIVERY, task.delivery_id)
        webhook = self.store.find(company, WEBHOOK, stored.entity.webhook_id) if stored else None
        change = self.store.change(company)
        if stored is None or webhook is None:
            change.finish(task)
            _quietly(change)
            return
        delivery, now = stored.entity, self.now()
        if delivery.next_attempt_at is not None and delivery.next_attempt_at > now + _EARLY:
            return
        if not (webhook.entity.active or delivery.event == PING):
            update = {"status": DeliveryStatus.CANCELLED, "next_attempt_at": None, "updated_at": now}
            change.replace(DELIVERY, stored, delivery.model_copy(update=update))
            change.finish(task)
            _quietly(change)
            return
        body = delivery.payload.encode()
        secrets = self.secrets.secrets(company, webhook.entity, now)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Talenti-Webhooks/1",
            **signed_headers(secrets, delivery.message_id, now, body),
        }
        answer = self.sender.post(webhook.entity.url, headers, body)
        after = self._note(change, stored, answer, now)
        change.finish(task)
        if _quietly(change):
            self._judge(company, webhook.entity.id, after, answer)

    def ping(self, caller: Caller, webhook_id: str) -> WebhookDelivery:
        """Send an endpoint a trial, also one that is not active. Raises NotFound."""
        webhook = self.store.get(caller.company_id, WEBHOOK, webhook_id).entity
        message_id = new_id()
        change = self.store.change(caller.company_id)
        payload = _payload(PING, self.now(), {"webhook_id": webhook.id})
        delivery = self._begin(change, webhook.id, new_id(), message_id, PING, payload)
        self.audit.record(change, caller, "TEST_WEBHOOK", "Webhook", webhook.id)
        change.commit()
        return delivery

    def replay(self, caller: Caller, webhook_id: str, delivery_id: str) -> WebhookDelivery:
        """Send an event again, under the same id, and try it by the whole schedule.

        Raises:
            NotFound: the endpoint has no such delivery.
            Conflict: it is on its way (code `pending`), or the endpoint is not active (code `inactive`).
            Stale: it was written at the same time.
        """
        company = caller.company_id
        webhook = self.store.get(company, WEBHOOK, webhook_id).entity
        stored = self._stored(company, webhook_id, delivery_id)
        if stored.entity.status is DeliveryStatus.PENDING:
            if is_repeated():
                return stored.entity
            raise Conflict("The event is on its way.", code="pending")
        if not webhook.active:
            raise Conflict("The webhook is not active: activate it first.", code="inactive")
        now = self.now()
        update = {"status": DeliveryStatus.PENDING, "tries": 0, "next_attempt_at": now, "updated_at": now}
        again = stored.entity.model_copy(update=update)
        change = self.store.change(company)
        change.replace(DELIVERY, stored, again)
        change.send(DeliverWebhook(id=new_id(), company_id=company, delivery_id=again.id))
        told = {"delivery_id": again.id}
        self.audit.record(change, caller, "REPLAY_WEBHOOK", "Webhook", webhook_id, changes=told)
        change.commit()
        return again

    def get(self, caller: Caller, webhook_id: str, delivery_id: str) -> WebhookDelivery:
        """One delivery of an endpoint, with its attempts. Raises NotFound."""
        return self._stored(caller.company_id, webhook_id, delivery_id).entity

    def page(self, caller: Caller, webhook_id: str, query: DeliveryQuery) -> Page[WebhookDelivery]:
        """The log of an endpoint, newest first. Raises NotFound."""
        company = caller.company_id
        if query.status is None:
            page = self.store.page(company, DELIVERY, "webhook", (webhook_id,), query)
        else:
            page = self.store.page(company, DELIVERY, "webhook_status", (webhook_id, query.status), query)
        if not page.items:
            self.store.get(company, WEBHOOK, webhook_id)
        return page

    def purge(self, company_id: str) -> int:
        """Forget deliveries of more than 30 days ago. Gives how many."""
        limit = self.now() - DELIVERIES_ARE_KEPT
        forgotten = 0
        for webhook in list(self.store.each(company_id, WEBHOOK, "all", ())):
            listed = self.store.each(company_id, DELIVERY, "webhook", (webhook.id,))
            old = [one.id for one in listed if one.updated_at < limit]
            self.webhooks.remove_deliveries(company_id, old)
            forgotten += len(old)
        return forgotten

    def forget(self, company_id: str, words: Collection[str]) -> None:
        """Forget what receivers answered to events about somebody, who is recognised by these words: what we sent are
        ids, but a receiver may have repeated what it knows."""
        for webhook in list(self.store.each(company_id, WEBHOOK, "all", ())):
            listed = self.store.each(company_id, DELIVERY, "webhook", (webhook.id,))
            about = [one.id for one in listed if any(word in one.payload for word in words)]
            for delivery_id in about:
                self._forget_answers(company_id, delivery_id)

    def _forget_answers(self, company_id: str, delivery_id: str) -> None:
        stored = self.store.find(company_id, DELIVERY, delivery_id)
        if stored is None or not any(attempt.excerpt for attempt in stored.entity.attempts):
            return
        attempts = [attempt.model_copy(update={"excerpt": ""}) for attempt in stored.entity.attempts]
        change = self.store.change(company_id)
        change.replace(DELIVERY, stored, stored.entity.model_copy(update={"attempts": attempts}))
        change.commit()

    def _stored(self, company_id: str, webhook_id: str, delivery_id: str) -> Stored[WebhookDelivery]:
        stored = self.store.get(company_id, DELIVERY, delivery_id)
        if stored.entity.webhook_id != webhook_id:
            raise NotFound("No such webhook delivery.")
        return stored

    def _begin(
        self, change: Change, webhook_id: str, delivery_id: str, message_id: str, event: str, payload: str
    ) -> WebhookDelivery:
        now = self.now()
        delivery = WebhookDelivery(
            id=delivery_id,
            webhook_id=webhook_id,
            message_id=f"msg_{message_id}",
            event=event,
            payload=payload,
            status=DeliveryStatus.PENDING,
            tries=0,
            attempts=[],
            next_attempt_at=now,
            created_at=now,
            updated_at=now,
        )
        change.add(DELIVERY, delivery)
        change.send(DeliverWebhook(id=new_id(), company_id=change.partition, delivery_id=delivery.id))
        return delivery

    def _note(
        self, change: Change, stored: Stored[WebhookDelivery], answer: WebhookAnswer, at: datetime
    ) -> WebhookDelivery:
        """Write what came of a try into the change, and the next one."""
        delivery = stored.entity
        attempt = Attempt(
            at=at,
            status_code=answer.status,
            latency_ms=answer.latency_ms,
            error=answer.error,
            excerpt=answer.excerpt,
        )
        tries = delivery.tries + 1
        wait = None
        status = DeliveryStatus.DELIVERED
        if not answer.is_success:
            wait = None if answer.status == _GONE or delivery.event == PING else _wait(delivery, tries, answer)
            status = DeliveryStatus.FAILED if wait is None else DeliveryStatus.PENDING
        after = delivery.model_copy(
            update={
                "status": status,
                "tries": tries,
                "attempts": [*delivery.attempts, attempt][-MOST_ATTEMPTS_SHOWN:],
                "next_attempt_at": None if wait is None else self.now() + wait,
                "updated_at": self.now(),
            }
        )
        change.replace(DELIVERY, stored, after)
        if wait is not None:
            next_try = DeliverWebhook(id=new_id(), company_id=change.partition, delivery_id=delivery.id)
            change.send(next_try, delay=wait)
        return after

    def _judge(self, company_id: str, webhook_id: str, delivery: WebhookDelivery, answer: WebhookAnswer) -> None:
        """Keep on the endpoint since when it fails; disable one that is gone, or where nothing gets through."""
        for _ in range(5):
            stored = self.store.find(company_id, WEBHOOK, webhook_id)
            if stored is None or not stored.entity.active:
                return
            webhook = stored.entity
            if answer.is_success == (webhook.failing_since is None) and delivery.status is not DeliveryStatus.FAILED:
                return
            change = self.store.change(company_id)
            reason = _reason_to_disable(webhook, delivery, answer)
            if reason is not None:
                self._disable(change, stored, reason)
            else:
                since = None if answer.is_success else webhook.failing_since or delivery.attempts[-1].at
                change.replace(WEBHOOK, stored, webhook.model_copy(update={"failing_since": since}))
            if _quietly(change):
                self.events.forget(company_id)
                return

    def _disable(self, change: Change, stored: Stored[Webhook], reason: Literal["gone", "failing"]) -> None:
        webhook, now, company = stored.entity, self.now(), change.partition
        update = {"active": False, "disabled_reason": reason, "disabled_at": now, "updated_at": now}
        change.replace(WEBHOOK, stored, webhook.model_copy(update=update))
        self.audit.record(
            change, system_caller(company), "DISABLE_WEBHOOK", "Webhook", webhook.id, changes={"reason": reason}
        )
        owner = self.store.find(company, USER, webhook.created_by)
        if owner is not None and owner.entity.is_active:
            why = "answered that it is gone (410)" if reason == "gone" else "did not accept an event for three days"
            variables = {"name": owner.entity.name, "host": urlsplit(webhook.url).hostname or "", "why": why}
            self.mail.queue(change, company, owner.entity.email, Template.WEBHOOK_DISABLED, variables)


def _reason_to_disable(
    webhook: Webhook, delivery: WebhookDelivery, answer: WebhookAnswer
) -> Literal["gone", "failing"] | None:
    if answer.status == _GONE:
        return "gone"
    if delivery.status is not DeliveryStatus.FAILED or delivery.event == PING or webhook.failing_since is None:
        return None
    first = delivery.attempts[-delivery.tries :][0].at
    return "failing" if webhook.failing_since <= first else None


def _wait(delivery: WebhookDelivery, tries: int, answer: WebhookAnswer) -> timedelta | None:
    """How long to wait after so many tries; None after the last. A receiver that asks for more time gets it."""
    if tries >= len(SCHEDULE):
        return None
    part = hashlib.sha256(f"{delivery.id}|{tries}".encode()).digest()[0] / 255
    wait = SCHEDULE[tries] * (1 + part / _JITTER)
    return max(wait, timedelta(seconds=answer.retry_after_s or 0))


def _payload(event: str, at: datetime, subject: Mapping[str, str | None]) -> str:
    """What is sent: ids and states alone. Who wants more asks for it, with a permission of their own."""
    told = {name: value for name, value in subject.items() if value is not None}
    return json.dumps({"type": event, "timestamp": iso(at), "data": told}, separators=(",", ":"))


def _quietly(change: Change) -> bool:
    """Commit; False if somebody else wrote it before: what they did stands."""
    try:
        change.commit()
    except (Stale, Conflict):
        return False
    return True
