"""Reports, made from the score each time they are read: they can never disagree with it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.candidates.models import CANDIDATE
from shared.core.caller import Caller, system_caller
from shared.core.clock import Clock
from shared.core.errors import NotFound
from shared.interviews.models import Interview
from shared.interviews.presence import PresenceService
from shared.interviews.service import InterviewService
from shared.jobs.models import JOB
from shared.ports.blob import BlobStore
from shared.ports.printing import ReportPrinter
from shared.reports.models import REPORTS, AutomaticResult, Report, ReportText, SharedReport
from shared.reports.sheet import sheet_of
from shared.scoring.evaluations import Evaluation
from shared.scoring.models import SCORE, DimensionScore, Score
from shared.scoring.people import EvaluationService
from shared.scoring.service import ScoringService
from shared.store.store import Store

PRINT_OPEN_FOR = timedelta(minutes=15)
_NOT_ASSESSED = "Not assessed: the interview holds no evidence for it."
_NOT_OBSERVED = "Nothing was observed of the candidate: that needs video and their consent. It never counts in a score."


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A report as a PDF: where it is kept, and under which name it is offered."""

    blob_name: str
    file_name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReportService:
    """The reports of every company's interviews."""

    store: Store
    interviews: InterviewService
    scoring: ScoringService
    evaluations: EvaluationService
    presence: PresenceService
    blobs: BlobStore
    printer: ReportPrinter
    now: Clock

    def get(self, caller: Caller, interview_id: str) -> Report:
        """The report of an interview, which is printed if it was not yet.

        Raises:
            NotFound: the caller's company has no such interview, or it has no score yet (code `not_scored`).
        """
        interview, score, text = self._made(caller, interview_id)
        candidate = self.store.find(caller.company_id, CANDIDATE, interview.candidate_id)
        job = self.store.find(caller.company_id, JOB, interview.job_id) if interview.job_id else None
        printed = self._printed(caller.company_id, interview, text)
        url = self.blobs.download_url(REPORTS, printed.blob_name, valid_for=PRINT_OPEN_FOR, file_name=printed.file_name)
        return Report(
            **{name: getattr(text, name) for name in ReportText.model_fields},
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
            override=score.override,
            share_token=None,
            pdf_url=url,
            generated_at=self.now(),
        )

    def print(self, caller: Caller, interview_id: str) -> PrintedReport:
        """The report of an interview as a PDF. Raises as `get`."""
        interview, _, text = self._made(caller, interview_id)
        return self._printed(caller.company_id, interview, text)

    def print_shared(self, company_id: str, interview_id: str) -> PrintedReport:
        """The printed report for somebody outside: no identifier is on it. Raises as `get`."""
        interview, _, text = self._made(system_caller(company_id), interview_id)
        return self._printed(company_id, interview, text, reference="shared by link")

    def shared(self, company_id: str, interview_id: str, expires_at: datetime) -> SharedReport:
        """The report of an interview for somebody outside. Raises as `get`."""
        interview, _, text = self._made(system_caller(company_id), interview_id)
        told = text.for_outside()
        return SharedReport(
            **{name: getattr(told, name) for name in ReportText.model_fields},
            candidate_name=interview.candidate_name,
            job_title=interview.job_title,
            expires_at=expires_at,
        )

    def _made(self, caller: Caller, interview_id: str) -> tuple[Interview, Score, ReportText]:
        interview = self.interviews.stored(caller, interview_id).entity
        stored = self.store.find(caller.company_id, SCORE, interview.id)
        score = stored.entity if stored else self.scoring.get(caller, interview_id)
        score = score.beside(interview.last_correction)
        people = self.evaluations.by_people(caller.company_id, interview.id)
        seconds = self.interviews.view(caller, interview).duration_seconds
        presence, reason = self.presence.of(caller.company_id, interview.id, enabled=interview.enable_video_analysis)
        text = _text(interview, score, people, seconds)
        seen = {"non_verbal_summary": presence.in_words() if presence else None, "non_verbal_reason": reason}
        return interview, score, text.model_copy(update=seen)

    def _printed(
        self, company_id: str, interview: Interview, text: ReportText, reference: str | None = None
    ) -> PrintedReport:
        """The PDF of exactly this text: kept under its hash, so it is set once however often it is read."""
        sheet = sheet_of(text, interview.candidate_name, interview.job_title, reference or interview.id)
        content = f"{self.printer.version}|{sheet.model_dump_json()}".encode()
        name = f"{company_id}/{interview.id}/{hashlib.sha256(content).hexdigest()[:32]}.pdf"
        file_name = f"Interview report {sheet.candidate}.pdf"
        try:
            data = self.blobs.get(REPORTS, name)
        except NotFound:
            data = self.printer.print(sheet)
            self.blobs.put(REPORTS, name, data, content_type="application/pdf")
        return PrintedReport(name, file_name, data)


def _text(interview: Interview, score: Score, people: list[Evaluation], seconds: int | None) -> ReportText:
    override = score.override
    decided = override.overall_score if override else None
    overall = score.overall_score if decided is None else decided
    return ReportText(
        company=interview.company_name,
        held_at=interview.started_at,
        status=score.status,
        executive_summary=_summary(interview, score, overall),
        technical_assessment=_assessment(score, _TECHNICAL),
        behavioral_assessment=_assessment(score, _BEHAVIOURAL),
        communication_assessment=_assessment(score, _COMMUNICATION),
        non_verbal_summary=None,
        non_verbal_reason=None,
        overall_score=round(overall / 10, 1) if overall is not None else None,
        score_out_of_100=overall,
        recommendation=(override.recommendation if override else None) or score.recommendation,
        recommendation_reasoning=override.reason if override else score.recommendation_reasoning,
        decided_by="person" if override else "ai",
        automatic=AutomaticResult(
            score_out_of_100=score.overall_score,
            recommendation=score.recommendation,
            recommendation_reasoning=score.recommendation_reasoning,
        ),
        dimensions=[dimension.model_dump(mode="json") for dimension in score.dimensions],
        questions=_questions(interview, score),
        people=[_person(one) for one in people],
        strengths=score.strengths,
        weaknesses=score.gaps(),
        flags=[flag.model_dump(mode="json") for flag in score.flags],
        duration_seconds=seconds,
        turn_count=interview.turn_count,
        engine=score.engine,
        rules_version=score.rules_version,
    )


def _person(one: Evaluation) -> dict[str, Any]:
    return {
        "name": one.author_name,
        "rating": one.rating,
        "recommendation": one.recommendation,
        "feedback": one.feedback,
    }


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
    gaps = f" Gaps: {'; '.join(score.gaps()[:3])}." if score.gaps() else ""
    return f"{opening} Overall {overall:.0f} of 100{_instead(score, overall)}.{strengths}{gaps}"


def _instead(score: Score, overall: float) -> str:
    """Whose number it is where it is not the engine's."""
    if score.override is None or overall == score.overall_score:
        return ""
    if score.overall_score is None:
        return ", set by a person; the engine found too little evidence for a score"
    return f", set by a person; the engine gave {score.overall_score:.0f}"


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
