"""Interviews: one round of an application, from its plan to its end."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from shared.candidates.ways import ANY, month_of
from shared.core.caller import Caller, Role
from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value
from shared.core.words import in_our_words
from shared.interviews.machine import InterviewState, Limits
from shared.interviews.meetings import CallFacts, Decision, Meeting, Review
from shared.interviews.questions import MOST_QUESTIONS, QuestionDraft
from shared.ports.interviewing import Difficulty, LastCorrection, QuestionPlan, Turn
from shared.ports.rubric import Rubric
from shared.ports.speech import LanguageTag
from shared.ports.spending import Usage
from shared.store.kinds import Index, Kind, Sum
from shared.store.tasks import Task

MAX_UTTERANCE = 8000
"""Characters of one message at most."""


class InterviewStatus(StrEnum):
    """Where an interview is. One that the AI leads is scheduled from the beginning: it is taken whenever it suits."""

    PROPOSED = "proposed"
    """Times are proposed; the candidate has not chosen."""
    CONFIRMED = "confirmed"
    """The candidate has chosen a time; the invitation with the place has not been sent."""
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    """Its time has passed and nobody began it."""
    CANCELLED = "cancelled"


UPCOMING = frozenset({InterviewStatus.CONFIRMED, InterviewStatus.SCHEDULED})
"""A time is booked and has not come, or nobody has said what became of it."""


class ScoringStatus(StrEnum):
    """What became of the score."""

    NONE = "none"
    PENDING = "pending"
    SCORED = "scored"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    FAILED = "failed"


class InterviewFacts(Resource):
    """What is kept of an interview and shown to everybody who may see it.

    A round that a person leads has a `meeting`. It has no application where the candidate was met without one.
    `taken_by_user_id` is the colleague who interviews themselves; None where the candidate is anybody else.
    """

    plural: ClassVar[str] = "interviews"

    application_id: str | None
    candidate_id: str
    candidate_name: str
    candidate_email: str | None = None
    taken_by_user_id: str | None = None
    job_id: str | None
    job_title: str
    round_number: int = 1
    round_name: str | None = None
    round_type: str | None = None
    meeting: Meeting | None = None
    enable_video_analysis: bool = False
    enable_recording: bool = False
    company_name: str | None
    status: InterviewStatus
    scoring_status: ScoringStatus
    interview_type: str
    difficulty: Difficulty
    language: str
    question_count: int
    turn_count: int
    scheduled_at: Instant | None
    started_at: Instant | None
    ended_at: Instant | None
    created_at: Instant
    updated_at: Instant


class Accommodations(Value):
    """What a candidate was granted so that the interview is fair to them, besides more time (`Limits`). It changes how
    things are asked; scoring never sees it."""

    text_only: bool = False
    """Everything is written, nothing is spoken."""
    simple_wording: bool = False
    """Questions and phrases in plain words and short sentences."""


class Interview(InterviewFacts):
    """One interview. The plan, the rubric and the limits are those of the moment it was planned."""

    review: Review | None = None
    decision: Decision | None = None
    cancel_reason: str | None = None
    call: CallFacts = CallFacts.model_construct()
    plan: QuestionPlan
    rubric: Rubric
    limits: Limits
    accommodations: Accommodations = Accommodations.model_construct()
    state: InterviewState
    usage: Usage = Usage.model_construct()
    recent_message_ids: list[str]
    last_correction: LastCorrection | None = None

    def is_taken_by(self, caller: Caller) -> bool:
        """Whether the caller is its candidate, who alone speaks in it."""
        if caller.role is Role.CANDIDATE:
            return caller.candidate_id == self.candidate_id
        return caller.user_id == self.taken_by_user_id


class InterviewView(InterviewFacts):
    """An interview as callers see it. Questions, review, decision and reason are shown to the company alone."""

    led_by: Literal["ai", "person"]
    review: Review | None
    decision: Decision | None
    cancel_reason: str | None
    question_number: int
    max_minutes: float
    accommodations: Accommodations
    deadline_at: Instant | None
    questions: list[dict[str, Any]] | None
    interview_link: str
    duration_seconds: int | None
    usage: Usage | None


class InterviewDraft(Input):
    """An interview to be planned for an application, or for a candidate and a job (the application is made).

    Who names the job alone interviews for it themselves.
    """

    application_id: str | None = None
    job_id: str | None = None
    candidate_id: str | None = None
    interview_type: Literal["chat", "voice", "video"] = "chat"
    difficulty: Difficulty | None = None
    language: Annotated[LanguageTag | None, Field(description="As the job says, if it is not given")] = None
    scheduled_at: Instant | None = None
    duration_minutes: Annotated[int | None, Field(ge=5, le=180)] = None
    extra_time_percent: Annotated[int, Field(ge=0, le=300, description="An accommodation; never scored")] = 0
    text_only: Annotated[bool, Field(description="An accommodation: nothing is spoken; never scored")] = False
    simple_wording: Annotated[bool, Field(description="An accommodation: plain words; never scored")] = False
    questions: Annotated[list[QuestionDraft], Field(max_length=MOST_QUESTIONS, description="These and no others")] = []
    enable_video_analysis: bool = False
    enable_recording: bool = False

    def accommodations(self) -> Accommodations:
        """What changes how things are asked, and nothing that is judged."""
        return Accommodations(text_only=self.text_only, simple_wording=self.simple_wording)

    @model_validator(mode="before")
    @classmethod
    def _from_other_names(cls, value: Any) -> Any:
        """Recruiter's clients say `job` and `candidate`, Interview Platform's `role_id`."""
        if not isinstance(value, dict):
            return value
        job_id = value.get("job_id") or value.get("job") or value.get("role_id")
        return {**value, "job_id": job_id, "candidate_id": value.get("candidate_id", value.get("candidate"))}

    @model_validator(mode="after")
    def _names_an_application(self) -> "InterviewDraft":
        if not self.application_id and not self.job_id:
            raise ValueError("give application_id, or candidate_id and job_id")
        return self


_OTHER_WORDS = {
    "awaiting_candidate_confirmation": "proposed",
    "awaiting_confirmation": "proposed",
    "booked": "confirmed",
    "held": "completed",
    "no_shows": "no_show",
    "canceled": "cancelled",
    "pending": "scheduled",
}

StatusWord = Annotated[InterviewStatus, in_our_words(_OTHER_WORDS)]
"""Where an interview is, in any of the contracts' words."""


