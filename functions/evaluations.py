"""People's scores and the feedback to candidates. Ratings are out of 5, as in AI Interviewer's documents."""

from shared.bootstrap import get_app
from shared.contracts.ai_interviewer import InterviewRatings
from shared.core.caller import Permission
from shared.core.errors import Conflict, Forbidden
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.profiles import Profile
from shared.interviews.presence import PresenceSignals
from shared.scoring.evaluations import Evaluation, EvaluationChanges, EvaluationDraft, History, InterviewScores
from shared.scoring.feedback import FeedbackRelease, InterviewFeedback

bp = Blueprint("Scoring", get_app)

SEE = requires(Permission.SCORES_VIEW)
GIVE = requires(Permission.SCORES_OVERRIDE)


@bp.http("POST /api/v1/scores", access=GIVE, status=201, raises=(Conflict,))
def add_score(call: Call, body: EvaluationDraft) -> Evaluation:
    """Give one's own score of an interview, out of 5: once. It stands beside the others' and the engine's."""
    return _versioned(call, call.app.evaluations.add(call.caller, body.interview_id, body))


@bp.http("GET /api/v1/scores/{interview_id}", access=SEE)
def get_scores(call: Call, interview_id: str) -> InterviewRatings:
    """Read the scores of an interview out of 5: one's own in front, else the latest by a person, else the engine's."""
    scores = call.app.evaluations.of_interview(call.caller, interview_id)
    return InterviewRatings.of(scores, call.caller.user_id)


@bp.http("PUT /api/v1/scores/{score_id}", access=GIVE, raises=(Conflict, Forbidden))
def update_score(call: Call, score_id: str, body: EvaluationChanges) -> Evaluation:
    """Change one's own score; what is not sent stays. `If-Match` with the `ETag` refuses what has changed since."""
    seen = call.headers.get("if-match")
    return _versioned(call, call.app.evaluations.change(call.caller, score_id, body, seen))


@bp.http("GET /api/v1/scores/{score_id}/history", access=SEE)
def get_score_history(call: Call, score_id: str) -> History:
    """Read a person's score as it is and as it was."""
    return call.app.evaluations.history(call.caller, score_id)


@bp.http("GET /api/v1/interviews/{interview_id}/scores", access=SEE)
def list_interview_scores(call: Call, interview_id: str) -> InterviewScores:
    """Read everything that is judged of an interview: by the engine, and by each person."""
    return call.app.evaluations.of_interview(call.caller, interview_id)


@bp.http(
    "GET /api/v1/interviews/{interview_id}/feedback",
    access=requires(Permission.SCORES_VIEW, Permission.INTERVIEW_TAKE),
    profile=Profile.ENVELOPE,
)
def get_feedback(call: Call, interview_id: str) -> InterviewFeedback:
    """Read the feedback on an interview: a candidate what was released to them, and nothing else."""
    return call.app.feedback.get(call.caller, interview_id)


@bp.http("POST /api/v1/interviews/{interview_id}/feedback", access=GIVE, profile=Profile.ENVELOPE, raises=(Conflict,))
def release_feedback(call: Call, interview_id: str, body: FeedbackRelease | None = None) -> InterviewFeedback:
    """Let the candidate read feedback: these words, else a colleague's for them, else a draft from the evidence."""
    return call.app.feedback.release(call.caller, interview_id, body or FeedbackRelease())


@bp.http(
    "POST /api/v1/interviews/{interview_id}/presence",
    access=requires(Permission.INTERVIEW_TAKE),
    status=204,
    raises=(Conflict, Forbidden),
)
def observe_presence(call: Call, interview_id: str, body: PresenceSignals) -> None:
    """Add what one's own client observed on video in the last seconds; without consent, forget everything observed."""
    call.app.presence.observe(call.caller, interview_id, body)


def _versioned(call: Call, evaluation: Evaluation) -> Evaluation:
    call.answer_headers["ETag"] = f'"{evaluation.version}"'
    return evaluation
