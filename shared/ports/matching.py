"""Comparing candidates with a job, blind to who they are."""

from collections.abc import Sequence
from typing import Protocol

from shared.core.resource import Value
from shared.ports.engine import Engine


class WantedSkill(Value):
    """A skill of the job. Without a `required` one a candidate ranks below those who have it."""

    name: str
    required: bool = True


class WantedProfile(Value):
    """What the job asks for. `text` is the whole description; `min_years` of experience, None where any will do.

    `guessed` says that nobody set the skills: they were read from the text, and may be wrong.
    """

    title: str
    skills: list[WantedSkill]
    min_years: float | None
    text: str
    guessed: bool = False


class Position(Value):
    """One position held: no employer, no place, no dates."""

    title: str
    description: str


class BlindProfile(Value):
    """What a candidate can do. There is no field for name, gender, age, photo, address, employer or school."""

    id: str
    headline: str = ""
    summary: str = ""
    technical_skills: list[str] = []
    soft_skills: list[str] = []
    languages: list[str] = []
    positions: list[Position] = []
    studies: list[str] = []
    certifications: list[str] = []
    years: float | None = None


class Reason(Value):
    """Why a requirement counts as met: `quote` stands in the candidate's `field`, word for word."""

    requirement: str
    field: str
    quote: str


class Match(Value):
    """How one candidate fits. `score` is 0 to 100; `rank` counts from 1.

    `matched_skills` and `missing_must_haves` are names of the job's skills; each missing must-have lowers the rank.
    """

    candidate_id: str
    rank: int
    score: float
    matched_skills: list[str]
    missing_must_haves: list[str]
    reasons: list[Reason]


class Matcher(Protocol):
    """Ranks candidates."""

    engine: Engine

    def rank(self, wanted: WantedProfile, candidates: Sequence[BlindProfile]) -> list[Match]:
        """All candidates, the best first. The same candidates in any order get the same ranks and scores.

        Whoever misses fewer must-haves ranks higher, whatever else is said; losing one never raises a rank. Where
        the skills were guessed, a missing one lowers the score but does not outweigh everything else.
        """
        ...
