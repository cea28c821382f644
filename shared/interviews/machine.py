"""The flow of an interview, as pure functions: a state, an utterance and the time in; a new state and a cue out.

open → the planned questions in order, each with a few follow-ups → the candidate's questions → closed.
The server's clock decides about time; nobody's words, the candidate's or a model's, decide about the flow.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from shared.core.errors import Conflict
from shared.core.resource import Instant, Value
from shared.interviews.utterances import UtteranceKind, classify
from shared.language.coverage import coverage
from shared.language.plain import plain_wording
from shared.language.words import content_stems
from shared.ports.interviewing import Aside, Cue, CueKind, ExpectedPoint, Question, QuestionPlan

COVERED = 0.5
"""From this coverage on, an expected point counts as said."""
_LEAST_TIME_PER_QUESTION = timedelta(seconds=90)
"""A follow-up is asked only while this much time is left for every question still to come."""
_MOST_PATIENCE = 2
"""How often in a row of one question silence is waited out, or something off the topic is led back."""
_MOST_REPEATS = 3
_MOST_CANDIDATE_QUESTIONS = 5


class Phase(StrEnum):
    """Where an interview is."""

    OPEN = "open"
    """Not begun."""
    QUESTION = "question"
    CANDIDATE_QUESTIONS = "candidate_questions"
    CLOSED = "closed"


class Limits(Value):
    """What an interview may take. `extra_time_percent` extends the time for a candidate who was granted it (25 is
    a quarter more); it changes nothing else, and nothing that is scored."""

    max_minutes: Annotated[int, Field(ge=1, le=480)] = 45
    max_candidate_turns: Annotated[int, Field(ge=1, le=500)] = 60
    follow_ups_per_question: Annotated[int, Field(ge=0, le=5)] = 2
    extra_time_percent: Annotated[int, Field(ge=0, le=300)] = 0

    @property
    def duration(self) -> timedelta:
        """How long the interview may last, with the extension."""
        return timedelta(minutes=self.max_minutes) * (100 + self.extra_time_percent) / 100


class InterviewState(Value):
    """Where one interview stands. The counters below `question_index` are of the current question."""

    phase: Phase = Phase.OPEN
    started_at: Instant | None = None
    closed_at: Instant | None = None
    candidate_turns: int = 0
    question_index: int = 0
    follow_ups: int = 0
    asked_points: list[str] = []
    answer: str = ""
    """What the candidate said to the current question so far."""
    redirects: int = 0
    silences: int = 0
    repeats: int = 0
    candidate_questions: int = 0


class Decision(Value):
    """What the interviewer does next: a cue without the names that the flow does not know."""

    kind: CueKind
    question: Question | None
    point: str | None
    utterance: str | None
    number: int
    total: int
    simpler: bool
    aside: Aside | None
    turn: int

    def cue(
        self,
        *,
        job_title: str,
        company: str | None,
        candidate_name: str | None,
        assessed: list[str],
        plain: bool = False,
    ) -> Cue:
        """The cue for the interviewer. `assessed` are the names of the rubric's dimensions; `plain` puts the question
        into plain words, which changes what is said and nothing that is kept or judged."""
        question = self.question
        if plain and question is not None:
            question = question.model_copy(update={"text": plain_wording(question.text)})
        return Cue(
            kind=self.kind,
            question=question,
            aside=self.aside,
            turn=self.turn,
            plain=plain,
            point=self.point,
            utterance=self.utterance,
            number=self.number,
            total=self.total,
            simpler=self.simpler,
            job_title=job_title,
            company=company,
            candidate_name=candidate_name,
            assessed=assessed,
        )


class Step(Value):
    """One move. `question_id` is the question that the candidate's utterance belongs to, if to any;
    `asked_question_id` the one that the interviewer's next turn belongs to."""

    state: InterviewState
    decision: Decision
    question_id: str | None
    asked_question_id: str | None
    finished: bool


