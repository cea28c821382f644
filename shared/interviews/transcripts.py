"""Transcripts: what was said, in order; what a client adds of a call, and what people correct."""

from dataclasses import dataclass

from shared.audit.service import AuditLog
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, NotFound, Stale
from shared.core.ids import is_repeated, new_id
from shared.core.page import Page
from shared.interviews.models import INTERVIEW, TURN, Interview
from shared.interviews.service import InterviewService
from shared.interviews.transcript_models import SegmentDraft, TranscriptQuery, TurnCorrection
from shared.ports.interviewing import Correction, LastCorrection, Turn
from shared.store.store import Store, Stored

MOST_TURNS = 2000
_TRIES = 4


@dataclass(frozen=True, slots=True)
class TranscriptService:
    """The transcripts of every company's interviews."""

    store: Store
    interviews: InterviewService
    audit: AuditLog
    now: Clock

    def page(self, caller: Caller, interview_id: str, query: TranscriptQuery) -> Page[Turn]:
        """The turns of an interview so far, or those after a `sequence`, all at once. Raises NotFound."""
        transcript = self.interviews.transcript(caller, interview_id, query.after)
        turns = tuple(transcript.transcripts)
        beside = {"interview_id": transcript.interview_id}
        return Page(turns, transcript.total, 0, max(len(turns), 1), None, Turn.plural, beside)

    def add(self, caller: Caller, interview_id: str, segment: SegmentDraft) -> Turn:
        """Keep what a client heard in a call.

        Words that the conversation has already get their times from it. Anything else becomes a turn that is marked as
        reported: it is shown, and it is neither part of the conversation nor ever scored.

        Raises:
            NotFound: no such interview of the company's, or of the candidate's.
            Conflict: the transcript is as long as one may be, or others wrote it at the same time.
        """
        turn_id = new_id()
        for _ in range(_TRIES):
            stored = self.interviews.found(caller, interview_id)
            turns = self.store.children(caller.company_id, TURN, interview_id)
            try:
                if is_repeated() and (kept := next((one for one in turns if _is_kept(one, turn_id, segment)), None)):
                    return kept
                same = next((turn for turn in turns if _is_untimed(turn, segment)), None)
                return self._timed(caller, same, segment) if same else self._reported(caller, stored, turn_id, segment)
            except Stale:
                continue
        raise Conflict("The interview is being written by others. Try again.", code="busy")

    def correct(self, caller: Caller, interview_id: str, turn_id: str, correction: TurnCorrection) -> Turn:
        """Put right what a turn says. What was written down first is kept beside the last correction, with who, when
        and why; the log tells of each. A score that was made before tells of it.

        Raises:
            NotFound: no such interview of the company's, or no such turn.
            Conflict: others wrote the interview at the same time.
        """
        for _ in range(_TRIES):
            interview = self.interviews.found(caller, interview_id)
            turns = self.store.children(caller.company_id, TURN, interview_id)
            listed = next((turn for turn in turns if turn.id == turn_id), None)
            stored = self.store.find(caller.company_id, TURN, interview_id, f"{listed.sequence:06}") if listed else None
            if stored is None:
                raise NotFound("No such turn.")
            try:
                return self._corrected(caller, interview, stored, correction)
            except Stale:
                continue
        raise Conflict("The interview is being written by others. Try again.", code="busy")

    def _corrected(
        self, caller: Caller, interview: Stored[Interview], stored: Stored[Turn], correction: TurnCorrection
    ) -> Turn:
        before, now = stored.entity, self.now()
        corrected = before.model_copy(
            update={
                "text": correction.content,
                "original": before.text if before.original is None else before.original,
                "correction": Correction(
                    by_user_id=caller.user_id, by_name=caller.name, at=now, reason=correction.reason
                ),
            }
        )
        change = self.store.change(caller.company_id)
        change.replace(TURN, stored, corrected)
        if not before.reported:
            noted = {"last_correction": LastCorrection(turn_id=before.id, at=now), "updated_at": now}
            change.replace(INTERVIEW, interview, interview.entity.model_copy(update=noted))
        self.audit.record(
            change,
            caller,
            "CORRECT_TRANSCRIPT",
            "Interview",
            before.interview_id,
            changes={"turn_id": before.id, "sequence": before.sequence, "reason": correction.reason},
            before={},
            personal={"reason"},
        )
        change.commit()
        return corrected

    def _timed(self, caller: Caller, turn: Turn, segment: SegmentDraft) -> Turn:
        stored = self.store.get(caller.company_id, TURN, turn.interview_id, f"{turn.sequence:06}")
        times = {"start_time_ms": segment.start_time_ms, "end_time_ms": segment.end_time_ms}
        timed = stored.entity.model_copy(update=times)
        change = self.store.change(caller.company_id)
        change.replace(TURN, stored, timed)
        change.commit()
        return timed

    def _reported(self, caller: Caller, stored: Stored[Interview], turn_id: str, segment: SegmentDraft) -> Turn:
        interview = stored.entity
        if interview.turn_count >= MOST_TURNS:
            raise Conflict(f"A transcript has at most {MOST_TURNS} turns.", code="too_long")
        turn = Turn(
            id=turn_id,
            interview_id=interview.id,
            sequence=interview.turn_count + 1,
            speaker=segment.speaker,
            text=segment.content,
            question_id=None,
            cue=None,
            message_id=None,
            at=self.now(),
            start_time_ms=segment.start_time_ms,
            end_time_ms=segment.end_time_ms,
            reported=True,
        )
        change = self.store.change(caller.company_id)
        change.add(TURN, turn)
        after = interview.model_copy(update={"turn_count": turn.sequence, "updated_at": self.now()})
        change.replace(INTERVIEW, stored, after)
        change.commit()
        return turn


def _is_kept(turn: Turn, turn_id: str, segment: SegmentDraft) -> bool:
    """Whether an earlier run of this request made the turn, or gave it its times."""
    times = (segment.start_time_ms, segment.end_time_ms)
    timed = segment.start_time_ms is not None and (turn.start_time_ms, turn.end_time_ms) == times
    return turn.id == turn_id or (timed and turn.speaker is segment.speaker and turn.text.strip() == segment.content)


def _is_untimed(turn: Turn, segment: SegmentDraft) -> bool:
    """Whether the segment is this turn of the conversation, whose times nobody has told yet."""
    timed = turn.reported or turn.start_time_ms is not None or segment.start_time_ms is None
    return not timed and turn.speaker is segment.speaker and turn.text.strip() == segment.content
