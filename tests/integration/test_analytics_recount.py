"""Candidates, applications and interviews move at random; the kept numbers are those that counting everything gives."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.analytics.models import AnalyticsQuery
from shared.applications.models import APPLICATION, Application, ApplicationDraft, ApplicationMove
from shared.candidates.models import (
    CANDIDATE,
    DECISIONS,
    Candidate,
    CandidateChanges,
    CandidateDraft,
    Stage,
    StageChange,
)
from shared.core.caller import PERMISSIONS, Caller, Role
from shared.core.errors import Conflict
from shared.core.ids import derived_from
from shared.interviews.models import INTERVIEW, Interview, InterviewDraft, InterviewStatus
from tests.app import Product
from tests.tenant import PASSWORD, Tenant, new_email

STAGES = ["applied", "screening", "interview", "offer", "accepted", "hired"]
DEPARTMENTS = [None, "Backend", "backend", "DevOps", "unknown", "*"]
number = st.integers(0, 1000)
some_stage = st.sampled_from([*Stage, Stage.HIRED, Stage.HIRED, Stage.REJECTED, Stage.APPLIED])


@dataclass(frozen=True)
class Story:
    """What a recount knows of a candidate or an application."""

    department: str
    job_id: str | None
    month: str
    furthest: str
    left_at: str | None
    hires: tuple[tuple[str, int], ...]


def story(entity: Candidate | Application) -> Story:
    """Read a way from its beginning, as `docs/analytics.md` defines it."""
    if isinstance(entity, Candidate):
        steps = [(str(step.stage), step.entered_at) for step in entity.stage_history]
    else:
        steps = [(str(step.to_stage), step.at) for step in entity.history]
    begun = min([entity.created_at, *(at for _, at in steps)])
    stages = [stage for stage, _ in steps]
    if not stages or stages[-1] != entity.status:
        stages.append(str(entity.status))
    left_at = None
    if entity.status == "rejected":
        last = max(at for at, stage in enumerate(stages) if stage == "rejected")
        left_at = next((stage for stage in stages[:last][::-1] if stage != "rejected"), "applied")
    return Story(
        department=(entity.domain or "Unknown") if isinstance(entity, Candidate) else "",
        job_id=entity.job_id if isinstance(entity, Application) else None,
        month=f"{begun:%Y-%m}",
        furthest=max((stage for stage in stages if stage in STAGES), key=STAGES.index, default="applied"),
        left_at=left_at,
        hires=tuple(hires(begun, steps, entity.status)),
    )


def hires(begun: datetime, steps: Sequence[tuple[str, datetime]], status: str) -> Iterable[tuple[str, int]]:
    """Month and whole days of each hiring: people who apply again after a decision are on a new way."""
    ways: list[list[tuple[str, datetime]]] = [[]]
    for at, (stage, time) in enumerate(steps):
        if at and steps[at - 1][0] in {"hired", "rejected"} and stage == "applied":
            ways.append([])
        ways[-1].append((stage, time))
    for position, way in enumerate(ways):
        start = way[0][1] if position else begun
        times = [time for stage, time in way if stage == "hired"]
        stands = bool(way) and way[-1][0] == "hired"
        if times and (stands or (position == len(ways) - 1 and status == "hired")):
            yield f"{times[-1]:%Y-%m}", (times[-1] - start).days


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def of_interest(stories: Iterable[Story], query: AnalyticsQuery) -> list[Story]:
    if query.job_id:
        return [one for one in stories if one.job_id == query.job_id]
    wanted = query.department and query.department.casefold()
    return [one for one in stories if one.job_id is None and wanted in {None, one.department.casefold()}]


class Company(RuleBasedStateMachine):
    """A company in which much happens."""

    @initialize(came=st.lists(st.tuples(st.sampled_from(DEPARTMENTS), some_stage), min_size=3, max_size=8))
    def open(self, came: list[tuple[str | None, Stage]]) -> None:
        self.product = Product()
        self.tenant = Tenant(self.product)
        self.app, self.company = self.product.app, self.tenant.id
        self.caller = Caller(
            user_id=self.tenant.hr.user["id"],
            company_id=self.company,
            role=Role.HR,
            email="hr@acme.example",
            name="Ada",
            permissions=PERMISSIONS[Role.HR],
        )
        self.jobs = [self.tenant.job(title=title)["id"] for title in ("Baker", "Cook")]
        # Hypothesis repeats what fails: the identifiers have to be the same then.
        self.derivation = derived_from("company", int(self.product.clock().timestamp() * 1000))
        self.derivation.__enter__()
        for at, (domain, stage) in enumerate(came):
            self.somebody_comes(domain)
            self.somebody_applies(at, at, Stage.APPLIED)
            self.time_passes(24 * at)
            self.an_application_moves(at, stage)
            self.an_interview_is_planned(at)

    def teardown(self) -> None:
        self.derivation.__exit__(None, None, None)

    def candidates(self) -> list[Candidate]:
        found = self.app.store.children(self.company, CANDIDATE)
        return [one for one in found if one.merged_into is None]

    def applications(self) -> list[Application]:
        return self.app.store.children(self.company, APPLICATION)

    def interviews(self) -> list[Interview]:
        return self.app.store.children(self.company, INTERVIEW)

    @rule(hours=st.integers(0, 24 * 40))
    def time_passes(self, hours: int) -> None:
        self.product.clock.turn(timedelta(hours=hours))

    @rule(domain=st.sampled_from(DEPARTMENTS))
    def somebody_comes(self, domain: str | None) -> None:
        draft = CandidateDraft(email=new_email("zofia"), first_name="Zofia", last_name="Nowak", domain=domain)
        self.app.candidates.create(self.caller, draft)

    @precondition(lambda self: self.candidates())
    @rule(at=number, stage=some_stage)
    def a_candidate_moves(self, at: int, stage: Stage) -> None:
        candidates = self.candidates()
        self.app.candidates.move(self.caller, candidates[at % len(candidates)].id, StageChange(status=stage))

    @precondition(lambda self: self.candidates())
    @rule(at=number, domain=st.sampled_from(DEPARTMENTS[1:]))
    def a_candidate_changes_department(self, at: int, domain: str) -> None:
        candidates = self.candidates()
        self.app.candidates.update(self.caller, candidates[at % len(candidates)].id, CandidateChanges(domain=domain))

    @precondition(lambda self: self.candidates())
    @rule(at=number, job=number, stage=some_stage.filter(lambda stage: stage not in DECISIONS))
    def somebody_applies(self, at: int, job: int, stage: Stage) -> None:
        candidates = self.candidates()
        draft = ApplicationDraft(
            job_id=self.jobs[job % 2], candidate_id=candidates[at % len(candidates)].id, status=stage
        )
        try:
            self.app.applications.create(self.caller, draft)
        except Conflict:
            assert any(
                (one.job_id, one.candidate_id) == (draft.job_id, draft.candidate_id) for one in self.applications()
            )

    @precondition(lambda self: self.applications())
    @rule(at=number, stage=some_stage)
    def an_application_moves(self, at: int, stage: Stage) -> None:
        applications = self.applications()
        application = applications[at % len(applications)]
        if application.status is not stage:
            self.app.applications.move(self.caller, application.id, ApplicationMove(status=stage, reason="As we said."))

    @precondition(lambda self: self.applications())
    @rule(at=number)
    def an_interview_is_planned(self, at: int) -> None:
        applications = self.applications()
        application = applications[at % len(applications)]
        if application.status not in DECISIONS:
            self.app.interviews.create(self.caller, InterviewDraft(application_id=application.id))

    @precondition(lambda self: self.interviews())
    @rule(at=number, status=st.sampled_from(list(InterviewStatus)), asked=st.integers(0, 5))
    def an_interview_goes_on(self, at: int, status: InterviewStatus, asked: int) -> None:
        interviews = self.interviews()
        stored = self.app.store.get(self.company, INTERVIEW, interviews[at % len(interviews)].id)
        state = stored.entity.state.model_copy(update={"question_index": asked})
        change = self.app.store.change(self.company)
        change.replace(INTERVIEW, stored, stored.entity.model_copy(update={"status": status, "state": state}))
        change.commit()

    @precondition(lambda self: len(self.candidates()) > 1)
    @rule(one=number, other=number)
    def two_are_one_person(self, one: int, other: int) -> None:
        candidates = self.candidates()
        survivor, merged = candidates[one % len(candidates)], candidates[other % len(candidates)]
        if survivor.id != merged.id:
            body = {"other_id": merged.id}
            self.tenant.hr.take(self.tenant.hr.sign_in(self.tenant.hr.user["email"], PASSWORD))
            self.tenant.hr.ok("POST", f"/api/v1/candidates/{survivor.id}/merge", json=body)
            self.product.run_queue()

    @precondition(lambda self: self.candidates())
    @rule(at=number)
    def somebody_is_erased(self, at: int) -> None:
        candidates = self.candidates()
        self.app.retention.erase(self.caller, candidates[at % len(candidates)].id)

    @rule()
    def counts_are_folded(self) -> None:
        self.app.store.fold_counts(self.company)

    @rule()
    def a_rebuild_finds_nothing_to_mend(self) -> None:
        store, company = self.app.store, self.company
        mended = [store.rebuild(company, CANDIDATE), store.rebuild(company, APPLICATION)]
        assert not any([*mended, store.rebuild(company, INTERVIEW)])

    @invariant()
    def the_numbers_are_those_of_a_recount(self) -> None:
        stories = [*map(story, self.candidates()), *map(story, self.applications())]
        months = sorted({one.month for one in stories} | {month for one in stories for month, _ in one.hires})
        subjects: list[dict[str, Any]] = [{}, {"department": "BACKEND"}, {"department": "unknown"}, {"department": "*"}]
        subjects += [{"job_id": job_id} for job_id in self.jobs]
        for subject in subjects:
            for period in (None, *months[-2:]):
                query = AnalyticsQuery(**subject, period=period)
                found = of_interest(stories, query)
                self.check_funnel(query, [one for one in found if period in {None, one.month}])
                self.check_time_to_hire(query, found)
        self.check_dashboards()

    def check_funnel(self, query: AnalyticsQuery, stories: list[Story]) -> None:
        funnel, losses = self.app.analytics.funnel(self.caller, query), self.app.analytics.drop_offs(self.caller, query)
        reached = [sum(STAGES.index(one.furthest) >= position for one in stories) for position in range(len(STAGES))]
        left = Counter(one.left_at for one in stories if one.left_at)
        assert funnel.total == losses.total == len(stories)
        assert funnel.rejected == losses.rejected == left.total()
        assert [(one.stage, one.count) for one in funnel.stages] == list(zip(STAGES, reached, strict=True))
        assert [one.percentage for one in funnel.stages] == [percent(one, len(stories)) for one in reached]
        drops = [percent(before - after, before) for before, after in pairwise(reached)]
        assert [one.dropoff_percentage for one in funnel.stages] == [None, *drops]
        assert funnel.overall_acceptance_rate == percent(reached[4], reached[3])
        assert [(one.left, one.percentage) for one in losses.by_stage] == [
            (left[stage], percent(left[stage], count)) for stage, count in zip(STAGES, reached, strict=True)
        ]
        if query.department:
            assert losses.interviews is None
            return
        interviews = [
            one
            for one in self.interviews()
            if query.job_id in {None, one.job_id} and query.period in {None, f"{one.created_at:%Y-%m}"}
        ]
        early = [
            one for one in interviews if one.status == "completed" and one.state.question_index < one.question_count - 1
        ]
        assert losses.interviews is not None
        assert losses.interviews.model_dump(exclude={"percentage"}) == {
            "total": len(interviews),
            "no_shows": sum(one.status == "no_show" for one in interviews),
            "cancelled": sum(one.status == "cancelled" for one in interviews),
            "ended_early": len(early),
        }

    def check_time_to_hire(self, query: AnalyticsQuery, stories: list[Story]) -> None:
        found = self.app.analytics.time_to_hire(self.caller, query)
        hired = [(one, days) for one in stories for month, days in one.hires if query.period in {None, month}]
        all_days = [days for _, days in hired]
        assert found.hires == len(all_days)
        assert found.average_days == (round(sum(all_days) / len(all_days), 1) if all_days else None)
        assert found.median_days == (statistics.median(all_days) if all_days else None)
        if query.period is None:
            now = self.product.clock()
            recent = {f"{now:%Y-%m}", f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"}
            assert found.recent_hires == sum(month in recent for one in stories for month, _ in one.hires)
        if query.job_id or query.department:
            assert found.by_department is None
            return
        by_department: dict[str, list[int]] = {}
        for one, days in hired:
            by_department.setdefault(one.department.casefold(), []).append(days)
        assert {one.department.casefold(): (one.hires, one.average_days) for one in found.by_department or []} == {
            name: (len(days), round(sum(days) / len(days), 1)) for name, days in by_department.items()
        }

    def check_dashboards(self) -> None:
        candidates, interviews = self.candidates(), self.interviews()
        hiring, agency = self.app.analytics.hiring(self.caller), self.app.analytics.agency(self.caller)
        assert hiring.candidates == agency.candidates == len(candidates)
        statuses = Counter(one.status for one in candidates)
        assert hiring.candidates_by_status == {stage: statuses[stage] for stage in Stage}
        departments = Counter((one.domain or "Unknown").casefold() for one in candidates)
        assert {name.casefold(): n for name, n in hiring.candidates_by_department.items()} == departments
        outcomes = Counter(one.status for one in interviews)
        assert agency.interviews_by_status == {status: outcomes[status] for status in InterviewStatus}
        active = ("proposed", "confirmed", "scheduled", "in_progress")
        assert hiring.active_interviews == sum(one.status in active for one in interviews)
        assert hiring.interviews_awaiting_feedback == outcomes[InterviewStatus.COMPLETED]
        assert (agency.jobs, agency.interviews) == (2, len(interviews))


Company.TestCase.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTheKeptNumbers = Company.TestCase