def begin(plan: QuestionPlan, limits: Limits, now: datetime) -> Step:
    """Open the interview: the greeting and the first question. A plan without questions goes on to the candidate's."""
    state = InterviewState(phase=Phase.QUESTION, started_at=now)
    if not plan.questions:
        state = state.model_copy(update={"phase": Phase.CANDIDATE_QUESTIONS})
    return _Move(state, plan, limits, None, now).says(CueKind.OPENING)


def advance(state: InterviewState, plan: QuestionPlan, limits: Limits, utterance: str, now: datetime) -> Step:
    """Take one utterance of the candidate and decide what the interviewer does.

    What arrives after the time is up is kept as an answer, and the interview closes.

    Raises:
        Conflict: the interview has not begun, or is over.
    """
    if state.phase in (Phase.OPEN, Phase.CLOSED):
        raise Conflict("The interview has not begun." if state.phase is Phase.OPEN else "The interview is over.")
    counted = state.model_copy(update={"candidate_turns": state.candidate_turns + 1})
    move = _Move(counted, plan, limits, utterance, now)
    if counted.candidate_turns >= limits.max_candidate_turns or is_overdue(state, limits, now):
        return move.closes()
    return move.in_question() if state.phase is Phase.QUESTION else move.in_candidate_questions()


def close(state: InterviewState, plan: QuestionPlan, limits: Limits, now: datetime) -> Step:
    """End the interview from outside: the candidate left, or a timer found it overdue.

    Raises:
        Conflict: it has not begun, or is over.
    """
    if state.phase in (Phase.OPEN, Phase.CLOSED):
        raise Conflict("The interview has not begun." if state.phase is Phase.OPEN else "The interview is over.")
    return _Move(state, plan, limits, None, now).closes()


def deadline(state: InterviewState, limits: Limits) -> datetime | None:
    """When the time is up; None before the interview has begun."""
    return None if state.started_at is None else state.started_at + limits.duration


def is_overdue(state: InterviewState, limits: Limits, now: datetime) -> bool:
    """Whether the time is up."""
    ends_at = deadline(state, limits)
    return ends_at is not None and now >= ends_at


