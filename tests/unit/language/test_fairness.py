"""Protected matters are recognised, and ordinary work is not mistaken for them."""

import pytest

from shared.language.fairness import protected_topics


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How old are you?", "age"),
        ("Are you married, and do you want children?", "family"),
        ("Do you plan to take parental leave?", "pregnancy"),
        ("Is there anything about your health we should know?", "health"),
        ("Which church do you go to, and what is your religion?", "religion"),
        ("Where are you originally from?", "origin"),
        ("What is your sexual orientation?", "gender"),
        ("Which political party do you support?", "politics"),
    ],
)
def test_a_question_about_a_protected_matter_is_named(question: str, topic: str) -> None:
    assert topic in protected_topics(question)


@pytest.mark.parametrize(
    "question",
    [
        "How do you find a race condition?",
        "How do you help children who cannot follow the lesson?",
        "How would you manage a team of different ages of software?",
        "How do you plan the care of a patient with a disability?",
        "What do you do when two customers want the same thing?",
    ],
)
def test_questions_about_work_are_fair(question: str) -> None:
    assert protected_topics(question) == []
