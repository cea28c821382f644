"""Talenti's words for interviews and invitations."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from shared.applications.models import Application
from shared.core.resource import Input, Instant, Resource
from shared.interviews.meetings import CallFacts
from shared.interviews.models import Interview, InterviewView, StatusWord
from shared.invitations.models import Invitation, InvitationStatus, Validation
from shared.ports.interviewing import Turn


class TalentiApplication(Resource):
    """The application that an interview or invitation is for."""

    job_role_id: str
    candidate_profile_id: str
    candidate_id: str
    status: str
    source: str | None
    source_batch_id: str | None
    source_channel: str | None
    profile_confirmed_at: Instant | None
    profile_review_status: str | None
    cover_letter: str | None
    created_at: Instant
    updated_at: Instant
    job_role: dict[str, Any]

    @classmethod
    def of(cls, application: Application, company_id: str, company: str | None) -> "TalentiApplication":
        """An application in these words. Sources and letters are kept of nobody."""
        return cls(
            id=application.id,
            job_role_id=application.job_id,
            candidate_profile_id=application.candidate_id,
            candidate_id=application.candidate_id,
            status=application.status,
            source=None,
            source_batch_id=None,
            source_channel=None,
            profile_confirmed_at=None,
            profile_review_status=None,
            cover_letter=None,
            created_at=application.created_at,
            updated_at=application.updated_at,
            job_role={
                "id": application.job_id,
                "title": application.job_title,
                "organisation": {"id": company_id, "name": company},
            },
        )


class TalentiInterview(InterviewView):
    """An interview with what its client noted of the call, and with its application."""

    call_connection_id: str | None
    server_call_id: str | None
    recording_id: str | None
    recording_started: bool
    recording_processed: bool
    recording_status: str | None
    recording_error: str | None
    recording_started_at: Instant | None
    recording_stopped_at: Instant | None
    recording_processed_at: Instant | None
    recording_url: str | None
    transcript_status: str | None
    anti_cheat_signals: list[Any]
    session_metadata: dict[str, Any] | None
    summary: str | None
    application: TalentiApplication | None

    @classmethod
    def of(
        cls, view: InterviewView, interview: Interview, application: TalentiApplication | None
    ) -> "TalentiInterview":
        """An interview in these words."""
        noted = {name: getattr(interview.call, name) for name in CallFacts.model_fields}
        seen = {name: getattr(view, name) for name in InterviewView.model_fields}
        return cls(**seen, **noted, application=application)


class TalentiInterviewChanges(Input):
    """What a client may note of an interview. When it began, ended and how long it took the server knows itself."""

    status: StatusWord | None = None
    scheduled_at: Instant | None = None
    call_connection_id: Annotated[str | None, Field(max_length=200)] = None
    server_call_id: Annotated[str | None, Field(max_length=2000)] = None
    recording_id: Annotated[str | None, Field(max_length=200)] = None
    recording_started: bool | None = None
    recording_processed: bool | None = None
    recording_status: Annotated[str | None, Field(max_length=60)] = None
    recording_error: Annotated[str | None, Field(max_length=2000)] = None
    recording_started_at: Instant | None = None
    recording_stopped_at: Instant | None = None
    recording_processed_at: Instant | None = None
    recording_url: Annotated[str | None, Field(max_length=2000)] = None
    transcript_status: Annotated[str | None, Field(max_length=60)] = None
    anti_cheat_signals: Annotated[list[Any] | None, Field(max_length=200)] = None
    session_metadata: dict[str, Any] | None = None
    summary: Annotated[str | None, Field(max_length=4000)] = None


class TalentiSegment(Turn):
    """A turn, in both of the words for what it says and when."""

    content: str
    created_at: Instant

    @classmethod
    def of(cls, turn: Turn) -> "TalentiSegment":
        """A turn in these words."""
        told = {name: getattr(turn, name) for name in Turn.model_fields}
        return cls(**told, content=turn.text, created_at=turn.at)


class TalentiInvitation(Invitation):
    """An invitation. The token goes to the candidate's mailbox alone: here it is null but on a local host."""

    plural: ClassVar[str] = "invitations"

    token: str | None
    profile_completion_required: bool
    invitation_kind: str

    @classmethod
    def of(cls, invitation: Invitation, token: str | None) -> "TalentiInvitation":
        """An invitation in these words."""
        told = {name: getattr(invitation, name) for name in Invitation.model_fields}
        return cls(**told, token=token, profile_completion_required=False, invitation_kind="interview")


class TalentiInvitationChanges(Input):
    """An invitation's new status: it can be revoked."""

    status: InvitationStatus | None = None


class TalentiJobRole(Resource):
    """The job that an invitation is for."""

    title: str
    description: str | None
    department: str | None
    organisation: dict[str, Any]


class TalentiValidation(Validation):
    """Whether a link is good, and what it is for. Everything else is null when it is not."""

    invitation: TalentiInvitation | None
    application: TalentiApplication | None
    jobRole: TalentiJobRole | None
    profile_completion_required: bool | None
    profile_confirmed: bool | None
    interview_unlocked: bool | None
