"""CV reading: what the parser finds in the files of `tests/quality/cvs`, whose truth is known.

Parts are compared as people would: capitals, kinds of hyphen and spaces aside; phones by their digits.
"""

import json
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.quality.measure import Measure, share
from shared.adapters.embedded.cv_parser import EmbeddedCvParser
from shared.ports.cv import Profile, UnreadableCv, WorkExperience

TITLE = "CV reading"
CORPUS = Path(__file__).parents[2] / "tests" / "quality" / "cvs"
PARTS = ("develop", "held_out", "fresh")
AS_OF = datetime(2026, 11, 15, tzinfo=UTC)
_TARGETS = {
    "e-mail": 1.0,
    "phone": 0.97,
    "name": 0.95,
    "links": 0.90,
    "title with employer": 0.85,
    "title with employer and years": 0.80,
    "schools": 0.85,
    "total years within half a year": 0.80,
}
_SKILLS_TARGET = 0.80
_MEDIAN_MS = 50.0


@dataclass(slots=True)
class Tally:
    """Counts over files. `missed` names what was not found, for people who improve the parser."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    invented: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def add(self, name: str, right: bool, note: str) -> None:
        """Count one part."""
        self.of[name] += 1
        self.right[name] += right
        if not right:
            self.missed.append(f"{name}: {note}")


def measure() -> list[Measure]:
    """The measures of each part of the corpus."""
    found = []
    for part in PARTS:
        found += [_of_part(one, part) for one in measures(tally(part))]
    return found


def _of_part(one: Measure, part: str) -> Measure:
    name = f"{one.name} ({part.replace('_', ' ')})"
    return Measure(name, one.value, one.target, one.better, one.count, one.timed)


def measures(counted: Tally) -> list[Measure]:
    """Each measure beside its target."""
    found = [share(name, counted.right[name], counted.of[name], target) for name, target in _TARGETS.items()]
    precision = counted.right["skills"] / max(1, counted.of["skills said"])
    recall = counted.right["skills"] / max(1, counted.of["skills"])
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    languages = share("languages", counted.right["languages"], counted.of["languages"], None)
    return [
        *found,
        Measure("skills F1", f1, _SKILLS_TARGET, count=f"precision {precision:.2f}, recall {recall:.2f}"),
        languages,
        Measure("invented", len(counted.invented), 0, "lower", "; ".join(counted.invented[:3])),
        Measure("median milliseconds a CV", statistics.median(counted.milliseconds), _MEDIAN_MS, "lower", timed=True),
    ]


def tally(part: str) -> Tally:
    """Read every file of a part and compare."""
    truth: dict[str, dict[str, Any]] = json.loads((CORPUS / part / "truth.json").read_text(encoding="utf-8"))
    parser = EmbeddedCvParser(now=lambda: AS_OF)
    counted = Tally()
    for name, facts in truth.items():
        data = (CORPUS / part / name).read_bytes()
        began = time.perf_counter()
        try:
            profile = parser.parse(data, name).profile
        except UnreadableCv as reason:
            counted.missed.append(f"{name}: {reason.message}")
            profile = Profile()
        counted.milliseconds.append((time.perf_counter() - began) * 1000)
        _compare(counted, name, facts, profile)
    return counted


def _compare(counted: Tally, name: str, facts: dict[str, Any], profile: Profile) -> None:
    counted.add("name", _same(facts["name"], profile.full_name), f"{name}: {profile.full_name!r}")
    counted.add("e-mail", facts["email"] == profile.email, f"{name}: {profile.email!r}")
    if facts["phone"]:
        counted.add("phone", _same_phone(facts["phone"], profile.phone), f"{name}: {profile.phone!r}")
    links = {_bare(link) for link in profile.links}
    for link in facts["links"]:
        counted.add("links", _bare(link) in links, f"{name}: {link}")
    _compare_skills(counted, name, facts["skills"], [*profile.technical_skills, *profile.soft_skills])
    for language in facts["languages"]:
        spoken = {_plain(one) for one in profile.languages}
        counted.add("languages", _plain(language) in spoken, f"{name}: {language} in {sorted(spoken)}")
    _compare_jobs(counted, name, facts["jobs"], profile.work_experience)
    schools = [_plain(course.institution) for course in profile.education]
    for school in facts["schools"]:
        right = any(_plain(school) in one for one in schools)
        counted.add("schools", right, f"{name}: {school!r} in {schools}")
    years = profile.total_experience_years
    near = years is not None and abs(years - facts["total_years"]) <= 0.5
    counted.add("total years within half a year", near, f"{name}: {years} for {facts['total_years']}")
    counted.invented += [f"{name}: {one}" for one in _invented(facts, profile)]


def _compare_skills(counted: Tally, name: str, wanted: list[str], said: list[str]) -> None:
    right, found = {_plain(one) for one in wanted}, {_plain(one) for one in said}
    counted.right["skills"] += len(right & found)
    counted.of["skills"] += len(right)
    counted.of["skills said"] += len(found)
    if right != found:
        counted.missed.append(f"skills: {name}: without {sorted(right - found)}, with {sorted(found - right)}")


def _compare_jobs(counted: Tally, name: str, wanted: list[dict[str, str]], said: list[WorkExperience]) -> None:
    for job in wanted:
        both = [one for one in said if _like(job["title"], one.title) and _like(job["company"], one.company)]
        known = [(one.title, one.company) for one in said]
        counted.add("title with employer", bool(both), f"{name}: {job['title']}, {job['company']} in {known}")
        dated = any(_years(one) == (job["start"][:4], job["end"][:4]) for one in both)
        known_dates = [(one.start_date, one.end_date, one.current) for one in said]
        counted.add("title with employer and years", dated, f"{name}: {job['start']}–{job['end']} in {known_dates}")


def _years(job: WorkExperience) -> tuple[str, str]:
    return (job.start_date or "")[:4], "pres" if job.current else (job.end_date or "")[:4]


def _invented(facts: dict[str, Any], profile: Profile) -> Iterator[str]:
    """What the parser says though the file does not: a phone, an address or more positions than there are."""
    if profile.phone and not facts["phone"]:
        yield f"phone {profile.phone}"
    if profile.email and profile.email != facts["email"]:
        yield f"e-mail {profile.email}"
    companies = [_plain(job["company"]) for job in facts["jobs"]]
    for job in profile.work_experience:
        texts = [_plain(job.title), _plain(job.company)]
        if not any(company in text or (text and text in company) for company in companies for text in texts):
            yield f"position {job.title} at {job.company}"


def _plain(text: str | None) -> str:
    """Text for comparing."""
    text = unicodedata.normalize("NFKC", text or "").casefold().replace("’", "'").replace("ı", "i")
    text = re.sub(r"[\u00ad\u2010-\u2015]", "-", text)
    return re.sub(r"\s+", " ", text).strip(" .,|-")


def _same(wanted: str, said: str | None) -> bool:
    return _plain(wanted) == _plain(said)


def _like(wanted: str, said: str | None) -> bool:
    one, other = _plain(wanted), _plain(said)
    return bool(other) and (one in other or (len(other) > 3 and other in one))


def _same_phone(wanted: str, said: str | None) -> bool:
    one, other = re.sub(r"\D", "", wanted), re.sub(r"\D", "", said or "")
    return len(other) >= 7 and (one.endswith(other) or other.endswith(one))


def _bare(link: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?", "", link.lower()).rstrip("/")
