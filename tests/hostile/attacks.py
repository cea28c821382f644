"""The hostile texts, read from their data files."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile text. What the fields mean is told in the corpus's README."""

    name: str
    text: str
    goal: str
    flag: str = ""
    where: str = ""
    skills: list[str] = field(default_factory=list)
    job_field: str = ""
    refused: bool = False

    def __str__(self) -> str:
        return self.name


def attacks(file: str) -> list[Attack]:
    """All attacks of one file of the corpus, by its name without ending."""
    entries = tomllib.loads((FOLDER / f"{file}.toml").read_text(encoding="utf-8"))["attacks"]
    return [Attack(**entry) for entry in entries]
