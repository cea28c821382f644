"""Questions: planned for a job and a candidate before there is an interview."""

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict, NotFound
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.interviews.questions import GeneratedQuestions, QuestionsRequest

bp = Blueprint("Questions", get_app)


@bp.http(
    "POST /api/v1/questions/generate",
    access=requires(Permission.INTERVIEWS_MANAGE),
    also=["POST /api/questions/generate results"],
    raises=(Conflict, NotFound),
)
def generate_questions(call: Call, body: QuestionsRequest) -> GeneratedQuestions:
    """Plan questions for a job, and for what a candidate's CV claims and lacks, to be edited and asked."""
    return call.app.questions.generate(call.caller, body)
