"""The page of a mailed link: its bearer sees a round, and books one of its times."""

from dataclasses import dataclass

from shared.companies.service import CompanyService
from shared.core.caller import Caller, candidate_caller
from shared.core.errors import Gone
from shared.interviews.models import INTERVIEW, Interview
from shared.mail.links import Links
from shared.mail.models import Template
from shared.scheduling.models import Appointment, Booking, LinkBooking, round_name
from shared.scheduling.service import RoundService
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class AppointmentService:
    """Rounds by their links. A link is for one round and its candidate, and works as long as the round is kept."""

    store: Store
    rounds: RoundService
    companies: CompanyService
    links: Links

    def get(self, token: str) -> Appointment:
        """What a link is for.

        Raises:
            Gone: the link is not ours, or its round is no more.
        """
        return self._shown(*self._read(token))

    def book(self, booking: LinkBooking) -> Appointment:
        """Book a time, or give it back, as the candidate.

        Raises:
            Gone: the link is not ours, or its round is no more.
            NotFound, Conflict: see `RoundService.book`.
        """
        caller, interview = self._read(booking.token)
        chosen = Booking(slot_id=booking.slot_id, confirmed=booking.confirmed)
        return self._shown(caller, self.rounds.book(caller, interview.id, chosen))

    def calendar(self, token: str) -> str:
        """The calendar file. Raises Gone; Conflict: no time is booked yet."""
        caller, interview = self._read(token)
        return self.rounds.calendar(caller, interview.id)

    def _read(self, token: str) -> tuple[Caller, Interview]:
        """The candidate, as whom the bearer acts, and the round."""
        company_id, interview_id = self.links.read(Template.SLOTS_PROPOSED, token)
        stored = self.store.find(company_id, INTERVIEW, interview_id)
        if stored is None or stored.entity.meeting is None:
            raise Gone("This link is not valid any more. Ask the company for a new one.")
        interview = stored.entity
        themselves, email = interview.candidate_id, interview.candidate_email or ""
        caller = candidate_caller(company_id, themselves, themselves, email=email, name=interview.candidate_name)
        return caller, interview

    def _shown(self, caller: Caller, interview: Interview) -> Appointment:
        meeting = interview.meeting
        if meeting is None:
            raise Gone("This interview has no appointment.")
        return Appointment(
            interview_id=interview.id,
            company=self.companies.name_of(caller.company_id),
            job_title=interview.job_title,
            round_name=round_name(interview),
            status=interview.status,
            timezone=meeting.time_zone,
            duration_minutes=meeting.duration_minutes,
            interview_mode=meeting.mode,
            meeting_link=meeting.link,
            instructions=meeting.instructions,
            scheduled_at=interview.scheduled_at,
            slot_id=meeting.slot_id,
            proposed_slots=meeting.proposed_slots,
        )
