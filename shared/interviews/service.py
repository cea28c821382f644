"""Interviews: planned, begun, and seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.applications.models import APPLICATION, Application
from shared.applications.service import ApplicationService
from shared.audit.service import AuditLog
from shared.candidates.models import CANDIDATE, Candidate, Stage
from shared.companies.service import CompanyService
from shared.core.caller import PLATFORM, Caller, Role
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden, Invalid, NotFound
from shared.core.ids import is_repeated, new_id
from shared.core.page import Page
from shared.core.resource import iso
from shared.interviews.machine import InterviewState, Limits, deadline
from shared.interviews.meetings import CallFacts
from shared.interviews.models import (
    INTERVIEW,
    TURN,
    Interview,
    InterviewDraft,
    InterviewFacts,
    InterviewQuery,
    InterviewStatus,
    InterviewView,
    ScoringStatus,
)
from shared.interviews.planning import plan_request
from shared.interviews.questions import plan_of
from shared.interviews.transcript_models import Transcript
from shared.jobs.models import JOB, Job
from shared.ports.interviewing import QuestionPlanner
from shared.ports.spending import Usage
from shared.store.store import Change, Store, Stored
from shared.usage.models import Purpose
from shared.usage.service import UsageService
from shared.webhooks.events import EventPublisher
from shared.webhooks.models import WebhookEvent


@dataclass(frozen=True, slots=True)
class InterviewService:
    """The interviews of every company. `web_url` is the web app's address, where candidates take them."""

    store: Store
    applications: ApplicationService
    companies: CompanyService
    planner: QuestionPlanner
    events: EventPublisher
    audit: AuditLog
    now: Clock
    web_url: str
    usage: UsageService

    def create(self, caller: Caller, draft: InterviewDraft) -> InterviewView:
        """Plan an interview, and see it. Raises as `create_kept`."""
        return self.view(caller, self.create_kept(caller, draft))

    def create_kept(self, caller: Caller, draft: InterviewDraft) -> Interview:
        """Plan an interview: for the caller themselves where nobody is named.

        Raises:
            NotFound: the caller's company has no such application, job or candidate.
            Invalid: a candidate named no job.
            Conflict: the application has been decided.
        """
        draft = _for_themselves(caller, draft)
        interview_id = new_id()
        if is_repeated() and (made := self.store.find(caller.company_id, INTERVIEW, interview_id)):
            return made.entity
        change = self.store.change(caller.company_id)
        if draft.application_id is None and draft.candidate_id is None:
            interview = self._plan_own(change, caller, draft, interview_id)
        else:
            application = self._application(change, caller, draft)
            interview = self.plan(change, caller, application, draft, interview_id=interview_id)
        change.commit()
        return interview

    def plan(
        self,
        change: Change,
        caller: Caller,
        application: Application,
        draft: InterviewDraft | None = None,
        *,
        interview_id: str | None = None,
        oneself: Candidate | None = None,
        candidate: Candidate | None = None,
    ) -> Interview:
        """Plan an interview for an application in a change of this or another capability's.

        `oneself` is the candidate who the caller is, if they interview themselves: perhaps not written yet.
        `candidate` is who applied, if the caller of this has read them.

        Raises:
            Conflict: the application has been decided (code `decided`).
        """
        if application.status in {Stage.HIRED, Stage.REJECTED}:
            raise Conflict(f"The application has been decided: {application.status}.", code="decided")
        job = self.store.get(caller.company_id, JOB, application.job_id).entity
        candidate = oneself or candidate
        candidate = candidate or self.store.get(caller.company_id, CANDIDATE, application.candidate_id).entity
        draft, interview_id = draft or InterviewDraft(application_id=application.id), interview_id or new_id()
        refusable = not caller.is_system
        with self.usage.metered(caller.company_id, f"interview {interview_id}", Usage(), refusable=refusable) as meter:
            planned = self._planned(interview_id, caller, application, job, candidate, draft)
        interview = planned.model_copy(
            update={"usage": meter.usage, "taken_by_user_id": caller.user_id if oneself else None}
        )
        change.add(INTERVIEW, interview)
        self.events.emit(change, WebhookEvent.INTERVIEW_SCHEDULED, **event_subject(interview))
        self.usage.record(change, meter, Purpose.PLAN)
        self.audit.record(
            change, caller, "CREATE_INTERVIEW", "Interview", interview.id, changes={"application_id": application.id}
        )
        return interview

    def get(self, caller: Caller, interview_id: str) -> InterviewView:
        """An interview of the caller's company, or the candidate's own. Raises NotFound."""
        return self.view(caller, self.found(caller, interview_id).entity)

    def found(self, caller: Caller, interview_id: str) -> Stored[Interview]:
        """An interview with its ETag: a candidate's own, or any of the company. Raises NotFound."""
        stored = self.store.get(caller.company_id, INTERVIEW, interview_id)
        if caller.role is Role.CANDIDATE and stored.entity.candidate_id != caller.candidate_id:
            raise NotFound("No such interview.")
        return stored

    def stored(self, caller: Caller, interview_id: str) -> Stored[Interview]:
        """An interview that the AI leads, with its ETag. Raises NotFound, also (code `led_by_person`) for another."""
        stored = self.found(caller, interview_id)
        if stored.entity.meeting is not None:
            raise NotFound("A person leads this interview: it has no conversation here.", code="led_by_person")
        return stored

    def taken(self, caller: Caller, interview_id: str) -> Stored[Interview]:
        """The same, for who takes it. Raises NotFound, and Forbidden for everybody else."""
        stored = self.stored(caller, interview_id)
        if not stored.entity.is_taken_by(caller):
            raise Forbidden("An interview is taken by its candidate.")
        return stored

    def page(self, caller: Caller, query: InterviewQuery) -> Page[InterviewView]:
        """Interviews, newest first: the candidate's own, or the company's."""
        page = self.listed(caller, query)
        views = tuple(self.view(caller, interview, listed=True) for interview in page.items)
        return Page(views, page.total, page.skip, page.limit, page.next_cursor, InterviewView.plural)

    def listed(self, caller: Caller, query: InterviewQuery) -> Page[Interview]:
        """The page of `page`, as interviews."""
        if caller.role is Role.CANDIDATE:
            return self.store.page(caller.company_id, INTERVIEW, "candidate", (str(caller.candidate_id),), query)
        names = ("candidate_id", "application_id", "job_id", "status")
        given = tuple(name for name in names if getattr(query, name))
        values = tuple(str(getattr(query, name)) for name in given)
        if given in _INDEXES:
            return self.store.page(caller.company_id, INTERVIEW, _INDEXES[given], values, query)
        # Of one person, or one application, there are few.
        few = self.store.each(caller.company_id, INTERVIEW, _INDEXES[given[:1]], values[:1])
        fitting = [one for one in few if all(getattr(one, name) == getattr(query, name) for name in given)]
        start = query.skip
        shown = tuple(fitting[start : start + query.limit])
        return Page(shown, len(fitting), start, query.limit, None, InterviewView.plural)

    def transcript(self, caller: Caller, interview_id: str, after: int = 0) -> Transcript:
        """The turns of an interview so far. Raises NotFound."""
        interview = self.found(caller, interview_id).entity
        turns = self.store.children(caller.company_id, TURN, interview_id)
        later = [turn for turn in turns if turn.sequence > after]
        return Transcript(interview_id=interview.id, transcripts=later, total=len(turns))

    def note(self, caller: Caller, interview_id: str, facts: Mapping[str, Any]) -> Interview:
        """Keep what a client noted of the call, and when it is planned.

        Raises:
            NotFound: no such interview of the company's, or of the candidate's.
            Stale: somebody else wrote it at the same time.
        """
        stored = self.found(caller, interview_id)
        noted = {name: value for name, value in facts.items() if name in CallFacts.model_fields}
        planned = {name: facts[name] for name in ("scheduled_at",) if name in facts}
        if not noted and not planned:
            return stored.entity
        update = {"call": stored.entity.call.model_copy(update=noted), **planned, "updated_at": self.now()}
        interview = stored.entity.model_copy(update=update)
        change = self.store.change(caller.company_id)
        change.replace(INTERVIEW, stored, interview)
        if interview.scheduled_at is not None and interview.scheduled_at != stored.entity.scheduled_at:
            self.events.emit(change, WebhookEvent.INTERVIEW_SCHEDULED, **event_subject(interview))
        told = {"fields": sorted({**noted, **planned})}
        self.audit.record(change, caller, "UPDATE_INTERVIEW", "Interview", interview_id, changes=told)
        change.commit()
        return interview

    def call_off(self, caller: Caller, stored: Stored[Interview], reason: str | None) -> Interview:
        """Call off an interview that the AI leads.

        Raises:
            Conflict: it is over.
        """
        if stored.entity.status is InterviewStatus.CANCELLED and is_repeated():
            return stored.entity
        if stored.entity.status in {InterviewStatus.COMPLETED, InterviewStatus.CANCELLED}:
            raise Conflict(f"The interview is {stored.entity.status} already.")
        update = {"status": InterviewStatus.CANCELLED, "cancel_reason": reason, "updated_at": self.now()}
        interview = stored.entity.model_copy(update=update)
        change = self.store.change(caller.company_id)
        change.replace(INTERVIEW, stored, interview)
        told = {"reason": reason}
        self.audit.record(
            change, caller, "CANCEL_INTERVIEW", "Interview", interview.id, changes=told, personal={"reason"}
        )
        change.commit()
        return interview

    def view(self, caller: Caller, interview: Interview, *, listed: bool = False) -> InterviewView:
        """An interview as this caller may see it."""
        ends_at = deadline(interview.state, interview.limits)
        recruiter = caller.role is not Role.CANDIDATE
        questions = [question.model_dump(mode="json") for question in interview.plan.questions]
        told = {name: getattr(interview, name) for name in InterviewFacts.model_fields}
        return InterviewView(
            **told,
            led_by="ai" if interview.meeting is None else "person",
            review=interview.review if recruiter else None,
            decision=interview.decision if recruiter else None,
            cancel_reason=interview.cancel_reason if recruiter else None,
            question_number=min(interview.state.question_index + 1, interview.question_count),
            max_minutes=interview.limits.duration / timedelta(minutes=1),
            accommodations=interview.accommodations,
            deadline_at=ends_at if interview.status is InterviewStatus.IN_PROGRESS else None,
            questions=questions if recruiter and not listed else None,
            interview_link=f"{self.web_url.rstrip('/')}/interview/{interview.id}",
            duration_seconds=_seconds_of(interview),
            usage=interview.usage if recruiter else None,
        )

    def _plan_own(self, change: Change, caller: Caller, draft: InterviewDraft, interview_id: str) -> Interview:
        """Plan a colleague's interview of themselves."""
        candidate = self.applications.candidates.oneself(change, caller)
        application = self.applications.add_if_missing(change, caller, str(draft.job_id), candidate)
        return self.plan(change, caller, application, draft, interview_id=interview_id, oneself=candidate)

    def _application(self, change: Change, caller: Caller, draft: InterviewDraft) -> Application:
        if draft.application_id:
            return self.store.get(caller.company_id, APPLICATION, draft.application_id).entity
        candidate = self.store.get(caller.company_id, CANDIDATE, str(draft.candidate_id)).entity
        return self.applications.add_if_missing(change, caller, str(draft.job_id), candidate)

    def _planned(
        self,
        interview_id: str,
        caller: Caller,
        application: Application,
        job: Job,
        candidate: Candidate,
        draft: InterviewDraft,
    ) -> Interview:
        now = self.now()
        difficulty = draft.difficulty or job.default_difficulty
        asked = plan_request(job, candidate, difficulty)
        plan = plan_of(draft.questions, asked, self.planner) if draft.questions else self.planner.plan(asked)
        employer = None if caller.company_id == PLATFORM else self.companies.name_of(caller.company_id)
        minutes = draft.duration_minutes or job.interview_structure.max_minutes
        return Interview(
            id=interview_id,
            application_id=application.id,
            candidate_id=candidate.id,
            candidate_name=candidate.full_name,
            candidate_email=candidate.email,
            job_id=job.id,
            job_title=job.title,
            company_name=job.company or employer,
            interview_type="chat" if draft.text_only else draft.interview_type,
            enable_video_analysis=draft.enable_video_analysis,
            enable_recording=draft.enable_recording,
            difficulty=difficulty,
            language=draft.language or job.language,
            plan=plan,
            question_count=len(plan.questions),
            rubric=job.rubric,
            limits=Limits(max_minutes=minutes, extra_time_percent=draft.extra_time_percent),
            accommodations=draft.accommodations(),
            scheduled_at=draft.scheduled_at,
            created_at=now,
            updated_at=now,
            **_NOT_BEGUN,
        )


