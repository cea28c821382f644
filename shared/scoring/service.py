"""Scores: made by the queue when an interview is complete, read, and overridden by people."""

from dataclasses import dataclass

from shared.audit.service import AuditLog
from shared.core.caller import Caller, system_caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, NotFound, Stale, Unavailable
from shared.core.ids import is_repeated, new_id
from shared.interviews.models import INTERVIEW, TURN, Interview, ScoreInterview, ScoringStatus
from shared.interviews.service import InterviewService
from shared.ports.scoring import Scorer
from shared.ports.spending import Meter
from shared.scoring.models import SCORE, Override, OverrideRequest, Score
from shared.scoring.rules import scorecard
from shared.store.store import Store, Stored
from shared.usage.models import Purpose
from shared.usage.service import UsageService
from shared.webhooks.events import EventPublisher
from shared.webhooks.models import WebhookEvent


@dataclass(frozen=True, slots=True)
class ScoringService:
    """The scores of every company's interviews."""

    store: Store
    interviews: InterviewService
    scorer: Scorer
    events: EventPublisher
    audit: AuditLog
    now: Clock
    usage: UsageService

    def score(self, task: ScoreInterview) -> None:
        """Judge a completed interview. Safe to repeat. One that was erased meanwhile is not judged.

        Raises:
            Unavailable: storage or the scorer does not answer; the queue tries again.
        """
        if not self.store.is_pending(task):
            return
        stored = self.store.find(task.company_id, INTERVIEW, task.interview_id)
        if stored is None:
            change = self.store.change(task.company_id)
            change.finish(task)
            change.commit()
            return
        interview = stored.entity
        told = self.store.children(task.company_id, TURN, interview.id)
        turns = [turn for turn in told if not turn.reported]
        with self.usage.metered(task.company_id, f"interview {interview.id}", interview.usage) as meter:
            judgement = self.scorer.judge(turns, interview.plan, interview.rubric)
        result = scorecard(judgement, turns, interview.plan, interview.rubric)
        now = self.now()
        score = Score(
            id=new_id(),
            interview_id=interview.id,
            application_id=interview.application_id,
            candidate_id=interview.candidate_id,
            job_id=interview.job_id,
            calculated_at=now,
            override=None,
            **{name: getattr(result, name) for name in type(result).model_fields},
        )
        self._write(task, stored, score, meter)

    def fail(self, task: ScoreInterview, reason: str) -> None:
        """Mark a score as failed after the last try; its company sees it among the failed tasks, and can retry it."""
        self.store.fail(task, reason)
        stored = self.store.find(task.company_id, INTERVIEW, task.interview_id)
        if stored is not None and stored.entity.scoring_status is ScoringStatus.PENDING:
            change = self.store.change(task.company_id)
            failed = stored.entity.model_copy(update={"scoring_status": ScoringStatus.FAILED})
            change.replace(INTERVIEW, stored, failed)
            change.commit()

    def retry(self, caller: Caller, interview_id: str) -> Interview:
        """Score an interview again whose scoring failed five times.

        Raises:
            NotFound: the caller's company has no such interview.
            Conflict: its scoring has not failed (code `not_failed`).
            Stale: somebody else wrote it at the same time.
        """
        stored = self.interviews.stored(caller, interview_id)
        if stored.entity.scoring_status is not ScoringStatus.FAILED:
            if is_repeated() and stored.entity.scoring_status is not ScoringStatus.NONE:
                return stored.entity
            raise Conflict("The scoring of this interview has not failed.", code="not_failed")
        interview = stored.entity.model_copy(update={"scoring_status": ScoringStatus.PENDING, "updated_at": self.now()})
        change = self.store.change(caller.company_id)
        change.replace(INTERVIEW, stored, interview)
        task = ScoreInterview(id=new_id(), company_id=caller.company_id, interview_id=interview_id)
        failed = self.store.failed_task(caller.company_id, ScoreInterview.queue, interview_id)
        if failed is None:
            change.send(task)
        else:
            change.replace_failed(failed, task)
        self.audit.record(change, caller, "RETRY_SCORE", "Interview", interview_id)
        change.commit()
        return interview

    def get(self, caller: Caller, interview_id: str) -> Score:
        """The score of an interview.

        Raises:
            NotFound: the caller's company has no such interview, or it has no score yet (code `not_scored`).
        """
        interview = self.interviews.stored(caller, interview_id).entity
        stored = self.store.find(caller.company_id, SCORE, interview.id)
        if stored is None:
            raise NotFound(_not_scored(interview), code="not_scored")
        return stored.entity.beside(interview.last_correction)

    def override(self, caller: Caller, interview_id: str, request: OverrideRequest) -> Score:
        """Set a person's judgement beside the automatic one. Both are kept, with the reason and the person.

        Raises:
            NotFound: there is no such interview, or no score yet.
            Stale: somebody else overrode it at the same time.
        """
        stored = self.store.find(caller.company_id, SCORE, interview_id)
        if stored is None:
            self.get(caller, interview_id)
            raise Conflict("The score was written just now. Try again.")
        before = stored.entity.override
        override = Override(
            **request.model_dump(),
            by_user_id=caller.user_id,
            by_name=caller.name,
            at=self.now(),
        )
        score = stored.entity.model_copy(update={"override": override})
        change = self.store.change(caller.company_id)
        change.replace(SCORE, stored, score)
        self.audit.record(
            change,
            caller,
            "OVERRIDE_SCORE",
            "Score",
            score.id,
            changes=request.model_dump(mode="json"),
            before=before.model_dump(mode="json") if before else {"overall_score": score.overall_score},
            personal={"reason"},
        )
        change.commit()
        return score

    def _write(self, task: ScoreInterview, stored: Stored[Interview], score: Score, meter: Meter) -> None:
        update = {
            "scoring_status": ScoringStatus(score.status),
            "usage": stored.entity.usage + meter.usage,
            "updated_at": self.now(),
        }
        change = self.store.change(task.company_id)
        self.usage.record(change, meter, Purpose.SCORE)
        change.add(SCORE, score)
        self.events.emit(
            change,
            WebhookEvent.REPORT_GENERATED,
            report_id=score.id,
            interview_id=score.interview_id,
            application_id=score.application_id,
            candidate_id=score.candidate_id,
            job_id=score.job_id,
            status=score.status,
        )
        change.replace(INTERVIEW, stored, stored.entity.model_copy(update=update))
        self.audit.record(
            change,
            system_caller(task.company_id),
            "SCORE_INTERVIEW",
            "Score",
            score.id,
            changes={"interview_id": score.interview_id, "status": score.status, "engine": score.engine.version},
        )
        change.finish(task)
        try:
            change.commit()
        except (Stale, Conflict):
            self.usage.keep(task.company_id, meter, Purpose.SCORE)
            if self.store.is_pending(task):
                raise Unavailable("The interview was written at the same time; scoring it again.") from None


def _not_scored(interview: Interview) -> str:
    match interview.scoring_status:
        case ScoringStatus.PENDING:
            return "The interview is being scored. Try again in a moment."
        case ScoringStatus.FAILED:
            return "Scoring failed. It can be tried again from the list of failed tasks."
        case _:
            return "The interview is not complete, so it has no score."
