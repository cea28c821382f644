"""Questions and plans that the tests of interviews share."""

from shared.ports.engine import Engine
from shared.ports.interviewing import Difficulty, ExpectedPoint, Question, QuestionPlan, QuestionType

ENGINE = Engine(name="test", version="1")

SLOW_QUERY = Question(
    id="q1",
    text="A query that was fast last year is slow today. How do you find the reason, and what could you change?",
    type=QuestionType.TECHNICAL,
    difficulty=Difficulty.MEDIUM,
    skills_tested=["SQL"],
    expected_points=[
        ExpectedPoint(text="reading the query plan", aliases=["explain", "execution plan"]),
        ExpectedPoint(text="indexes and what they cost on writing", aliases=["index", "composite"]),
        ExpectedPoint(text="growth of the data and outdated statistics", aliases=["statistics", "vacuum"]),
    ],
    dimensions=["technical_skills"],
)
CONFLICT = Question(
    id="q2",
    text="Describe a disagreement with a colleague about how the work should be done. How did it go on?",
    type=QuestionType.BEHAVIOURAL,
    difficulty=Difficulty.MEDIUM,
    skills_tested=[],
    expected_points=[
        ExpectedPoint(text="how you talked about it", aliases=["listened", "meeting", "explained"]),
        ExpectedPoint(text="what you agreed on", aliases=["agreed", "compromise"]),
    ],
    dimensions=["communication", "ownership"],
)
MOTIVATION = Question(
    id="q3",
    text="What attracts you to this work?",
    type=QuestionType.EXPERIENCE,
    difficulty=Difficulty.EASY,
    skills_tested=[],
    expected_points=[],
    dimensions=["ownership"],
)
PLAN = QuestionPlan(questions=[SLOW_QUERY, CONFLICT, MOTIVATION], engine=ENGINE)

FULL_ANSWER = (
    "I would run explain to see the execution plan, then look for a missing index on the filter columns, "
    "knowing that every index makes writes slower, and check whether the statistics are stale."
)
