"""Calendar files as RFC 5545 has them: one appointment, asked for (METHOD:REQUEST) or called off (METHOD:CANCEL)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

_MOST_OCTETS = 75
"""Of a line, without its end (section 3.1)."""

Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part. `accepted`: they have said that they come."""

    name: str
    email: str
    accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What a calendar holds of an interview. Of two files with one `uid` the greater `sequence` counts."""

    uid: str
    sequence: int
    start: datetime
    duration: timedelta
    summary: str
    description: str
    location: str | None
    url: str | None
    organizer: Person
    attendees: tuple[Person, ...]


def calendar_file(appointment: Appointment, method: Method, written_at: datetime) -> str:
    """The content of an `.ics` file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Talenti//Interviews//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{_text(appointment.uid)}",
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTAMP:{_utc(written_at)}",
        f"DTSTART:{_utc(appointment.start)}",
        f"DTEND:{_utc(appointment.start + appointment.duration)}",
        f"SUMMARY:{_text(appointment.summary)}",
        f"DESCRIPTION:{_text(appointment.description)}",
        *([f"LOCATION:{_text(appointment.location)}"] if appointment.location else []),
        *([f"URL:{_uri(appointment.url)}"] if appointment.url else []),
        f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
        "TRANSP:OPAQUE",
        f"ORGANIZER;CN={_parameter(appointment.organizer.name)}:mailto:{_uri(appointment.organizer.email)}",
        *(_attendee(person) for person in appointment.attendees),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _attendee(person: Person) -> str:
    answer = "ACCEPTED" if person.accepted else "NEEDS-ACTION"
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={answer};RSVP=TRUE;"
        f"CN={_parameter(person.name)}:mailto:{_uri(person.email)}"
    )


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A value of type TEXT (section 3.3.11): what has a meaning in it is escaped, other controls are left out."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return _printable(value.replace("\n", "\\n"))


def _parameter(value: str) -> str:
    """A parameter's value, always quoted: it can hold no quotes itself (section 3.2)."""
    return f'"{_printable(" ".join(value.replace(chr(34), chr(39)).split()))}"'


def _uri(value: str) -> str:
    return _printable("".join(value.split()))


def _printable(value: str) -> str:
    """The text without control characters, and without what some programs take for the end of a line."""
    return "".join(
        sign for sign in value if sign >= " " and not "\x7f" <= sign <= "\x9f" and sign not in "\u2028\u2029"
    )


def _folded(line: str) -> str:
    """The line in parts of at most 75 octets, which divide no character; a part after the first begins with a space."""
    parts, part, octets = [], "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > _MOST_OCTETS:
            parts.append(part)
            part, octets = "", 1
        part, octets = part + sign, octets + size
    return "\r\n ".join([*parts, part])
