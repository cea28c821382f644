"""The embedded CV parser: rules and word lists, no model, no network."""

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import ClassVar

from shared.adapters.embedded.cv import contact, education, experience, lists, sections, skills, source
from shared.adapters.embedded.cv.document import Document, Line
from shared.core.clock import Clock
from shared.language.orders import is_order
from shared.ports.cv import ParsedCv, Profile
from shared.ports.engine import Engine

_SHORT_TEXT = 200
_ADDRESSES_A_MACHINE = (
    "The CV gives orders to the machine that reads it. They were not followed, and these lines are not in the profile."
)
_MOST_SEARCHED = 100_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class EmbeddedCvParser:
    """Reads CVs as PDF, Word, OpenDocument, Rich Text or plain text.

    `now` tells until when a position still held counts.
    """

    now: Clock
    engine: ClassVar[Engine] = Engine(name="embedded", version="2")

    def parse(self, data: bytes, file_name: str) -> ParsedCv:
        """Read one file. See `CvParser.parse`."""
        document = source.read(data, file_name)
        lines = _beginning(document.lines)
        told = _without_orders(lines)
        profile = self._profile(replace(document, lines=told))
        return ParsedCv(
            profile=profile,
            text=document.text,
            warnings=[
                *document.warnings,
                *([_ADDRESSES_A_MACHINE] if len(told) < len(lines) else []),
                *_warnings(document, profile),
            ],
            engine=self.engine,
        )

    def _profile(self, document: Document) -> Profile:
        parts = sections.split(document.lines)
        email = contact.read_email(parts, document)
        name = contact.read_name(document, parts, email.value if email else None)
        place = contact.read_location(parts, document)
        phone = contact.read_phone(parts, document, place.value if place else None, email.value if email else None)
        links = contact.read_links(parts, document)
        jobs = experience.read_experience(parts["experience"]) or experience.read_misplaced(_under_others(parts))
        courses = education.read_education(parts["education"])
        known = skills.read_skills(parts)
        spoken = lists.read_languages(parts)
        who = {"full_name": name, "email": email, "phone": phone, "location": place}
        confidence = {field: found.confidence for field, found in who.items() if found} | {
            "technical_skills": 0.85 if known.listed else 0.5,
            "work_experience": _mean([_completeness(job.title, job.company, job.start_date) for job in jobs]),
            "education": _mean([_completeness(course.institution, course.degree) for course in courses]),
            "summary": 0.9 if parts["summary"] else 0.6,
        }
        profile = Profile(
            full_name=name.value if name else None,
            email=email.value if email else None,
            phone=phone.value if phone else None,
            phone_as_written=phone.written if phone else None,
            location=place.value if place else None,
            linkedin_url=links.linkedin,
            github_url=links.github,
            portfolio_url=links.portfolio,
            links=links.all,
            summary=lists.read_summary(parts),
            technical_skills=known.technical,
            soft_skills=known.soft,
            languages=list(spoken),
            language_levels={name: level for name, level in spoken.items() if level},
            work_experience=jobs,
            education=courses,
            certifications=lists.read_certifications(parts),
            total_experience_years=experience.total_years(jobs, self.now().strftime("%Y-%m")),
        )
        return profile.model_copy(update={"confidence": _of_found(profile, confidence)})


def _under_others(parts: sections.Sections) -> list[Line]:
    """The lines under the headings where positions end up that stand in another column."""
    return [line for name in ("skills", "languages", "other") for line in parts[name]]


def _beginning(lines: list[Line]) -> list[Line]:
    """The lines that are searched: all of any usual CV, and no more, so that a huge file takes no longer."""
    sizes = accumulate(len(line.text) for line in lines)
    return [line for line, size in zip(lines, sizes, strict=True) if size <= _MOST_SEARCHED]


def _without_orders(lines: list[Line]) -> list[Line]:
    """The lines that tell something about a person. An order may be broken over two lines."""
    texts = [line.text for line in lines]
    if not is_order(" ".join(texts)):
        return lines
    alone = [is_order(text) for text in texts]
    broken = [
        not (alone[at] or alone[at + 1]) and is_order(f"{texts[at]} {texts[at + 1]}") for at in range(len(lines) - 1)
    ]
    ends = zip([*broken, False], [False, *broken], strict=True)
    return [line for line, own, (first, second) in zip(lines, alone, ends, strict=True) if not (own or first or second)]


def _completeness(*values: str | None) -> float:
    """From 0.45 to 0.9: how much of an entry was found."""
    return 0.45 + 0.45 * sum(value is not None for value in values) / len(values)


def _mean(values: list[float]) -> float:
    return round(sum(values) / len(values), 2) if values else 0.0


def _of_found(profile: Profile, confidence: dict[str, float]) -> dict[str, float]:
    """The confidence of each field that holds something; 0.9 where no reading is much surer than another."""
    found = (name for name, value in profile if name != "confidence" and value not in (None, [], {}))
    confidence = {
        "total_experience_years": confidence["work_experience"],
        "soft_skills": confidence["technical_skills"],
    } | confidence
    return {name: confidence.get(name, 0.9) for name in found}


def _warnings(document: Document, profile: Profile) -> list[str]:
    warnings = []
    if profile.email is None and profile.phone is None:
        warnings.append("No e-mail address and no phone number were found.")
    elif profile.email is None:
        warnings.append("No e-mail address was found.")
    if profile.full_name is None:
        warnings.append("The candidate's name was not found.")
    if len(document.text) > _MOST_SEARCHED * 1.01:
        warnings.append("The file is very long. Only its beginning was searched.")
    if len(document.text) < _SHORT_TEXT:
        warnings.append("The file holds very little text. Check that it is the whole CV.")
    if not profile.work_experience and not profile.education:
        warnings.append("No work experience and no education were recognised. Read the CV itself.")
    return warnings
