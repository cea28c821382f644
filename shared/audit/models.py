"""Who did what, when, to which thing."""

from typing import Any, ClassVar

from shared.core.page import PageQuery
from shared.core.resource import Instant, Resource
from shared.store.kinds import Index, Kind


class AuditEvent(Resource):
    """One change. `changes` names what was written; `before` and `after` hold values that may be kept for long:
    never file content, answers, passwords, or what tells who a candidate is."""

    plural: ClassVar[str] = "logs"

    user_id: str
    user_name: str
    action: str
    resource_type: str
    resource_id: str
    changes: dict[str, Any]
    before: dict[str, Any] | None
    timestamp: Instant


class AuditQuery(PageQuery):
    """Which events are wanted."""

    user_id: str | None = None
    action: str | None = None


AUDIT = Kind(
    name="audit",
    model=AuditEvent,
    indexes=(
        Index(name="all", values=lambda event: [()]),
        Index(name="user", values=lambda event: [(event.user_id,)], overview=False),
        Index(name="action", values=lambda event: [(event.action,)], overview=False),
        Index(name="user_action", values=lambda event: [(event.user_id, event.action)], counted=False),
    ),
)
