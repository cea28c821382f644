"""Calendar files, as another program reads them."""

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from shared.scheduling.calendar import Appointment, Person, calendar_file

START = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
TEXT = st.text(st.characters(codec="utf-8"), max_size=300)


def appointment(summary: str = "Interview", description: str = "", name: str = "Ada") -> Appointment:
    return Appointment(
        uid="01-02@talenti",
        sequence=3,
        start=START,
        duration=timedelta(minutes=45),
        summary=summary,
        description=description,
        location="https://meet.example/a,b;c",
        url="https://meet.example/a,b;c",
        organizer=Person(name, "hr@acme.example"),
        attendees=(Person("Łucja; Nowak", "lucja@mail.example", accepted=True), Person("Bo", "bo@acme.example")),
    )


def event_of(calendar: icalendar.Calendar) -> Any:
    (event,) = calendar.walk("VEVENT")
    return event


def printable(text: str) -> str:
    """The text without controls, its lines ended as everywhere."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Zl", "Zp"})


@given(TEXT, TEXT, TEXT)
def test_another_program_reads_what_was_written(summary: str, description: str, name: str) -> None:
    file = calendar_file(appointment(summary, description, name), "REQUEST", START)
    calendar = icalendar.Calendar.from_ical(file)
    event = event_of(calendar)
    assert str(event["SUMMARY"]) == printable(summary)
    assert str(event["DESCRIPTION"]) == printable(description)
    assert (str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"])) == ("REQUEST", "01-02@talenti", 3)
    assert event.decoded("DTSTART") == START
    assert event.decoded("DTEND") == START + timedelta(minutes=45)
    assert str(event["ORGANIZER"]) == "mailto:hr@acme.example"
    assert event["ATTENDEE"][0].params["CN"] == "Łucja; Nowak"
    assert [one.params["PARTSTAT"] for one in event["ATTENDEE"]] == ["ACCEPTED", "NEEDS-ACTION"]
    assert str(event["LOCATION"]) == "https://meet.example/a,b;c"


@given(TEXT)
def test_lines_end_as_demanded_and_have_at_most_75_octets(text: str) -> None:
    file = calendar_file(appointment(text, text, text), "CANCEL", START)
    assert file.endswith("END:VCALENDAR\r\n")
    lines = file.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    assert [line.decode() for line in lines], "no character is divided"


def test_what_somebody_writes_adds_no_line_of_its_own() -> None:
    file = calendar_file(appointment("A\r\nATTENDEE:mailto:x@y.example", name='B"\r\nX-EVIL:1'), "REQUEST", START)
    event = event_of(icalendar.Calendar.from_ical(file))
    assert len(event["ATTENDEE"]) == 2
    assert "X-EVIL" not in event
