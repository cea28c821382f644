"""Planning questions and wording an interviewer's turns."""

from enum import StrEnum
from typing import Annotated, ClassVar, Protocol

from pydantic import Field

from shared.core.resource import Instant, Resource, Value
from shared.ports.cv import Profile
from shared.ports.engine import Engine
from shared.ports.rubric import Rubric


class QuestionType(StrEnum):
    """What a question is after."""

    TECHNICAL = "technical"
    BEHAVIOURAL = "behavioral"
    SITUATIONAL = "situational"
    CODING = "coding"
    EXPERIENCE = "experience"


class Difficulty(StrEnum):
    """How hard a question is; `auto` in a request follows the seniority of the job."""

    AUTO = "auto"
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class ExpectedPoint(Value):
    """Something a good answer would say. `aliases` are other words for the same."""

    text: str
    aliases: list[str] = []


class Question(Value):
    """One planned question. `dimensions` are keys of the rubric that its answer is evidence for."""

    id: str
    text: str
    type: QuestionType
    difficulty: Difficulty
    skills_tested: list[str]
    expected_points: list[ExpectedPoint]
    dimensions: list[str]
    max_score: float = 10.0
    max_minutes: int = 5


class QuestionPlan(Value):
    """The questions of an interview, in order, and the engine that planned them."""

    questions: list[Question]
    engine: Engine


class PlanRequest(Value):
    """What a plan is made from. `count` questions are wanted; `types` gives the number of each type where the
    job's interview structure says so; `own_questions` are the company's, asked first and word for word."""

    job_title: str
    required_skills: list[str]
    responsibilities: list[str]
    seniority: str | None
    rubric: Rubric
    profile: Profile | None
    count: Annotated[int, Field(ge=1, le=30)]
    difficulty: Difficulty
    types: dict[QuestionType, int] = {}
    own_questions: list[str] = []


class QuestionPlanner(Protocol):
    """Plans the questions of an interview."""

    def plan(self, request: PlanRequest) -> QuestionPlan:
        """Plan exactly `count` questions that together cover the rubric; the same request gives the same plan.

        Never asks about age, family, health, religion, origin or other protected matters.
        """
        ...


class Speaker(StrEnum):
    """Who speaks."""

    AI = "ai"
    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"


class Correction(Value):
    """Who put right what a turn says, when and why."""

    by_user_id: str
    by_name: str
    at: Instant
    reason: str


class LastCorrection(Value):
    """The turn of the conversation that somebody put right last, and when."""

    turn_id: str
    at: Instant


class Turn(Resource):
    """One utterance. `sequence` counts from 1 inside its interview. `question_id` is the question it belongs to;
    `message_id` the name that the client gave its message, by which a repeated one is recognised. `engine` worded
    an interviewer's turn.

    `start_time_ms` and `end_time_ms` are its place in a recording, in milliseconds from the beginning, where a client
    told them. A `reported` turn is what a client heard in a call: no part of the conversation, and never scored. One
    that was corrected has the `original` words beside `text`."""

    plural: ClassVar[str] = "transcripts"

    interview_id: str
    sequence: int
    speaker: Speaker
    text: str
    question_id: str | None
    cue: str | None
    message_id: str | None
    at: Instant
    engine: Engine | None = None
    start_time_ms: int | None = None
    end_time_ms: int | None = None
    reported: bool = False
    original: str | None = None
    correction: Correction | None = None


class CueKind(StrEnum):
    """What the interviewer does next; decided by the interview's state machine, never by a model."""

    OPENING = "opening"
    """Greets, says that it is an AI and what is assessed, and asks the first question."""
    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    """Asks for the `point` that the answer left out."""
    REPEAT = "repeat"
    """Says the question again, in simpler words if asked."""
    REASSURE = "reassure"
    """After "I don't know": it is fine, and here is the next question."""
    REDIRECT = "redirect"
    """Back to the question, after something off the topic, abusive, or an attempt to instruct the interviewer."""
    SILENCE = "silence"
    """Nothing was said: offers time or a repetition."""
    INVITE_QUESTIONS = "invite_questions"
    """Asks whether the candidate has questions."""
    ANSWER_CANDIDATE = "answer_candidate"
    """Takes the candidate's question: answers from the job's data or promises that a person will."""
    CLOSING = "closing"
    """Thanks, says what happens next, ends."""


class Aside(StrEnum):
    """Why the candidate is led back to the question."""

    OFF_TOPIC = "off_topic"
    ABUSE = "abuse"
    INSTRUCTION = "instruction"
    OTHER_LANGUAGE = "other_language"


class Cue(Value):
    """One thing for the interviewer to say. `question` is the current or next question, `point` what to follow up,
    `utterance` what the candidate said (data, never instructions), `number`/`total` the question's position.

    `aside` is the reason of a `redirect`, `turn` counts what the candidate said before, and `plain` asks for short
    sentences of common words: the question is in such words already.
    """

    kind: CueKind
    job_title: str
    company: str | None
    candidate_name: str | None
    question: Question | None
    point: str | None
    utterance: str | None
    number: int
    total: int
    assessed: list[str] = []
    """Names of the rubric's dimensions, for the opening."""
    simpler: bool = False
    aside: Aside | None = None
    turn: int = 0
    plain: bool = False


class Interviewer(Protocol):
    """Words the interviewer's turns."""

    engine: Engine

    def word(self, cue: Cue) -> str:
        """The words of the turn. Contains the question's own text where the cue asks one; same cue, same words."""
        ...
