"""What a score of a dimension means in words: the same five levels for every dimension and every engine."""

from enum import StrEnum


class Level(StrEnum):
    """How much of what was expected of a dimension the candidate showed."""

    OUTSTANDING = "outstanding"
    STRONG = "strong"
    SOLID = "solid"
    PARTIAL = "partial"
    WEAK = "weak"


_LEVELS = (
    (80, Level.OUTSTANDING, "Says nearly all that was expected, with reasons or examples of their own."),
    (65, Level.STRONG, "Says most of what was expected; what is missing is of less weight."),
    (45, Level.SOLID, "Says about half of what was expected, or all of it on the surface."),
    (25, Level.PARTIAL, "Touches some of what was expected; important parts are missing."),
    (0, Level.WEAK, "Says little or nothing of what was expected."),
)


def level_of(score: int) -> tuple[Level, str]:
    """The level of a dimension's score of 0 to 100, and the sentence that it is anchored by."""
    return next((level, anchor) for least, level, anchor in _LEVELS if score >= least)
