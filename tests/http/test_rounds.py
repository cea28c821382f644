"""Rounds that people lead: times, bookings, and what people are told."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest

from tests.app import Client
from tests.tenant import Tenant, new_email

SLOTS = [
    {"start_time": "2026-02-10T10:00:00", "end_time": "2026-02-10T11:00:00"},
    {"start_time": "2026-02-11T14:00:00", "end_time": "2026-02-11T15:30:00"},
]
ROUNDS = "/api/v1/interview-rounds"


def planned(acme: Tenant, **fields: Any) -> dict[str, Any]:
    """A round, of a new application where `fields` does not name somebody."""
    who = {} if "candidate_id" in fields else {"application_id": acme.application()["id"]}
    when = {} if {"scheduled_at", "proposed_slots"} & set(fields) else {"scheduled_at": "2026-02-10T10:00:00Z"}
    return dict(acme.hr.ok("POST", ROUNDS, json={**who, **when, **fields}))


def proposed(acme: Tenant, **fields: Any) -> dict[str, Any]:
    """A round whose candidate has to choose a time."""
    return planned(acme, proposed_slots=SLOTS, timezone="Europe/Warsaw", **fields)


def book(by: Client, round_: dict[str, Any], slot: int = 0, **fields: Any) -> Any:
    body = {"slot_id": round_["proposed_slots"][slot]["id"], **fields}
    return by.post(f"{ROUNDS}/{round_['id']}/book", json=body)


def email_of(acme: Tenant, round_: dict[str, Any]) -> str:
    return str(acme.hr.ok("GET", f"/api/v1/candidates/{round_['candidate_id']}")["email"])


@pytest.mark.parametrize(
    ("local", "zone", "instant"),
    [
        ("2026-03-01T10:00:00", "America/New_York", "2026-03-01T15:00:00Z"),
        ("2026-07-01T10:00:00", "America/New_York", "2026-07-01T14:00:00Z"),
        ("2026-03-01T10:00:00+05:30", "America/New_York", "2026-03-01T04:30:00Z"),
        ("2026-03-01T10:00:00", "Asia/Kolkata", "2026-03-01T04:30:00Z"),
        ("2026-03-01T10:00:00", "UTC", "2026-03-01T10:00:00Z"),
    ],
)
def test_a_time_of_a_zone_is_that_instant(acme: Tenant, local: str, zone: str, instant: str) -> None:
    round_ = planned(acme, scheduled_at=local, timezone=zone)
    assert (round_["scheduled_at"], round_["timezone"], round_["status"]) == (instant, zone, "scheduled")


def refused(acme: Tenant, **fields: Any) -> tuple[str, str]:
    """Field and rule of the refusal."""
    body = {"candidate_id": acme.candidate()["id"], **fields}
    answer = acme.hr.post(ROUNDS, json=body)
    assert answer.status_code == 422, answer.text
    (broken,) = answer.json()["errors"]
    return broken["field"], broken["rule"]


def test_a_time_that_the_clocks_skip_is_refused(acme: Tenant) -> None:
    gap = {"timezone": "America/New_York", "scheduled_at": "2026-03-08T02:30:00"}
    assert refused(acme, **gap) == ("scheduled_at", "gap")
    slots = [SLOTS[0], {"start_time": "2026-03-29T02:15:00", "end_time": "2026-03-29T03:15:00"}]
    assert refused(acme, timezone="Europe/Warsaw", proposed_slots=slots) == ("proposed_slots.1.start_time", "gap")


def test_a_time_that_the_clocks_show_twice_needs_its_fold(acme: Tenant) -> None:
    twice = {"timezone": "America/New_York", "scheduled_at": "2026-11-01T01:30:00"}
    assert refused(acme, **twice) == ("scheduled_at", "ambiguous")
    times = [planned(acme, **twice, fold=fold)["scheduled_at"] for fold in (0, 1)]
    assert times == ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"]
    assert (
        planned(acme, timezone="America/New_York", scheduled_at="2026-11-01T01:30:00-05:00")["scheduled_at"] == times[1]
    )


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "America", "../../etc/passwd", "localtime", "europe warsaw", "", "+02:00"]
)
def test_what_is_no_time_zone_is_refused(acme: Tenant, zone: str) -> None:
    assert refused(acme, timezone=zone, scheduled_at="2026-03-01T10:00:00") == ("timezone", "time_zone")


def test_slots_that_are_too_long_or_overlap_are_refused(acme: Tenant) -> None:
    long = [{"start_time": "2026-02-10T10:00:00Z", "end_time": "2026-02-10T14:00:00Z"}]
    assert refused(acme, proposed_slots=long) == ("proposed_slots.0.end_time", "range")
    both = [SLOTS[0], {"start_time": "2026-02-10T10:30:00", "end_time": "2026-02-10T11:30:00"}]
    assert refused(acme, proposed_slots=both) == ("proposed_slots.1.start_time", "overlap")
    assert refused(acme, scheduled_at="2026-02-10T10:00:00Z", interviewer_id="nobody") == ("interviewer_id", "unknown")


def test_the_candidate_books_one_of_the_proposed_times(acme: Tenant) -> None:
    round_ = proposed(acme)
    assert (round_["status"], round_["scheduled_at"]) == ("proposed", None)
    assert [slot["start_time"] for slot in round_["proposed_slots"]] == ["2026-02-10T09:00:00Z", "2026-02-11T13:00:00Z"]
    booked = book(acme.hr, round_, slot=1).json()
    assert (booked["status"], booked["scheduled_at"]) == ("confirmed", "2026-02-11T13:00:00Z")
    assert (booked["slot_id"], booked["duration_minutes"]) == (round_["proposed_slots"][1]["id"], 90)
    again = book(acme.hr, round_)
    assert (again.status_code, again.json()["code"]) == (409, "booked")
    assert book(acme.hr, round_, slot=1, confirmed=False).json()["status"] == "proposed"
    assert book(acme.hr, round_).json()["scheduled_at"] == "2026-02-10T09:00:00Z"
    nowhere = acme.hr.post(f"{ROUNDS}/{round_['id']}/book", json={"slot_id": "x"})
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "no_such_slot")


def test_a_slot_that_has_passed_is_not_booked(acme: Tenant) -> None:
    round_ = proposed(acme)
    acme.product.clock.turn(timedelta(days=10))
    hr = acme.product.signed_in(acme.hr.user["email"], "A-good-password-1")
    assert book(hr, round_).json()["code"] == "past"


def test_a_round_that_was_held_is_noted_afterwards_and_nobody_is_invited_to_it(acme: Tenant) -> None:
    candidate = acme.candidate()
    noted = planned(acme, candidate_id=candidate["id"], scheduled_at="2025-12-01T10:00:00", timezone="America/New_York")
    assert (noted["status"], noted["scheduled_at"]) == ("scheduled", "2025-12-01T15:00:00Z")
    assert acme.product.app.housekeeping.attend_to_rounds() == 0
    assert acme.hr.ok("GET", f"{ROUNDS}/{noted['id']}")["status"] == "scheduled", "nobody missed it"
    assert acme.product.mails_to(candidate["email"]) == []
    acme.hr.ok("POST", f"/api/v1/interviews/{noted['id']}/complete", json={"rating": 4})


def test_a_slot_that_was_past_when_it_was_proposed_is_booked_as_it_was(acme: Tenant) -> None:
    past = [{"start_time": "2026-01-20T10:00:00+05:30", "end_time": "2026-01-20T11:00:00+05:30"}]
    round_ = planned(acme, proposed_slots=past)
    assert book(acme.hr, round_).json()["scheduled_at"] == "2026-01-20T04:30:00Z"


def test_the_bearer_of_the_mailed_link_books_without_an_account(acme: Tenant) -> None:
    round_ = proposed(acme, instructions="Bring a pen.")
    token = acme.product.link_token(email_of(acme, round_))
    guest = acme.product.client()
    seen = guest.ok("GET", "/api/v1/appointments", params={"token": token})
    assert (seen["company"], seen["status"], seen["instructions"]) == ("Acme", "proposed", "Bring a pen.")
    assert guest.get("/api/v1/appointments/calendar.ics", params={"token": token}).status_code == 409
    body = {"token": token, "slot_id": seen["proposed_slots"][0]["id"]}
    assert guest.ok("POST", "/api/v1/appointments/book", json=body)["status"] == "confirmed"
    assert guest.post("/api/v1/appointments/book", json=body).status_code == 409
    file = guest.get("/api/v1/appointments/calendar.ics", params={"token": token})
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert guest.get("/api/v1/appointments", params={"token": token[:-1]}).status_code == 410
    assert guest.ok("GET", "/api/v1/invitations/validate", params={"token": token})["valid"] is False


def test_nobody_leads_two_rounds_at_a_time(acme: Tenant) -> None:
    leader = acme.colleague("EMPLOYEE").user["id"]
    first = proposed(acme, interviewer_id=leader)
    assert book(acme.hr, first).status_code == 200
    second = proposed(acme, interviewer_id=leader)
    busy = book(acme.hr, second)
    assert (busy.status_code, busy.json()["code"]) == (409, "interviewer_busy")
    touching = {"interviewer_id": leader, "scheduled_at": "2026-02-10T10:00:00Z"}
    assert planned(acme, **touching)["status"] == "scheduled", "it begins when the first ends"
    acme.hr.ok("POST", f"{ROUNDS}/{first['id']}/cancel")
    assert book(acme.hr, second).status_code == 200, "the time is free again"


def test_the_longest_round_of_the_most_findable_candidate_fits_one_transaction(acme: Tenant) -> None:
    names = {"first_name": "Ana Bela Carla Dora Eva Fina", "last_name": "Gil Hija Ines Jara Kilo Lima Mota Nora"}
    candidate = acme.hr.ok(
        "POST",
        "/api/v1/candidates",
        json={"email": new_email("ana"), "phone": "+34 612 345 678", "domain": "Sales", **names},
    )
    whole = {"scheduled_at": "2026-02-10T10:05:00Z", "duration_minutes": 180}
    leader = acme.colleague("EMPLOYEE").user["id"]
    round_ = planned(acme, candidate_id=candidate["id"], job_id=acme.job()["id"], interviewer_id=leader, **whole)
    later = {"scheduled_at": "2026-02-20T10:05:00Z"}
    assert acme.hr.put(f"{ROUNDS}/{round_['id']}", json=later).status_code == 200


def files_to(acme: Tenant, email: str) -> list[icalendar.Calendar]:
    """The calendar files that were mailed to somebody, the oldest first."""
    mails = acme.product.mails_to(email)
    return [icalendar.Calendar.from_ical(file.data) for mail in mails for file in mail.attachments]


def event_of(calendar: icalendar.Calendar) -> Any:
    (event,) = calendar.walk("VEVENT")
    return event


def test_everybody_gets_calendar_files_that_follow_the_round(acme: Tenant) -> None:
    leader = acme.colleague("EMPLOYEE")
    round_ = proposed(acme, interviewer_id=leader.user["id"], interview_mode="Video")
    email = email_of(acme, round_)
    assert files_to(acme, email) == []
    book(acme.hr, round_)
    path = f"{ROUNDS}/{round_['id']}"
    acme.hr.ok("POST", f"{path}/invite", json={"meeting_link": "https://meet.example/abc"})
    acme.hr.ok("PUT", path, json={"scheduled_at": "2026-02-12T10:00:00", "duration_minutes": 45})
    acme.hr.ok("POST", f"{path}/cancel", json={"reason": "Ill."})
    for address in (email, leader.user["email"]):
        files = files_to(acme, address)
        assert [str(file["METHOD"]) for file in files] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
        events = [event_of(file) for file in files]
        assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 2, 3]
        assert len({str(event["UID"]) for event in events}) == 1
        assert [str(event["STATUS"]) for event in events] == ["CONFIRMED"] * 3 + ["CANCELLED"]
        starts = [event.decoded("DTSTART").isoformat() for event in events]
        assert starts == ["2026-02-10T09:00:00+00:00"] * 2 + ["2026-02-12T09:00:00+00:00"] * 2
        assert str(events[1]["LOCATION"]) == "https://meet.example/abc"
        assert [str(one) for one in events[1]["ATTENDEE"]] == [f"mailto:{email}", f"mailto:{leader.user['email']}"]
        assert str(events[0]["ORGANIZER"]) == f"mailto:{acme.hr.user['email']}"


def test_the_calendar_file_is_downloaded_as_it_stands(acme: Tenant) -> None:
    round_ = planned(acme)
    path = f"/api/v1/interviews/{round_['id']}/calendar.ics"
    answer = acme.hr.get(path)
    assert answer.headers["content-disposition"] == 'attachment; filename="interview.ics"'
    assert str(icalendar.Calendar.from_ical(answer.content)["METHOD"]) == "REQUEST"
    acme.hr.ok("POST", f"{ROUNDS}/{round_['id']}/cancel")
    assert str(icalendar.Calendar.from_ical(acme.hr.get(path).content)["METHOD"]) == "CANCEL"


def test_a_round_is_given_new_proposals_after_it_was_booked(acme: Tenant) -> None:
    round_ = proposed(acme)
    book(acme.hr, round_)
    later = [{"start_time": "2026-02-20T09:00:00", "end_time": "2026-02-20T09:30:00"}]
    changed = acme.hr.ok("PUT", f"{ROUNDS}/{round_['id']}", json={"proposed_slots": later})
    assert (changed["status"], changed["scheduled_at"], changed["slot_id"]) == ("proposed", None, None)
    assert book(acme.hr, changed).json()["scheduled_at"] == "2026-02-20T08:00:00Z"
    sequences = [int(event_of(file)["SEQUENCE"]) for file in files_to(acme, email_of(acme, round_))]
    assert sequences == [0, 1, 2]


def test_somebody_met_without_an_application_has_rounds_too(acme: Tenant) -> None:
    candidate = acme.candidate(position="Welder")
    round_ = planned(acme, candidate_id=candidate["id"], round_type="SCREENING")
    assert (round_["application_id"], round_["job_title"], round_["round_number"]) == (None, "Welder", 1)
    assert acme.hr.ok("GET", f"/api/v1/candidates/{candidate['id']}")["status"] == "screening"
    assert planned(acme, candidate_id=candidate["id"])["round_number"] == 2
    assert acme.hr.ok("GET", f"/api/v1/candidates/{candidate['id']}")["status"] == "interview"


def test_the_ai_does_not_converse_in_a_round_that_a_person_leads(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    round_ = planned(acme, candidate_id=client.user["candidate_id"])
    answer = client.post("/api/v1/interview/chat", json={"interview_id": round_["id"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "led_by_person")
    assert client.ok("GET", f"{ROUNDS}/{round_['id']}")["led_by"] == "person"
    assert acme.hr.get(f"/api/v1/interviews/{round_['id']}/score").status_code == 404


def test_mails_are_sent_to_nobody_who_has_no_address_and_the_round_stands(acme: Tenant) -> None:
    resume = acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("cv.txt", b"Noor Haddad\n\nExperience\nBaker\n")})
    acme.product.land_files()
    candidate_id = acme.hr.ok("GET", f"/api/v1/resumes/{resume['id']}")["candidate_id"]
    assert acme.hr.ok("GET", f"/api/v1/candidates/{candidate_id}")["email"] is None
    assert planned(acme, candidate_id=candidate_id)["status"] == "scheduled"
    assert new_email("x") not in acme.product.everything_kept()
