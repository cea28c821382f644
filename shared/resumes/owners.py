"""Whose CV files somebody may keep."""

from shared.core.caller import Caller
from shared.core.errors import NotFound


def own_candidate(caller: Caller, named: str | None) -> str | None:
    """A candidate's own id, by which they may name themselves, as by their user's. Raises NotFound for anybody else."""
    if named not in {None, caller.candidate_id, caller.user_id}:
        raise NotFound("No such candidate.")
    return caller.candidate_id
