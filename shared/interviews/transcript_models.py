"""Transcripts: what is asked of them, and what people add to them and correct."""

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from shared.core.page import PageQuery
from shared.core.resource import Input, Value
from shared.interviews.models import MAX_UTTERANCE
from shared.ports.interviewing import Speaker, Turn


class TranscriptQuery(PageQuery):
    """Which turns are wanted: those after a `sequence`, or all."""

    after: Annotated[int, Field(ge=0)] = 0


class Transcript(Value):
    """The turns of an interview, in order."""

    interview_id: str
    transcripts: list[Turn]
    total: int


_OTHER_SPEAKERS = {
    "assistant": "ai",
    "interviewer_ai": "ai",
    "agent": "ai",
    "bot": "ai",
    "user": "candidate",
    "recruiter": "interviewer",
}


class SegmentDraft(Input):
    """What somebody said in a call. The times are milliseconds from the beginning of the recording."""

    speaker: Annotated[Speaker, BeforeValidator(lambda word: _OTHER_SPEAKERS.get(str(word).lower(), str(word).lower()))]
    content: Annotated[str, Field(min_length=1, max_length=MAX_UTTERANCE)]
    start_time_ms: Annotated[int | None, Field(ge=0, le=86_400_000)] = None
    end_time_ms: Annotated[int | None, Field(ge=0, le=86_400_000)] = None

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> "SegmentDraft":
        if self.start_time_ms is not None and self.end_time_ms is not None and self.end_time_ms < self.start_time_ms:
            raise ValueError("end_time_ms is before start_time_ms")
        return self


class TurnCorrection(Input):
    """What a turn really says, and why it is changed."""

    content: Annotated[str, Field(min_length=1, max_length=MAX_UTTERANCE)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
