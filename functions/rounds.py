"""Rounds that people lead: planned, booked, held, decided; and the page of a mailed link."""

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict, Forbidden, Gone, NotFound
from shared.core.page import Page
from shared.http.access import PUBLIC, requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Content
from shared.interviews.meetings import Outcome
from shared.invitations.models import TokenQuery
from shared.scheduling.decisions import History
from shared.scheduling.models import (
    Appointment,
    Booking,
    Cancelled,
    Decided,
    Hire,
    Invite,
    LinkBooking,
    Pass,
    Reason,
    Round,
    RoundChanges,
    RoundDraft,
    RoundQuery,
    Verdict,
)

bp = Blueprint("Rounds", get_app)

SEE = requires(Permission.INTERVIEWS_VIEW, Permission.INTERVIEW_TAKE)
PLAN = requires(Permission.INTERVIEWS_MANAGE)
BOOK = requires(Permission.INTERVIEW_TAKE, Permission.INTERVIEWS_MANAGE)
DECIDE = requires(Permission.APPLICATIONS_MOVE)


@bp.http("POST /api/v1/interview-rounds", access=PLAN, status=201, raises=(Conflict, NotFound))
def create_round(call: Call, body: RoundDraft) -> Round:
    """Plan a round: at a time, or at that of the proposed times which the candidate chooses. All are told by mail."""
    return call.app.rounds.view(call.caller, call.app.rounds.plan(call.caller, body))


@bp.http("GET /api/v1/interview-rounds", access=SEE)
def list_rounds(call: Call, query: RoundQuery) -> Page[Round]:
    """List rounds, newest first: a candidate's own, or the company's."""
    return call.app.rounds.page(call.caller, query)


@bp.http("GET /api/v1/interview-rounds/{interview_id}", access=SEE)
def get_round(call: Call, interview_id: str) -> Round:
    """Read a round: a candidate their own, without what was written about them."""
    return call.app.rounds.get(call.caller, interview_id)


@bp.http("PUT /api/v1/interview-rounds/{interview_id}", access=PLAN, raises=(Conflict,))
def update_round(call: Call, interview_id: str, body: RoundChanges) -> Round:
    """Change a round, also its time; what is not sent stays. Everybody is told what changed for them."""
    return call.app.rounds.view(call.caller, call.app.rounds.change(call.caller, interview_id, body))


@bp.http("POST /api/v1/interview-rounds/{interview_id}/cancel", access=PLAN, raises=(Conflict,))
def cancel_round(call: Call, interview_id: str, body: Reason | None) -> Cancelled:
    """Call a round off, and take it out of everybody's calendar."""
    cancelled = call.app.rounds.cancel(call.caller, interview_id, body.reason if body else None)
    seen = call.app.rounds.view(call.caller, cancelled)
    return Cancelled(**dict(seen), message="Interview cancelled successfully")


@bp.http("POST /api/v1/interview-rounds/{interview_id}/book", access=BOOK, raises=(Conflict,))
def book_round(call: Call, interview_id: str, body: Booking) -> Round:
    """Book one of the proposed times: of many who try at once, one succeeds."""
    return call.app.rounds.view(call.caller, call.app.rounds.book(call.caller, interview_id, body))


@bp.http("POST /api/v1/interview-rounds/{interview_id}/invite", access=PLAN, raises=(Conflict,))
def invite_to_round(call: Call, interview_id: str, body: Invite | None) -> Round:
    """Mail the invitation with the place and a calendar file; while no time is booked, ask again to choose one."""
    invited, _ = call.app.rounds.invite(call.caller, interview_id, body or Invite())
    return call.app.rounds.view(call.caller, invited)


@bp.http("POST /api/v1/interview-rounds/{interview_id}/no-show", access=PLAN, raises=(Conflict,))
def miss_round(call: Call, interview_id: str) -> Round:
    """Say that the candidate did not come. It can still be held, or given another time."""
    return call.app.rounds.view(call.caller, call.app.rounds.miss(call.caller, interview_id))


@bp.http("POST /api/v1/interview-rounds/{interview_id}/pass", access=DECIDE, raises=(Conflict, Forbidden))
def pass_round(call: Call, interview_id: str, body: Pass | None) -> Decided:
    """Let the candidate go on to the next round."""
    return call.app.decisions.decide(call.caller, interview_id, Outcome.PASSED, body or Pass())


@bp.http("POST /api/v1/interview-rounds/{interview_id}/reject", access=DECIDE, raises=(Conflict, Forbidden))
def reject_in_round(call: Call, interview_id: str, body: Verdict | None) -> Decided:
    """Reject the candidate after a round. Nobody is mailed: how to say it is left to people."""
    return call.app.decisions.decide(call.caller, interview_id, Outcome.REJECTED, body or Verdict())


@bp.http("POST /api/v1/interview-rounds/{interview_id}/hire", access=DECIDE, raises=(Conflict, Forbidden))
def begin_hiring(call: Call, interview_id: str, body: Hire | None) -> Decided:
    """Begin hiring the candidate, with an offer."""
    return call.app.decisions.decide(call.caller, interview_id, Outcome.SELECTED, body or Hire())


@bp.http("GET /api/v1/candidates/{candidate_id:guid}/interview-history", access=requires(Permission.INTERVIEWS_VIEW))
def get_history(call: Call, candidate_id: str) -> History:
    """Read the rounds of a candidate, the first first."""
    return call.app.decisions.history(call.caller, candidate_id)


@bp.http("GET /api/v1/interviews/{interview_id}/calendar.ics", access=SEE, raises=(Conflict,))
def get_calendar_file(call: Call, interview_id: str) -> Content:
    """Download the calendar file of a round."""
    return _calendar(call.app.rounds.calendar(call.caller, interview_id))


@bp.http("GET /api/v1/appointments", access=PUBLIC, raises=(Gone,))
def get_appointment(call: Call, query: TokenQuery) -> Appointment:
    """Read the round that a mailed link is for, before signing in."""
    return call.app.appointments.get(query.token)


@bp.http("POST /api/v1/appointments/book", access=PUBLIC, raises=(Gone, Conflict, NotFound))
def book_appointment(call: Call, body: LinkBooking) -> Appointment:
    """Book a proposed time by a mailed link; of many who try at once, one succeeds."""
    return call.app.appointments.book(body)


@bp.http("GET /api/v1/appointments/calendar.ics", access=PUBLIC, raises=(Gone, Conflict))
def get_appointment_file(call: Call, query: TokenQuery) -> Content:
    """Download the calendar file of the round that a mailed link is for."""
    return _calendar(call.app.appointments.calendar(query.token))


def _calendar(file: str) -> Content:
    return Content(
        file.encode(),
        "text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="interview.ics"'},
    )
