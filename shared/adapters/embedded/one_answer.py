"""Marking one answer by itself, without an interview around it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from shared.adapters.embedded.answers import COVERED, Answer, read_answer
from shared.adapters.embedded.repetition import count_once
from shared.core.resource import Value
from shared.language.words import content_stems, sentences
from shared.ports.interviewing import Difficulty, ExpectedPoint, Question, QuestionType, Speaker, Turn
from shared.ports.scoring import RaisedFlag

_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""When something is said never enters a mark."""
_ENOUGH_WORDS = 30
_ENOUGH_EXPECTED = 10
_BAND = (0.4, 0.2)
"""Half of the band's width, for no confidence and for full: two marks of three by people lie in it."""


class Mark(Value):
    """What an answer is worth by what it says.

    `score`, and the band from `lowest` to `highest` in which a person's mark is to be expected, are 0 to 1, as is
    `confidence`. `covered` and `missing` are expected points. A mark with flags has to be read by a person.
    """

    score: float
    lowest: float
    highest: float
    confidence: float
    covered: list[str]
    missing: list[str]
    flags: list[RaisedFlag]


def mark_answer(question: str, expected: str | Sequence[ExpectedPoint], answer: str) -> Mark:
    """Mark an answer by the expected points, or by a model answer, of which each sentence is taken as a point."""
    points = model_answer(expected) if isinstance(expected, str) else list(expected)
    read = read_answer(
        _question(question, points), [_turn(1, Speaker.AI, question), _turn(2, Speaker.CANDIDATE, answer)]
    )
    count_once([read])
    score = read.share()
    confidence = _confidence(read)
    half = _BAND[0] + (_BAND[1] - _BAND[0]) * confidence
    said = [share >= COVERED for share in read.coverages()]
    return Mark(
        score=round(score, 4),
        lowest=round(max(0.0, score - half), 2),
        highest=round(min(1.0, score + half), 2),
        confidence=confidence,
        covered=[point.text for point, is_said in zip(points, said, strict=True) if is_said],
        missing=[point.text for point, is_said in zip(points, said, strict=True) if not is_said],
        flags=read.flags,
    )


def model_answer(text: str) -> list[ExpectedPoint]:
    """The expected points of a model answer: its sentences that say anything."""
    return [ExpectedPoint(text=span.text) for span in sentences(text) if content_stems(span.text)]


def _confidence(answer: Answer) -> float:
    """More for more words and for more that was expected; little where something has to be looked at."""
    if answer.flags:
        return 0.2
    if answer.had_no_answer and not answer.sound:
        return 0.9
    expected = sum(len(content_stems(point.text)) for point in answer.question.expected_points)
    amount = min(1.0, answer.word_count / _ENOUGH_WORDS)
    return round(0.3 + 0.3 * amount + 0.3 * min(1.0, expected / _ENOUGH_EXPECTED), 2)


def _question(text: str, points: list[ExpectedPoint]) -> Question:
    return Question(
        id="question",
        text=text,
        type=QuestionType.TECHNICAL,
        difficulty=Difficulty.MEDIUM,
        skills_tested=[],
        expected_points=points,
        dimensions=[],
    )


def _turn(sequence: int, speaker: Speaker, text: str) -> Turn:
    return Turn(
        id=f"turn{sequence}",
        interview_id="interview",
        sequence=sequence,
        speaker=speaker,
        text=text,
        question_id="question",
        cue=None,
        message_id=None,
        at=_NO_TIME,
    )
