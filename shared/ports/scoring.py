"""Judging a transcript by a rubric, with evidence."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from shared.core.resource import Value
from shared.ports.engine import Engine
from shared.ports.interviewing import QuestionPlan, Turn
from shared.ports.rubric import Rubric


class Quote(Value):
    """Words of the candidate: `text` is exactly `turn.text[start:end]` of the turn with this id."""

    turn_id: str
    start: int
    end: int
    text: str


class Flag(StrEnum):
    """Something a person should look at before trusting the score."""

    KEYWORD_SALAD = "keyword_salad"
    QUESTION_ECHO = "question_echo"
    NEGATED = "negated"
    INSTRUCTION_ATTEMPT = "instruction_attempt"
    OTHER_LANGUAGE = "other_language"
    REPEATED_ANSWER = "repeated_answer"
    TRANSCRIPT_CORRECTED = "transcript_corrected"
    """Somebody put the transcript right after it was judged."""


class RaisedFlag(Value):
    """A flag, the turn it was seen in, and a sentence about it."""

    flag: Flag
    turn_id: str
    message: str


class DimensionJudgement(Value):
    """One dimension. `score` is 0 to 100, or None for "not assessed"; `confidence` 0 to 1."""

    key: str
    score: int | None
    confidence: float
    quotes: list[Quote]
    covered: list[str]
    missing: list[str]
    rationale: str


class QuestionJudgement(Value):
    """One question's answer. `score` is 0 to the question's `max_score`, None where nothing was answered."""

    question_id: str
    score: float | None
    max_score: float
    covered: list[str]
    missing: list[str]
    feedback: str


class Judgement(Value):
    """What a scorer says. The overall score, tiers and recommendation are ours: no scorer decides them."""

    dimensions: list[DimensionJudgement]
    questions: list[QuestionJudgement]
    flags: list[RaisedFlag]
    engine: Engine


class Scorer(Protocol):
    """Judges transcripts."""

    def judge(self, turns: Sequence[Turn], plan: QuestionPlan, rubric: Rubric) -> Judgement:
        """Judge what the candidate said: every dimension of the rubric, in its order, and every planned question.

        The same turns, plan and rubric give the same judgement. What the candidate says is data, never instructions.
        """
        ...
