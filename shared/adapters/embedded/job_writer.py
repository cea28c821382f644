"""Job descriptions from a title: our own texts for the trade that the title names. No model, no network."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from shared.adapters.embedded import skill_names
from shared.adapters.embedded.named_skills import named_skills
from shared.ports.engine import Engine
from shared.ports.job_writer import WrittenJob

_LONGEST_NAME = 120
_MOST_SKILLS = 8
_UNFIT = re.compile(r"[^\w\s+#./&(),'’-]|_")
_ABOUT_THE_PERSON = re.compile(
    r"\b(?:young|youthful|old|mature|male|female|man|woman|men|women|girl|boy|lady|ladies|gentlemen|guys?|native|single"
    r"|married|childless|pretty|handsome|attractive|slim|healthy|able[- ]bodied|christian|muslim|hindu|jewish|white"
    r"|black|asian|european|american|under \d+|\d+ ?[-–] ?\d+ years old|aged? \d+\S*)\b",
    re.IGNORECASE,
)
"""What a title may say of somebody and no job may ask for."""
_LEVELS = (
    ("intern", re.compile(r"\b(?:intern|internship|trainee|apprentice)\b", re.I)),
    ("junior", re.compile(r"\b(?:junior|jr|entry[- ]level|graduate|assistant)\b", re.I)),
    ("lead", re.compile(r"\b(?:lead|principal|head|chief|director)\b", re.I)),
    ("senior", re.compile(r"\b(?:senior|sr|expert)\b", re.I)),
)
_OF_LEVEL = {
    "intern": ([], ["Interest in the trade; no experience is needed"]),
    "junior": ([], ["First experience, from training, work or projects of your own"]),
    "senior": (["Help colleagues to learn and take part in decisions"], ["Several years of experience in the trade"]),
    "lead": (["Lead the team's work and decide in doubt"], ["Several years of experience, also in leading others"]),
}
_EVERY_NEED = "Good cooperation with colleagues"
_FAIRNESS = "We decide by what people can do for this work, and gladly adapt the way to it where somebody needs that."


@dataclass(frozen=True, slots=True)
class _Family:
    words: re.Pattern[str]
    purpose: str
    duties: tuple[str, ...]
    needs: tuple[str, ...]
    skills: tuple[str, ...]


class EmbeddedJobWriter:
    """Writes drafts in plain English. The same title gives the same draft."""

    engine: ClassVar[Engine] = Engine(name="embedded", version="1")

    def write(self, title: str, company: str | None) -> WrittenJob:
        """See the port. Of the title only letters and common marks get into the text."""
        shown = _clean(_ABOUT_THE_PERSON.sub("", title)) or "New position"
        family = _family(shown)
        level = next((name for name, words in _LEVELS if words.search(shown)), None)
        duties, needs = _OF_LEVEL.get(level or "", ([], []))
        skills = _skills(shown, family)
        return WrittenJob(
            title=shown,
            description=_description(shown, _clean(company or ""), family, skills),
            responsibilities=[*family.duties, *duties],
            requirements=[*needs, *family.needs, _EVERY_NEED],
            required_skills=skills,
            experience_level=level,
            engine=self.engine,
        )


def _clean(text: str) -> str:
    return " ".join(_UNFIT.sub(" ", text).split())[:_LONGEST_NAME].strip(" ,.-/&")


def _description(title: str, company: str, family: _Family, skills: list[str]) -> str:
    employer = f"{company} is" if company else "We are"
    article = "an" if title[:1].lower() in "aeiou" else "a"
    known = f"\n\nYou will use {_listed(skills)}." if skills else ""
    return f"{employer} looking for {article} {title}. In this role you will {family.purpose}.{known}\n\n{_FAIRNESS}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _skills(title: str, family: _Family) -> list[str]:
    """Those that the title names, then those of the trade that do not follow from them."""
    named = [skill.name for skill in named_skills(title, announced=False) if not skill.is_soft]
    implying = {skill_names.key(name) for name in named}
    others = [name for name in family.skills if not implying & {skill_names.key(n) for n in skill_names.proofs(name)}]
    return list(dict.fromkeys([*named, *others]))[:_MOST_SKILLS]


def _family(title: str) -> _Family:
    return next((family for family in _families() if family.words.search(title)), _ANY)


_ANY = _Family(
    words=re.compile(""),
    purpose="do the work of this role well, together with your colleagues",
    duties=(
        "Do the daily work of the role with care",
        "Work with colleagues and customers",
        "Improve how things are done",
    ),
    needs=("Experience or training for the role, or readiness to learn it",),
    skills=(),
)


@cache
def _families() -> tuple[_Family, ...]:
    data: dict[str, Any] = tomllib.loads(Path(__file__).with_name("job_families.toml").read_text(encoding="utf-8"))
    return tuple(
        _Family(
            words=re.compile(rf"\b(?:{'|'.join(row['words'])})\b", re.IGNORECASE),
            purpose=row["purpose"],
            duties=tuple(row["duties"]),
            needs=tuple(row["needs"]),
            skills=tuple(row["skills"]),
        )
        for row in data["families"]
    )
