"""Scoring: agreement with people beside simple baselines, traps, and honest answers that are left in peace.

`tests/quality/saf_networks.json` are marked answers of the field that the constants were chosen on,
`judged_answers.toml` our own of six other fields, `trap_answers.toml` what only looks like an answer.
"""

import json
import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.quality.measure import Measure, share
from bench.scoring import pearson, ranks, root_mean_square_error
from shared.adapters.embedded.one_answer import Mark, mark_answer
from shared.language.words import content_stems, words

TITLE = "Scoring of answers"
_FOLDER = Path(__file__).parents[2] / "tests" / "quality"
MOST_OF_HONEST = 0.35
"""What a trap may earn of what the model answer does, unless it is flagged."""
MOST_AT_ALL = 0.5
LEAST_OF_SMOOTH = 0.75
"""What an answer that is said or heard badly must earn of the same one said smoothly."""
_FALSE_FLAGS = 0.02


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer and the mark that a person gave it, 0 to 1."""

    question: str
    reference: str
    answer: str
    human: float

    def mark(self, change: Callable[[str], str] = str) -> Mark:
        """The scorer's mark of the answer, changed as asked."""
        return mark_answer(self.question, self.reference, change(self.answer))


@dataclass(frozen=True, slots=True)
class Trap:
    """What is no answer to the question, though a program might take it for one."""

    kind: str
    question: str
    reference: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:24]}"

    def holds(self) -> bool:
        """Whether it earns little, or is shown to a person and earns no more than half."""
        honest = mark_answer(self.question, self.reference, self.reference)
        found = mark_answer(self.question, self.reference, self.text)
        return found.score <= MOST_AT_ALL and (bool(found.flags) or found.score <= MOST_OF_HONEST * honest.score)


def measure() -> list[Measure]:
    """Everything that can be measured from the repository's own data."""
    networks, others = saf(), own()
    found = [
        *_agreement("networks (SAF)", networks, pearson_target=0.70, rmse_target=0.27),
        *_baselines(networks),
        *_agreement("networks, as if spoken", networks, change=as_spoken, pearson_target=0.68, rmse_target=0.28),
        *_agreement("six other fields", others, pearson_target=0.70, rmse_target=0.28),
    ]
    by_kind: dict[str, list[bool]] = {}
    for trap in traps():
        by_kind.setdefault(trap.kind, []).append(trap.holds())
    found += [share(f"trap: {kind}", sum(held), len(held), 1.0) for kind, held in sorted(by_kind.items())]
    good = [one for one in [*networks, *others] if one.human > 0]
    flagged = sum(bool(one.mark().flags) for one in good)
    return [
        *found,
        Measure("honest answers flagged", flagged / len(good), _FALSE_FLAGS, "lower", f"{flagged} of {len(good)}"),
    ]


def saf() -> list[Judged]:
    """Every third answer of the training part of SAF, networks."""
    read = json.loads((_FOLDER / "saf_networks.json").read_text(encoding="utf-8"))
    return [
        Judged(one["question"], one["reference"], answer, human) for one in read for human, answer in one["answers"]
    ]


def own() -> list[Judged]:
    """Our own answers of other fields."""
    return [
        Judged(one["text"], one["reference"], answer, human) for one in _questions() for human, answer in one["answers"]
    ]


def traps() -> list[Trap]:
    """Those written by hand, and those made from each model answer."""
    questions = _questions()
    found = [
        Trap(kind, question["text"], question["reference"], text)
        for at, question in enumerate(questions)
        for kind, text in _made_from(question, questions[at - 5]["reference"])
    ]
    for group in _corpus()["traps"]:
        for beginning, text in group["answers"]:
            question = _question(beginning)
            found.append(Trap(group["kind"], question["text"], question["reference"], text))
    return found


def said_twice() -> Iterator[tuple[str, str, str, str]]:
    """Question, model answer, an honest answer said smoothly, and the same said or heard badly."""
    for group in _corpus()["honest"]:
        for beginning, smooth, rough in group["answers"]:
            question = _question(beginning)
            yield question["text"], question["reference"], smooth, rough


def as_spoken(text: str) -> str:
    """The answer as a recogniser writes speech: no marks or capitals, hesitation, each fifteenth word misheard."""
    return " ".join(_heard(word, at) for at, word in enumerate(words(text)))


def _heard(word: str, at: int) -> str:
    if at % 15 == 7:
        return "thing"
    return f"um {word}" if at % 6 == 3 else word


def _agreement(
    name: str,
    judged: Sequence[Judged],
    *,
    change: Callable[[str], str] = str,
    pearson_target: float,
    rmse_target: float,
) -> list[Measure]:
    ours = [one.mark(change).score for one in judged]
    human = [one.human for one in judged]
    return [
        Measure(f"{name}: Pearson", pearson(ours, human), pearson_target, count=f"{len(judged)} answers"),
        Measure(f"{name}: Spearman", pearson(ranks(ours), ranks(human)), None),
        Measure(f"{name}: RMSE", root_mean_square_error(ours, human), rmse_target, "lower"),
    ]


def _baselines(judged: Sequence[Judged]) -> list[Measure]:
    human = [one.human for one in judged]
    mean = [sum(human) / len(human)] * len(human)
    recall = [_recall(one) for one in judged]
    length = [float(len(words(one.answer))) for one in judged]
    return [
        Measure("  always the mean: RMSE", root_mean_square_error(mean, human), None),
        Measure("  length of the answer: Pearson", pearson(length, human), None),
        Measure("  share of the reference's stems: Pearson", pearson(recall, human), None),
        Measure("  share of the reference's stems: RMSE", root_mean_square_error(recall, human), None),
    ]


def _recall(one: Judged) -> float:
    wanted = set(content_stems(one.reference))
    return len(wanted.intersection(content_stems(one.answer))) / len(wanted)


def _made_from(question: dict[str, Any], another: str) -> Iterator[tuple[str, str]]:
    text, reference = question["text"], question["reference"]
    lower = f"{reference[0].lower()}{reference[1:]}"
    yield "shuffled", " ".join(_shuffled(words(reference), 5))
    yield "shuffled", " ".join(_shuffled(reference.split(), 6))
    yield "shuffled", " ".join(reversed(words(reference)))
    yield "denied", f"It is not true that {lower}"
    yield "denied", f"That's false, it is wrong that {lower}"
    yield "echo", text
    yield "echo", f"You ask me: {text} That is a very interesting thing to ask, thank you for it."
    yield "another's answer", another
    yield "not knowing", "I do not know."


def _shuffled(parts: list[str], seed: int) -> list[str]:
    return random.Random(seed).sample(parts, len(parts))


def _questions() -> list[dict[str, Any]]:
    return list(tomllib.loads((_FOLDER / "judged_answers.toml").read_text(encoding="utf-8"))["questions"])


def _corpus() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((_FOLDER / "trap_answers.toml").read_text(encoding="utf-8"))


def _question(beginning: str) -> dict[str, Any]:
    return next(question for question in _questions() if question["text"].startswith(beginning))
