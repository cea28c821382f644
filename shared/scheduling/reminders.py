"""What the clock does to rounds: reminds of them, and says that nobody came. It never decides about anybody."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.audit.service import AuditLog
from shared.core.caller import system_caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, NotFound
from shared.interviews.models import INTERVIEW, UPCOMING, Interview, InterviewStatus
from shared.scheduling import flow
from shared.scheduling.notices import Notices
from shared.scheduling.service import commit
from shared.store.store import Store

log = logging.getLogger("talenti.scheduling")


@dataclass(frozen=True, slots=True)
class ReminderService:
    """Runs over a company's coming rounds, which are listed by their time: it reads those near in time alone.

    `longest` is the earliest reminder. A round that nobody began counts as missed `missed_after` its planned end.
    """

    store: Store
    notices: Notices
    audit: AuditLog
    now: Clock
    longest: timedelta
    missed_after: timedelta

    def run(self, company_id: str) -> int:
        """Send the reminders that are due and mark the rounds that were missed. Returns how many rounds that were.

        Each is one transaction with the round itself, so that of two runs at once one does it, and a run that was
        stopped is gone on with by the next.
        """
        now, done = self.now(), 0
        for listed in self.store.each(company_id, INTERVIEW, "upcoming", ()):
            if listed.scheduled_at is None or listed.scheduled_at > now + self.longest:
                break
            if _is_due(listed, now) or self._is_missed(listed, now):
                done += self._attend_to(company_id, listed.id, now)
        return done

    def _attend_to(self, company_id: str, interview_id: str, now: datetime) -> int:
        stored = self.store.find(company_id, INTERVIEW, interview_id)
        if stored is None or stored.entity.status not in UPCOMING:
            return 0
        interview = stored.entity
        change = self.store.change(company_id)
        if self._is_missed(interview, now):
            after = flow.moved(interview, InterviewStatus.NO_SHOW, now)
            caller = system_caller(company_id)
            self.audit.record(change, caller, "MISS_INTERVIEW", "Interview", interview.id)
        elif _is_due(interview, now) and interview.meeting and interview.scheduled_at:
            left = flow.reminders_after(interview.scheduled_at, now, interview.meeting.reminders_due)
            after = interview.model_copy(
                update={"meeting": interview.meeting.model_copy(update={"reminders_due": left})}
            )
            if interview.scheduled_at > now:
                self.notices.reminder(change, company_id, after)
        else:
            return 0
        change.replace(INTERVIEW, stored, after)
        try:
            commit(change)
        except (Conflict, NotFound):
            log.info("Interview %s changed meanwhile; the next run looks again.", interview_id)
            return 0
        return 1

    def _is_missed(self, interview: Interview, now: datetime) -> bool:
        if (
            interview.meeting is None
            or interview.scheduled_at is None
            or interview.scheduled_at <= interview.created_at
        ):
            return False  # without a time, or noted after it
        end = flow.ends_at(interview, interview.meeting)
        return end is not None and end + self.missed_after <= now


def _is_due(interview: Interview, now: datetime) -> bool:
    meeting, start = interview.meeting, interview.scheduled_at
    if meeting is None or start is None:
        return False
    return any(start - timedelta(minutes=minutes) <= now for minutes in meeting.reminders_due)
