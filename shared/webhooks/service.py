"""The endpoints of a company's other systems: made, changed, tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from shared.audit.service import AuditLog
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict
from shared.core.ids import new_id
from shared.core.page import Page, PageQuery
from shared.ports.webhooks import WebhookSender
from shared.store.store import Store
from shared.webhooks.events import EventPublisher
from shared.webhooks.models import (
    DELIVERY,
    MOST_ENDPOINTS,
    OLD_SECRET_COUNTS_FOR,
    WEBHOOK,
    SigningKey,
    Webhook,
    WebhookChanges,
    WebhookDraft,
    WebhookEvent,
    WebhookFacts,
    WebhookView,
    WebhookWithSecret,
)
from shared.webhooks.signing import SecretMaker

_DELIVERIES_A_CHANGE = 10


@dataclass(frozen=True, slots=True)
class WebhookService:
    """The endpoints of every company."""

    store: Store
    sender: WebhookSender
    secrets: SecretMaker
    events: EventPublisher
    audit: AuditLog
    now: Clock

    def create(self, caller: Caller, draft: WebhookDraft) -> WebhookWithSecret:
        """Make an endpoint; its secret is in this answer, and in no other.

        Raises:
            Invalid: the address is not a public one that can be found.
            Conflict: the company has ten endpoints already (code `too_many`).
        """
        self.sender.check(draft.url)
        company = caller.company_id
        if sum(1 for _ in self.store.each(company, WEBHOOK, "all", ())) >= MOST_ENDPOINTS:
            raise Conflict(f"A company has at most {MOST_ENDPOINTS} webhooks.", code="too_many")
        now = self.now()
        webhook = Webhook(
            id=new_id(),
            url=draft.url,
            events=_in_order(draft.events),
            active=draft.active,
            description=draft.description,
            created_by=caller.user_id,
            created_at=now,
            updated_at=now,
            failing_since=None,
            disabled_reason=None,
            disabled_at=None,
            keys=[SigningKey(id=new_id(), made_at=now)],
        )
        change = self.store.change(company)
        change.add(WEBHOOK, webhook)
        told = {"host": _host(webhook.url), "events": webhook.events}
        self.audit.record(change, caller, "CREATE_WEBHOOK", "Webhook", webhook.id, changes=told)
        change.commit()
        self.events.forget(company)
        return self._with_secret(company, webhook)

    def get(self, caller: Caller, webhook_id: str) -> WebhookView:
        """An endpoint of the caller's company. Raises NotFound."""
        return view(self.store.get(caller.company_id, WEBHOOK, webhook_id).entity)

    def page(self, caller: Caller, query: PageQuery) -> Page[WebhookView]:
        """The endpoints of the caller's company, newest first."""
        page = self.store.page(caller.company_id, WEBHOOK, "all", (), query)
        shown = tuple(map(view, page.items))
        return Page(shown, page.total, page.skip, page.limit, page.next_cursor, WebhookView.plural)

    def change(self, caller: Caller, webhook_id: str, changes: WebhookChanges) -> WebhookView:
        """Change an endpoint.

        Raises:
            NotFound: the caller's company has no such endpoint.
            Invalid: the address is not a public one that can be found.
            Stale: it was written at the same time.
        """
        stored = self.store.get(caller.company_id, WEBHOOK, webhook_id)
        update: dict[str, Any] = changes.changes()
        if "description" in changes.model_fields_set:
            update["description"] = changes.description
        if changes.url is not None:
            self.sender.check(changes.url)
        if changes.events is not None:
            update["events"] = _in_order(changes.events)
        if changes.active is not None:
            update |= {"disabled_reason": None, "disabled_at": None, "failing_since": None}
        changed = stored.entity.model_copy(update={**update, "updated_at": self.now()})
        change = self.store.change(caller.company_id)
        change.replace(WEBHOOK, stored, changed)
        told = {name: value for name, value in update.items() if name in {"events", "active"}}
        if changes.url is not None:
            told["host"] = _host(changes.url)
        self.audit.record(change, caller, "UPDATE_WEBHOOK", "Webhook", webhook_id, changes=told)
        change.commit()
        self.events.forget(caller.company_id)
        return view(changed)

    def rotate(self, caller: Caller, webhook_id: str) -> WebhookWithSecret:
        """Give an endpoint a new secret. For a day what is sent is signed with the one before too.

        Raises:
            NotFound: the caller's company has no such endpoint.
            Stale: it was written at the same time.
        """
        stored = self.store.get(caller.company_id, WEBHOOK, webhook_id)
        key = SigningKey(id=new_id(), made_at=self.now())
        rotated = stored.entity.model_copy(update={"keys": [key, stored.entity.keys[0]], "updated_at": key.made_at})
        change = self.store.change(caller.company_id)
        change.replace(WEBHOOK, stored, rotated)
        self.audit.record(change, caller, "ROTATE_WEBHOOK_SECRET", "Webhook", webhook_id)
        change.commit()
        return self._with_secret(caller.company_id, rotated)

    def remove(self, caller: Caller, webhook_id: str) -> None:
        """Delete an endpoint with its log. What was on its way to it is not sent.

        Raises:
            NotFound: the caller's company has no such endpoint.
        """
        company = caller.company_id
        stored = self.store.get(company, WEBHOOK, webhook_id)
        change = self.store.change(company)
        change.remove(WEBHOOK, stored)
        told = {"host": _host(stored.entity.url)}
        self.audit.record(change, caller, "DELETE_WEBHOOK", "Webhook", webhook_id, changes=told, before={})
        change.commit()
        self.events.forget(company)
        deliveries = [one.id for one in self.store.each(company, DELIVERY, "webhook", (webhook_id,))]
        self.remove_deliveries(company, deliveries)

    def remove_deliveries(self, company_id: str, delivery_ids: Sequence[str]) -> None:
        """Delete entries of the log."""
        for start in range(0, len(delivery_ids), _DELIVERIES_A_CHANGE):
            change = self.store.change(company_id)
            for delivery_id in delivery_ids[start : start + _DELIVERIES_A_CHANGE]:
                stored = self.store.find(company_id, DELIVERY, delivery_id)
                if stored is not None:
                    change.remove(DELIVERY, stored)
            change.commit()

    def _with_secret(self, company_id: str, webhook: Webhook) -> WebhookWithSecret:
        newest = webhook.keys[0]
        expires = newest.made_at + OLD_SECRET_COUNTS_FOR if len(webhook.keys) > 1 else None
        return WebhookWithSecret(
            **_facts(webhook),
            secret=self.secrets.secret(company_id, webhook.id, newest),
            previous_secret_expires_at=expires,
        )


def view(webhook: Webhook) -> WebhookView:
    """An endpoint as it is shown: without what names its secrets."""
    return WebhookView(**_facts(webhook))


def _facts(webhook: Webhook) -> dict[str, Any]:
    return {name: getattr(webhook, name) for name in WebhookFacts.model_fields}


def _in_order(events: Sequence[WebhookEvent]) -> list[WebhookEvent]:
    """Each event once, in the order of the documentation."""
    return [event for event in WebhookEvent if event in events]


def _host(url: str) -> str:
    """What the log tells of an address: the rest of it may hold a key."""
    return urlsplit(url).hostname or ""
