"""Reports, made from the score each time they are read: they can never disagree with it."""

from dataclasses import dataclass

from shared.candidates.models import CANDIDATE
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.interviews.models import Interview
from shared.interviews.service import InterviewService
from shared.jobs.models import JOB
from shared.reports.models import Report
from shared.scoring.models import DimensionScore, Score
from shared.scoring.service import ScoringService
from shared.store.store import Store

_NOT_ASSESSED = "Not assessed: the interview holds no evidence for it."


@dataclass(frozen=True, slots=True)
class ReportService:
    """The reports of every company's interviews."""

    store: Store
    interviews: InterviewService
    scoring: ScoringService
    now: Clock

    def get(self, caller: Caller, interview_id: str) -> Report:
        """The report of an interview.

        Raises:
            NotFound: the caller's company has no such interview, or it has no score yet (code `not_scored`).
        """
        score = self.scoring.get(caller, interview_id)
        interview = self.interviews.stored(caller, interview_id).entity
        candidate = self.store.find(caller.company_id, CANDIDATE, interview.candidate_id)
        job = self.store.find(caller.company_id, JOB, interview.job_id) if interview.job_id else None
        overall = score.override.overall_score if score.override else None
        overall = score.overall_score if overall is None else overall
        recommendation = score.override.recommendation if score.override else None
        return Report(
            id=score.id,
            interview=interview.id,
            job={
                "id": interview.job_id,
                "title": interview.job_title,
                "department": job.entity.department if job else None,
            },
            candidate={
                "id": interview.candidate_id,
                "full_name": interview.candidate_name,
                "email": candidate.entity.email if candidate else None,
            },
            status=score.status,
            executive_summary=_summary(interview, score, overall),
            technical_assessment=_assessment(score, _TECHNICAL),
            behavioral_assessment=_assessment(score, _BEHAVIOURAL),
            communication_assessment=_assessment(score, _COMMUNICATION),
            non_verbal_summary=None,
            overall_score=round(overall / 10, 1) if overall is not None else None,
            score_out_of_100=overall,
            recommendation=recommendation or score.recommendation,
            recommendation_reasoning=score.override.reason if score.override else score.recommendation_reasoning,
            decided_by="person" if score.override else "ai",
            override=score.override,
            dimensions=[dimension.model_dump(mode="json") for dimension in score.dimensions],
            questions=_questions(interview, score),
            strengths=score.strengths,
            weaknesses=score.weaknesses,
            flags=[flag.model_dump(mode="json") for flag in score.flags],
            duration_seconds=self.interviews.view(caller, interview).duration_seconds,
            turn_count=interview.turn_count,
            engine=score.engine,
            share_token=None,
            pdf_url=None,
            generated_at=self.now(),
        )


_COMMUNICATION = {"communication", "listening", "english", "presentation"}
_BEHAVIOURAL = {"ownership", "teamwork", "collaboration", "leadership", "culture_fit", "motivation", "behavioral"}
_TECHNICAL: set[str] = set()
"""Whatever is neither communication nor behaviour."""


def _assessment(score: Score, keys: set[str]) -> str:
    chosen = [
        dimension
        for dimension in score.dimensions
        if (dimension.key in keys if keys else dimension.key not in _COMMUNICATION | _BEHAVIOURAL)
    ]
    return " ".join(_sentence(dimension) for dimension in chosen) or _NOT_ASSESSED


def _sentence(dimension: DimensionScore) -> str:
    if dimension.score is None:
        return f"{dimension.name}: not assessed."
    quote = f" “{dimension.quotes[0].text}”" if dimension.quotes else ""
    return f"{dimension.name}: {dimension.score} of 100. {dimension.rationale}{quote}"


def _summary(interview: Interview, score: Score, overall: float | None) -> str:
    opening = f"{interview.candidate_name or 'The candidate'} was interviewed for {interview.job_title}."
    if overall is None:
        return f"{opening} There is not enough evidence for an overall score: a person should talk to them."
    strengths = f" Strengths: {'; '.join(score.strengths[:3])}." if score.strengths else ""
    gaps = f" Gaps: {'; '.join(score.weaknesses[:3])}." if score.weaknesses else ""
    return f"{opening} Overall {overall:.0f} of 100.{strengths}{gaps}"


def _questions(interview: Interview, score: Score) -> list[dict[str, object]]:
    judged = {question.question_id: question for question in score.question_scores}
    return [
        {
            "question_id": question.id,
            "question": question.text,
            "score": judged[question.id].score if question.id in judged else None,
            "max_score": question.max_score,
            "feedback": judged[question.id].feedback if question.id in judged else None,
        }
        for question in interview.plan.questions
    ]
