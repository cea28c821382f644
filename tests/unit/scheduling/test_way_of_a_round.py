"""The way of a round, walked in every order: through the front door, with the clock and the timers between."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import icalendar
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.interviews.meetings import Outcome
from shared.interviews.models import INTERVIEW, UPCOMING, Interview, InterviewStatus
from shared.scheduling.flow import NEXT
from shared.store.store import Stored
from tests.app import Client, Product
from tests.tenant import PASSWORD, Tenant

ROUNDS = "/api/v1/interview-rounds"
OVER = {InterviewStatus.COMPLETED, InterviewStatus.CANCELLED}


class WayOfARound(RuleBasedStateMachine):
    """One round, and everybody who does something with it. What is refused changes nothing."""

    @initialize(at_a_time=st.booleans())
    def plan(self, at_a_time: bool) -> None:
        self.product = Product()
        self.acme = Tenant(self.product)
        self.hr: Client = self.acme.hr
        when = {"scheduled_at": self.soon(60)} if at_a_time else {"proposed_slots": self.slots()}
        application = self.acme.application()
        self.email = application["candidate_email"]
        self.application_id = application["id"]
        self.id = self.hr.ok("POST", ROUNDS, json={"application_id": self.application_id, **when})["id"]
        self.seen = [self.stored().entity.status]

    def soon(self, minutes: int) -> str:
        return (self.product.clock() + timedelta(minutes=minutes)).isoformat()

    def slots(self) -> list[dict[str, str]]:
        return [{"start_time": self.soon(at), "end_time": self.soon(at + 30)} for at in (60, 120, 60 * 48)]

    def stored(self) -> Stored[Interview]:
        return self.product.app.store.get(self.acme.id, INTERVIEW, self.id)

    def ask(self, method: str, what: str, body: Any = None) -> httpx.Response:
        """Do something; the answer is success, or a refusal that changes nothing."""
        before = self.stored()
        answer = self.hr.request(method, f"{ROUNDS}/{self.id}{what}", json=body)
        assert answer.status_code in {200, 409, 404, 422}, answer.text
        after = self.stored()
        if answer.status_code != 200:
            assert after.etag == before.etag
        elif after.entity.status is not before.entity.status:
            assert after.entity.status in NEXT[before.entity.status]
        return answer

    @rule(number=st.integers(0, 2), confirmed=st.booleans())
    def book(self, number: int, confirmed: bool) -> None:
        meeting = self.stored().entity.meeting
        assert meeting is not None
        if meeting.proposed_slots:
            slot = meeting.proposed_slots[number % len(meeting.proposed_slots)]
            self.ask("POST", "/book", {"slot_id": slot.id, "confirmed": confirmed})

    @rule(minutes=st.integers(-60, 3000), length=st.sampled_from([None, 30, 90]))
    def move(self, minutes: int, length: int | None) -> None:
        self.ask("PUT", "", {"scheduled_at": self.soon(minutes), "duration_minutes": length})

    @rule()
    def propose_others(self) -> None:
        self.ask("PUT", "", {"proposed_slots": self.slots()})

    @rule(link=st.sampled_from([None, "https://meet.example/a"]))
    def invite(self, link: str | None) -> None:
        self.ask("POST", "/invite", {"meeting_link": link})

    @rule(what=st.sampled_from(["cancel", "no-show", "pass", "reject", "hire"]))
    def say(self, what: str) -> None:
        self.ask("POST", f"/{what}", {})

    @rule(what=st.sampled_from(["start", "complete"]))
    def hold(self, what: str) -> None:
        before = self.stored()
        answer = self.hr.post(f"/api/v1/interviews/{self.id}/{what}", json={} if what == "complete" else None)
        assert answer.status_code in {200, 409}, answer.text
        assert answer.status_code == 200 or self.stored().etag == before.etag

    @rule(minutes=st.sampled_from([10, 55, 300, 60 * 24]))
    def wait(self, minutes: int) -> None:
        self.product.clock.turn(timedelta(minutes=minutes))
        self.hr = self.product.signed_in(self.hr.user["email"], PASSWORD)

    @rule()
    def run_the_timer(self) -> None:
        before = self.stored().entity
        self.product.app.housekeeping.attend_to_rounds()
        after = self.stored().entity
        assert after.decision == before.decision
        assert self.product.app.housekeeping.attend_to_rounds() == 0, "nothing is left"

    @precondition(lambda self: hasattr(self, "id"))
    @invariant()
    def what_is_over_stays_over(self) -> None:
        now = self.stored().entity.status
        if self.seen[-1] in OVER:
            assert now is self.seen[-1]
        self.seen.append(now)

    @precondition(lambda self: hasattr(self, "id"))
    @invariant()
    def a_time_is_booked_where_the_status_says_so(self) -> None:
        interview = self.stored().entity
        if interview.status is InterviewStatus.PROPOSED:
            assert interview.scheduled_at is None
            assert interview.meeting is not None
            assert interview.meeting.reminders_due == []
        if interview.status in UPCOMING:
            assert isinstance(interview.scheduled_at, datetime)
        listed = list(self.product.app.store.each(self.acme.id, INTERVIEW, "upcoming", ()))
        assert [one.id for one in listed] == ([self.id] if interview.status in UPCOMING else [])

    @precondition(lambda self: hasattr(self, "id"))
    @invariant()
    def the_application_follows_the_decision(self) -> None:
        interview = self.stored().entity
        stages = {
            None: "interview",
            Outcome.PASSED: "interview",
            Outcome.REJECTED: "rejected",
            Outcome.SELECTED: "offer",
        }
        outcome = interview.decision.outcome if interview.decision else None
        application = self.hr.ok("GET", f"/api/v1/applications/{self.application_id}")
        assert application["status"] == stages[outcome]
        if outcome in {Outcome.PASSED, Outcome.SELECTED}:
            assert interview.status is InterviewStatus.COMPLETED

    def teardown(self) -> None:
        """Calendars end as the round does: the last file of the same UID says whether and when it takes place."""
        if not hasattr(self, "id"):
            return
        files = [file for mail in self.product.mails_to(self.email) for file in mail.attachments]
        events: list[Any] = [icalendar.Calendar.from_ical(file.data).walk("VEVENT")[0] for file in files]
        numbers = [int(event["SEQUENCE"]) for event in events]
        assert numbers == sorted(set(numbers))
        assert len({str(event["UID"]) for event in events}) <= 1
        interview = self.stored().entity
        if events and interview.status in {InterviewStatus.PROPOSED, InterviewStatus.CANCELLED}:
            assert str(events[-1]["STATUS"]) == "CANCELLED"
        if interview.status in UPCOMING:
            assert events[-1].decoded("DTSTART") == interview.scheduled_at.replace(microsecond=0)  # type: ignore[union-attr]  # upcoming ones have a time


WayOfARound.TestCase.settings = settings(max_examples=25, stateful_step_count=15)
TestWayOfARound = WayOfARound.TestCase
