"""The stages of the pipeline, in every contract's words."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator


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


def _stage(value: object) -> object:
    """Each contract's word for a stage, in any case."""
    if not isinstance(value, str):
        return value
    word = re.sub(r"[\s-]+", "_", value.strip().lower())
    return _OTHER_WORDS.get(word, word)


StageWord = Annotated[Stage, BeforeValidator(_stage)]
"""A stage in any of the contracts' words."""
