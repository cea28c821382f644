"""Hiring up to the interview: jobs, candidates, CVs, applications, mailings, and who is told of what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.app.accounts import Accounts
from shared.core.made_once import made_once

if TYPE_CHECKING:
    from shared.applications.service import ApplicationService
    from shared.candidates.news import RecruiterNews
    from shared.candidates.service import CandidateService
    from shared.imports.service import ImportService
    from shared.jobs.service import JobService
    from shared.mailings.service import MailingService
    from shared.mailings.templates import MailTemplateService
    from shared.matching.service import MatchingService
    from shared.merging.service import MergeService
    from shared.notes.service import NoteService
    from shared.portal.accounts import OutsideAccounts
    from shared.portal.client_view import ClientView
    from shared.profiles.service import ProfileService
    from shared.resumes.service import ResumeService
    from shared.webhooks.delivery import DeliveryService
    from shared.webhooks.events import EventPublisher
    from shared.webhooks.service import WebhookService
    from shared.webhooks.signing import SecretMaker


class Hiring(Accounts):
    """Accounts, and the services of jobs and of those who want them."""

    @made_once
    def webhooks(self) -> WebhookService:
        from shared.webhooks.service import WebhookService

        return WebhookService(
            self.store, self._adapters.webhooks, self._webhook_secrets, self._events, self.audit, self.now
        )

    @made_once
    def deliveries(self) -> DeliveryService:
        from shared.webhooks.delivery import DeliveryService

        return DeliveryService(
            self.store,
            self.webhooks,
            self._adapters.webhooks,
            self._webhook_secrets,
            self._events,
            self.mail,
            self.audit,
            self.now,
        )

    @made_once
    def jobs(self) -> JobService:
        from shared.jobs.service import JobService

        return JobService(self.store, self.audit, self.now)

    @made_once
    def candidates(self) -> CandidateService:
        from shared.candidates.service import CandidateService

        return CandidateService(self.store, self.audit, self.now)

    @made_once
    def recruiter_news(self) -> RecruiterNews:
        from shared.candidates.news import RecruiterNews

        return RecruiterNews(self.store, self.companies, self.mail)

    @made_once
    def notes(self) -> NoteService:
        from shared.notes.service import NoteService

        return NoteService(self.store, self.candidates, self.audit, self.now, self.holds)

    @made_once
    def profiles(self) -> ProfileService:
        from shared.profiles.service import ProfileService

        return ProfileService(self.store, self.candidates, self.audit, self.now)

    @made_once
    def merges(self) -> MergeService:
        from shared.merging.service import MergeService

        return MergeService(self.store, self.candidates, self.access, self.audit, self.now, self.holds)

    @made_once
    def imports(self) -> ImportService:
        from shared.imports.service import ImportService

        return ImportService(self.store, self._adapters.blobs, self.candidates, self.audit, self.now)

    @made_once
    def applications(self) -> ApplicationService:
        from shared.applications.service import ApplicationService

        return ApplicationService(self.store, self.candidates, self._events, self.audit, self.now)

    @made_once
    def resumes(self) -> ResumeService:
        from shared.resumes.service import ResumeService

        return ResumeService(
            self.store,
            self._adapters.blobs,
            self._adapters.parser,
            self.candidates,
            self.applications,
            self.audit,
            self.now,
            self.usage,
            self.holds,
        )

    @made_once
    def matching(self) -> MatchingService:
        from shared.matching.service import MatchingService

        engines = self._adapters
        return MatchingService(
            self.store, self.jobs, engines.extractor, engines.writer, engines.matcher, engines.planner, self.usage
        )

    @made_once
    def mail_templates(self) -> MailTemplateService:
        from shared.mailings.templates import MailTemplateService

        return MailTemplateService(self.store, self.audit, self.now)

    @made_once
    def mailings(self) -> MailingService:
        from shared.mailings.pace import BulkPace
        from shared.mailings.service import MailingService

        pace = BulkPace(self.store, self.now, self.settings.mail_bulk_per_minute)
        return MailingService(
            self.store, self.mail, self.mail_templates, self.candidates, self.companies, pace, self.audit, self.now
        )

    @made_once
    def client_view(self) -> ClientView:
        from shared.portal.client_view import ClientView

        return ClientView(self.store, self.audit)

    @made_once
    def outside_accounts(self) -> OutsideAccounts:
        from shared.portal.accounts import OutsideAccounts

        return OutsideAccounts(
            self.store,
            self.companies,
            self.candidates,
            self.users,
            self.access,
            self.accounts,
            self.mail,
            self.audit,
        )

    @made_once
    def _events(self) -> EventPublisher:
        from shared.webhooks.events import EventPublisher

        return EventPublisher(self.store, self.now)

    @made_once
    def _webhook_secrets(self) -> SecretMaker:
        from shared.webhooks.signing import SecretMaker

        return SecretMaker(self._key, self._key_before)
