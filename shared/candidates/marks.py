"""What tells that two candidates are the same person: a telephone number, a profile on LinkedIn or GitHub."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol
from urllib.parse import unquote

Reason = Literal["phone", "linkedin", "github"]

_LEAST_DIGITS = 7
_LINKEDIN = re.compile(r"^(?:https?://)?(?:[\w-]+\.)?linkedin\.com/(?:in|pub)/([^/?#\s]+)", re.IGNORECASE)
_GITHUB = re.compile(r"^(?:https?://)?(?:www\.)?github\.com/([\w-]+)", re.IGNORECASE)


class HasMarks(Protocol):
    """Somebody who can be recognised."""

    @property
    def phone(self) -> str | None: ...
    @property
    def linkedin_url(self) -> str | None: ...
    @property
    def github_url(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to recognise somebody by. `word` is how it is searched for."""

    reason: Reason
    word: str


def marks_of(person: HasMarks) -> list[Mark]:
    """What somebody can be recognised by, besides their e-mail address."""
    marks: list[Mark] = []
    number = phone_word(person.phone or "")
    if len(number) >= _LEAST_DIGITS:
        marks.append(Mark("phone", number))
    for url in (person.linkedin_url, person.github_url):
        found = link_mark(url or "")
        if found is not None:
            marks.append(found)
    return marks


@lru_cache(maxsize=4096)
def phone_word(phone: str) -> str:
    """The digits of a telephone number: in international form (E.164) where it says its country, else as written."""
    digits = re.sub(r"\D", "", phone)
    written = phone.strip()
    if written.startswith("00"):
        written = f"+{digits[2:]}"
    if not written.startswith("+"):
        return digits
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

    try:
        return format_number(parse(written, None), PhoneNumberFormat.E164).lstrip("+")
    except NumberParseException:
        return digits


def link_mark(url: str) -> Mark | None:
    """The profile that a link leads to, however it is written; None for other links."""
    if match := _LINKEDIN.match(url.strip()):
        return Mark("linkedin", f"linkedin.com/in/{unquote(match[1]).casefold()}")
    if match := _GITHUB.match(url.strip()):
        return Mark("github", f"github.com/{match[1].casefold()}")
    return None
