"""The whole application: what is below, and what keeps all of it in order."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.app.scores import Scores
from shared.core.errors import NotFound
from shared.core.made_once import made_once

if TYPE_CHECKING:
    from shared.health.service import HealthService
    from shared.housekeeping.service import Housekeeping
    from shared.retention.certificates import Certifier
    from shared.retention.completion import Completion
    from shared.retention.erasure import Erasure
    from shared.retention.requests import DeletionService
    from shared.retention.service import RetentionService


class App(Scores):
    """Everything that a handler can reach."""

    @made_once
    def retention(self) -> RetentionService:
        from shared.retention.service import RetentionService

        return RetentionService(
            self.store,
            self._adapters.blobs,
            self._erasure,
            self.holds,
            self._completion,
            self.mail,
            self.audit,
            self.now,
        )

    @made_once
    def deletions(self) -> DeletionService:
        from shared.retention.requests import DeletionService

        return DeletionService(self.store, self.retention, self._completion, self.audit, self.now)

    @made_once
    def certifier(self) -> Certifier:
        from shared.retention.certificates import Certifier

        return Certifier(self._key, self._key_before)

    @made_once
    def _completion(self) -> Completion:
        from shared.retention.completion import Completion

        web_url = self.settings.public_url
        return Completion(self.store, self.certifier, self.mail, self.companies, self.audit, self.now, web_url)

    @made_once
    def _erasure(self) -> Erasure:
        from shared.retention.erasure import Erasure
        from shared.retention.traces import Traces

        traces = Traces(self.idempotency, self.imports, self.deliveries, self.mailings)
        return Erasure(self.store, self.accounts, self.mail, self._adapters.calls, traces)

    @made_once
    def housekeeping(self) -> Housekeeping:
        from shared.housekeeping.service import Housekeeping

        return Housekeeping(
            self.store,
            self.companies,
            self.conversation,
            self.retention,
            self.resumes,
            self.accounts,
            self.audit_sealer,
            self._reminders,
            timedelta(seconds=self.settings.task_lost_after_s),
            # Only when there is something to tell: what talks to Web PubSub takes long to import.
            lambda interview_id: self.socket.tell_end(interview_id),
        )

    @made_once
    def health(self) -> HealthService:
        """What readiness depends on, and what it only tells."""
        from shared.health.service import HealthService, State

        probes = self._adapters.probes
        mailer = self._ask_files if self.settings.mailer == "outbox" else probes.get("mailer", State.UNCHECKED)
        return HealthService(
            required={"table": self.companies.ping, "files": self._ask_files, "queue": self.queue.ping},
            others={
                "mailer": mailer,
                "realtime": probes.get("realtime", State.UNCHECKED),
                "model": probes.get("model", State.OFF),
                "speech": probes.get("speech", State.OFF),
                "calls": State.UNCHECKED if self.settings.communication.get_secret_value() else State.OFF,
            },
            now=self.now,
        )

    def _ask_files(self) -> None:
        with suppress(NotFound):
            self._adapters.blobs.info("ping", "ping")
