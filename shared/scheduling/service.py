"""Rounds that a person leads: proposed, booked, moved, called off, held."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.audit.service import AuditLog
from shared.core.caller import Caller, Role
from shared.core.clock import Clock
from shared.core.errors import Conflict, NotFound
from shared.core.ids import is_repeated, new_id
from shared.core.page import Page
from shared.interviews.meetings import Meeting, Review
from shared.interviews.models import INTERVIEW, Interview, InterviewQuery, InterviewStatus
from shared.interviews.service import InterviewService, event_subject
from shared.ports.table import Taken
from shared.scheduling import flow
from shared.scheduling.models import Booking, Completion, Invite, Round, RoundChanges, RoundDraft, RoundQuery, round_of
from shared.scheduling.notices import Notices
from shared.scheduling.planning import Planner
from shared.scheduling.times import instant_of, whole_minutes, zone_of
from shared.store.store import Change, Store, Stored
from shared.webhooks.events import EventPublisher
from shared.webhooks.models import WebhookEvent

S = InterviewStatus


@dataclass(frozen=True, slots=True)
class RoundService:
    """The rounds of every company. `reminders_before` are the minutes before a round at which people are reminded.

    What the AI leads is a round too: it is listed and called off here like the others.
    """

    store: Store
    interviews: InterviewService
    planner: Planner
    notices: Notices
    events: EventPublisher
    audit: AuditLog
    now: Clock
    reminders_before: tuple[int, ...]

    def plan(self, caller: Caller, draft: RoundDraft) -> Interview:
        """Plan a round: at a time, which everybody is told of, or at the time that the candidate chooses.

        Raises:
            NotFound: the caller's company has no such application, candidate or job.
            Conflict: the application has been decided, or the interviewer leads another round then.
            Invalid: see `Planner.new_round`.
        """
        round_id = new_id()
        if is_repeated() and (made := self.store.find(caller.company_id, INTERVIEW, round_id)):
            return made.entity
        change = self.store.change(caller.company_id)
        interview = self.planner.new_round(change, caller, draft, round_id)
        if interview.status is S.PROPOSED:
            self.notices.proposed(change, caller.company_id, interview)
        else:
            interview = self._told(change, caller, interview, "New")
        change.add(INTERVIEW, interview)
        self._tell(change, None, interview)
        self._record(change, caller, "CREATE_INTERVIEW", interview, {"candidate_id": interview.candidate_id})
        commit(change)
        return interview

    def get(self, caller: Caller, interview_id: str) -> Round:
        """A round of the caller's company, or the candidate's own. Raises NotFound."""
        return self.view(caller, self.interviews.found(caller, interview_id).entity)

    def page(self, caller: Caller, query: RoundQuery) -> Page[Round]:
        """Rounds, the newest first: the candidate's own, or the company's."""
        page = self.interviews.listed(caller, InterviewQuery(**query.model_dump()))
        rounds = tuple(self.view(caller, one) for one in page.items)
        return Page(rounds, page.total, page.skip, page.limit, page.next_cursor, Round.plural)

    def view(self, caller: Caller, interview: Interview) -> Round:
        """A round as this caller may see it."""
        return round_of(interview, for_candidate=caller.role is Role.CANDIDATE)

    def book(self, caller: Caller, interview_id: str, booking: Booking) -> Interview:
        """Book one of the proposed slots. Of many who try at once one succeeds.

        Raises:
            NotFound: no such round, or no such slot in it (code `no_such_slot`).
            Conflict: a slot is booked already (code `booked`), the slot has passed since (code `past`), the
                interviewer leads another round then (code `interviewer_busy`), or the round is over.
        """
        stored = self.led_by_person(caller, interview_id)
        interview, meeting = stored.entity, _meeting(stored.entity)
        slot = next((one for one in meeting.proposed_slots if one.id == booking.slot_id), None)
        if slot is None:
            raise NotFound("No such slot is proposed for this interview.", code="no_such_slot")
        if not booking.confirmed:
            return self._give_back(caller, stored, slot.id)
        if interview.status is not S.PROPOSED:
            if interview.status is S.CONFIRMED and meeting.slot_id == slot.id and is_repeated():
                return interview
            raise Conflict("A time is booked already, or the interview is over.", code="booked")
        if interview.created_at < slot.start_time <= self.now():
            raise Conflict("This time has passed: choose a later one.", code="past")
        chosen = meeting.model_copy(
            update={"slot_id": slot.id, "duration_minutes": whole_minutes(slot.end_time - slot.start_time)}
        )
        booked = flow.moved(interview, S.CONFIRMED, self.now(), scheduled_at=slot.start_time, meeting=chosen)
        change = self.store.change(caller.company_id)
        booked = self._told(change, caller, booked, "Booked")
        self._write(change, caller, stored, booked, "BOOK_INTERVIEW", {"slot_id": slot.id})
        return booked

    def change(self, caller: Caller, interview_id: str, changes: RoundChanges) -> Interview:
        """Change a round, also its time. Everybody is told of what concerns them.

        Raises:
            NotFound: the caller's company has no such round.
            Conflict: it has begun or is over, or the interviewer leads another round then.
            Invalid: a time does not exist or exists twice, or nobody has the interviewer's id.
            Stale: somebody else changed it at the same time.
        """
        stored = self.interviews.found(caller, interview_id)
        before = stored.entity
        if before.status not in _CHANGEABLE:
            raise Conflict(f"The interview is {flow.in_words(before.status)}.", code=before.status)
        self.planner.check_interviewer(caller, changes.interviewer_id)
        meeting = _changed(before.meeting, changes)
        zone_of(meeting.time_zone if meeting else changes.timezone or "UTC")
        start, status = before.scheduled_at, before.status
        if changes.proposed_slots is not None and meeting is not None:
            slots = self.planner.slots(changes.proposed_slots, meeting.time_zone)
            meeting = meeting.model_copy(update={"proposed_slots": slots, "slot_id": None, "reminders_due": []})
            start, status = None, S.PROPOSED
        elif changes.scheduled_at is not None:
            start, status = self._new_start(changes, meeting), S.SCHEDULED
        update: dict[str, Any] = {
            name: getattr(changes, name) for name in ("round_type", "round_name") if getattr(changes, name) is not None
        }
        update |= {"scheduled_at": start, "meeting": meeting, "status": status, "updated_at": self.now()}
        changed = before.model_copy(update=update)
        change = self.store.change(caller.company_id)
        changed = self._tell_of_change(change, caller, before, changed)
        told = changes.model_dump(mode="json", exclude_none=True)
        self._write(change, caller, stored, changed, "UPDATE_INTERVIEW", told)
        return changed

    def cancel(self, caller: Caller, interview_id: str, reason: str | None) -> Interview:
        """Call a round off, and tell everybody who had it in their calendar.

        Raises:
            NotFound: no such round of the company's.
            Conflict: it is over.
        """
        stored = self.interviews.found(caller, interview_id)
        if stored.entity.meeting is None:
            return self.interviews.call_off(caller, stored, reason)
        if stored.entity.status is S.CANCELLED and is_repeated():
            return stored.entity
        cancelled = flow.moved(stored.entity, S.CANCELLED, self.now(), cancel_reason=reason)
        change = self.store.change(caller.company_id)
        cancelled = self.notices.called_off(change, caller.company_id, cancelled)
        self._write(change, caller, stored, cancelled, "CANCEL_INTERVIEW", {"reason": reason})
        return cancelled

    def invite(self, caller: Caller, interview_id: str, invite: Invite) -> tuple[Interview, bool]:
        """Send the invitation with the place; while no time is booked, ask the candidate again to choose one.

        Gives the round, and whether the candidate has an address to write to.

        Raises:
            NotFound: no round of the company's that a person leads.
            Conflict: it has begun or is over.
        """
        stored = self.led_by_person(caller, interview_id)
        if stored.entity.status not in {S.PROPOSED, S.CONFIRMED, S.SCHEDULED}:
            raise Conflict(f"The interview is {flow.in_words(stored.entity.status)}.", code=stored.entity.status)
        meeting = _changed(
            stored.entity.meeting,
            RoundChanges(
                meeting_link=invite.meeting_link,
                interview_mode=invite.interview_mode,
                duration_minutes=invite.duration_minutes,
            ),
        )
        change = self.store.change(caller.company_id)
        if stored.entity.status is S.PROPOSED:
            invited = stored.entity.model_copy(update={"meeting": meeting, "updated_at": self.now()})
            told = self.notices.proposed(change, caller.company_id, invited)
        else:
            invited = flow.moved(stored.entity, S.SCHEDULED, self.now(), meeting=meeting)
            invited, told = self._arranged(
                change, caller, invited, "Invitation sent", with_file=invite.auto_create_calendar_event
            )
        self._write(change, caller, stored, invited, "INVITE_TO_INTERVIEW", {})
        return invited, told

    def start(self, caller: Caller, interview_id: str) -> Interview:
        """Say that a round has begun.

        Raises:
            NotFound: no round of the company's that a person leads.
            Conflict: it is over, or has no time yet.
        """
        stored = self.led_by_person(caller, interview_id)
        if stored.entity.status is S.IN_PROGRESS:
            return stored.entity
        started = flow.moved(stored.entity, S.IN_PROGRESS, self.now(), started_at=self.now())
        self._write(self.store.change(caller.company_id), caller, stored, started, "START_INTERVIEW", {})
        return started

    def complete(self, caller: Caller, interview_id: str, completion: Completion) -> Interview:
        """Say that a round was held, and how it went. It can be said again, which replaces what was written.

        Raises:
            NotFound: no such round of the company's.
            Conflict: it was called off, or is led by the AI and not over.
        """
        stored = self.interviews.found(caller, interview_id)
        now = self.now()
        held = stored.entity
        if held.status is not S.COMPLETED:
            if held.meeting is None:
                raise Conflict(f"The interview is {flow.in_words(held.status)}.", code=held.status)
            held = flow.moved(held, S.COMPLETED, now, ended_at=now)
        if completion.model_fields_set:
            review = Review(**completion.model_dump(), by_user_id=caller.user_id, by_name=caller.name, at=now)
            held = held.model_copy(update={"review": review, "updated_at": now})
        if held is not stored.entity:
            told = {"rating": completion.rating}
            self._write(self.store.change(caller.company_id), caller, stored, held, "COMPLETE_INTERVIEW", told)
        return held

    def miss(self, caller: Caller, interview_id: str) -> Interview:
        """Say that the candidate did not come.

        Raises:
            NotFound: no round of the company's that a person leads.
            Conflict: its time has not come (code `not_yet`), it was held, or was called off.
        """
        stored = self.led_by_person(caller, interview_id)
        if stored.entity.status is S.NO_SHOW:
            return stored.entity
        if stored.entity.scheduled_at is None or stored.entity.scheduled_at > self.now():
            raise Conflict("The time of the interview has not come.", code="not_yet")
        missed = flow.moved(stored.entity, S.NO_SHOW, self.now())
        self._write(self.store.change(caller.company_id), caller, stored, missed, "MISS_INTERVIEW", {})
        return missed

    def calendar(self, caller: Caller, interview_id: str) -> str:
        """The calendar file of a round: the candidate's own, or any of the company.

        Raises:
            NotFound: no such round that a person leads.
            Conflict: it has no time yet (code `not_booked`).
        """
        return self.notices.calendar_of(caller.company_id, self.led_by_person(caller, interview_id).entity)

    def led_by_person(self, caller: Caller, interview_id: str) -> Stored[Interview]:
        """A round that a person leads, with its ETag. Raises NotFound."""
        stored = self.interviews.found(caller, interview_id)
        if stored.entity.meeting is None:
            raise NotFound("The AI leads this interview: it has no appointment.", code="led_by_ai")
        return stored

    def _give_back(self, caller: Caller, stored: Stored[Interview], slot_id: str) -> Interview:
        meeting = _meeting(stored.entity)
        if meeting.slot_id != slot_id:
            return stored.entity
        now = self.now()
        change = self.store.change(caller.company_id)
        off = self.notices.called_off(
            change, caller.company_id, stored.entity.model_copy(update={"status": S.CANCELLED})
        )
        free = _meeting(off).model_copy(update={"slot_id": None, "reminders_due": []})
        opened = flow.moved(stored.entity, S.PROPOSED, now, scheduled_at=None, meeting=free)
        self._write(change, caller, stored, opened, "GIVE_BACK_SLOT", {"slot_id": slot_id})
        return opened

    def _new_start(self, changes: RoundChanges, meeting: Meeting | None) -> datetime | None:
        if changes.scheduled_at is None:
            return None
        zone = zone_of(meeting.time_zone if meeting else changes.timezone or "UTC")
        return instant_of(changes.scheduled_at, zone, "scheduled_at", changes.fold)

    def _tell_of_change(self, change: Change, caller: Caller, before: Interview, after: Interview) -> Interview:
        """Mail what changed: another time or place, or other proposals. A former interviewer's calendar loses it."""
        if before.meeting is None or (after.meeting, after.scheduled_at) == (before.meeting, before.scheduled_at):
            return after
        company = caller.company_id
        if after.status is S.PROPOSED:
            if after.meeting is None or after.meeting.proposed_slots == _meeting(before).proposed_slots:
                return after
            off = self.notices.called_off(change, company, before.model_copy(update={"status": S.CANCELLED}))
            numbered = after.meeting.model_copy(update={"calendar_sequence": _meeting(off).calendar_sequence})
            after = after.model_copy(update={"meeting": numbered})
            self.notices.proposed(change, company, after)
            return after
        if _meeting(before).interviewer_id not in {None, _meeting(after).interviewer_id}:
            self.notices.released(change, company, before)
        return self._told(change, caller, after, "Changed")

    def _told(self, change: Change, caller: Caller, interview: Interview, news: str) -> Interview:
        """The round, of which everybody is told; not of one that is noted afterwards, which nobody can come to."""
        start = interview.scheduled_at
        if start is not None and start <= self.now() and _meeting(interview).calendar_sequence is None:
            return interview
        return self._arranged(change, caller, interview, news)[0]

    def _arranged(
        self, change: Change, caller: Caller, interview: Interview, news: str, *, with_file: bool = True
    ) -> tuple[Interview, bool]:
        """The round with its reminders set, of which everybody is told."""
        start, now = interview.scheduled_at, self.now()
        due = flow.reminders_after(start, now, self.reminders_before) if start else []
        sent = {"invited_at": now} if interview.status is S.SCHEDULED else {}
        meeting = _meeting(interview).model_copy(update={"reminders_due": due, **sent})
        interview = interview.model_copy(update={"meeting": meeting})
        return self.notices.arranged(change, caller.company_id, interview, news=news, with_file=with_file)

    def _write(
        self,
        change: Change,
        caller: Caller,
        stored: Stored[Interview],
        interview: Interview,
        action: str,
        told: dict[str, Any],
    ) -> None:
        change.replace(INTERVIEW, stored, interview)
        self._tell(change, stored.entity, interview)
        self._record(change, caller, action, interview, told)
        commit(change)

    def _tell(self, change: Change, before: Interview | None, after: Interview) -> None:
        """Tell other systems of a time that is new, and of the end."""
        if after.status is S.COMPLETED and before is not None and before.status is not S.COMPLETED:
            self.events.emit(change, WebhookEvent.INTERVIEW_COMPLETED, **event_subject(after))
        elif after.status in {S.CONFIRMED, S.SCHEDULED} and after.scheduled_at != (before and before.scheduled_at):
            self.events.emit(change, WebhookEvent.INTERVIEW_SCHEDULED, **event_subject(after))

    def _record(self, change: Change, caller: Caller, action: str, interview: Interview, told: dict[str, Any]) -> None:
        self.audit.record(change, caller, action, "Interview", interview.id, changes=told, personal=_FREE_TEXTS)


_FREE_TEXTS = ("reason", "instructions", "meeting_link", "round_name")


def commit(change: Change) -> None:
    """Commit a change of a round. Raises Conflict (code `interviewer_busy`): the interviewer leads another then."""
    try:
        change.commit()
    except Taken as taken:
        if "interviewer_time" not in taken.key:
            raise
        raise Conflict("The interviewer has another interview at that time.", code="interviewer_busy") from None


_CHANGEABLE = frozenset({S.PROPOSED, S.CONFIRMED, S.SCHEDULED, S.NO_SHOW})


def _meeting(interview: Interview) -> Meeting:
    if interview.meeting is None:
        raise ValueError("an interview that the AI leads has no meeting")
    return interview.meeting


def _changed(meeting: Meeting | None, changes: RoundChanges) -> Meeting | None:
    if meeting is None:
        return None
    given = {
        "time_zone": changes.timezone,
        "duration_minutes": changes.duration_minutes,
        "mode": changes.interview_mode,
        "link": changes.meeting_link,
        "instructions": changes.instructions,
        "interviewer_id": changes.interviewer_id,
    }
    return meeting.model_copy(update={name: value for name, value in given.items() if value is not None})
