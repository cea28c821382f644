"""What people are told about a round: mails, with the calendar file that belongs to them."""

from dataclasses import dataclass
from datetime import timedelta

from shared.candidates.models import CANDIDATE, Candidate
from shared.companies.service import CompanyService
from shared.core.caller import PLATFORM
from shared.core.clock import Clock
from shared.core.errors import Conflict
from shared.identity.models import USER, User
from shared.interviews.meetings import Meeting
from shared.interviews.models import Interview, InterviewStatus
from shared.mail.models import MailAttachment, Template
from shared.mail.service import MailService
from shared.scheduling.calendar import Appointment, Method, Person, calendar_file
from shared.scheduling.models import round_name
from shared.scheduling.times import in_words
from shared.store.store import Change, Store

FILE_NAME = "interview.ics"


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part in a round, as they are known now, and the company's name."""

    candidate: Candidate | None
    interviewer: User | None
    company: str


@dataclass(frozen=True, slots=True)
class Notices:
    """Mails about rounds. Each method puts them into the change that they tell of, to everybody who has an address."""

    store: Store
    companies: CompanyService
    mail: MailService
    now: Clock

    def proposed(self, change: Change, company_id: str, interview: Interview) -> bool:
        """Ask the candidate to choose a time, by a link of their own. Whether they have an address."""
        people = self._people(company_id, interview)
        return self._tell_candidate(change, company_id, interview, people, Template.SLOTS_PROPOSED, None)

    def arranged(
        self, change: Change, company_id: str, interview: Interview, *, news: str, with_file: bool = True
    ) -> tuple[Interview, bool]:
        """Tell candidate and interviewer when and where. Gives the round with its next calendar file's number, and
        whether the candidate has an address."""
        interview = _numbered(interview)
        people = self._people(company_id, interview)
        file = self._file(interview, people) if with_file else None
        told = self._tell_candidate(change, company_id, interview, people, Template.ROUND_ARRANGED, file)
        self._tell_interviewer(change, company_id, interview, people, news, file)
        return interview, told

    def called_off(self, change: Change, company_id: str, interview: Interview) -> Interview:
        """Take a round that was arranged out of everybody's calendar."""
        if interview.scheduled_at is None or _meeting(interview).calendar_sequence is None:
            return interview
        interview = _numbered(interview)
        people = self._people(company_id, interview)
        file = self._file(interview, people)
        self._tell_candidate(change, company_id, interview, people, Template.ROUND_CANCELLED, file)
        self._tell_interviewer(change, company_id, interview, people, "Called off", file)
        return interview

    def released(self, change: Change, company_id: str, before: Interview) -> None:
        """Take a round, as it was, out of the calendar of an interviewer who leads it no longer."""
        if before.scheduled_at is None:
            return
        off = _numbered(before.model_copy(update={"status": InterviewStatus.CANCELLED}))
        people = self._people(company_id, off)
        self._tell_interviewer(change, company_id, off, people, "Taken over", self._file(off, people))

    def reminder(self, change: Change, company_id: str, interview: Interview) -> None:
        """Remind candidate and interviewer."""
        people = self._people(company_id, interview)
        self._tell_candidate(change, company_id, interview, people, Template.ROUND_REMINDER, None)
        self._tell_interviewer(change, company_id, interview, people, "Reminder", None)

    def calendar_of(self, company_id: str, interview: Interview) -> str:
        """The calendar file of a round as it stands: of one that is called off, the file that removes it.

        Raises:
            Conflict: it has no time yet (code `not_booked`).
        """
        return self._file(interview, self._people(company_id, interview))

    def _people(self, company_id: str, interview: Interview) -> People:
        interviewer_id = _meeting(interview).interviewer_id
        candidate = self.store.find(company_id, CANDIDATE, interview.candidate_id)
        interviewer = self.store.find(company_id, USER, interviewer_id) if interviewer_id else None
        return People(
            candidate=candidate.entity if candidate else None,
            interviewer=interviewer.entity if interviewer else None,
            company="Talenti" if company_id == PLATFORM else self.companies.name_of(company_id),
        )

    def _file(self, interview: Interview, people: People) -> str:
        meeting, start = _meeting(interview), interview.scheduled_at
        if start is None:
            raise Conflict("No time is booked yet.", code="not_booked")
        candidate_email = people.candidate.email if people.candidate else None
        candidate = Person(interview.candidate_name, candidate_email or "", accepted=meeting.slot_id is not None)
        others = [Person(people.interviewer.name, people.interviewer.email)] if people.interviewer else []
        told = [f"{round_name(interview)} with {people.company}", meeting.link, meeting.instructions]
        appointment = Appointment(
            uid=f"{interview.id}@talenti",
            sequence=meeting.calendar_sequence or 0,
            start=start,
            duration=timedelta(minutes=meeting.duration_minutes),
            summary=f"Interview: {interview.job_title} ({interview.candidate_name})",
            description="\n".join(text for text in told if text),
            location=meeting.link or meeting.mode,
            url=meeting.link,
            organizer=Person(meeting.organizer_name, meeting.organizer_email),
            attendees=tuple(person for person in (candidate, *others) if person.email),
        )
        return calendar_file(appointment, _method(interview), self.now())

    def _tell_candidate(
        self,
        change: Change,
        company_id: str,
        interview: Interview,
        people: People,
        template: Template,
        file: str | None,
    ) -> bool:
        candidate = people.candidate
        if candidate is None or candidate.email is None:
            return False
        name = candidate.first_name or candidate.full_name or "there"
        self.mail.queue(
            change,
            company_id,
            candidate.email,
            template,
            {"name": name, **_facts(interview, people)},
            link_scope=company_id,
            link_token_id=interview.id,
            attachments=_attached(interview, file),
        )
        return True

    def _tell_interviewer(
        self,
        change: Change,
        company_id: str,
        interview: Interview,
        people: People,
        news: str,
        file: str | None,
    ) -> None:
        if people.interviewer is None:
            return
        variables = {"news": news, "name": interview.candidate_name, "interviewer": people.interviewer.name}
        self.mail.queue(
            change,
            company_id,
            people.interviewer.email,
            Template.INTERVIEWER_NEWS,
            {**variables, **_facts(interview, people)},
            attachments=_attached(interview, file),
            about=interview.candidate_id,
        )


