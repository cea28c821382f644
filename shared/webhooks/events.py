"""Telling of events: written with the change that makes them, so that both happen or neither."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.core.clock import Clock
from shared.core.ids import new_id
from shared.store.store import Change, Store
from shared.webhooks.models import WEBHOOK, PublishEvent, WebhookEvent

KNOWN_FOR = timedelta(minutes=1)
"""How long a process remembers what a company listens to: a new endpoint gets every event from a minute after."""


@dataclass(frozen=True, slots=True)
class _Known:
    wanted: frozenset[WebhookEvent]
    at: datetime


@dataclass(frozen=True, slots=True)
class EventPublisher:
    """Leaves a task for each event that a company listens to. Who listens to nothing pays one read a minute."""

    store: Store
    now: Clock
    _known: dict[str, _Known] = field(default_factory=dict)

    def emit(self, change: Change, event: WebhookEvent, **subject: str | None) -> None:
        """Tell of an event with this change. `subject` are ids and states, never what is personal."""
        company = change.partition
        if event in self._wanted(company):
            task = PublishEvent(id=new_id(), company_id=company, event=event, occurred_at=self.now(), subject=subject)
            change.send(task)

    def forget(self, company_id: str) -> None:
        """Ask again what the company listens to: this process has changed it."""
        self._known.pop(company_id, None)

    def _wanted(self, company_id: str) -> frozenset[WebhookEvent]:
        known, now = self._known.get(company_id), self.now()
        if known is None or now >= known.at + KNOWN_FOR:
            webhooks = self.store.each(company_id, WEBHOOK, "all", ())
            wanted = frozenset(event for webhook in webhooks if webhook.active for event in webhook.events)
            known = self._known[company_id] = _Known(wanted, now)
        return known.wanted
