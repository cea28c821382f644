"""Questions planned ahead of an interview: generated for a job, changed by people, and sent back to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from shared.candidates.models import CANDIDATE
from shared.core.caller import Caller
from shared.core.resource import Input, Resource, Value
from shared.interviews.planning import plan_request
from shared.jobs.models import JOB
from shared.language.fairness import protected_topics
from shared.language.words import words
from shared.ports.engine import Engine
from shared.ports.interviewing import (
    Difficulty,
    ExpectedPoint,
    PlanRequest,
    Question,
    QuestionPlan,
    QuestionPlanner,
    QuestionType,
)
from shared.ports.rubric import Rubric
from shared.store.store import Store
from shared.usage.models import Purpose
from shared.usage.service import UsageService

MOST_QUESTIONS = 30
"""Of one interview."""
Word = Annotated[str, Field(min_length=1, max_length=120)]
Line = Annotated[str, Field(min_length=1, max_length=300)]


class QuestionsRequest(Input):
    """A job, and the candidate whose CV the questions may speak of. `count` is that of the job's interview structure
    if it is not given; `difficulty` `auto` follows the seniority."""

    job_id: str
    candidate_id: str | None = None
    difficulty: Difficulty | None = None
    count: Annotated[int | None, Field(ge=1, le=MOST_QUESTIONS)] = None


class PlannedQuestion(Resource):
    """A question to ask. `expected_points` are the `expected_answer_points` with other words for the same;
    `dimensions` the keys of the rubric that its answer is evidence for."""

    plural: ClassVar[str] = "questions"

    question_text: str
    question_type: QuestionType
    difficulty: Difficulty
    skills_tested: list[str]
    expected_answer_points: list[str]
    max_score: float
    expected_points: list[ExpectedPoint]
    dimensions: list[str]
    max_minutes: int

    @classmethod
    def of(cls, question: Question, rubric: Rubric) -> "PlannedQuestion":
        """The question as callers see it. One that asks for no craft tests what the rubric calls its dimensions."""
        shown = [dimension.name for dimension in rubric.dimensions if dimension.key in question.dimensions]
        told = question.model_dump(exclude={"text", "type", "skills_tested"})
        return cls(
            question_text=question.text,
            question_type=question.type,
            skills_tested=question.skills_tested or shown,
            expected_answer_points=[point.text for point in question.expected_points],
            **told,
        )


class GeneratedQuestions(Value):
    """Questions in the order in which they would be asked. They are not kept: send those that you want, changed or
    not, as `questions` of the interview."""

    questions: list[PlannedQuestion]
    total_count: int
    engine: Engine


class QuestionDraft(Input):
    """A question that an interview is to ask, word for word. What is not sent is worked out from its words."""

    question_text: Annotated[str, Field(min_length=5, max_length=600)]
    question_type: QuestionType | None = None
    difficulty: Difficulty | None = None
    skills_tested: Annotated[list[Word] | None, Field(max_length=20)] = None
    expected_answer_points: Annotated[list[Line] | None, Field(max_length=12)] = None
    expected_points: Annotated[list[ExpectedPoint] | None, Field(max_length=12)] = None
    dimensions: Annotated[list[Word] | None, Field(max_length=12)] = None
    max_score: Annotated[float | None, Field(gt=0, le=100)] = None
    max_minutes: Annotated[int | None, Field(ge=1, le=60)] = None

    @field_validator("question_text")
    @classmethod
    def _asks_something_fair(cls, text: str) -> str:
        if not words(text):
            raise ValueError("a question needs words")
        if topics := protected_topics(text):
            raise ValueError(f"an interview may not ask about {', '.join(topics)}: “{text}”")
        return text

    def points(self) -> list[ExpectedPoint] | None:
        """The expected points; those whose text the caller kept keep the other words for them."""
        known = {point.text: point for point in self.expected_points or []}
        if self.expected_answer_points is None:
            return self.expected_points
        return [known.get(text, ExpectedPoint(text=text)) for text in self.expected_answer_points]

    def applied_to(self, question: Question, rubric_keys: Sequence[str]) -> Question:
        """The question with what the caller said of it."""
        sent = {
            "type": self.question_type,
            "difficulty": None if self.difficulty is Difficulty.AUTO else self.difficulty,
            "skills_tested": self.skills_tested,
            "expected_points": self.points() or None,
            "dimensions": [key for key in rubric_keys if key in (self.dimensions or [])] or None,
            "max_score": self.max_score,
            "max_minutes": self.max_minutes,
        }
        return question.model_copy(update={name: value for name, value in sent.items() if value is not None})


def plan_of(drafts: Sequence[QuestionDraft], request: PlanRequest, planner: QuestionPlanner) -> QuestionPlan:
    """The plan that asks these questions and no others. Sent twice, a question is asked once."""
    by_text: dict[str, QuestionDraft] = {}
    for draft in drafts:
        by_text.setdefault(" ".join(draft.question_text.lower().split()), draft)
    chosen = [*by_text.values()]
    texts = [draft.question_text for draft in chosen]
    plan = planner.plan(request.model_copy(update={"own_questions": texts, "count": len(texts), "types": {}}))
    keys = [dimension.key for dimension in request.rubric.dimensions]
    asked = [draft.applied_to(question, keys) for draft, question in zip(chosen, plan.questions, strict=True)]
    return plan.model_copy(update={"questions": asked})


@dataclass(frozen=True, slots=True)
class QuestionService:
    """Questions for the jobs and candidates of every company."""

    store: Store
    planner: QuestionPlanner
    usage: UsageService

    def generate(self, caller: Caller, request: QuestionsRequest) -> GeneratedQuestions:
        """Plan questions for a job, and for a candidate if one is named.

        Raises:
            NotFound: the caller's company has no such job or candidate.
        """
        job = self.store.get(caller.company_id, JOB, request.job_id).entity
        candidate = (
            self.store.get(caller.company_id, CANDIDATE, request.candidate_id).entity if request.candidate_id else None
        )
        asked = plan_request(job, candidate, request.difficulty or job.default_difficulty)
        with self.usage.metered(caller.company_id, f"job {job.id}") as meter:
            plan = self.planner.plan(asked.model_copy(update={"count": request.count or asked.count}))
        self.usage.keep(caller.company_id, meter, Purpose.PLAN)
        questions = [PlannedQuestion.of(question, asked.rubric) for question in plan.questions]
        return GeneratedQuestions(questions=questions, total_count=len(questions), engine=plan.engine)
