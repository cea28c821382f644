"""What people are told about a round: mails, with the calendar file that belongs to them."""

from dataclasses import dataclass
from datetime import timedelta

from shared.candidates.models import CANDIDATE
from shared.companies.service import CompanyService
from shared.core.caller import PLATFORM
from shared.core.clock import Clock
from shared.core.errors import Conflict
from shared.identity.models import USER, User
from shared.interviews.models import Interview, InterviewStatus, Meeting
from shared.mail.models import MailAttachment, Template
from shared.mail.service import MailService
from shared.scheduling.calendar import Appointment, Method, Person, calendar_file
from shared.scheduling.models import round_name
from shared.scheduling.times import in_words
from shared.store.store import Change, Store

FILE_NAME = "interview.ics"


@dataclass(frozen=True, slots=True)
class Notices:
    """Mails about rounds. Each method puts them into the change that they tell of, to everybody who has an address."""

    store: Store
    companies: CompanyService
    mail: MailService
    now: Clock

    def proposed(self, change: Change, company_id: str, interview: Interview) -> bool:
        """Ask the candidate to choose a time, by a link of their own. Whether they have an address."""
        return self._tell_candidate(change, company_id, interview, Template.SLOTS_PROPOSED, None)

    def arranged(
        self, change: Change, company_id: str, interview: Interview, *, news: str, with_file: bool = True
    ) -> tuple[Interview, bool]:
        """Tell candidate and interviewer when and where. Gives the round with its next calendar file's number, and
        whether the candidate has an address."""
        interview = _numbered(interview)
        file = self.calendar_of(company_id, interview) if with_file else None
        told = self._tell_candidate(change, company_id, interview, Template.ROUND_ARRANGED, file)
        self._tell_interviewer(change, company_id, interview, news, file)
        return interview, told

    def called_off(self, change: Change, company_id: str, interview: Interview) -> Interview:
        """Take a round that was arranged out of everybody's calendar."""
        if interview.scheduled_at is None or _meeting(interview).calendar_sequence is None:
            return interview
        interview = _numbered(interview)
        file = self.calendar_of(company_id, interview)
        self._tell_candidate(change, company_id, interview, Template.ROUND_CANCELLED, file)
        self._tell_interviewer(change, company_id, interview, "Called off", file)
        return interview

    def released(self, change: Change, company_id: str, before: Interview) -> None:
        """Take a round, as it was, out of the calendar of an interviewer who leads it no longer."""
        off = _numbered(before.model_copy(update={"status": InterviewStatus.CANCELLED}))
        if before.scheduled_at is not None:
            self._tell_interviewer(change, company_id, off, "Taken over", self.calendar_of(company_id, off))

    def reminder(self, change: Change, company_id: str, interview: Interview) -> None:
        """Remind candidate and interviewer."""
        self._tell_candidate(change, company_id, interview, Template.ROUND_REMINDER, None)
        self._tell_interviewer(change, company_id, interview, "Reminder", None)

    def calendar_of(self, company_id: str, interview: Interview) -> str:
        """The calendar file of a round as it stands: of one that is called off, the file that removes it.

        Raises:
            Conflict: it has no time yet (code `not_booked`).
        """
        meeting, start = _meeting(interview), interview.scheduled_at
        if start is None:
            raise Conflict("No time is booked yet.", code="not_booked")
        candidate_email = self._candidate_email(company_id, interview)
        interviewer = self._interviewer(company_id, meeting)
        candidate = Person(interview.candidate_name, candidate_email or "", accepted=meeting.slot_id is not None)
        others = [Person(interviewer.name, interviewer.email)] if interviewer else []
        place = meeting.link or meeting.mode
        told = [f"{round_name(interview)} with {self._company(company_id)}", meeting.link, meeting.instructions]
        appointment = Appointment(
            uid=f"{interview.id}@talenti",
            sequence=meeting.calendar_sequence or 0,
            start=start,
            duration=timedelta(minutes=meeting.duration_minutes),
            summary=f"Interview: {interview.job_title} ({interview.candidate_name})",
            description="\n".join(text for text in told if text),
            location=place,
            url=meeting.link,
            organizer=Person(meeting.organizer_name, meeting.organizer_email),
            attendees=tuple(person for person in (candidate, *others) if person.email),
        )
        method: Method = "CANCEL" if interview.status is InterviewStatus.CANCELLED else "REQUEST"
        return calendar_file(appointment, method, self.now())

    def _tell_candidate(
        self, change: Change, company_id: str, interview: Interview, template: Template, file: str | None
    ) -> bool:
        stored = self.store.find(company_id, CANDIDATE, interview.candidate_id)
        if stored is None or stored.entity.email is None:
            return False
        name = stored.entity.first_name or stored.entity.full_name or "there"
        self.mail.queue(
            change,
            company_id,
            stored.entity.email,
            template,
            {"name": name, **self._facts(company_id, interview)},
            link_scope=company_id,
            link_token_id=interview.id,
            attachments=_attached(interview, file),
        )
        return True

    def _tell_interviewer(
        self, change: Change, company_id: str, interview: Interview, news: str, file: str | None
    ) -> None:
        interviewer = self._interviewer(company_id, _meeting(interview))
        if interviewer is None:
            return
        variables = {"news": news, "name": interview.candidate_name, "interviewer": interviewer.name}
        self.mail.queue(
            change,
            company_id,
            interviewer.email,
            Template.INTERVIEWER_NEWS,
            {**variables, **self._facts(company_id, interview)},
            attachments=_attached(interview, file),
            about=interview.candidate_id,
        )

    def _facts(self, company_id: str, interview: Interview) -> dict[str, str]:
        meeting = _meeting(interview)
        when = in_words(interview.scheduled_at, meeting.time_zone) if interview.scheduled_at else ""
        return {
            "company": self._company(company_id),
            "job": interview.job_title,
            "round": round_name(interview),
            "minutes": str(meeting.duration_minutes),
            "when": when,
            "place": ": ".join(text for text in (meeting.mode, meeting.link) if text),
            "instructions": meeting.instructions or "",
        }

    def _company(self, company_id: str) -> str:
        return "Talenti" if company_id == PLATFORM else self.companies.name_of(company_id)

    def _candidate_email(self, company_id: str, interview: Interview) -> str | None:
        stored = self.store.find(company_id, CANDIDATE, interview.candidate_id)
        return stored.entity.email if stored else None

    def _interviewer(self, company_id: str, meeting: Meeting) -> User | None:
        if meeting.interviewer_id is None:
            return None
        stored = self.store.find(company_id, USER, meeting.interviewer_id)
        return stored.entity if stored else None


def _meeting(interview: Interview) -> Meeting:
    if interview.meeting is None:
        raise ValueError("an interview that the AI leads is not arranged")
    return interview.meeting


def _numbered(interview: Interview) -> Interview:
    """The round with the number of its next calendar file."""
    meeting = _meeting(interview)
    number = 0 if meeting.calendar_sequence is None else meeting.calendar_sequence + 1
    return interview.model_copy(update={"meeting": meeting.model_copy(update={"calendar_sequence": number})})


def _attached(interview: Interview, file: str | None) -> list[MailAttachment]:
    if file is None:
        return []
    method = "CANCEL" if interview.status is InterviewStatus.CANCELLED else "REQUEST"
    kind = f"text/calendar; charset=utf-8; method={method}; component=VEVENT"
    return [MailAttachment(name=FILE_NAME, content_type=kind, text=file)]
