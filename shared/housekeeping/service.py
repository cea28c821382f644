"""What runs by itself, company by company: what fails for one goes on for the others, and is tried again."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from shared.audit.sealing import AuditSealer
from shared.companies.service import CompanyService
from shared.core.caller import PLATFORM, system_caller
from shared.core.errors import DomainError
from shared.identity.accounts import AccountService
from shared.identity.models import USER
from shared.interviews.conversation import ConversationService
from shared.resumes.service import ResumeService
from shared.retention.models import CleanupRequest
from shared.retention.service import RetentionService
from shared.scheduling.reminders import ReminderService
from shared.store.store import Store

log = logging.getLogger("talenti.housekeeping")


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """The timers' work. A task that waits longer than `lost_after` was lost, or is slow; sending it again is safe.
    `tell_end` tells who is connected to an interview that it is over."""

    store: Store
    companies: CompanyService
    conversation: ConversationService
    retention: RetentionService
    resumes: ResumeService
    accounts: AccountService
    audit_sealer: AuditSealer
    reminders: ReminderService
    lost_after: timedelta
    tell_end: Callable[[str], None]

    def sweep_tasks(self) -> int:
        """Send again what a crash left behind. Returns the number of messages sent."""
        return self.each_company(lambda company_id: self.store.sweep(company_id, older_than=self.lost_after))

    def close_overdue_interviews(self) -> int:
        """End the interviews whose time is up. Returns how many."""
        return self.each_company(lambda company_id: self.conversation.close_overdue(company_id, self.tell_end))

    def attend_to_rounds(self) -> int:
        """Remind people of rounds, and say of which nobody came. Returns the number of rounds."""
        return self.each_company(self.reminders.run)

    def apply_retention(self) -> int:
        """Erase who is due by each company's policy. Returns the number of people."""
        return self.each_company(
            lambda company_id: self.retention.clean_up(system_caller(company_id), CleanupRequest()).candidates_removed
        )

    def give_up_on_files(self) -> int:
        """Mark the CV files that never came, or were never read, as failed. Returns how many."""
        return self.each_company(self.resumes.give_up)

    def seal_audit_logs(self) -> int:
        """Seal what was written to each company's audit log. Returns the number of events."""
        return self.each_company(self.audit_sealer.seal)

    def fold_counts(self) -> int:
        """Put counts and their recent changes together. Returns the number of companies."""
        return self.each_company(self._fold)

    def tidy_accounts(self) -> int:
        """Drop expired sessions and links of every user. Returns the number of users."""
        return self.each_company(self._tidy_accounts)

    def _tidy_accounts(self, company_id: str) -> int:
        users = 0
        for user in self.store.each(company_id, USER, "all", ()):
            self.accounts.tidy(user)
            users += 1
        return users

    def _fold(self, company_id: str) -> int:
        self.store.fold_counts(company_id)
        return 1

    def each_company(self, work: Callable[[str], int]) -> int:
        """Do this for every company and the platform. Returns the sum of what it gave. An error that nobody expected
        comes through at the end, when the others have had their turn: the run has failed."""
        done, unexpected = 0, None
        for company_id in (PLATFORM, *(company.id for company in self.companies.each())):
            try:
                done += work(company_id)
            except DomainError:
                log.exception("housekeeping of company %s stopped; the next run goes on", company_id)
            except Exception as error:
                # A row of theirs that cannot be read must not stop the work of all others.
                log.exception("housekeeping of company %s failed", company_id)
                unexpected = error
        if unexpected is not None:
            raise unexpected
        return done
