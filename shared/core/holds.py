"""Legal holds, for those who delete things: whose data must stay for now."""

from typing import Protocol


class Holds(Protocol):
    """Knows of whom nothing may be deleted."""

    def check(self, company_id: str, candidate_id: str) -> None:
        """Make sure that something of a candidate may be deleted. Raises Conflict (code `legal_hold`)."""
        ...

    def is_on(self, company_id: str, candidate_id: str) -> bool:
        """Whether nothing of a candidate may be deleted."""
        ...
