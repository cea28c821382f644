"""Whole interviews through the front door, held by somebody hostile."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.interviews.models import INTERVIEW
from shared.language.words import STOP_WORDS, words
from shared.ports.interviewing import Question
from tests.tenant import NO_MORE, Tenant, say


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as planned, its position, and how often something was said to it; both counted from 0."""

    question: Question
    position: int
    times: int

    @property
    def points(self) -> str:
        """The words with a meaning of its expected points."""
        said = " ".join(" ".join([point.text, *point.aliases]) for point in self.question.expected_points)
        return " ".join(dict.fromkeys(word for word in words(said) if word not in STOP_WORDS))


Answerer = Callable[[Asked], str]
"""What is said to a question."""


@dataclass(frozen=True, slots=True)
class Held:
    """An interview that was held and scored, as the hiring manager sees it."""

    plan: list[Question]
    turns: list[dict[str, Any]]
    replies: list[dict[str, Any]]
    score: dict[str, Any]
    report: dict[str, Any]

    @property
    def overall(self) -> float:
        """The overall score; 0 where nothing could be concluded."""
        return float(self.score["overall_score"] or 0)

    @property
    def earned(self) -> float:
        """The score over the whole rubric, what was not assessed counted as nothing."""
        found = self.score["dimensions"]
        return float(sum((one["score"] or 0) * one["weight"] for one in found) / sum(one["weight"] for one in found))

    @property
    def dimensions(self) -> dict[str, int]:
        """The score of each dimension; 0 where it was not assessed."""
        return {found["key"]: found["score"] or 0 for found in self.score["dimensions"]}

    @property
    def questions(self) -> list[float]:
        """The score of each question; 0 where nothing was answered."""
        return [found["score"] or 0 for found in self.score["question_scores"]]

    @property
    def flags(self) -> set[str]:
        return {raised["flag"] for raised in self.score["flags"]}

    @property
    def quotes(self) -> list[dict[str, Any]]:
        return [quote for dimension in self.score["dimensions"] for quote in dimension["quotes"]]

    def said_by(self, speaker: str) -> list[dict[str, Any]]:
        """The turns of one side."""
        return [turn for turn in self.turns if turn["speaker"] == speaker]


def hold(acme: Tenant, job: dict[str, Any], answer: Answerer, *, last: str = NO_MORE) -> Held:
    """Hold an interview for the job to its end, let it be scored, and read everything about it."""
    invitation = acme.invitation(job_id=job["id"], candidate_id=acme.candidate()["id"])
    client, interview_id = acme.claimed(invitation), str(invitation["interview_id"])
    plan = acme.product.app.store.get(acme.id, INTERVIEW, interview_id).entity.plan.questions
    positions = {question.id: position for position, question in enumerate(plan)}
    replies = [say(client, interview_id)]
    asked: dict[str, int] = {}
    while not replies[-1]["finished"]:
        turn = replies[-1]["turns"][-1]
        question = turn["question_id"]
        if question is None:
            times = sum(reply["turns"][-1]["question_id"] is None for reply in replies)
            replies.append(say(client, interview_id, last if times == 1 else NO_MORE))
        else:
            times = asked.get(question, 0)
            asked[question] = times + 1
            position = positions[question]
            replies.append(say(client, interview_id, answer(Asked(plan[position], position, times))))
        assert len(replies) < 60, "the interview never ends"
    acme.product.run_queue()
    return Held(
        plan=plan,
        turns=list(client.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"]),
        replies=replies,
        score=acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score"),
        report=acme.hr.ok("GET", f"/api/v1/reports/{interview_id}"),
    )


QUESTIONS = [
    "Describe a slow page or query that you made faster. What did you do, and what came of it?",
    "How would you move a running service to a new database?",
    "Tell me about your experience with Python and SQL.",
]
"""Asked word for word; the fourth question is the planner's."""
HONEST = (
    """\
At my last job the order page had become slow, and it was my role to find the reason. I measured first, decided to read
the query plan with explain, and built a composite index. As a result the page went from 900 to 120 milliseconds.""",
    """\
I would start with a plan of small steps and ask the owners which downtime they can bear. Then I would copy the data,
write to both databases for a week, and check with counts that nothing differs. I would measure errors afterwards.""",
    """\
I worked with both for six years. For example, I was responsible for a project that imported bank files: parsers in
Python, reports in SQL, tests for every format. We delivered it on time and reduced manual work by 80 percent.""",
    """\
Two colleagues wanted to rewrite the billing module and I did not. I listened to their reasons, showed them figures,
and we agreed on a trial of two weeks. In the end we kept the module, and I learned to ask earlier.""",
)
"""What an honest candidate says to the questions, in turn."""
NO_MORE_TO_SAY = "That is all I can say about it."


def backend_job(acme: Tenant) -> dict[str, Any]:
    """A job with the questions that the honest answers belong to."""
    structure = {"question_count": 4, "max_minutes": 30, "own_questions": QUESTIONS}
    return acme.job(required_skills=["Python", "SQL"], interview_structure=structure)


def honest(asked: Asked) -> str:
    """An honest answer, and no more than that."""
    return HONEST[asked.position] if asked.times == 0 else NO_MORE_TO_SAY


def shuffled(text: str) -> str:
    """The same words in another order, always the same one."""
    parts = words(text)
    random.Random(7).shuffle(parts)
    return " ".join(parts)
