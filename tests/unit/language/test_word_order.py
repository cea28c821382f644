"""Copies in another order are recognised, honest sentences of the same words are not."""

import pytest

from shared.language.word_order import is_shuffled

REFERENCE = "A stack returns the element that was added last, a queue returns the element that was added first."


@pytest.mark.parametrize(
    "text",
    [
        "last a the returns first that queue element was added A element the that stack was returns added a",
        "first added was that element the returns queue a last added was that element the returns stack A",
    ],
)
def test_a_shuffled_copy_is_recognised(text: str) -> None:
    assert is_shuffled(text, REFERENCE)


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
