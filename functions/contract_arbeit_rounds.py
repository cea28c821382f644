"""Arbeit's rounds. Recruiter's clients plan their interviews at one of its addresses."""

from shared.bootstrap import get_app
from shared.contracts.arbeit_rounds import (
    ArbeitHired,
    ArbeitHistory,
    ArbeitInterview,
    ArbeitInvite,
    ArbeitPassed,
    ArbeitRejected,
    InterviewRequest,
)
from shared.contracts.recruiter_interviews import RecruiterPlanned
from shared.core.caller import Permission
from shared.core.errors import Conflict, Forbidden, Invalid, NotFound
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.interviews.meetings import Outcome
from shared.interviews.models import InterviewStatus
from shared.invitations.models import InvitationDraft
from shared.scheduling.models import Booking, Hire, Invite, Pass, Verdict

bp = Blueprint("Arbeit", get_app)

PLAN = requires(Permission.INTERVIEWS_MANAGE)
DECIDE = requires(Permission.APPLICATIONS_MOVE)


@bp.http("POST /api/interviews", access=PLAN, status=201, raises=(Conflict, NotFound))
def plan_arbeit_interview(call: Call, body: InterviewRequest) -> ArbeitInterview | RecruiterPlanned:
    """Propose times for a round that a person leads; without times, as Recruiter's clients do, plan one with the AI."""
    draft = body.round_draft()
    if draft is None:
        return _planned_with_ai(call, body)
    return ArbeitInterview.of(call.app.rounds.plan(call.caller, draft), "Interview planned successfully")


@bp.http(
    "POST /api/interviews/{interview_id}/book-slot",
    access=requires(Permission.INTERVIEW_TAKE, Permission.INTERVIEWS_MANAGE),
    raises=(Conflict,),
)
def book_arbeit_slot(call: Call, interview_id: str, body: Booking) -> ArbeitInterview:
    """Choose one of the proposed times; with `confirmed` false, give it back."""
    booked = call.app.rounds.book(call.caller, interview_id, body)
    is_booked = booked.status is not InterviewStatus.PROPOSED
    return ArbeitInterview.of(booked, "Slot booked successfully" if is_booked else "No slot is booked")


@bp.http("POST /api/interviews/{interview_id}/send-invite", access=PLAN, raises=(Conflict,))
def send_arbeit_invite(call: Call, interview_id: str, body: Invite) -> ArbeitInvite:
    """Mail the invitation with its link and calendar file; while no time is booked, ask again to choose one."""
    invited, told = call.app.rounds.invite(call.caller, interview_id, body)
    return ArbeitInvite(
        message="Interview invitation sent successfully" if told else "The candidate has no e-mail address",
        interview_id=invited.id,
        email_sent=told,
        calendar_event_created=body.auto_create_calendar_event and invited.scheduled_at is not None,
    )


@bp.http("POST /api/interviews/{interview_id}/move-to-next-round", access=DECIDE, raises=(Conflict, Forbidden))
def pass_arbeit_round(call: Call, interview_id: str, body: Pass | None) -> ArbeitPassed:
    """Pass the round. The next one is planned when its times are proposed."""
    return ArbeitPassed.of(call.app.decisions.decide(call.caller, interview_id, Outcome.PASSED, body or Pass()))


@bp.http("POST /api/interviews/{interview_id}/reject", access=DECIDE, raises=(Conflict, Forbidden))
def reject_arbeit_candidate(call: Call, interview_id: str, body: Verdict | None) -> ArbeitRejected:
    """Reject the candidate in this round."""
    return ArbeitRejected.of(call.app.decisions.decide(call.caller, interview_id, Outcome.REJECTED, body or Verdict()))


@bp.http("POST /api/interviews/{interview_id}/initiate-hiring", access=DECIDE, raises=(Conflict, Forbidden))
def hire_arbeit_candidate(call: Call, interview_id: str, body: Hire | None) -> ArbeitHired:
    """Begin hiring after the last round that was passed, with an offer."""
    return ArbeitHired.of(call.app.decisions.decide(call.caller, interview_id, Outcome.SELECTED, body or Hire()))


@bp.http("GET /api/candidates/{candidate_id:guid}/interview-history", access=requires(Permission.INTERVIEWS_VIEW))
def get_arbeit_history(call: Call, candidate_id: str) -> ArbeitHistory:
    """List the rounds of a candidate."""
    return ArbeitHistory.of(call.app.decisions.history(call.caller, candidate_id))


def _planned_with_ai(call: Call, body: InterviewRequest) -> RecruiterPlanned:
    """Plan an interview, and mail the candidate their link if they have an address.

    Its token is the mailbox's: only a local host shows it.
    """
    app, caller = call.app, call.caller
    candidate_id = body.candidate_id
    if body.application_id:
        candidate_id = app.applications.get(caller, body.application_id).candidate_id
    if candidate_id is None:
        raise Invalid.field("candidate", "missing", "say whom the interview is with.")
    email = app.candidates.get(caller, candidate_id).email
    if email is None or not caller.may(Permission.INVITATIONS_MANAGE):
        return RecruiterPlanned.planned(app.interviews.create(caller, body), None)
    draft = InvitationDraft(application_id=body.application_id, candidate_id=candidate_id, job_id=body.job_id)
    invitation = app.invitations.invite(caller, draft, planned_as=body)
    shown = app.settings.mail_outbox_visible
    token = app.invitations.token_of(caller.company_id, invitation) if shown else None
    return RecruiterPlanned.planned(app.interviews.get(caller, invitation.interview_id), token)