def _facts(interview: Interview, people: People) -> dict[str, str]:
    """What the mails say of a round."""
    meeting = _meeting(interview)
    return {
        "company": people.company,
        "job": interview.job_title,
        "round": round_name(interview),
        "minutes": str(meeting.duration_minutes),
        "when": in_words(interview.scheduled_at, meeting.time_zone) if interview.scheduled_at else "",
        "place": ": ".join(text for text in (meeting.mode, meeting.link) if text),
        "instructions": meeting.instructions or "",
    }


def _meeting(interview: Interview) -> Meeting:
    if interview.meeting is None:
        raise ValueError("an interview that the AI leads is not arranged")
    return interview.meeting


def _numbered(interview: Interview) -> Interview:
    """The round with the number of its next calendar file."""
    meeting = _meeting(interview)
    number = 0 if meeting.calendar_sequence is None else meeting.calendar_sequence + 1
    return interview.model_copy(update={"meeting": meeting.model_copy(update={"calendar_sequence": number})})


def _method(interview: Interview) -> Method:
    return "CANCEL" if interview.status is InterviewStatus.CANCELLED else "REQUEST"


def _attached(interview: Interview, file: str | None) -> list[MailAttachment]:
    if file is None:
        return []
    kind = f"text/calendar; charset=utf-8; method={_method(interview)}; component=VEVENT"
    return [MailAttachment(name=FILE_NAME, content_type=kind, text=file)]
