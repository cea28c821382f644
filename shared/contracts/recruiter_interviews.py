"""Recruiter's words for interviews, with their job and candidate inside."""

from collections.abc import Sequence
from typing import Any, ClassVar

from shared.core.resource import Instant, Resource, Value
from shared.interviews.models import InterviewFacts, InterviewStatus, InterviewView
from shared.interviews.presence import Presence
from shared.ports.interviewing import Turn

NO_RECORDING = "No video of this interview was recorded."


class RecruiterJob(Resource):
    """The job of an interview, by the title that it had."""

    title: str


class RecruiterCandidate(Resource):
    """The candidate of an interview, by the name and address that they had."""

    full_name: str
    email: str | None


class RecruiterInterview(Resource):
    """An interview in a list."""

    plural: ClassVar[str] = "interviews"

    job: RecruiterJob | None
    candidate: RecruiterCandidate
    interview_type: str
    status: InterviewStatus
    scheduled_at: Instant | None
    started_at: Instant | None
    ended_at: Instant | None
    difficulty: str
    duration_minutes: int
    enable_video_analysis: bool
    enable_recording: bool
    interview_link: str
    created_at: Instant

    @classmethod
    def of(cls, view: InterviewView) -> "RecruiterInterview":
        """An interview in these words."""
        return cls(**_facts(view))


class RecruiterPlanned(RecruiterInterview):
    """An interview that was planned just now. The token is mailed to the candidate, and to nobody else."""

    invite_token: str | None

    @classmethod
    def planned(cls, view: InterviewView, invite_token: str | None) -> "RecruiterPlanned":
        """An interview in these words, with the token if it may be shown."""
        return cls(**_facts(view), invite_token=invite_token)


class RecruiterUtterance(Value):
    """One turn of the conversation."""

    timestamp: Instant
    speaker: str
    text: str


class RecruiterInterviewDetail(RecruiterInterview):
    """An interview with what was said. What is not there is null, and a sentence says why."""

    full_transcript: list[RecruiterUtterance]
    video_recording_url: str | None
    video_recording_reason: str | None
    body_language_analysis: dict[str, Any] | None
    body_language_reason: str | None

    @classmethod
    def detailed(
        cls,
        view: InterviewView,
        turns: Sequence[Turn],
        recording_url: str | None,
        presence: Presence | None,
        reason: str | None,
    ) -> "RecruiterInterviewDetail":
        """An interview in these words."""
        said = [RecruiterUtterance(timestamp=turn.at, speaker=turn.speaker, text=turn.text) for turn in turns]
        return cls(
            **_facts(view),
            full_transcript=said,
            video_recording_url=recording_url,
            video_recording_reason=None if recording_url else NO_RECORDING,
            body_language_analysis=_observed(presence) if presence else None,
            body_language_reason=reason,
        )


def _observed(presence: Presence) -> dict[str, Any]:
    signals = ("face_in_frame", "looking_away", "more_than_one_face", "speaking")
    shares = {f"{signal}_share": presence.share(signal) for signal in signals}
    return {"observed_seconds": presence.seconds, **shares, "summary": presence.in_words()}


def _facts(view: InterviewView) -> dict[str, Any]:
    same = ("id", "interview_type", "status", "scheduled_at", "started_at", "ended_at", "difficulty", "created_at")
    named = InterviewFacts.model_fields.keys() & {*same, "enable_video_analysis", "enable_recording"}
    return {
        **{name: getattr(view, name) for name in named},
        "interview_link": view.interview_link,
        "duration_minutes": view.meeting.duration_minutes if view.meeting else int(view.max_minutes),
        "job": RecruiterJob(id=view.job_id, title=view.job_title) if view.job_id else None,
        "candidate": RecruiterCandidate(
            id=view.candidate_id, full_name=view.candidate_name, email=view.candidate_email
        ),
    }
