"""Question plans: twelve questions for every trade that jobs are written for, and a CV with half of the skills.

It counts what can be counted: that nothing is asked twice, that what is asked is of the trade, and that nobody is asked
what is nobody's business. Whether a plan reads well is for people to say.
"""

import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.quality.measure import Measure, share
from shared.adapters.embedded import question_bank
from shared.adapters.embedded.planner import EmbeddedQuestionPlanner
from shared.language.fairness import protected_topics
from shared.ports.cv import Profile, WorkExperience
from shared.ports.interviewing import Difficulty, PlanRequest, Question, QuestionType
from shared.ports.rubric import DEFAULT_RUBRIC

TITLE = "Question plans"
_COUNT = 12
_CLAIM = "Introduced a checklist that cut mistakes by a third within a year."


def measure() -> list[Measure]:
    """Plans for all trades."""
    plans = [(request, EmbeddedQuestionPlanner().plan(request).questions) for request in _requests()]
    asked = [question for _, questions in plans for question in questions]
    craft = [question for question in asked if question.type is QuestionType.TECHNICAL]
    known = {question.text for area in question_bank.areas() for question in area.questions}
    keys = {dimension.key for dimension in DEFAULT_RUBRIC.dimensions}
    return [
        share("plans without a pattern that is repeated", sum(map(_varied, plans)), len(plans), 0.90),
        share(
            "questions of the craft that only the trade has", sum(one.text in known for one in craft), len(craft), 0.70
        ),
        share("plans that ask for a claim of the CV", sum(_asks(qs, "CV says") for _, qs in plans), len(plans), 1.0),
        share(
            "plans that ask for a gap in the CV", sum(_asks(qs, "did not find") for _, qs in plans), len(plans), 0.90
        ),
        share("plans that cover the rubric", sum(_keys(questions) == keys for _, questions in plans), len(plans), 1.0),
        share("questions that touch no protected matter", sum(map(_is_fair, asked)), len(asked), 1.0),
        Measure("expected points of a question", statistics.fmean(len(one.expected_points) for one in asked), 3.0),
    ]


def _requests() -> Iterator[PlanRequest]:
    path = Path(question_bank.__file__).with_name("job_families.toml")
    families: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["families"]
    for family in families:
        skills: list[str] = family["skills"]
        held = WorkExperience(
            company="Acme",
            title="Specialist",
            start_date=None,
            end_date=None,
            current=True,
            location=None,
            description=_CLAIM,
        )
        yield PlanRequest(
            job_title=family["words"][0],
            required_skills=skills,
            responsibilities=family["duties"],
            seniority=None,
            rubric=DEFAULT_RUBRIC,
            profile=Profile(technical_skills=skills[: len(skills) // 2], work_experience=[held]),
            count=_COUNT,
            difficulty=Difficulty.AUTO,
        )


def _varied(plan: tuple[PlanRequest, list[Question]]) -> bool:
    request, questions = plan
    patterns = {draft.text: draft.pattern for draft in question_bank.drafts(request)}
    return len({patterns[question.text] for question in questions}) == len(questions)


def _asks(questions: list[Question], words: str) -> bool:
    return any(words in question.text for question in questions)


def _keys(questions: list[Question]) -> set[str]:
    return {key for question in questions for key in question.dimensions}


def _is_fair(question: Question) -> bool:
    return not protected_topics(question.text)
