"""Reading a CV: a file in, a profile and the text it was read from out."""

from typing import Protocol

from shared.core.errors import DomainError
from shared.core.resource import Value
from shared.ports.engine import Engine


class WorkExperience(Value):
    """One position. Dates are `YYYY-MM` or `YYYY`; `end_date` is None with `current` for a position still held."""

    company: str | None
    title: str | None
    start_date: str | None
    end_date: str | None
    current: bool
    location: str | None
    description: str


class Education(Value):
    """One course of study. Dates as in `WorkExperience`."""

    institution: str | None
    degree: str | None
    field: str | None
    start_date: str | None
    end_date: str | None


class Profile(Value):
    """What a CV says about a person; None or empty where it says nothing. `phone` is E.164 where it can be.

    `languages` are in English where the language is known; `language_levels` says by that name how well they are
    spoken, in the CV's own words. `confidence` holds 0 to 1 for each field that was found, by the field's name.
    """

    full_name: str | None = None
    email: str | None = None
    phone: str | None = None
    phone_as_written: str | None = None
    location: str | None = None
    linkedin_url: str | None = None
    github_url: str | None = None
    portfolio_url: str | None = None
    links: list[str] = []
    summary: str | None = None
    technical_skills: list[str] = []
    soft_skills: list[str] = []
    languages: list[str] = []
    language_levels: dict[str, str] = {}
    work_experience: list[WorkExperience] = []
    education: list[Education] = []
    certifications: list[str] = []
    total_experience_years: float | None = None
    confidence: dict[str, float] = {}


class ParsedCv(Value):
    """A CV that was read: the profile, the text behind it, and warnings for the recruiter (hidden text, …)."""

    profile: Profile
    text: str
    warnings: list[str]
    engine: Engine


class UnreadableCv(DomainError):
    """The file cannot be read, now or ever. `message` tells a recruiter why and what to do; `code` is one of
    `empty`, `too_large`, `unsupported`, `damaged`, `password_protected`, `no_text`, `too_complex`."""

    code = "damaged"


class CvParser(Protocol):
    """Reads CV files."""

    def parse(self, data: bytes, file_name: str) -> ParsedCv:
        """Read one file, whose type is told from its content (the name decides between plain texts only).

        Raises:
            UnreadableCv: with a reason that a recruiter understands.
        """
        ...
