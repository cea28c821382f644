"""How well the embedded scorer agrees with people: `python -m bench.scoring ANSWERS.csv`.

The file has the columns question, reference_answer, student_answer and human_score (0 to 1). The public SAF set
(Filighera et al., 2022, MIT licence) has this form after a conversion; no such data is part of this repository.
The reference's sentences are taken as the expected points, the mark of the single answer as the score.
"""

import csv
import math
import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from shared.adapters.embedded.scorer import EmbeddedScorer
from shared.language.words import content_stems, sentences
from shared.ports.engine import Engine
from shared.ports.interviewing import Difficulty, ExpectedPoint, Question, QuestionPlan, QuestionType, Speaker, Turn
from shared.ports.rubric import Rubric, RubricDimension

_RUBRIC = Rubric(dimensions=[RubricDimension(key="technical", name="Technical")])
_AT = datetime(2026, 1, 1, tzinfo=UTC)


def mark(question: str, reference: str, answer: str) -> tuple[float, bool]:
    """The scorer's mark of one answer, 0 to 1, and whether it raised a flag."""
    points = [ExpectedPoint(text=span.text) for span in sentences(reference) if content_stems(span.text)]
    asked = Question(
        id="q",
        text=question,
        type=QuestionType.TECHNICAL,
        difficulty=Difficulty.MEDIUM,
        skills_tested=[],
        expected_points=points,
        dimensions=["technical"],
        max_score=1.0,
    )
    turns = [_turn(1, Speaker.AI, question), _turn(2, Speaker.CANDIDATE, answer)]
    plan = QuestionPlan(questions=[asked], engine=Engine(name="bench", version="1"))
    judgement = EmbeddedScorer().judge(turns, plan, _RUBRIC)
    # Marks are rounded to a tenth of the maximum; the dimension's score is finer where there is one.
    fine = judgement.dimensions[0].score
    coarse = judgement.questions[0].score or 0.0
    return (coarse if fine is None else fine / 100), bool(judgement.flags)


def _turn(sequence: int, speaker: Speaker, text: str) -> Turn:
    return Turn(
        id=f"t{sequence}",
        interview_id="i",
        sequence=sequence,
        speaker=speaker,
        text=text,
        question_id="q",
        cue=None,
        message_id=None,
        at=_AT,
    )


def pearson(left: Sequence[float], right: Sequence[float]) -> float:
    """Pearson's correlation; 0 if one side does not vary."""
    mean_left, mean_right = sum(left) / len(left), sum(right) / len(right)
    together = sum((a - mean_left) * (b - mean_right) for a, b in zip(left, right, strict=True))
    spread = math.sqrt(sum((a - mean_left) ** 2 for a in left) * sum((b - mean_right) ** 2 for b in right))
    return together / spread if spread else 0.0


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value; equal values share theirs."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def root_mean_square_error(left: Sequence[float], right: Sequence[float]) -> float:
    """On the scale of the marks, 0 to 1."""
    return math.sqrt(sum((a - b) ** 2 for a, b in zip(left, right, strict=True)) / len(left))


def main(path: Path) -> None:
    """Print the agreement with people, and what the traps get."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    human = [float(row["human_score"]) for row in rows]
    ours = [mark(row["question"], row["reference_answer"], row["student_answer"])[0] for row in rows]
    mean = [sum(human) / len(human)] * len(human)
    print(f"{len(rows)} answers")
    print(f"Pearson {pearson(ours, human):.3f}  Spearman {pearson(ranks(ours), ranks(human)):.3f}", end="  ")
    print(
        f"RMSE {root_mean_square_error(ours, human):.3f} (always the mean: {root_mean_square_error(mean, human):.3f})"
    )
    references = {row["question"]: row["reference_answer"] for row in rows}
    for name, trap in TRAPS.items():
        marks = [mark(question, reference, trap(question, reference)) for question, reference in references.items()]
        average = sum(value for value, _ in marks) / len(marks)
        unflagged = sum(value > 0.5 and not flagged for value, flagged in marks)
        print(f"{name}: mean {average:.2f}, above one half without a flag {unflagged} of {len(marks)}")


def _shuffled(_question: str, reference: str) -> str:
    parts = reference.split()
    random.Random(3).shuffle(parts)
    return " ".join(parts)


TRAPS: dict[str, Callable[[str, str], str]] = {
    "the reference itself": lambda _question, reference: reference,
    "the question repeated": lambda question, _reference: question,
    "I do not know": lambda _question, _reference: "I do not know.",
    "the reference shuffled": _shuffled,
    "the reference denied": lambda _question, reference: f"It is not true that {reference[0].lower()}{reference[1:]}",
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