class InterviewQuery(PageQuery):
    """Which interviews are wanted: those that fit all of what is given."""

    status: StatusWord | None = None
    application_id: str | None = None
    candidate_id: str | None = None
    job_id: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_other_names(cls, value: Any) -> Any:
        """Recruiter's clients say `job` and `candidate`."""
        if not isinstance(value, dict):
            return value
        job_id, candidate_id = value.get("job_id", value.get("job")), value.get("candidate_id", value.get("candidate"))
        return {**value, "job_id": job_id, "candidate_id": candidate_id}


class ChatMessage(Input):
    """One message of the history that some clients send with each turn."""

    role: Annotated[str, Field(max_length=40)]
    content: Annotated[str, Field(max_length=MAX_UTTERANCE)]

    @property
    def by_candidate(self) -> bool:
        """Whether the candidate said it: what a client notes for a model (`system`) nobody said."""
        return self.role.casefold() in {"user", "candidate", "human"}

    @property
    def by_interviewer(self) -> bool:
        """Whether the interviewer said it."""
        return self.role.casefold() in {"assistant", "ai", "interviewer"}


class ChatTurn(Input):
    """What the candidate says next: `message`, or the last of `messages`. Nothing said begins or resumes.

    `message_id` is the client's own name for the message: sending it again is answered as before. `after` is the
    `sequence` of the last turn that the client has seen: if there is a later one, the message is refused (409),
    because it would answer a question that another window has answered.
    """

    interview_id: str
    message: Annotated[str | None, Field(max_length=MAX_UTTERANCE)] = None
    messages: Annotated[list[ChatMessage], Field(max_length=400)] = []
    message_id: Annotated[str | None, Field(min_length=1, max_length=64)] = None
    after: Annotated[int | None, Field(ge=0)] = None

    def said(self) -> str | None:
        """The candidate's words, or None to begin or resume."""
        if self.message is not None:
            return self.message
        return self.messages[-1].content if self.messages and self.messages[-1].by_candidate else None

    def said_before(self) -> int | None:
        """How many messages of the candidate's the client has seen answered; None if it sends no history."""
        if not any(message.by_interviewer for message in self.messages):
            return None
        return sum(message.by_candidate for message in self.messages[:-1])


