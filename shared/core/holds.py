"""Legal holds, for those who delete or move things: whose data must stay for now, and who is being erased."""

from typing import Protocol


class Holds(Protocol):
    """Knows of whom nothing may be deleted, and who is going."""

    def check(self, company_id: str, candidate_id: str) -> None:
        """Make sure that something of a candidate may be deleted. Raises Conflict (code `legal_hold`)."""
        ...

    def is_on(self, company_id: str, candidate_id: str) -> bool:
        """Whether nothing of a candidate may be deleted."""
        ...

    def check_stays(self, company_id: str, candidate_id: str) -> None:
        """Make sure that a candidate is not being erased. Raises Conflict (code `being_erased`)."""
        ...
