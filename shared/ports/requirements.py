"""Reading what a job asks for from its description."""

from enum import StrEnum
from typing import Protocol

from shared.core.resource import Value
from shared.ports.engine import Engine


class Importance(StrEnum):
    """Whether a job can be done without a skill."""

    MUST = "must"
    NICE = "nice"


class SkillRequirement(Value):
    """A skill that the job asks for. `evidence` is the sentence that says so, word for word; `soft` marks a way of
    working rather than a craft; `min_years` is None where the description names no number."""

    name: str
    importance: Importance
    soft: bool
    min_years: float | None
    evidence: str


class Requirements(Value):
    """What a description asks for; empty or None where it says nothing.

    `responsibilities`, `qualifications` (degrees, licences, certificates) and `experience` are sentences of the
    description. `min_years` is the experience asked for as a whole.
    """

    skills: list[SkillRequirement]
    min_years: float | None
    seniority: str | None
    responsibilities: list[str]
    qualifications: list[str]
    experience: list[str]
    engine: Engine


class RequirementExtractor(Protocol):
    """Reads job descriptions."""

    def extract(self, description: str, title: str | None) -> Requirements:
        """What the description asks for. It is data: what it says to a machine is not followed.

        Nothing is added that neither the description nor the title names.
        """
        ...
