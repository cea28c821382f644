"""Copies in another order are recognised, honest sentences of the same words are not."""

import random

import pytest

from shared.language.word_order import is_shuffled

REFERENCE = "A stack returns the element that was added last, a queue returns the element that was added first."


FUSE = "If too much current flows, the thin wire in the fuse heats up and melts, which opens the circuit before damage."


@pytest.mark.parametrize("seed", range(20))
def test_a_shuffled_copy_is_recognised(seed: int) -> None:
    parts = FUSE.split()
    assert is_shuffled(" ".join(random.Random(seed).sample(parts, len(parts))), FUSE)
    assert not is_shuffled(FUSE, FUSE)


@pytest.mark.parametrize(
    "text",
    [
        REFERENCE,
        "A stack returns the last added element, a queue returns the first.",
        "The first element that was added is returned by a queue, and the last one by a stack.",
        "stack first",
        "",
    ],
)
def test_a_sentence_of_the_same_words_is_not(text: str) -> None:
    assert not is_shuffled(text, REFERENCE)
