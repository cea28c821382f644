"""Interviews and rounds: from the invitation to the last answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.app.hiring import Hiring
from shared.core.made_once import made_once

if TYPE_CHECKING:
    from shared.answers.hearing import HearingService
    from shared.answers.service import AnswerService
    from shared.answers.speaking import SpeakingService
    from shared.calls.service import CallService
    from shared.calls.transcribing import RecordingTranscriber
    from shared.imports.invitations import ImportInvitations
    from shared.interviews.conversation import ConversationService
    from shared.interviews.presence import PresenceService
    from shared.interviews.questions import QuestionService
    from shared.interviews.service import InterviewService
    from shared.interviews.socket import InterviewSocket
    from shared.interviews.transcripts import TranscriptService
    from shared.invitations.service import InvitationService
    from shared.scheduling.appointments import AppointmentService
    from shared.scheduling.decisions import DecisionService
    from shared.scheduling.notices import Notices
    from shared.scheduling.reminders import ReminderService
    from shared.scheduling.service import RoundService


class Interviews(Hiring):
    """Hiring, and the services of interviews by us and by people."""

    @made_once
    def interviews(self) -> InterviewService:
        from shared.interviews.service import InterviewService

        return InterviewService(
            self.store,
            self.applications,
            self.companies,
            self._adapters.planner,
            self._events,
            self.audit,
            self.now,
            self.settings.public_url,
            self.usage,
        )

    @made_once
    def questions(self) -> QuestionService:
        from shared.interviews.questions import QuestionService

        return QuestionService(self.store, self._adapters.planner, self.usage)

    @made_once
    def conversation(self) -> ConversationService:
        from shared.interviews.conversation import ConversationService

        return ConversationService(
            self.store,
            self.interviews,
            self._adapters.interviewer,
            self._events,
            self.audit,
            self.now,
            self.usage,
        )

    @made_once
    def transcripts(self) -> TranscriptService:
        from shared.interviews.transcripts import TranscriptService

        return TranscriptService(self.store, self.interviews, self.audit, self.now)

    @made_once
    def presence(self) -> PresenceService:
        from shared.interviews.presence import PresenceService

        return PresenceService(self.store, self.interviews, self.audit, self.now, self.holds)

    @made_once
    def socket(self) -> InterviewSocket:
        from shared.interviews.socket import InterviewSocket

        return InterviewSocket(
            self.sessions,
            self.interviews,
            self.conversation,
            self._adapters.realtime,
            self.hearing,
            self.presence,
            self.store,
            self.now,
        )

    @made_once
    def answers(self) -> AnswerService:
        from shared.answers.service import AnswerService

        return AnswerService(
            self.store,
            self._adapters.blobs,
            self._adapters.speech,
            self.interviews,
            self.conversation,
            self.audit,
            self.now,
            self.holds,
        )

    @made_once
    def hearing(self) -> HearingService:
        from shared.answers.hearing import HearingService

        ports = self._adapters
        return HearingService(self.store, ports.blobs, ports.speech, self.answers, ports.realtime)

    @made_once
    def speaking(self) -> SpeakingService:
        from shared.answers.speaking import SpeakingService

        return SpeakingService(self.store, self._adapters.blobs, self._adapters.voice, self.interviews)

    @made_once
    def calls(self) -> CallService:
        from shared.calls.service import CallService

        ports = self._adapters
        return CallService(self.store, ports.blobs, ports.calls, ports.speech, self.interviews, self.audit, self.now)

    @made_once
    def recording_transcriber(self) -> RecordingTranscriber:
        from shared.calls.transcribing import RecordingTranscriber

        return RecordingTranscriber(self.store, self._adapters.blobs, self._adapters.speech)

    @made_once
    def invitations(self) -> InvitationService:
        from shared.invitations.service import InvitationService

        return InvitationService(
            self.store,
            self.candidates,
            self.applications,
            self.interviews,
            self.companies,
            self.accounts,
            self.sessions,
            self.users,
            self.mail,
            self._links,
            self.audit,
            self.now,
        )

    @made_once
    def import_invitations(self) -> ImportInvitations:
        from shared.imports.invitations import ImportInvitations

        return ImportInvitations(self.store, self._adapters.blobs, self.invitations, self.companies, self.mail)

    @made_once
    def rounds(self) -> RoundService:
        from shared.scheduling.planning import Planner
        from shared.scheduling.service import RoundService

        planner = Planner(self.store, self.applications, self.candidates, self.now)
        return RoundService(
            self.store,
            self.interviews,
            planner,
            self._notices,
            self._events,
            self.audit,
            self.now,
            self._minutes_before,
        )

    @made_once
    def appointments(self) -> AppointmentService:
        from shared.scheduling.appointments import AppointmentService

        return AppointmentService(self.store, self.rounds, self.companies, self._links)

    @made_once
    def decisions(self) -> DecisionService:
        from shared.scheduling.decisions import DecisionService

        return DecisionService(
            self.store,
            self.interviews,
            self.applications,
            self.candidates,
            self._notices,
            self._events,
            self.audit,
            self.now,
        )

    @made_once
    def _reminders(self) -> ReminderService:
        from shared.scheduling.reminders import ReminderService

        longest = timedelta(minutes=max(self._minutes_before, default=0))
        missed = timedelta(minutes=self.settings.missed_after_minutes)
        return ReminderService(self.store, self._notices, self.audit, self.now, longest, missed)

    @made_once
    def _notices(self) -> Notices:
        from shared.scheduling.notices import Notices

        return Notices(self.store, self.companies, self.mail, self.now)

    @property
    def _minutes_before(self) -> tuple[int, ...]:
        """How long before a round people are reminded of it."""
        return tuple(int(number) for number in self.settings.reminders_before_minutes.split(",") if number)
