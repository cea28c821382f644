"""What every service stands on: settings, storage, mail, the audit log, and the counting of requests and of cost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.core.made_once import made_once

if TYPE_CHECKING:
    from shared.audit.chain import Chain
    from shared.audit.sealing import AuditSealer
    from shared.audit.service import AuditLog
    from shared.core.clock import Clock
    from shared.core.settings import Settings
    from shared.http.idempotency import Idempotency
    from shared.http.rates import RateLimiter
    from shared.mail.links import Links
    from shared.mail.mailboxes import Mailboxes
    from shared.mail.service import MailService
    from shared.ports.adapters import Adapters
    from shared.ports.queue import QueueSender
    from shared.ports.senders import Senders
    from shared.ports.speech import Speech
    from shared.store.store import Store
    from shared.usage.service import UsageService


class Foundation:
    """An application's settings, clock and adapters, and the services below all capabilities."""

    def __init__(self, settings: Settings, adapters: Adapters, now: Clock) -> None:
        self.settings = settings
        self.now = now
        self._adapters = adapters

    @property
    def queue(self) -> QueueSender:
        return self._adapters.queue

    @property
    def speech(self) -> Speech:
        return self._adapters.speech

    @property
    def senders(self) -> Senders | None:
        return self._adapters.senders

    @made_once
    def store(self) -> Store:
        from shared.store.store import Store

        return Store(self._adapters.table, self._adapters.queue, self.now)

    @made_once
    def rates(self) -> RateLimiter:
        from shared.http.rates import RateClass, RateLimiter

        limits = {
            RateClass.STANDARD: self.settings.rate_standard,
            RateClass.SIGN_IN: self.settings.rate_sign_in,
            RateClass.BULK: self.settings.rate_bulk,
            RateClass.UPLOAD: self.settings.rate_upload,
        }
        return RateLimiter(self._adapters.table, self.now, limits)

    @made_once
    def idempotency(self) -> Idempotency:
        from shared.http.idempotency import Idempotency

        return Idempotency(self._adapters.table, self.now, timedelta(seconds=self.settings.request_lost_after_s))

    @made_once
    def audit(self) -> AuditLog:
        from shared.audit.service import AuditLog

        return AuditLog(self.store, self._chain, self.now)

    @made_once
    def audit_sealer(self) -> AuditSealer:
        from shared.audit.sealing import AuditSealer

        return AuditSealer(self.store, self._chain, self.now)

    @made_once
    def mail(self) -> MailService:
        from shared.mail.service import MailService

        return MailService(self.store, self._adapters.mailer, self._links, self.mailboxes, self.now)

    @made_once
    def mailboxes(self) -> Mailboxes:
        from shared.mail.mailboxes import Mailboxes

        before = [self._key_before] if self._key_before else []
        return Mailboxes(self.store, [self._key, *before])

    @made_once
    def usage(self) -> UsageService:
        from shared.usage.service import Budgets, UsageService

        settings = self.settings
        budgets = Budgets(
            interview_micros=settings.model_budget_interview,
            month_micros=settings.model_budget_month,
            refuses=settings.model_over_budget == "refuse",
        )
        model = settings.azure_openai_deployment or None
        return UsageService(self.store, self.now, settings.model_prices, budgets, model)

    @made_once
    def _chain(self) -> Chain:
        from shared.audit.chain import Chain

        keys = (self.settings.signing_key, self.settings.signing_key_previous)
        return Chain.of(*(key.get_secret_value() for key in keys))

    @made_once
    def _links(self) -> Links:
        from shared.mail.links import Links

        return Links(self._key, self.settings.public_url, self._key_before)

    @property
    def _key(self) -> bytes:
        return self.settings.signing_key.get_secret_value().encode()

    @property
    def _key_before(self) -> bytes:
        """Empty, if there was none."""
        return self.settings.signing_key_previous.get_secret_value().encode()
