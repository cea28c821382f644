"""How much of an expected point an answer says."""

import pytest

from shared.language.coverage import coverage

POINT = "reading the query plan"
ALIASES = ["explain", "execution plan"]


@pytest.mark.parametrize(
    ("answer", "least", "most"),
    [
        ("", 0, 0),
        ("I would have lunch.", 0, 0),
        ("I read the plans of the queries.", 1, 1),
        ("With explain.", 0.6, 0.7),
        ("Explain shows the execution plan.", 1, 1),
    ],
)
def test_coverage_grows_with_what_is_said(answer: str, least: float, most: float) -> None:
    assert least <= coverage(POINT, ALIASES, answer) <= most


def test_long_words_may_be_misspelt_and_short_ones_not() -> None:
    assert coverage("kubernetes", [], "We ran kubernets.") == 1
    assert coverage("plan", [], "We ran plane.") == 0


def test_what_the_interviewer_said_first_counts_little_as_a_word_and_nothing_as_an_alias() -> None:
    heard = frozenset({"queri", "explain"})
    assert coverage(POINT, ALIASES, "the query", heard) < coverage(POINT, ALIASES, "the query")
    assert coverage("nothing else", ALIASES, "explain", heard) == 0


def test_a_word_that_was_written_as_two_counts_as_one() -> None:
    assert coverage("database timeouts", [], "the data base had time outs") == coverage(
        "database timeouts", [], "the database had timeouts"
    )


def test_words_of_the_same_meaning_or_family_count_in_part() -> None:
    said, other, none = (
        coverage("deploy the software quickly", [], text)
        for text in ("we deploy the software quickly", "deployment of programs was rapid", "nobody ate the cake")
    )
    assert said == 1
    assert 0.3 < other < 0.8
    assert none == 0