class _Move:
    """One move in the making."""

    def __init__(
        self, state: InterviewState, plan: QuestionPlan, limits: Limits, utterance: str | None, now: datetime
    ) -> None:
        self.state = state
        self.plan = plan
        self.limits = limits
        self.utterance = utterance
        self.now = now
        self.asked = _current(state, plan)

    def in_question(self) -> Step:
        """The candidate spoke while a question was open."""
        kind = classify(self.utterance or "", self.asked)
        match kind:
            case UtteranceKind.STOP:
                return self.closes()
            case UtteranceKind.DONT_KNOW:
                return self.goes_on(CueKind.REASSURE)
            case UtteranceKind.REPEAT | UtteranceKind.SIMPLIFY:
                return self.bears("repeats", _MOST_REPEATS, CueKind.REPEAT, simpler=kind is UtteranceKind.SIMPLIFY)
            case UtteranceKind.SILENCE | UtteranceKind.WAIT:
                return self.bears("silences", _MOST_PATIENCE, CueKind.SILENCE)
            case UtteranceKind.QUESTION:
                return self.bears("redirects", _MOST_PATIENCE, CueKind.ANSWER_CANDIDATE)
            case UtteranceKind.NO_QUESTIONS:
                return self.goes_on(CueKind.QUESTION)
            case UtteranceKind.ANSWER:
                return self.takes_answer()
            case _:
                return self.bears("redirects", _MOST_PATIENCE, CueKind.REDIRECT, aside=Aside(kind.value))

    def in_candidate_questions(self) -> Step:
        """The candidate spoke when it was their turn to ask."""
        kind = classify(self.utterance or "", None)
        if kind in (UtteranceKind.NO_QUESTIONS, UtteranceKind.STOP, UtteranceKind.SILENCE):
            return self.closes()
        taken = self.state.candidate_questions + 1
        if taken > _MOST_CANDIDATE_QUESTIONS:
            return self.closes()
        self._set(candidate_questions=taken)
        match kind:
            case UtteranceKind.QUESTION:
                return self.says(CueKind.ANSWER_CANDIDATE)
            case UtteranceKind.WAIT:
                return self.says(CueKind.SILENCE)
            case _:
                return self.says(CueKind.REDIRECT, aside=Aside(kind.value))

    def takes_answer(self) -> Step:
        """An answer: follow up what it left out, if time and turns allow, else go on."""
        self._set(answer=f"{self.state.answer}\n{self.utterance}".strip())
        point = self._point_to_follow()
        if point is None:
            return self.goes_on(CueKind.QUESTION)
        self._set(
            follow_ups=self.state.follow_ups + 1,
            asked_points=[*self.state.asked_points, point.text],
            silences=0,
            redirects=0,
        )
        return self.says(CueKind.FOLLOW_UP, point=point.text)

    def bears(
        self, counter: str, most: int, kind: CueKind, *, simpler: bool = False, aside: Aside | None = None
    ) -> Step:
        """Stay with the question, but not for ever: after `most` times, kindly leave it."""
        count = getattr(self.state, counter) + 1
        if count > most:
            return self.goes_on(CueKind.REASSURE)
        self._set(**{counter: count})
        return self.says(kind, simpler=simpler, aside=aside)

    def goes_on(self, kind: CueKind) -> Step:
        """The next question, or after the last one the candidate's own."""
        index = self.state.question_index + 1
        self._set(question_index=index, follow_ups=0, asked_points=[], answer="", redirects=0, silences=0, repeats=0)
        if index < len(self.plan.questions):
            return self.says(kind)
        self._set(phase=Phase.CANDIDATE_QUESTIONS)
        return self.says(CueKind.INVITE_QUESTIONS)

    def closes(self) -> Step:
        """Thanks and good-bye."""
        self._set(phase=Phase.CLOSED, closed_at=self.now)
        return self.says(CueKind.CLOSING)

    def says(
        self, kind: CueKind, *, point: str | None = None, simpler: bool = False, aside: Aside | None = None
    ) -> Step:
        question = _current(self.state, self.plan)
        total = len(self.plan.questions)
        decision = Decision(
            kind=kind,
            question=question,
            point=point,
            utterance=self.utterance,
            number=min(self.state.question_index + 1, total),
            total=total,
            simpler=simpler,
            aside=aside,
            turn=self.state.candidate_turns,
        )
        return Step(
            state=self.state,
            decision=decision,
            question_id=None if self.asked is None or self.utterance is None else self.asked.id,
            asked_question_id=None if question is None else question.id,
            finished=self.state.phase is Phase.CLOSED,
        )

    def _set(self, **changes: Any) -> None:
        self.state = self.state.model_copy(update=changes)

    def _point_to_follow(self) -> ExpectedPoint | None:
        """The expected point that the answer says least of and that was not asked for yet."""
        if self.asked is None or self.state.follow_ups >= self.limits.follow_ups_per_question or not self._has_room():
            return None
        echoed = frozenset(content_stems(self.asked.text))
        open_points = [
            (coverage(point.text, point.aliases, self.state.answer, echoed), position, point)
            for position, point in enumerate(self.asked.expected_points)
            if point.text not in self.state.asked_points
        ]
        least = min(open_points, key=lambda entry: entry[:2], default=None)
        return least[2] if least is not None and least[0] < COVERED else None

    def _has_room(self) -> bool:
        """Whether a follow-up leaves turns and time for every question still to come."""
        to_come = len(self.plan.questions) - self.state.question_index - 1
        turns_left = self.limits.max_candidate_turns - self.state.candidate_turns
        ends_at = deadline(self.state, self.limits)
        time_left = timedelta() if ends_at is None else ends_at - self.now
        return turns_left > to_come + 1 and time_left > to_come * _LEAST_TIME_PER_QUESTION


def _current(state: InterviewState, plan: QuestionPlan) -> Question | None:
    """The question being asked, None outside the questions."""
    return plan.questions[state.question_index] if state.phase is Phase.QUESTION else None
