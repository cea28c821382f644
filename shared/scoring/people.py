"""People's scores: given, changed, and seen beside the engine's."""

from dataclasses import dataclass
from typing import Any

from shared.audit.service import AuditLog
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden, NotFound, Stale
from shared.core.ids import is_repeated, new_id
from shared.interviews.models import Interview
from shared.interviews.service import InterviewService
from shared.scoring.evaluations import (
    EVALUATION,
    EVALUATION_VERSION,
    Evaluation,
    EvaluationChanges,
    EvaluationVersion,
    History,
    InterviewScores,
    Judged,
)
from shared.scoring.models import SCORE
from shared.store.store import Store, Stored


@dataclass(frozen=True, slots=True)
class EvaluationService:
    """What the people of every company judge of interviews. A score is its author's alone to change."""

    store: Store
    interviews: InterviewService
    audit: AuditLog
    now: Clock

    def add(self, caller: Caller, interview_id: str, judged: Judged) -> Evaluation:
        """Give the caller's score of an interview.

        Raises:
            NotFound: the caller's company has no such interview.
            Conflict: the caller has scored it already (code `scored_before`): they change that score.
        """
        interview = self.interviews.found(caller, interview_id).entity
        before = self.store.find(caller.company_id, EVALUATION, interview_id, caller.user_id)
        evaluation_id = new_id()
        if before is not None:
            if is_repeated() and before.entity.id == evaluation_id:
                return before.entity
            raise Conflict(f"You have scored this interview: change {before.entity.id}.", code="scored_before")
        now = self.now()
        evaluation = Evaluation(
            id=evaluation_id,
            interview_id=interview.id,
            candidate_id=interview.candidate_id,
            author_id=caller.user_id,
            author_name=caller.name,
            version=1,
            created_at=now,
            updated_at=now,
            **_fields(judged),
        )
        change = self.store.change(caller.company_id)
        change.add(EVALUATION, evaluation)
        told = {"interview_id": interview.id, **_numbers(evaluation)}
        self.audit.record(change, caller, "ADD_SCORE", "Evaluation", evaluation.id, changes=told)
        change.commit()
        return evaluation

    def save(self, caller: Caller, interview_id: str, judged: Judged) -> Evaluation:
        """Give the caller's score of an interview, or replace the one that they gave. Raises as `add`."""
        stored = self.store.find(caller.company_id, EVALUATION, interview_id, caller.user_id)
        if stored is None:
            return self.add(caller, interview_id, judged)
        if _fields(stored.entity) == _fields(judged):
            return stored.entity
        return self._replace(caller, stored, _fields(judged))

    def change(self, caller: Caller, score_id: str, changes: EvaluationChanges, if_match: str | None) -> Evaluation:
        """Judge anew. The score as it was is kept. `if_match` is the version that the caller has seen, if they say.

        Raises:
            NotFound: the caller's company has no such score.
            Forbidden: somebody else gave it.
            Stale: it was changed since that version, or at the same time.
        """
        stored = self._by_id(caller, score_id)
        if stored.entity.author_id != caller.user_id:
            raise Forbidden("A score is changed by who gave it. Give one of your own.")
        if if_match is not None and if_match.strip().strip('"') not in {"*", str(stored.entity.version)}:
            raise Stale(f"The score has version {stored.entity.version} by now. Read it again.")
        sent = changes.changes()
        if not {name for name, value in sent.items() if getattr(stored.entity, name) != value}:
            return stored.entity
        return self._replace(caller, stored, sent)

    def history(self, caller: Caller, score_id: str) -> History:
        """A score as it is and as it was. Raises NotFound."""
        score = self._by_id(caller, score_id).entity
        versions = self.store.children(caller.company_id, EVALUATION_VERSION, score.interview_id, score.id)
        return History(score=score, versions=versions)

    def of_interview(self, caller: Caller, interview_id: str) -> InterviewScores:
        """Everything that is judged of an interview, the latest of the people's first.

        Raises:
            NotFound: the caller's company has no such interview.
        """
        return self.of(caller.company_id, self.interviews.found(caller, interview_id).entity)

    def of(self, company_id: str, interview: Interview) -> InterviewScores:
        """Everything that is judged of an interview that was read: two reads."""
        automatic = self.store.find(company_id, SCORE, interview.id)
        people = self.by_people(company_id, interview.id)
        ratings = [one.rating for one in people]
        return InterviewScores(
            interview_id=interview.id,
            automatic=automatic.entity.beside(interview.last_correction) if automatic else None,
            people=people,
            mean_rating=round(sum(ratings) / len(ratings), 2) if ratings else None,
        )

    def by_people(self, company_id: str, interview_id: str) -> list[Evaluation]:
        """People's scores of an interview, the latest first: one read."""
        found = self.store.children(company_id, EVALUATION, interview_id)
        return sorted(found, key=lambda one: (one.updated_at, one.id), reverse=True)

    def _by_id(self, caller: Caller, score_id: str) -> Stored[Evaluation]:
        stored = self.store.find_by(caller.company_id, EVALUATION, "id", score_id)
        if stored is None:
            raise NotFound("No such score.")
        return stored

    def _replace(self, caller: Caller, stored: Stored[Evaluation], fields: dict[str, Any]) -> Evaluation:
        before, now = stored.entity, self.now()
        update = {**fields, "version": before.version + 1, "updated_at": now}
        evaluation = before.model_copy(update=update)
        kept = EvaluationVersion(
            id=f"{before.id}.{before.version}",
            interview_id=before.interview_id,
            evaluation_id=before.id,
            version=before.version,
            judged=Judged(**_fields(before)),
            replaced_at=now,
        )
        change = self.store.change(caller.company_id)
        change.replace(EVALUATION, stored, evaluation)
        change.add(EVALUATION_VERSION, kept)
        self.audit.record(
            change,
            caller,
            "UPDATE_SCORE",
            "Evaluation",
            evaluation.id,
            changes=_numbers(evaluation),
            before=_numbers(before),
        )
        change.commit()
        return evaluation


def _fields(judged: Judged) -> dict[str, Any]:
    return {name: getattr(judged, name) for name in Judged.model_fields}


def _numbers(evaluation: Evaluation) -> dict[str, Any]:
    """What the audit log keeps: no words about a person."""
    names = ("rating", "communication", "technical_skills", "problem_solving", "recommendation", "version")
    return {name: getattr(evaluation, name) for name in names}
