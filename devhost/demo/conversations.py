"""Takes interviews in the candidates' place, with the words of their scripts."""

from collections.abc import Sequence
from datetime import timedelta

from devhost.demo.clock import TurnableClock
from devhost.demo.story import Script
from shared.app import App
from shared.core.caller import Caller
from shared.core.errors import Conflict
from shared.interviews.machine import Phase
from shared.interviews.models import ChatTurn, Interview, InterviewStatus
from shared.ports.interviewing import CueKind, Speaker, Turn

_ASKED_BACK = {CueKind.FOLLOW_UP, CueKind.REDIRECT, CueKind.REPEAT, CueKind.SILENCE}
_NO_MORE = "That is everything I can say about it."
_GOODBYE = "No, that is all. Thank you."
_THINKING = timedelta(seconds=15)
_PER_WORD = timedelta(seconds=0.45)
_MOST_TURNS = 80


def take_interview(app: App, clock: TurnableClock, candidate: Caller, interview_id: str, script: Script) -> None:
    """Take an interview to its end, from wherever it stands: nothing is remembered but the transcript."""
    for _ in range(_MOST_TURNS):
        interview = app.interviews.stored(candidate, interview_id).entity
        if interview.status not in {InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS}:
            return
        try:
            _take_turn(app, clock, candidate, interview, script)
        except Conflict:
            continue  # the host's timer closed it, or another window spoke: look again


def _take_turn(app: App, clock: TurnableClock, candidate: Caller, interview: Interview, script: Script) -> None:
    if interview.status is InterviewStatus.SCHEDULED:
        app.conversation.take(candidate, ChatTurn(interview_id=interview.id))
        return
    turns = app.interviews.transcript(candidate, interview.id).transcripts
    said = sum(turn.speaker is Speaker.CANDIDATE for turn in turns)
    if script.leaves_after is not None and said >= script.leaves_after:
        clock.time = turns[-1].at + _THINKING
        app.conversation.finish(candidate, interview.id)
        return
    words = next_words(script, turns, interview.state.phase, interview.state.question_index)
    clock.time = turns[-1].at + _THINKING + _PER_WORD * len(words.split())
    app.conversation.take(candidate, ChatTurn(interview_id=interview.id, message=words, after=interview.turn_count))


def next_words(script: Script, turns: Sequence[Turn], phase: Phase, question_index: int) -> str:
    """What the candidate says to the last of the turns."""
    cue = turns[-1].cue
    if phase is Phase.CANDIDATE_QUESTIONS:
        return script.asks if cue == CueKind.INVITE_QUESTIONS else _GOODBYE
    if cue in _ASKED_BACK:
        asked_back = sum(turn.cue in _ASKED_BACK for turn in turns)
        return script.more[asked_back - 1] if asked_back <= len(script.more) else _NO_MORE
    return script.answers[question_index] if question_index < len(script.answers) else script.otherwise