_NOT_BEGUN: dict[str, Any] = {
    "status": InterviewStatus.SCHEDULED,
    "scoring_status": ScoringStatus.NONE,
    "state": InterviewState(),
    "turn_count": 0,
    "recent_message_ids": [],
    "started_at": None,
    "ended_at": None,
}


def event_subject(interview: Interview) -> dict[str, str | None]:
    """What a webhook tells of an interview: ids, its state and its time."""
    return {
        "interview_id": interview.id,
        "application_id": interview.application_id,
        "candidate_id": interview.candidate_id,
        "job_id": interview.job_id,
        "status": interview.status,
        "scheduled_at": iso(interview.scheduled_at) if interview.scheduled_at else None,
    }


def _for_themselves(caller: Caller, draft: InterviewDraft) -> InterviewDraft:
    """The draft with its candidate: one who calls interviews for themselves, and for nobody else."""
    if caller.role is Role.CANDIDATE:
        if draft.job_id is None:
            raise Invalid.field("job_id", "missing", "name the job that you interview for.")
        own: dict[str, Any] = {
            "application_id": None,
            "candidate_id": caller.candidate_id,
            "extra_time_percent": 0,
            "questions": [],
        }
        return draft.model_copy(update=own)
    return draft


_INDEXES = {
    (): "all",
    ("status",): "status",
    ("job_id",): "job",
    ("job_id", "status"): "job_status",
    ("application_id",): "application",
    ("candidate_id",): "candidate",
}
"""The index that lists interviews by these fields."""


def _seconds_of(interview: Interview) -> int | None:
    if interview.started_at is None or interview.ended_at is None:
        return None
    return int((interview.ended_at - interview.started_at).total_seconds())
