"""Talenti's words for the audit log."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, RootModel
from pydantic_core import from_json

from shared.audit.models import LogEntry
from shared.core.resource import Input, Instant, Resource


def _object(value: object) -> object:
    """An object, also where it came as JSON in a text; another text as the one value of an object."""
    if not isinstance(value, str):
        return value
    try:
        parsed = from_json(value)
    except ValueError:
        parsed = value
    return parsed if isinstance(parsed, dict) else {"value": parsed}


Values = Annotated[dict[str, Any] | None, BeforeValidator(_object)]


class TalentiAuditQuery(Input):
    """Whose log is wanted: one's own, which is also the default."""

    organisation_id: str | None = None


class TalentiAuditDraft(Input):
    """What a client tells. Who tells it is taken from the token."""

    action: Annotated[str, Field(min_length=1, max_length=100)]
    entity_type: Annotated[str, Field(min_length=1, max_length=100)]
    entity_id: Annotated[str, Field(max_length=100)] | None = None
    organisation_id: str | None = None
    old_values: Values = None
    new_values: Values = None


class TalentiAuditEntry(Resource):
    """One change. `ip_address` is not kept; `reported` entries were told by a client."""

    user_id: str
    organisation_id: str
    action: str
    entity_type: str
    entity_id: str
    old_values: dict[str, Any] | None
    new_values: dict[str, Any]
    ip_address: str | None
    reported: bool
    created_at: Instant

    @classmethod
    def of(cls, entry: LogEntry, company_id: str) -> "TalentiAuditEntry":
        """The entry in these words."""
        return cls(
            id=entry.id,
            user_id=entry.user_id,
            organisation_id=company_id,
            action=entry.action,
            entity_type=entry.resource_type,
            entity_id=entry.resource_id,
            old_values=entry.before,
            new_values=entry.changes,
            ip_address=None,
            reported=entry.reported,
            created_at=entry.timestamp,
        )


class TalentiAuditLog(RootModel[list[TalentiAuditEntry]]):
    """The newest entries."""
