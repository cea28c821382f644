"""Arbeit's words."""

from shared.candidates.models import Candidate, Stage
from shared.core.resource import Instant, Value

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
