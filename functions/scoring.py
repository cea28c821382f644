"""Scores: made by the queue, read, and overridden by people."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.contracts.talenti_scores import TalentiScore
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.core.resource import Value
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.interviews.models import ScoreInterview, ScoringStatus
from shared.scoring.models import OverrideRequest

bp = Blueprint("Scoring", get_app)


class ScoringProgress(Value):
    """How far the score of an interview is."""

    interview_id: str
    scoring_status: ScoringStatus


@bp.http("GET /api/v1/interviews/{interview_id}/score", access=requires(Permission.SCORES_VIEW))
def get_score(call: Call, interview_id: str) -> TalentiScore:
    """Read the score of an interview: every dimension with verbatim quotes, or "not assessed"."""
    return TalentiScore.of(call.app.scoring.get(call.caller, interview_id))


@bp.http(
    "POST /api/v1/interviews/{interview_id}/score/override",
    access=requires(Permission.SCORES_OVERRIDE),
    raises=(Conflict,),
)
def override_score(call: Call, interview_id: str, body: OverrideRequest) -> TalentiScore:
    """Set a person's judgement beside the automatic one, with the reason. Both are kept."""
    return TalentiScore.of(call.app.scoring.override(call.caller, interview_id, body))


@bp.http(
    "POST /api/v1/interviews/{interview_id}/score/retry",
    access=requires(Permission.TASKS_MANAGE, Permission.SCORES_OVERRIDE),
    raises=(Conflict,),
)
def retry_score(call: Call, interview_id: str) -> ScoringProgress:
    """Score an interview again whose scoring failed five times."""
    interview = call.app.scoring.retry(call.caller, interview_id)
    return ScoringProgress(interview_id=interview.id, scoring_status=interview.scoring_status)


@bp.queue_trigger(ScoreInterview.queue)
def score_interview(message: func.QueueMessage) -> None:
    """Judge a completed interview, and keep the sound that its end cut off. Delivered at least once; repeating it does
    nothing."""
    task = ScoreInterview.model_validate_json(message.get_body())
    get_app().hearing.end_left_sound(task.company_id, task.interview_id)
    get_app().scoring.score(task)


@bp.queue_trigger(f"{ScoreInterview.queue}-poison")
def score_interview_failed(message: func.QueueMessage) -> None:
    """Mark a score as failed after five tries, where its company sees it."""
    task = ScoreInterview.model_validate_json(message.get_body())
    get_app().scoring.fail(task, "Scoring failed five times.")
