"""The stages of the pipeline, in every contract's words."""

from enum import StrEnum
from typing import Annotated

from shared.core.words import in_our_words


class Stage(StrEnum):
    """How far somebody has come. `HIRED` and `REJECTED` end the way; only people decide on them."""

    APPLIED = "applied"
    SCREENING = "screening"
    INTERVIEW = "interview"
    OFFER = "offer"
    ACCEPTED = "accepted"
    HIRED = "hired"
    REJECTED = "rejected"


DECISIONS = frozenset({Stage.HIRED, Stage.REJECTED})
"""Stages that only a person decides on."""

_OTHER_WORDS = {
    "new": "applied",
    "shortlisted": "screening",
    "in_progress": "interview",
    "interviewing": "interview",
    "offered": "offer",
    "selected": "hired",
}

StageWord = Annotated[Stage, in_our_words(_OTHER_WORDS)]
"""A stage in any of the contracts' words."""
