"""Numbers about a company's hiring, from kept counts: one read, however large the company is."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.applications.models import APPLICATION
from shared.candidates.models import CANDIDATE, Stage
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.resource import Instant, Value
from shared.interviews.models import INTERVIEW, InterviewStatus
from shared.invitations.models import INVITATION, InvitationStatus
from shared.jobs.models import JOB
from shared.resumes.models import RESUME, ParseStatus
from shared.store.kinds import E, Kind
from shared.store.store import Store

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


def _total(counts: Overview, kind: Kind[E]) -> int:
    return counts.get(f"{kind.name}.all", {}).get((), 0)


def _by_status(counts: Overview, kind: Kind[E], statuses: Iterable[str]) -> dict[str, int]:
    found = counts.get(f"{kind.name}.status", {})
    return {status: found.get((status,), 0) for status in map(str, statuses)}
