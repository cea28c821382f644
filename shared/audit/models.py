"""Who did what, when, to which thing; and the seals that hold the log together."""

from typing import Any, ClassVar, Literal

from shared.core.page import PageQuery
from shared.core.resource import Instant, Resource, Value
from shared.store.kinds import Index, Kind


class Personal(Value):
    """Values of an event that tell who a candidate is. They can be forgotten; the chain holds their salted digest."""

    changes: dict[str, Any]
    before: dict[str, Any]
    salt: str


class AuditFacts(Resource):
    """Who changed what, when."""

    plural: ClassVar[str] = "logs"

    user_id: str
    user_name: str
    action: str
    resource_type: str
    resource_id: str
    changes: dict[str, Any]
    before: dict[str, Any] | None
    timestamp: Instant


class AuditEvent(AuditFacts):
    """One change as it is kept. `changes` names what was written, `before` what it was; values that tell who a
    candidate is are in `personal`. `mac` proves that nobody but the product wrote the event; it covers all but
    `personal`, of which it covers `personal_digest`. `reported` events were told by a client, not seen by the product.
    """

    reported: bool = False
    personal: Personal | None = None
    personal_digest: str | None = None
    mac: str = ""


class LogEntry(AuditFacts):
    """One change. `changes` are the values that were written, `before` those that they took the place of.

    `reported` entries were told by a client; the product did not see them happen.
    """

    reported: bool

    @classmethod
    def of(cls, event: AuditEvent) -> "LogEntry":
        """The event as it is shown, with what is personal where it was not forgotten."""
        entry = event.model_dump(include=set(cls.model_fields))
        if event.personal is not None:
            entry["changes"] = {**event.changes, **event.personal.changes}
            if event.before is not None or event.personal.before:
                entry["before"] = {**(event.before or {}), **event.personal.before}
        return cls(**entry)


class UnsealedEvent(Resource):
    """An event that no seal lists yet; written with it."""

    mac: str


class Seal(Resource):
    """A link of the chain: the events since the one before, each as `id mac`, and the digest of the one before.

    `follows` says that the one before was found to be the product's when this one was written, and with it all that it
    rests on. A seal without entries only says that again, with a new key.
    """

    number: int
    previous: str
    follows: bool = False
    entries: list[str]
    sealed_at: Instant
    digest: str


class Finding(Value):
    """What is wrong with one event or seal. `id` is the event's; of a seal, its number.

    `unproven`: the seal, and those before it, may be the product's; but its key is set no more, and none that is set
    vouches for it.
    """

    kind: Literal["changed", "removed", "inserted", "seal_changed", "seal_removed", "unproven", "list_changed"]
    id: str
    detail: str


class Verification(Value):
    """What a check of the whole log found. `intact` is true where there are no findings.

    `head` is the digest of the last seal: kept elsewhere, it proves later that the end was not cut off. `earlier_keys`
    counts the seals that were made with a signing key that is no longer set: later seals prove them.
    """

    intact: bool
    checked_at: Instant
    events: int
    sealed: int
    unsealed: int
    seals: int
    head: str | None
    earlier_keys: int
    findings: list[Finding]
    findings_total: int


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
        Index(name="action", values=lambda event: [(event.action.upper(),)], overview=False),
        Index(name="user_action", values=lambda event: [(event.user_id, event.action.upper())], counted=False),
        Index(
            name="personal",
            values=lambda event: [(event.resource_id,)] if event.personal else [],
            counted=False,
        ),
    ),
)

UNSEALED = Kind(name="unsealed_audit", model=UnsealedEvent)

SEAL: Kind[Seal] = Kind(name="audit_seal", model=Seal)
"""Keyed so that the last one comes first."""
