"""Arbeit's words."""

from typing import Self

from shared.analytics.models import AgencyOverview
from shared.candidates.models import Candidate, Stage
from shared.core.resource import Instant, Value
from shared.interviews.models import InterviewStatus

CANDIDATE_STATUS = {
    Stage.APPLIED: "APPLIED",
    Stage.SCREENING: "SHORTLISTED",
    Stage.INTERVIEW: "IN_PROGRESS",
    Stage.OFFER: "OFFERED",
    Stage.ACCEPTED: "ACCEPTED",
    Stage.HIRED: "SELECTED",
    Stage.REJECTED: "REJECTED",
}


class ArbeitCandidate(Value):
    """A candidate, with their status in upper case."""

    candidate_id: str
    name: str
    email: str | None
    phone: str | None
    status: str
    updated_at: Instant

    @classmethod
    def of(cls, candidate: Candidate) -> "ArbeitCandidate":
        """A candidate in these words."""
        return cls(
            candidate_id=candidate.id,
            name=candidate.full_name,
            email=candidate.email,
            phone=candidate.phone,
            status=CANDIDATE_STATUS[candidate.status],
            updated_at=candidate.updated_at,
        )


class ArbeitInterviewCounts(Value):
    """Interviews by status. The six add up to the total: one that is being held counts as scheduled."""

    total: int
    awaiting_confirmation: int
    confirmed: int
    scheduled: int
    completed: int
    no_shows: int
    cancelled: int


class ArbeitDashboard(Value):
    """Counts for the recruiter dashboard."""

    clients: int
    jobs: int
    candidates: int
    interviews: ArbeitInterviewCounts

    @classmethod
    def of(cls, overview: AgencyOverview) -> Self:
        """The counts in these words."""
        found = overview.interviews_by_status
        return cls(
            clients=overview.clients,
            jobs=overview.jobs,
            candidates=overview.candidates,
            interviews=ArbeitInterviewCounts(
                total=overview.interviews,
                awaiting_confirmation=found[InterviewStatus.PROPOSED],
                confirmed=found[InterviewStatus.CONFIRMED],
                scheduled=found[InterviewStatus.SCHEDULED] + found[InterviewStatus.IN_PROGRESS],
                completed=found[InterviewStatus.COMPLETED],
                no_shows=found[InterviewStatus.NO_SHOW],
                cancelled=found[InterviewStatus.CANCELLED],
            ),
        )