class ChatReply(Value):
    """The interviewer's answer. `sequence` is the last turn's; `turns` are the new ones, the candidate's first.

    `engine` worded it; `degraded` says why another one than the configured did, if so. `usage_tokens` is what the
    words took of a language model, None where they took none.
    """

    interview_id: str
    reply: str
    message: str
    sequence: int
    turns: list[Turn]
    status: InterviewStatus
    question_number: int
    question_count: int
    deadline_at: Instant | None
    finished: bool
    usage_tokens: int | None
    engine: str
    degraded: str | None


class ScoreInterview(Task):
    """Judge a completed interview."""

    queue: ClassVar[str] = "score-interview"

    interview_id: str


def _brief(interview: Interview) -> Interview:
    empty = interview.plan.model_copy(update={"questions": []})
    state = interview.state.model_copy(update={"answer": "", "asked_points": []})
    return interview.model_copy(update={"plan": empty, "state": state, "recent_message_ids": [], "call": CallFacts()})


def _taken_time(interview: Interview) -> list[tuple[str, str]]:
    """The interviewer's quarters of an hour that a round takes: nobody leads two rounds at a time."""
    meeting, start = interview.meeting, interview.scheduled_at
    if meeting is None or meeting.interviewer_id is None or start is None:
        return []
    if interview.status not in UPCOMING | {InterviewStatus.IN_PROGRESS}:
        return []
    first = int(start.timestamp()) // 900
    last = -(-int((start + timedelta(minutes=meeting.duration_minutes)).timestamp()) // 900)
    return [(meeting.interviewer_id, str(span)) for span in range(first, last)]


ENDED_EARLY = "ended_early"
"""What became of an interview with the AI that was over before its last question was asked."""


def outcome_of(interview: Interview) -> str:
    """What became of an interview: its status, or that it ended early."""
    if interview.status is not InterviewStatus.COMPLETED or interview.meeting is not None:
        return interview.status
    was_left = interview.state.question_index + 1 < interview.question_count
    return ENDED_EARLY if was_left else interview.status


def awaits_feedback(interview: Interview) -> bool:
    """Whether it was held, and nobody has reviewed it, decided after it or scored it."""
    is_judged = interview.review or interview.decision or interview.scoring_status is ScoringStatus.SCORED
    return interview.status is InterviewStatus.COMPLETED and not is_judged


def _outcomes(interview: Interview) -> dict[tuple[str, ...], int]:
    jobs = (ANY, interview.job_id) if interview.job_id else (ANY,)
    return {(job, month_of(interview.created_at), outcome_of(interview)): 1 for job in jobs}


INTERVIEW: Kind[Interview] = Kind(
    name="interview",
    model=Interview,
    indexes=(
        Index(name="all", values=lambda i: [()]),
        Index(name="status", values=lambda i: [(i.status,)]),
        Index(name="application", values=lambda i: [(i.application_id,)] if i.application_id else [], counted=False),
        Index(name="candidate", values=lambda i: [(i.candidate_id,)], counted=False),
        Index(name="job", values=lambda i: [(i.job_id,)] if i.job_id else [], overview=False),
        Index(name="job_status", values=lambda i: [(i.job_id, i.status)] if i.job_id else [], overview=False),
        Index(
            name="upcoming",
            values=lambda i: [()] if i.meeting and i.scheduled_at and i.status in UPCOMING else [],
            order=lambda i: f"{i.scheduled_at:%Y%m%d%H%M%S}",
            counted=False,
        ),
        Index(name="interviewer_time", values=_taken_time, unique=True),
        Index(name="awaiting_feedback", values=lambda i: [()] if awaits_feedback(i) else [], listed=False),
    ),
    sums=(Sum(name="outcome", amounts=_outcomes, group_size=1),),
    brief=_brief,
)

TURN: Kind[Turn] = Kind(name="turn", model=Turn, key=lambda turn: (turn.interview_id, f"{turn.sequence:06}"))
