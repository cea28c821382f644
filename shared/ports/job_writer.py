"""Writing a job description from a title."""

from typing import Protocol

from shared.core.resource import Value
from shared.ports.engine import Engine


class WrittenJob(Value):
    """A draft of a job, to be read and changed by a person. `experience_level` is None where the title tells none."""

    title: str
    description: str
    responsibilities: list[str]
    requirements: list[str]
    required_skills: list[str]
    experience_level: str | None
    engine: Engine


class JobWriter(Protocol):
    """Writes job descriptions."""

    def write(self, title: str, company: str | None) -> WrittenJob:
        """A draft for the title. Asks for no age, gender, family, health, religion, origin or looks."""
        ...
