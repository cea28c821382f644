"""Numbers about a company's hiring, from kept counts: one read or two, however large the company is."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.analytics.funnel import drop_offs_of, funnel_of
from shared.analytics.hiring import by_name, time_to_hire_of
from shared.analytics.models import AgencyOverview, AnalyticsQuery, DropOffs, Funnel, HiringOverview, TimeToHire
from shared.applications.models import APPLICATION
from shared.candidates.models import CANDIDATE, Stage
from shared.candidates.ways import ANY, department_key
from shared.clients.models import CLIENT
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.resource import Instant, Value
from shared.interviews.models import INTERVIEW, InterviewStatus
from shared.invitations.models import INVITATION, InvitationStatus
from shared.jobs.models import JOB
from shared.resumes.models import RESUME, ParseStatus
from shared.store.kinds import E, Kind
from shared.store.store import Store

_ACTIVE = (
    InterviewStatus.PROPOSED,
    InterviewStatus.CONFIRMED,
    InterviewStatus.SCHEDULED,
    InterviewStatus.IN_PROGRESS,
)
"""Interviews that are still to be held, or are being held."""

Overview = dict[str, dict[tuple[str, ...], int]]


class Dashboard(Value):
    """How many of everything there are. Every status is named, also those with none."""

    candidates: int
    candidates_by_status: dict[str, int]
    applications: int
    applications_by_status: dict[str, int]
    jobs: int
    active_jobs: int
    interviews: int
    interviews_by_status: dict[str, int]
    invitations_by_status: dict[str, int]
    resumes_by_status: dict[str, int]
    at: Instant


@dataclass(frozen=True, slots=True)
class AnalyticsService:
    """The numbers of every company."""

    store: Store
    now: Clock

    def dashboard(self, caller: Caller) -> Dashboard:
        """The numbers of the caller's company at this moment."""
        counts = self.store.all_counts(caller.company_id)
        return Dashboard(
            candidates=_total(counts, CANDIDATE),
            candidates_by_status=_by_status(counts, CANDIDATE, Stage),
            applications=_total(counts, APPLICATION),
            applications_by_status=_by_status(counts, APPLICATION, Stage),
            jobs=_total(counts, JOB),
            active_jobs=counts.get(f"{JOB.name}.active", {}).get(("yes",), 0),
            interviews=_total(counts, INTERVIEW),
            interviews_by_status=_by_status(counts, INTERVIEW, InterviewStatus),
            invitations_by_status=_by_status(counts, INVITATION, InvitationStatus),
            resumes_by_status=_by_status(counts, RESUME, ParseStatus),
            at=self.now(),
        )

    def hiring(self, caller: Caller) -> HiringOverview:
        """What a recruiter of the caller's company begins the day with."""
        counts = self.store.all_counts(caller.company_id)
        departments = self.store.sums(caller.company_id, CANDIDATE, "department")
        interviews = _by_status(counts, INTERVIEW, InterviewStatus)
        return HiringOverview(
            candidates=_total(counts, CANDIDATE),
            candidates_by_status=_by_status(counts, CANDIDATE, Stage),
            candidates_by_department=by_name((name, number) for (name,), number in departments.items()),
            active_interviews=sum(interviews[status] for status in _ACTIVE),
            interviews_awaiting_feedback=counts.get(f"{INTERVIEW.name}.awaiting_feedback", {}).get((), 0),
        )

    def agency(self, caller: Caller) -> AgencyOverview:
        """What the caller's company begins the day with, if it is an agency."""
        counts = self.store.all_counts(caller.company_id)
        return AgencyOverview(
            clients=_total(counts, CLIENT),
            jobs=_total(counts, JOB),
            candidates=_total(counts, CANDIDATE),
            interviews=_total(counts, INTERVIEW),
            interviews_by_status=_by_status(counts, INTERVIEW, InterviewStatus),
        )

    def funnel(self, caller: Caller, query: AnalyticsQuery) -> Funnel:
        """How far the candidates of the caller's company, or the applications for a job, came."""
        return funnel_of(query, self._ways(caller, query), self.now())

    def drop_offs(self, caller: Caller, query: AnalyticsQuery) -> DropOffs:
        """Where the candidates of the caller's company, or the applications for a job, were lost."""
        outcomes = None
        if query.department is None:
            outcomes = self.store.sums(caller.company_id, INTERVIEW, "outcome", query.job_id or ANY)
        return drop_offs_of(query, self._ways(caller, query), outcomes, self.now())

    def time_to_hire(self, caller: Caller, query: AnalyticsQuery) -> TimeToHire:
        """How long hiring takes in the caller's company."""
        company, month = caller.company_id, query.period or ANY
        if query.job_id:
            hires = self.store.sums(company, APPLICATION, "hires", query.job_id, month)
        else:
            hires = self.store.sums(company, CANDIDATE, "hires", _department(query), month)
        return time_to_hire_of(query, hires, self.now())

    def _ways(self, caller: Caller, query: AnalyticsQuery) -> dict[tuple[str, ...], int]:
        if query.job_id:
            return self.store.sums(caller.company_id, APPLICATION, "way", query.job_id)
        return self.store.sums(caller.company_id, CANDIDATE, "way", _department(query))


def _department(query: AnalyticsQuery) -> str:
    return department_key(query.department) if query.department else ANY


def _total(counts: Overview, kind: Kind[E]) -> int:
    return counts.get(f"{kind.name}.all", {}).get((), 0)


def _by_status(counts: Overview, kind: Kind[E], statuses: Iterable[str]) -> dict[str, int]:
    found = counts.get(f"{kind.name}.status", {})
    return {status: found.get((status,), 0) for status in map(str, statuses)}
