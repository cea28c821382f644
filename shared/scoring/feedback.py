"""Feedback for the candidate: written or drafted, and seen by them only once a person has released it."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field

from shared.audit.service import AuditLog
from shared.core.caller import Caller, Role
from shared.core.clock import Clock
from shared.core.errors import NotFound
from shared.core.resource import Input, Instant, Resource, Value
from shared.interviews.models import Interview
from shared.interviews.service import InterviewService
from shared.scoring.evaluations import Evaluation
from shared.scoring.models import Score
from shared.scoring.people import EvaluationService
from shared.store.kinds import Kind
from shared.store.store import Store


class ReleasedFeedback(Resource):
    """What the candidate may read about an interview; the id is the interview's."""

    plural: ClassVar[str] = "feedback"

    candidate_feedback: str
    released_by: str
    released_at: Instant


FEEDBACK: Kind[ReleasedFeedback] = Kind(name="feedback", model=ReleasedFeedback)


class FeedbackRelease(Input):
    """The words for the candidate; without them, what a colleague wrote for them, else a draft from the evidence."""

    candidate_feedback: Annotated[str | None, Field(min_length=1, max_length=4000)] = None


class InterviewFeedback(Value):
    """The feedback on an interview. The candidate reads what was released and nothing else: the rest is null or empty
    for them. `draft` is what would be released if nobody writes something else."""

    interview_id: str
    released: bool
    released_at: Instant | None
    candidate_feedback: str | None
    draft: str | None
    overall_score: float | None
    strengths: list[str]
    weaknesses: list[str]
    questions: list[dict[str, Any]]
    people: list[Evaluation]


@dataclass(frozen=True, slots=True)
class FeedbackService:
    """The feedback on every company's interviews."""

    store: Store
    interviews: InterviewService
    evaluations: EvaluationService
    audit: AuditLog
    now: Clock

    def get(self, caller: Caller, interview_id: str) -> InterviewFeedback:
        """The feedback on an interview, as far as the caller may see it. Raises NotFound."""
        interview = self.interviews.found(caller, interview_id).entity
        stored = self.store.find(caller.company_id, FEEDBACK, interview.id)
        released = stored.entity if stored else None
        answer = InterviewFeedback(
            interview_id=interview.id,
            released=released is not None,
            released_at=released.released_at if released else None,
            candidate_feedback=released.candidate_feedback if released else None,
            draft=None,
            overall_score=None,
            strengths=[],
            weaknesses=[],
            questions=[],
            people=[],
        )
        return answer if caller.role is Role.CANDIDATE else self._in_full(caller, interview, answer)

    def release(self, caller: Caller, interview_id: str, request: FeedbackRelease) -> InterviewFeedback:
        """Let the candidate read the feedback, or other words than before.

        Raises:
            NotFound: there is no such interview, or (code `no_feedback`) nobody has anything to say yet.
            Stale: somebody else released it at the same time.
        """
        seen = self.get(caller, interview_id)
        words = request.candidate_feedback or seen.draft
        if words is None:
            raise NotFound("There is no feedback yet: write some.", code="no_feedback")
        released = ReleasedFeedback(
            id=seen.interview_id, candidate_feedback=words, released_by=caller.user_id, released_at=self.now()
        )
        change = self.store.change(caller.company_id)
        change.put(FEEDBACK, released)
        self.audit.record(change, caller, "RELEASE_FEEDBACK", "Interview", seen.interview_id)
        change.commit()
        told = {"released": True, "released_at": released.released_at, "candidate_feedback": words}
        return seen.model_copy(update=told)

    def _in_full(self, caller: Caller, interview: Interview, answer: InterviewFeedback) -> InterviewFeedback:
        scores = self.evaluations.of(caller.company_id, interview)
        written = next((one.candidate_feedback for one in scores.people if one.candidate_feedback), None)
        score = scores.automatic
        texts = {question.id: question.text for question in interview.plan.questions}
        update: dict[str, Any] = {"people": scores.people, "draft": written}
        if score is not None:
            update |= {
                "draft": written or _draft(interview, score),
                "overall_score": score.overall_score,
                "strengths": score.strengths,
                "weaknesses": score.weaknesses,
                "questions": [
                    {"question": texts.get(one.question_id), **one.model_dump(mode="json")}
                    for one in score.question_scores
                ],
            }
        return answer.model_copy(update=update)


def _draft(interview: Interview, score: Score) -> str:
    """Words for the candidate from the evidence alone: no number, no recommendation."""
    parts = [f"Thank you for the interview for {interview.job_title}."]
    covered = list(dict.fromkeys(point for one in score.dimensions if one.assessed for point in one.covered))
    missing = list(dict.fromkeys(point for one in score.question_scores for point in one.missing))
    if covered:
        parts.append(f"You spoke about {', '.join(covered[:4])}.")
    if missing:
        parts.append(f"We would have liked to hear more about {', '.join(missing[:3])}.")
    return " ".join(parts)
