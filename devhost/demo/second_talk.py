"""What the company does with what it found out: talks of its own, feedback, a report that is shown, a note."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from devhost.demo.story import Talk, WordsAbout
from shared.app import App
from shared.applications.models import Application
from shared.core.caller import Caller
from shared.core.page import PageQuery
from shared.interviews.models import INTERVIEW
from shared.notes.models import NoteDraft
from shared.reports.models import ShareRequest
from shared.scheduling.models import RoundDraft, SlotDraft
from shared.scoring.feedback import FEEDBACK, FeedbackRelease

_SHOWN_FOR_DAYS = 14
_HOURS = (9, 11, 15)
"""At which a candidate may choose to talk."""
_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class SecondTalk:
    """The steps after the interviews. Each tells whether there was anything left to do."""

    app: App
    hr: Caller
    interviewer: Caller
    midnight: datetime

    def plan(self, talk: Talk, application: Application) -> bool:
        """Plan a round that the interviewer leads."""
        rounds = self.app.store.each(self.hr.company_id, INTERVIEW, "application", (application.id,))
        if any(one.meeting is not None for one in rounds):
            return False
        day = self.midnight + timedelta(days=talk.in_days)
        times = [day.replace(hour=hour) for hour in _HOURS]
        draft = RoundDraft(
            application_id=application.id,
            round_name=talk.name,
            round_type=talk.kind,
            interviewer_id=self.interviewer.user_id,
            interview_mode="Video",
            instructions=talk.instructions,
            scheduled_at=None if talk.at_hour is None else day.replace(hour=talk.at_hour),
            proposed_slots=[]
            if talk.at_hour is not None
            else [SlotDraft(start_time=time, end_time=time + _LASTS) for time in times],
        )
        self.app.rounds.plan(self.hr, draft)
        return True

    def release(self, feedback: WordsAbout, interview_id: str) -> bool:
        """Let a candidate read feedback."""
        if self.app.store.find(self.hr.company_id, FEEDBACK, interview_id):
            return False
        self.app.feedback.release(self.interviewer, interview_id, FeedbackRelease(candidate_feedback=feedback.words))
        return True

    def show(self, interview_id: str) -> bool:
        """Make a link by which somebody outside reads the report."""
        if self.app.sharing.token_of(self.hr, interview_id):
            return False
        self.app.sharing.share(self.hr, interview_id, ShareRequest(expires_in_days=_SHOWN_FOR_DAYS))
        return True

    def note(self, note: WordsAbout, candidate_id: str) -> bool:
        """Write something down about a candidate."""
        if self.app.notes.page(self.hr, candidate_id, PageQuery(limit=1)).total:
            return False
        self.app.notes.add(self.hr, candidate_id, NoteDraft(content=note.words))
        return True
