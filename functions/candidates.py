"""Candidates: the people in a company's pipeline."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.candidates.models import (
    Candidate,
    CandidateChanges,
    CandidateDraft,
    CandidateQuery,
    Duplicates,
    NotifyRecruiters,
)
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.core.page import Page
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.merging.models import MergeRequest, MoveBelongings

bp = Blueprint("Candidates", get_app)


@bp.http("POST /api/v1/candidates", access=requires(Permission.CANDIDATES_MANAGE), status=201, raises=(Conflict,))
def create_candidate(call: Call, body: CandidateDraft) -> Candidate:
    """Make a candidate by hand. An e-mail address is one candidate's only."""
    return call.app.candidates.create(call.caller, body)


@bp.http("GET /api/v1/candidates", access=requires(Permission.CANDIDATES_VIEW), also=["GET /api/candidates results"])
def list_candidates(call: Call, query: CandidateQuery) -> Page[Candidate]:
    """List the company's candidates, newest first: all, by status and domain, or by the beginning of a word."""
    return call.app.candidates.page(call.caller, query)


@bp.http(
    "GET /api/v1/candidates/{candidate_id:guid}",
    access=requires(Permission.CANDIDATES_VIEW),
    also=["GET /api/candidates/{candidate_id:guid} results"],
)
def get_candidate(call: Call, candidate_id: str) -> Candidate:
    """Read a candidate, with what their CV says."""
    return call.app.candidates.get(call.caller, candidate_id)


@bp.http(
    "PATCH /api/v1/candidates/{candidate_id:guid}",
    access=requires(Permission.CANDIDATES_MANAGE),
    raises=(Conflict,),
)
def update_candidate(call: Call, candidate_id: str, body: CandidateChanges) -> Candidate:
    """Change a candidate; what is not sent stays."""
    return call.app.candidates.update(call.caller, candidate_id, body)


@bp.http(
    "DELETE /api/v1/candidates/{candidate_id:guid}",
    access=requires(Permission.CANDIDATES_MANAGE),
    status=204,
    also=["DELETE /api/candidates/{candidate_id:guid}"],
    raises=(Conflict,),
)
def delete_candidate(call: Call, candidate_id: str) -> None:
    """Erase a candidate with everything of theirs: files, interviews, scores, mails and sign-in."""
    call.app.retention.erase(call.caller, candidate_id)


@bp.http("GET /api/v1/candidates/{candidate_id:guid}/duplicates", access=requires(Permission.CANDIDATES_MANAGE))
def list_duplicates(call: Call, candidate_id: str) -> Duplicates:
    """List who may be the same person as a candidate, by telephone number and profiles, and why."""
    return Duplicates(duplicates=call.app.candidates.duplicates(call.caller, candidate_id))


@bp.http(
    "POST /api/v1/candidates/{candidate_id:guid}/merge",
    access=requires(Permission.CANDIDATES_MANAGE),
    raises=(Conflict,),
)
def merge_candidates(call: Call, candidate_id: str, body: MergeRequest) -> Candidate:
    """Make two candidates one. This one stays, with all that was the other's; the other's id leads to it."""
    return call.app.merges.merge(call.caller, candidate_id, body)


@bp.queue_trigger(MoveBelongings.queue)
def move_belongings(message: func.QueueMessage) -> None:
    """Let all of a merged candidate refer to the one who stays. Delivered at least once; it goes on where it was."""
    get_app().merges.move_belongings(MoveBelongings.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{MoveBelongings.queue}-poison")
def move_belongings_failed(message: func.QueueMessage) -> None:
    """Mark a merge as unfinished after five tries, where the company sees it and can run it again."""
    get_app().store.fail(MoveBelongings.model_validate_json(message.get_body()), "Merging failed five times.")


@bp.queue_trigger(NotifyRecruiters.queue)
def notify_recruiters(message: func.QueueMessage) -> None:
    """Mail a company's recruiters what became of a candidate. Delivered at least once; nobody is told twice."""
    get_app().recruiter_news.send(NotifyRecruiters.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{NotifyRecruiters.queue}-poison")
def notify_recruiters_failed(message: func.QueueMessage) -> None:
    """Mark the news as failed after five tries, where the company sees it."""
    task = NotifyRecruiters.model_validate_json(message.get_body())
    get_app().store.fail(task, "Recruiters could not be told in five tries.")
