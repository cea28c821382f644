"""Writing and reading the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from shared.audit.models import AUDIT, AuditEvent, AuditQuery
from shared.core.caller import Caller, Role
from shared.core.clock import Clock
from shared.core.ids import new_id
from shared.core.page import Page
from shared.store.store import Change, Store

_MOST_BYTES_OF_A_VALUE = 1000


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The audit log of every company. An event is part of the change that it tells of."""

    store: Store
    now: Clock

    def record(
        self,
        change: Change,
        caller: Caller,
        action: str,
        resource_type: str,
        resource_id: str,
        *,
        changes: Mapping[str, Any] | None = None,
        before: Mapping[str, Any] | None = None,
    ) -> None:
        """Write an event with the change: both happen or neither. `action` is upper case, `CREATE_CANDIDATE`."""
        change.add(
            AUDIT,
            AuditEvent(
                id=new_id(),
                user_id=caller.user_id,
                user_name=_name_of(caller),
                action=action,
                resource_type=resource_type,
                resource_id=resource_id,
                changes=_short(changes or {}),
                before=_short(before) if before is not None else None,
                timestamp=self.now(),
            ),
        )

    def page(self, caller: Caller, query: AuditQuery) -> Page[AuditEvent]:
        """Events of the caller's company, newest first."""
        if query.user_id and query.action:
            return self.store.page(caller.company_id, AUDIT, "user_action", (query.user_id, query.action), query)
        if query.user_id:
            return self.store.page(caller.company_id, AUDIT, "user", (query.user_id,), query)
        if query.action:
            return self.store.page(caller.company_id, AUDIT, "action", (query.action,), query)
        return self.store.page(caller.company_id, AUDIT, "all", (), query)


def _short(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, without those that are too long for a log: who wants the text reads the thing itself."""
    return {
        name: value if len(to_json(value)) <= _MOST_BYTES_OF_A_VALUE else "(too long to be logged)"
        for name, value in values.items()
    }


def _name_of(caller: Caller) -> str:
    """The name in the log. A candidate's is left out: the log outlives them, and the id is enough."""
    return "Candidate" if caller.role is Role.CANDIDATE else caller.name
