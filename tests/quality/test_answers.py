"""Answers that are none earn little or are shown to a person; honest ones are left in peace, however they are said."""

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.embedded.one_answer import mark_answer
from shared.language.words import words

FOLDER = Path(__file__).parent
MOST_OF_HONEST = 0.35
LEAST_OF_SMOOTH = 0.75
MOST_FALSE_FLAGS = 0.02


def _read(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


QUESTIONS = _read("judged_answers.toml")["questions"]
CORPUS = _read("trap_answers.toml")


def _question(beginning: str) -> dict[str, Any]:
    return next(question for question in QUESTIONS if question["text"].startswith(beginning))


def _shuffled(text: str) -> str:
    parts = words(text)
    random.Random(5).shuffle(parts)
    return " ".join(parts)


def _made_from(position: int) -> dict[str, str]:
    question = QUESTIONS[position]
    text, reference = question["text"], question["reference"]
    return {
        "shuffled": _shuffled(reference),
        "shuffled with its marks": " ".join(random.Random(6).sample(reference.split(), len(reference.split()))),
        "reversed": " ".join(reversed(words(reference))),
        "denied": f"It is not true that {reference[0].lower()}{reference[1:]}",
        "denied as wrong": f"That's false, it is wrong that {reference[0].lower()}{reference[1:]}",
        "echoed": text,
        "echoed with words around it": f"You ask me: {text} That is a very interesting thing to ask, thank you for it.",
        "another's answer": QUESTIONS[position - 5]["reference"],
        "not known": "I do not know.",
    }


TRAPS = [
    *((kind, question, text) for at, question in enumerate(QUESTIONS) for kind, text in _made_from(at).items()),
    *((group["kind"], _question(begin), text) for group in CORPUS["traps"] for begin, text in group["answers"]),
]
HONEST = [(_question(begin), smooth, rough) for group in CORPUS["honest"] for begin, smooth, rough in group["answers"]]


def test_the_traps_are_many_and_of_many_fields() -> None:
    assert len(TRAPS) >= 150
    assert sum(len(group["answers"]) for group in CORPUS["traps"]) >= 45
    assert len({question["field"] for _, question, _ in TRAPS}) >= 5


@pytest.mark.parametrize(("kind", "question", "text"), TRAPS, ids=[f"{k}-{q['text'][:18]}" for k, q, _ in TRAPS])
def test_a_trap_earns_little_or_is_shown(kind: str, question: dict[str, Any], text: str) -> None:
    honest = mark_answer(question["text"], question["reference"], question["reference"])
    trap = mark_answer(question["text"], question["reference"], text)
    assert honest.score > 0.9
    assert not honest.flags
    assert trap.flags or trap.score <= MOST_OF_HONEST * honest.score, kind
    assert trap.score <= 0.5


@pytest.mark.parametrize(("question", "smooth", "rough"), HONEST, ids=[rough[:30] for _, _, rough in HONEST])
def test_how_it_is_said_costs_little(question: dict[str, Any], smooth: str, rough: str) -> None:
    well, badly = (mark_answer(question["text"], question["reference"], said) for said in (smooth, rough))
    assert not well.flags
    assert not badly.flags
    assert badly.score >= LEAST_OF_SMOOTH * well.score


@pytest.mark.parametrize("filler", ["um", "uh", "er", "hmm", "you know", "like"])
def test_fillers_change_nothing_or_next_to_nothing(filler: str) -> None:
    for question in QUESTIONS:
        for _, text in question["answers"]:
            parts = text.split()
            spoken = " ".join(part if at % 3 else f"{filler} {part}" for at, part in enumerate(parts))
            clean = mark_answer(question["text"], question["reference"], text)
            filled = mark_answer(question["text"], question["reference"], spoken)
            assert abs(clean.score - filled.score) <= (0.0 if filler in {"um", "uh", "er", "hmm"} else 0.05)
            assert filled.flags == clean.flags


def test_honest_answers_are_not_flagged() -> None:
    honest = [
        mark_answer(question["text"], question["reference"], text)
        for question in QUESTIONS
        for judged, text in question["answers"]
        if judged > 0
    ]
    assert sum(bool(mark.flags) for mark in honest) <= MOST_FALSE_FLAGS * len(honest)


def test_the_same_answer_gets_the_same_bytes() -> None:
    question = QUESTIONS[0]
    said = question["answers"][0][1]
    first, second = (mark_answer(question["text"], question["reference"], said).model_dump_json() for _ in range(2))
    assert first == second
