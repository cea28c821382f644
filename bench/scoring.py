"""How well the embedded scorer agrees with people: `python -m bench.scoring ANSWERS.csv`.

The file has the columns question, reference_answer, student_answer and human_score (0 to 1). The public SAF set
(Filighera et al., 2022, MIT licence) has this form after a conversion; `python -m bench.quality scoring` measures a
third of it, with other data.
The reference's sentences are taken as the expected points, the mark of the single answer as the score.
"""

import csv
import math
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from shared.adapters.embedded.one_answer import mark_answer


def mark(question: str, reference: str, answer: str) -> tuple[float, bool]:
    """The scorer's mark of one answer, 0 to 1, and whether it raised a flag."""
    found = mark_answer(question, reference, answer)
    return found.score, bool(found.flags)


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
