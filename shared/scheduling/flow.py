"""The way of a round, as pure functions: proposed → confirmed → scheduled → in progress → completed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.core.errors import Conflict
from shared.interviews.meetings import Meeting, Outcome
from shared.interviews.models import Interview, InterviewStatus

S = InterviewStatus

NEXT: dict[InterviewStatus, frozenset[InterviewStatus]] = {
    S.PROPOSED: frozenset({S.PROPOSED, S.CONFIRMED, S.SCHEDULED, S.COMPLETED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.PROPOSED, S.SCHEDULED, S.IN_PROGRESS, S.COMPLETED, S.NO_SHOW, S.CANCELLED}),
    S.SCHEDULED: frozenset({S.PROPOSED, S.SCHEDULED, S.IN_PROGRESS, S.COMPLETED, S.NO_SHOW, S.CANCELLED}),
    S.IN_PROGRESS: frozenset({S.COMPLETED, S.CANCELLED}),
    S.NO_SHOW: frozenset({S.PROPOSED, S.SCHEDULED, S.IN_PROGRESS, S.COMPLETED, S.CANCELLED}),
    S.COMPLETED: frozenset(),
    S.CANCELLED: frozenset(),
}
"""Where a round can go from where it is. It may be held after a no-show, or
at a time that nobody wrote down: people know better than clocks."""

_AFTER: dict[Outcome | None, frozenset[Outcome]] = {
    None: frozenset(Outcome),
    Outcome.PASSED: frozenset({Outcome.SELECTED}),
    Outcome.REJECTED: frozenset(),
    Outcome.SELECTED: frozenset(),
}
"""What can be decided after what. Hiring may begin after the last round was passed."""


def moved(interview: Interview, status: InterviewStatus, at: datetime, **changes: Any) -> Interview:
    """The round in another status, with these changes.

    Raises:
        Conflict: it cannot go there from where it is (code: where it is).
    """
    if status not in NEXT[interview.status]:
        raise Conflict(f"The interview is {in_words(interview.status)}.", code=interview.status)
    return interview.model_copy(update={"status": status, "updated_at": at, **changes})


def decided(interview: Interview, outcome: Outcome, at: datetime) -> Interview:
    """The round as it is when somebody has decided: held, or, if rejected before its time, called off.

    Raises:
        Conflict: it was decided already (code `decided`), was called off, or is led by the AI and has not been held.
    """
    before = interview.decision.outcome if interview.decision else None
    if outcome not in _AFTER[before]:
        raise Conflict(f"It was decided already: {before}.", code="decided")
    if interview.status is S.COMPLETED:
        return interview
    led_by_ai = interview.meeting is None
    if led_by_ai and outcome is not Outcome.REJECTED:
        raise Conflict("The interview has not been held.", code=interview.status)
    if outcome is Outcome.REJECTED and (led_by_ai or not _has_begun(interview, at)):
        return moved(interview, S.CANCELLED, at)
    return moved(interview, S.COMPLETED, at, ended_at=interview.ended_at or at)


def ends_at(interview: Interview, meeting: Meeting) -> datetime | None:
    """When a round is planned to end; None while it has no time."""
    start = interview.scheduled_at
    return None if start is None else start + timedelta(minutes=meeting.duration_minutes)


def reminders_after(start: datetime, at: datetime, minutes_before: Sequence[int]) -> list[int]:
    """The reminders that are still to come for a round that is arranged now, the earliest first."""
    return [minutes for minutes in sorted(minutes_before, reverse=True) if start - timedelta(minutes=minutes) > at]


def in_words(status: InterviewStatus) -> str:
    """A status in a sentence."""
    return str(status.value).replace("_", " ")


def _has_begun(interview: Interview, at: datetime) -> bool:
    if interview.status in {S.IN_PROGRESS, S.COMPLETED}:
        return True
    return interview.status in {S.SCHEDULED, S.CONFIRMED, S.NO_SHOW} and (interview.scheduled_at or at) <= at
