"""CVs read by a model from the text that the embedded parser extracted; what does not stand in that text is dropped."""

from dataclasses import dataclass

from shared.adapters.azure_openai.checks import occurs
from shared.adapters.azure_openai.data import DATA_RULE, fenced, written
from shared.adapters.azure_openai.model import Form, Model, NoAnswer, Prompt, degraded
from shared.adapters.embedded.cv.experience import total_years
from shared.core.clock import Clock
from shared.ports.cv import CvParser, Education, ParsedCv, Profile, WorkExperience

PROMPT = Prompt(
    name="cv",
    version="1",
    most_tokens=8000,
    text=f"""\
You copy what a CV says about a person into a form. Copy words exactly as they stand in the CV; translate, correct,
complete and invent nothing. What the CV does not say is null or an empty list. Dates are YYYY-MM, or YYYY where no
month is given; a position that is still held has current true and end_date null.
Skills are crafts, tools and methods, each
a few words. A description is the text of one position as it stands.

{DATA_RULE}""",
)
_LONGEST_TEXT = 60_000
_LONGEST = 3000
_AGREED = 0.95
_READ = 0.8


class PositionRead(Form):
    """One position."""

    company: str | None
    title: str | None
    start_date: str | None
    end_date: str | None
    current: bool
    location: str | None
    description: str


class CourseRead(Form):
    """One course of study."""

    institution: str | None
    degree: str | None
    field: str | None
    start_date: str | None
    end_date: str | None


class CvRead(Form):
    """The whole form. Addresses, numbers and links are not in it: rules read them without fail."""

    full_name: str | None
    location: str | None
    summary: str | None
    technical_skills: list[str]
    soft_skills: list[str]
    languages: list[str]
    work_experience: list[PositionRead]
    education: list[CourseRead]
    certifications: list[str]


class AzureCvParser:
    """Reads files with the embedded parser, which also drops and reports what is hidden, then asks the model."""

    def __init__(self, model: Model, embedded: CvParser, now: Clock) -> None:
        self._model = model
        self._embedded = embedded
        self._now = now

    def parse(self, data: bytes, file_name: str) -> ParsedCv:
        """See the port. Fields without a word of the text's own stay as the rules read them."""
        parsed = self._embedded.parse(data, file_name)
        text = written(parsed.text[:_LONGEST_TEXT])
        if not text.strip():
            return parsed
        try:
            read = self._model.fill(PROMPT, fenced(cv=text), CvRead)
        except NoAnswer as failure:
            return parsed.model_copy(update={"engine": degraded(parsed.engine, failure)})
        profile = _Checked(text).profile(parsed.profile, read)
        if profile.work_experience:
            years = total_years(profile.work_experience, self._now().strftime("%Y-%m"))
            profile = profile.model_copy(update={"total_experience_years": years})
        return parsed.model_copy(update={"profile": profile, "engine": self._model.engine(PROMPT, parsed.engine)})


@dataclass(frozen=True, slots=True)
class _Checked:
    """Takes from a form what stands in the text."""

    text: str

    def profile(self, ruled: Profile, read: CvRead) -> Profile:
        found = {
            "full_name": self._said(read.full_name),
            "location": self._said(read.location),
            "summary": self._said(read.summary),
            "technical_skills": self._all(read.technical_skills),
            "soft_skills": self._all(read.soft_skills),
            "languages": self._all(read.languages),
            "work_experience": [one for one in map(self._position, read.work_experience) if one.company or one.title],
            "education": [one for one in map(self._course, read.education) if one.institution or one.degree],
            "certifications": self._all(read.certifications),
        }
        update = {name: value for name, value in found.items() if value}
        agreed = {name: _AGREED if value == getattr(ruled, name) else _READ for name, value in update.items()}
        return ruled.model_copy(update={**update, "confidence": {**ruled.confidence, **agreed}})

    def _said(self, value: str | None) -> str | None:
        told = " ".join((value or "").split())
        return told if len(told) <= _LONGEST and occurs(told, self.text) else None

    def _all(self, values: list[str]) -> list[str]:
        once = {said.lower(): said for value in values if (said := self._said(value)) and len(said) <= 120}
        return list(once.values())

    def _position(self, read: PositionRead) -> WorkExperience:
        return WorkExperience(
            company=self._said(read.company),
            title=self._said(read.title),
            start_date=self._date(read.start_date),
            end_date=None if read.current else self._date(read.end_date),
            current=read.current,
            location=self._said(read.location),
            description=self._said(read.description) or "",
        )

    def _course(self, read: CourseRead) -> Education:
        return Education(
            institution=self._said(read.institution),
            degree=self._said(read.degree),
            field=self._said(read.field),
            start_date=self._date(read.start_date),
            end_date=self._date(read.end_date),
        )

    def _date(self, value: str | None) -> str | None:
        year, _, month = (value or "").partition("-")
        if not (len(year) == 4 and year.isdigit() and year in self.text):
            return None
        return f"{year}-{month}" if month.isdigit() and len(month) == 2 and 1 <= int(month) <= 12 else year
