"""What a candidate's own client observes of them on video, added up with their consent.

Only what a camera shows is counted: a face in frame, looking away, more than one face, speaking. Nothing is inferred of
feelings or character, no picture is sent or kept, and no score knows of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from shared.audit.service import AuditLog
from shared.core.caller import Caller, Role
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden
from shared.core.holds import Holds
from shared.core.resource import Input, Instant, Resource
from shared.interviews.models import Interview, InterviewStatus
from shared.interviews.service import InterviewService
from shared.store.kinds import Kind
from shared.store.store import Change, Store, Stored

LEAST_SECONDS = 60
"""Of observation, below which nothing is said of it."""
NO_CONSENT = "The candidate has not consented to being observed. It never counts in a score."
NOT_ENABLED = "The interview was planned without video analysis. It never counts in a score."
NOT_OBSERVED = "The candidate's browser cannot tell where somebody looks. It never counts in a score."
TOO_SHORT = "Less than a minute was observed, which tells nothing. It never counts in a score."

Seconds = Annotated[float, Field(ge=0, le=60)]


class PresenceSignals(Input):
    """What was observed in the last `seconds`, and of these for how many. What a client cannot observe it leaves out.

    Without `consent` everything is forgotten.
    """

    consent: bool
    seconds: Seconds = 0
    face_in_frame: Seconds | None = None
    looking_away: Seconds | None = None
    more_than_one_face: Seconds | None = None
    speaking: Seconds | None = None

    @model_validator(mode="after")
    def _within_the_time(self) -> "PresenceSignals":
        parts = (self.face_in_frame, self.looking_away, self.more_than_one_face, self.speaking)
        if max(part or 0 for part in parts) > self.seconds:
            raise ValueError("nothing lasts longer than the observed seconds")
        return self


class Presence(Resource):
    """What was observed of an interview, in seconds; the id is the interview's. None: it could not be observed."""

    plural: ClassVar[str] = "presences"

    consented_at: Instant
    withdrawn_at: Instant | None = None
    seconds: float
    face_in_frame: float | None
    looking_away: float | None
    more_than_one_face: float | None
    speaking: float | None

    def share(self, signal: str) -> float | None:
        """The share of the observed time, 0 to 1; None if the client could not observe it."""
        observed: float | None = getattr(self, signal)
        if observed is None:
            return None
        return round(observed / self.seconds, 3) if self.seconds else 0.0

    @property
    def is_enough(self) -> bool:
        """Whether it was long enough to say anything."""
        return self.seconds >= LEAST_SECONDS

    @property
    def attention(self) -> float | None:
        """The share of the observed time in which a face was in frame and did not look away, 0 to 1; None if the
        client could not observe both."""
        in_frame, away = self.share("face_in_frame"), self.share("looking_away")
        return None if in_frame is None or away is None else max(0.0, round(in_frame - away, 3))

    def in_words(self) -> str:
        """The observation as a sentence."""
        shares = ((self.share(signal), words) for signal, words in _WORDS.items())
        parts = [f"{share:.0%} {words}" for share, words in shares if share is not None]
        seen = f"Observed with consent for {self.seconds / 60:.1f} minutes: {', '.join(parts) or 'nothing'}"
        return f"{seen}. It never counts in a score."


_WORDS = {
    "face_in_frame": "in frame",
    "looking_away": "looking away",
    "more_than_one_face": "with more than one face",
    "speaking": "speaking",
}

PRESENCE: Kind[Presence] = Kind(name="presence", model=Presence)


@dataclass(frozen=True, slots=True)
class PresenceService:
    """The observations of every company's interviews."""

    store: Store
    interviews: InterviewService
    audit: AuditLog
    now: Clock
    holds: Holds

    def observe(self, caller: Caller, interview_id: str, signals: PresenceSignals) -> Presence | None:
        """Add what the candidate's client observed; or forget everything, if they do not consent (any more). What a
        legal hold keeps is shown to nobody.

        Raises:
            NotFound: it is not the candidate's interview.
            Forbidden: somebody else than the candidate, or (code `not_enabled`) it was planned without.
            Conflict: the interview is not in progress, or two windows observe at once.
        """
        interview = self.interviews.stored(caller, interview_id).entity
        if caller.role is not Role.CANDIDATE:
            raise Forbidden("Only the candidate's own client observes, with their consent.")
        stored = self.store.find(caller.company_id, PRESENCE, interview.id)
        change = self.store.change(caller.company_id)
        if not signals.consent:
            if stored is not None:
                self._withdraw(change, caller, interview, stored)
                change.commit()
            return None
        if not interview.enable_video_analysis:
            raise Forbidden("This interview was planned without video analysis.", code="not_enabled")
        if interview.status is not InterviewStatus.IN_PROGRESS or interview.started_at is None:
            raise Conflict(f"The interview is {interview.status}.", code="not_in_progress")
        now = self.now()
        before = stored.entity if stored else _nothing_yet(interview.id, now)
        most = (now - interview.started_at).total_seconds() + 60
        if before.seconds + signals.seconds > most:
            raise Conflict("More was observed than the interview has lasted.", code="too_much")
        added = {name: _sum(getattr(before, name), getattr(signals, name)) for name in _COUNTED}
        presence = before.model_copy(update={**added, "withdrawn_at": None})
        if stored is None:
            change.add(PRESENCE, presence)
            self.audit.record(change, caller, "CONSENT_TO_VIDEO", "Interview", interview.id)
        else:
            change.replace(PRESENCE, stored, presence)
        change.commit()
        return presence

    def _withdraw(self, change: Change, caller: Caller, interview: Interview, stored: Stored[Presence]) -> None:
        """Forget what was observed, or hide it while a legal hold keeps it."""
        if self.holds.is_on(caller.company_id, interview.candidate_id):
            change.replace(PRESENCE, stored, stored.entity.model_copy(update={"withdrawn_at": self.now()}))
        else:
            change.remove(PRESENCE, stored)
        self.audit.record(change, caller, "WITHDRAW_VIDEO_CONSENT", "Interview", interview.id)

    def of(self, company_id: str, interview_id: str, *, enabled: bool) -> tuple[Presence | None, str | None]:
        """What was observed, or None and the reason."""
        if not enabled:
            return None, NOT_ENABLED
        stored = self.store.find(company_id, PRESENCE, interview_id)
        if stored is None or stored.entity.withdrawn_at is not None:
            return None, NO_CONSENT
        return (stored.entity, None) if stored.entity.is_enough else (None, TOO_SHORT)


_COUNTED = ("seconds", *_WORDS)


def _nothing_yet(interview_id: str, now: datetime) -> Presence:
    return Presence(id=interview_id, consented_at=now, seconds=0, **dict.fromkeys(_WORDS))


def _sum(before: float | None, more: float | None) -> float | None:
    return before if more is None else round((before or 0) + more, 2)
