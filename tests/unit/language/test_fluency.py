"""Hesitation is taken out, and nothing else."""

import pytest

from shared.language.fluency import fluent


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("So um the the current, uh, flows you know", "So the current, flows "),
        ("I mean it is like hot", "it is hot"),
        ("Do you know how a queue works?", "Do you know how a queue works?"),
        ("The umbrella is alike, er, the album hummed.", "The umbrella is alike, the album hummed."),
        ("No, no, no. That is that.", "No. That is that."),
        ("um, uh", ""),
    ],
)
def test_hesitation_is_taken_out_and_nothing_else(said: str, meant: str) -> None:
    assert fluent(said) == meant
