"""The conversation of an interview: each turn is one transaction, so it is kept whole, once, and in order."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.audit.service import AuditLog
from shared.core import telemetry
from shared.core.caller import Caller, system_caller
from shared.core.clock import Clock
from shared.core.errors import Conflict
from shared.core.ids import new_id
from shared.interviews.machine import Step, advance, begin, close, deadline, is_overdue
from shared.interviews.models import (
    INTERVIEW,
    TURN,
    ChatReply,
    ChatTurn,
    Interview,
    InterviewStatus,
    ScoreInterview,
    ScoringStatus,
)
from shared.interviews.service import InterviewService, event_subject
from shared.ports.engine import Engine
from shared.ports.interviewing import Interviewer, Speaker, Turn
from shared.ports.spending import Usage
from shared.store.store import Store, Stored
from shared.usage.models import Purpose
from shared.usage.service import UsageService
from shared.webhooks.events import EventPublisher
from shared.webhooks.models import WebhookEvent

_MESSAGES_REMEMBERED = 30
_ANSWER_REMEMBERED = 6000


@dataclass(frozen=True, slots=True)
class ConversationService:
    """Takes the candidates' turns and gives the interviewer's."""

    store: Store
    interviews: InterviewService
    interviewer: Interviewer
    events: EventPublisher
    audit: AuditLog
    now: Clock
    usage: UsageService

    def take(self, caller: Caller, turn: ChatTurn) -> ChatReply:
        """Take what the candidate says next and answer; with nothing said, begin or resume.

        Raises:
            NotFound: the candidate has no such interview.
            Forbidden: the caller is not its candidate.
            Conflict: the interview is over, or another window spoke first (code `out_of_date`): read the transcript.
        """
        stored = self.interviews.taken(caller, turn.interview_id)
        try:
            return self._take(caller, stored, turn)
        except Conflict as conflict:
            # The same request may have been sent twice at once: it did not lose against another one.
            interview = self.interviews.stored(caller, turn.interview_id).entity
            if conflict.code == "out_of_date" and turn.said() is None:
                return self._resume(caller, interview)
            if turn.message_id and turn.message_id in interview.recent_message_ids:
                return self._as_before(caller, interview, turn.message_id)
            raise

    def finish(self, caller: Caller, interview_id: str) -> Interview:
        """End an interview before its time: the candidate leaves, or a recruiter closes it. Quiet if it is over.

        Raises:
            NotFound: no such interview.
            Conflict: it has not begun, or was called off (code `interview_over`).
        """
        stored = self.interviews.stored(caller, interview_id)
        if stored.entity.status is InterviewStatus.COMPLETED:
            return stored.entity
        if stored.entity.status is InterviewStatus.CANCELLED:
            raise Conflict("The interview was called off.", code="interview_over")
        step = close(stored.entity.state, stored.entity.plan, stored.entity.limits, self.now())
        return self._commit(caller, stored, step, None, None)[0]

    def close_overdue(self, company_id: str, tell_end: Callable[[str], None]) -> int:
        """End the interviews whose time is up, and tell of each by its id. Returns how many."""
        closed = 0
        for listed in self.store.each(company_id, INTERVIEW, "status", (InterviewStatus.IN_PROGRESS,)):
            if is_overdue(listed.state, listed.limits, self.now()):
                try:
                    self.finish(system_caller(company_id), listed.id)
                    tell_end(listed.id)
                    closed += 1
                except Conflict:
                    continue
        return closed

    def _take(self, caller: Caller, stored: Stored[Interview], turn: ChatTurn) -> ChatReply:
        interview = stored.entity
        if turn.message_id and turn.message_id in interview.recent_message_ids:
            return self._as_before(caller, interview, turn.message_id)
        said = turn.said()
        if interview.status is InterviewStatus.SCHEDULED:
            return self._begin(caller, stored, said if said and said.strip() else None, turn.message_id)
        if said is None:
            return self._resume(caller, interview)
        if repeated := self._repeated(caller, interview, turn, said):
            return repeated
        if interview.status is not InterviewStatus.IN_PROGRESS:
            raise Conflict(f"The interview is {interview.status}.", code="interview_over")
        step = advance(interview.state, interview.plan, interview.limits, said, self.now())
        return self._reply(*self._commit(caller, stored, step, said, turn.message_id))

    def _begin(self, caller: Caller, stored: Stored[Interview], said: str | None, message_id: str | None) -> ChatReply:
        now = self.now()
        interview = stored.entity.model_copy(update={"status": InterviewStatus.IN_PROGRESS, "started_at": now})
        step = begin(interview.plan, interview.limits, now)
        begun = Stored(interview, stored.etag)
        return self._reply(*self._commit(caller, begun, step, said, message_id, before=stored))

    def _commit(
        self,
        caller: Caller,
        stored: Stored[Interview],
        step: Step,
        said: str | None,
        message_id: str | None,
        *,
        before: Stored[Interview] | None = None,
    ) -> tuple[Interview, list[Turn], Usage]:
        """Write one step: the turns, the interview after them, what they cost, and at the end the task to score it."""
        telemetry.note(interview=stored.entity.id)
        before_usage = stored.entity.usage
        with self.usage.metered(caller.company_id, f"interview {stored.entity.id}", before_usage) as meter:
            turns = self._turns(stored.entity, step, said, message_id)
        turns[-1] = turns[-1].model_copy(update={"engine": meter.answered_by or self.interviewer.engine})
        after = self._after(stored.entity, step, len(turns), message_id)
        after = after.model_copy(update={"usage": before_usage + meter.usage})
        change = self.store.change(caller.company_id)
        for turn in turns:
            change.add(TURN, turn)
        change.replace(INTERVIEW, before or stored, after)
        self.usage.record(change, meter, Purpose.INTERVIEW)
        if step.finished:
            change.send(ScoreInterview(id=new_id(), company_id=caller.company_id, interview_id=after.id))
            self.events.emit(change, WebhookEvent.INTERVIEW_COMPLETED, **event_subject(after))
            self.audit.record(change, caller, "COMPLETE_INTERVIEW", "Interview", after.id)
        elif before is not None:
            self.audit.record(change, caller, "START_INTERVIEW", "Interview", after.id)
        try:
            change.commit()
        except Conflict:
            self.usage.keep(caller.company_id, meter, Purpose.INTERVIEW)
            raise Conflict(
                "Another window spoke first. Read the transcript and go on from there.", code="out_of_date"
            ) from None
        telemetry.count("talenti.turns", len(turns))
        return after, turns, meter.usage

    def _turns(self, interview: Interview, step: Step, said: str | None, message_id: str | None) -> list[Turn]:
        """The candidate's turn, if they said something, and the interviewer's."""
        turns = []
        if said is not None:
            turns.append(self._turn(interview, 1, Speaker.CANDIDATE, said, step.question_id, None, message_id))
        words = self.interviewer.word(
            step.decision.cue(
                job_title=interview.job_title,
                company=interview.company_name,
                candidate_name=interview.candidate_name.split(" ")[0] or None,
                assessed=[dimension.name for dimension in interview.rubric.dimensions],
                plain=interview.accommodations.simple_wording,
            )
        )
        kind = step.decision.kind
        turns.append(self._turn(interview, len(turns) + 1, Speaker.AI, words, step.asked_question_id, kind, message_id))
        return turns

    def _after(self, interview: Interview, step: Step, turns: int, message_id: str | None) -> Interview:
        """The interview after a step that took so many turns."""
        now = self.now()
        state = step.state.model_copy(update={"answer": step.state.answer[-_ANSWER_REMEMBERED:]})
        remembered = [*interview.recent_message_ids, *([message_id] if message_id else [])]
        update = {
            "state": state,
            "turn_count": interview.turn_count + turns,
            "recent_message_ids": remembered[-_MESSAGES_REMEMBERED:],
            "updated_at": now,
        }
        if step.finished:
            update |= {
                "status": InterviewStatus.COMPLETED,
                "scoring_status": ScoringStatus.PENDING,
                "ended_at": now,
            }
        return interview.model_copy(update=update)

    def _repeated(self, caller: Caller, interview: Interview, turn: ChatTurn, said: str) -> ChatReply | None:
        """The answer to a turn that was taken before, told by the client's history; None if it is new.

        Raises:
            Conflict: the client answers a question that another window has answered.
        """
        if turn.after is not None and turn.after != interview.turn_count:
            raise self._out_of_date(interview)
        seen = turn.said_before()
        if seen is None:
            return None
        turns = self._held(caller, interview)
        theirs = [number for number, one in enumerate(turns) if one.speaker is Speaker.CANDIDATE]
        if len(theirs) <= seen:
            return None
        if len(theirs) == seen + 1 and turns[theirs[seen]].text == said:
            return self._reply(interview, turns[theirs[seen] :])
        raise self._out_of_date(interview)

    def _as_before(self, caller: Caller, interview: Interview, message_id: str) -> ChatReply:
        turns = self._held(caller, interview)
        return self._reply(interview, [turn for turn in turns if turn.message_id == message_id])

    def _resume(self, caller: Caller, interview: Interview) -> ChatReply:
        return self._reply(interview, self._held(caller, interview)[-1:])

    def _held(self, caller: Caller, interview: Interview) -> list[Turn]:
        """The turns of the conversation itself, without what clients reported of a call."""
        turns = self.store.children(caller.company_id, TURN, interview.id)
        return [turn for turn in turns if not turn.reported]

    def _out_of_date(self, interview: Interview) -> Conflict:
        return Conflict(
            f"The interview has moved on to turn {interview.turn_count} in another window. "
            "Read the transcript and go on from there.",
            code="out_of_date",
        )

    def _turn(
        self,
        interview: Interview,
        offset: int,
        speaker: Speaker,
        text: str,
        question_id: str | None,
        cue: str | None,
        message_id: str | None,
    ) -> Turn:
        return Turn(
            id=new_id(),
            interview_id=interview.id,
            sequence=interview.turn_count + offset,
            speaker=speaker,
            text=text,
            question_id=question_id,
            cue=cue,
            message_id=message_id,
            at=self.now(),
        )

    def _reply(self, interview: Interview, turns: list[Turn], usage: Usage | None = None) -> ChatReply:
        asked = next((turn for turn in reversed(turns) if turn.speaker is Speaker.AI), None)
        reply = asked.text if asked else ""
        engine: Engine = asked.engine if asked and asked.engine else self.interviewer.engine
        in_progress = interview.status is InterviewStatus.IN_PROGRESS
        return ChatReply(
            interview_id=interview.id,
            reply=reply,
            message=reply,
            sequence=turns[-1].sequence if turns else interview.turn_count,
            turns=turns,
            status=interview.status,
            question_number=min(interview.state.question_index + 1, interview.question_count),
            question_count=interview.question_count,
            deadline_at=deadline(interview.state, interview.limits) if in_progress else None,
            finished=interview.status is InterviewStatus.COMPLETED,
            usage_tokens=usage.tokens if usage and usage.calls else None,
            engine=engine.name,
            degraded=engine.degraded,
        )
