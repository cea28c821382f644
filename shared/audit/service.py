"""Writing and reading the audit log."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic_core import from_json, to_json

from shared.audit.chain import Chain, personal_digest
from shared.audit.models import AUDIT, UNSEALED, AuditEvent, AuditQuery, LogEntry, Personal, UnsealedEvent
from shared.core.caller import Caller, Role
from shared.core.clock import Clock
from shared.core.ids import new_id
from shared.core.page import Page
from shared.core.resource import Resource
from shared.store.store import Change, Store

_MOST_BYTES_OF_A_VALUE = 1000
_TELLING = (StrEnum, bool, int, float, datetime)
_ALWAYS_NEW = {"updated_at", "idle_since"}


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The audit log of every company. An event is part of the change that it tells of."""

    store: Store
    chain: Chain
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
        personal: Collection[str] = (),
        reported: bool = False,
    ) -> AuditEvent:
        """Write an event with the change: both happen or neither. `action` is upper case, `CREATE_CANDIDATE`.

        Without `before`, the states, numbers and times of the thing that the change rewrites are told as they were and
        as they are: put the thing into the change first. `personal` names the values that tell who a candidate is:
        `forget` removes them, and what is left still proves the event. Passwords, answers and the content of files
        belong in neither.
        """
        if before is None and (rewritten := change.rewritten(resource_id)):
            before, now = _difference(*rewritten)
            changes = {**now, **(changes or {})}
        written, was = _short(changes or {}), _short(before or {})
        kept = _kept_apart(written, was, personal)
        event = AuditEvent(
            id=new_id(),
            user_id=caller.user_id,
            user_name=_name_of(caller),
            action=action,
            resource_type=resource_type,
            resource_id=resource_id,
            changes={name: value for name, value in written.items() if name not in personal},
            before=None if before is None else {name: value for name, value in was.items() if name not in personal},
            timestamp=self.now(),
            reported=reported,
            personal=kept,
            personal_digest=personal_digest(kept) if kept else None,
        )
        return self._add(change, event)

    def _add(self, change: Change, event: AuditEvent) -> AuditEvent:
        event = event.model_copy(update={"mac": self.chain.prove_event(change.partition, event)})
        change.add(AUDIT, event)
        change.add(UNSEALED, UnsealedEvent(id=event.id, mac=event.mac))
        return event

    def report(
        self,
        caller: Caller,
        action: str,
        resource_type: str,
        resource_id: str,
        *,
        changes: Mapping[str, Any],
        before: Mapping[str, Any] | None,
    ) -> LogEntry:
        """Write what a client tells, by itself. It may be about anybody, so all of its values can be forgotten."""
        change = self.store.change(caller.company_id)
        event = self.record(
            change,
            caller,
            action,
            resource_type,
            resource_id,
            changes=changes,
            before=before,
            personal={*changes, *(before or {})},
            reported=True,
        )
        change.commit()
        return LogEntry.of(event)

    def page(self, caller: Caller, query: AuditQuery) -> Page[LogEntry]:
        """Events of the caller's company, newest first."""
        company = caller.company_id
        if query.user_id and query.action:
            events = self.store.page(company, AUDIT, "user_action", (query.user_id, query.action.upper()), query)
        elif query.user_id:
            events = self.store.page(company, AUDIT, "user", (query.user_id,), query)
        elif query.action:
            events = self.store.page(company, AUDIT, "action", (query.action.upper(),), query)
        else:
            events = self.store.page(company, AUDIT, "all", (), query)
        return replace(events, items=tuple(map(LogEntry.of, events.items)))  # type: ignore[arg-type, return-value]  # another item type

    def forget(self, company_id: str, *resource_ids: str) -> None:
        """Remove the personal values from the events about these. The chain still holds, and shows no less."""
        for _, brief in list(self.store.each_of(company_id, AUDIT, "personal", resource_ids)):
            stored = self.store.find(company_id, AUDIT, brief.id)
            if stored is not None and stored.entity.personal is not None:
                change = self.store.change(company_id)
                change.replace(AUDIT, stored, stored.entity.model_copy(update={"personal": None}))
                change.commit()


def _short(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept, without those that are too long for a log: who wants them reads the thing itself."""
    texts = {name: to_json(value) for name, value in values.items()}
    return {
        name: from_json(text) if len(text) <= _MOST_BYTES_OF_A_VALUE else "(too long to be logged)"
        for name, text in texts.items()
    }


def _kept_apart(written: Mapping[str, Any], was: Mapping[str, Any], personal: Collection[str]) -> Personal | None:
    """The values that tell who a candidate is, with the salt of their digest, if there are any."""
    changes = {name: value for name, value in written.items() if name in personal}
    before = {name: value for name, value in was.items() if name in personal}
    return Personal(changes=changes, before=before, salt=secrets.token_hex(16)) if changes or before else None


def _difference(was: Resource, now: Resource | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values before and after of the fields that tell of nobody: states, numbers, times. No text, no lists."""
    before = {name: value for name, value in was if isinstance(value, _TELLING)}
    after = {} if now is None else {name: value for name, value in now if isinstance(value, _TELLING)}
    if now is None:
        return before, {}
    names = [name for name in {**before, **after} if before.get(name) != after.get(name) and name not in _ALWAYS_NEW]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def _name_of(caller: Caller) -> str:
    """The name in the log. A candidate's is left out: the log outlives them, and the id is enough."""
    return "Candidate" if caller.role is Role.CANDIDATE else caller.name
