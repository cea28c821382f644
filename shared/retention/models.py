"""Retention: how long a company keeps what it knows about people."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value
from shared.retention.certificates import DeletionCertificate
from shared.store.kinds import Index, Kind
from shared.store.tasks import Task

DEFAULT_DAYS = 365
GRACE_DAYS = 3
"""Days in which a candidate may take a deletion request back."""
DEADLINE_DAYS = 30
"""Days in which a deletion request is done: the month of GDPR, article 12 (3), never longer than its shortest."""


class Preset(Value):
    """A rule to choose from, with the reason for its length. No legal advice: whoever chooses it answers for it."""

    name: str
    retention_days: int
    reason: str


PRESETS: tuple[Preset, ...] = tuple(
    Preset.model_construct(name=name, retention_days=days, reason=reason)
    for name, days, reason in (
        ("minimal_90d", 90, "As little as an open position needs: long enough for feedback and a second choice."),
        (
            "eu_180d",
            180,
            "Storage limitation (GDPR, article 5 (1) e), with time to answer the claims that follow rejections.",
        ),
        ("standard_1y", 365, "The default: a year, as US rules ask of private employers (29 CFR 1602.14)."),
        ("us_2y", 730, "Federal contractors of the US keep records of hiring for two years (41 CFR 60-1.12)."),
        ("consent_3y", 1095, "A pool of talents who have agreed to be kept; ask them again before it ends."),
    )
)


class RetentionPolicy(Resource):
    """A company's rule. People without any change for `retention_days` are erased, unless they were hired.

    `preset` names the preset of this length that was chosen, if one was.
    """

    retention_days: int
    preset: str | None = None
    updated_by: str
    updated_at: Instant


class RetentionChange(Input):
    """A new rule: in days, or a preset."""

    retention_days: Annotated[int | None, Field(ge=1, le=3650)] = None
    preset: Literal["minimal_90d", "eu_180d", "standard_1y", "us_2y", "consent_3y"] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "RetentionChange":
        if (self.retention_days is None) == (self.preset is None):
            raise ValueError("give either retention_days or preset.")
        return self

    @property
    def days(self) -> int:
        """The length that was asked for."""
        chosen = next((one.retention_days for one in PRESETS if one.name == self.preset), None)
        return chosen or self.retention_days or DEFAULT_DAYS


class CleanupRequest(Input):
    """A clean-up now. Without `retention_days` the company's policy counts; `dry_run` only counts."""

    retention_days: Annotated[int | None, Field(ge=1, le=3650)] = None
    dry_run: bool = False


class CleanupReport(Value):
    """What was erased, or would be. `applications_anonymized` are gone as a whole; `held_back` are people who were due
    and stay, since a legal hold is on them."""

    dry_run: bool
    retention_days: int
    candidates_removed: int
    interviews_removed: int
    resumes_removed: int
    recordings_removed: int
    applications_anonymized: int
    held_back: int


class LegalHold(Resource):
    """A candidate whose data must stay: a court case, an investigation. The id is the candidate's."""

    plural: ClassVar[str] = "legal_holds"

    reason: str
    placed_by: str
    placed_at: Instant


class HoldDraft(Input):
    """A hold to be placed."""

    reason: Annotated[str, Field(min_length=3, max_length=1000)]


class DeletionStatus(StrEnum):
    """Where a deletion request is."""

    PENDING = "pending"
    ON_HOLD = "on_hold"
    """A legal hold is on the candidate: it is done when the hold is lifted."""
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class DeletionRequest(Resource):
    """A candidate's wish to be erased. It is done at `scheduled_for`, by `deadline_at` at the latest.

    The candidate is who they were then; they may have been merged since. When it is done nothing personal is left in
    it: `reason` and `notes` are gone, the ids lead to nobody.
    """

    plural: ClassVar[str] = "deletion_requests"

    user_id: str
    candidate_id: str
    request_type: str
    status: DeletionStatus
    reason: str | None
    notes: str | None
    requested_at: Instant
    scheduled_for: Instant
    deadline_at: Instant
    processed_at: Instant | None
    processed_by: str | None
    certificate: DeletionCertificate | None


def _type(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


class DeletionDraft(Input):
    """A wish to be erased."""

    request_type: Annotated[Literal["full_deletion"], BeforeValidator(_type)] = "full_deletion"
    reason: Annotated[str | None, Field(max_length=2000)] = None


class DeletionQuery(PageQuery):
    """Which deletion requests are wanted."""

    status: DeletionStatus | None = None


class CertificateCheck(Input):
    """A certificate, as it was given."""

    request_id: Annotated[str, Field(max_length=100)]
    company_id: Annotated[str, Field(max_length=100)]
    requested_at: Instant
    completed_at: Instant
    deadline_at: Instant
    erased: Annotated[dict[str, int], Field(max_length=100)]
    algorithm: Annotated[str, Field(max_length=20)] = "HMAC-SHA256"
    signature: Annotated[str, Field(max_length=200)]


class EraseOnRequest(Task):
    """Do what a candidate asked for."""

    queue: ClassVar[str] = "erase-on-request"

    request_id: str


OPEN_REQUESTS = (DeletionStatus.PENDING, DeletionStatus.ON_HOLD)

RETENTION: Kind[RetentionPolicy] = Kind(name="retention_policy", model=RetentionPolicy, key=lambda policy: ("policy",))
HOLD: Kind[LegalHold] = Kind(
    name="legal_hold", model=LegalHold, indexes=(Index(name="all", values=lambda hold: [()], overview=False),)
)
DELETION: Kind[DeletionRequest] = Kind(
    name="deletion_request",
    model=DeletionRequest,
    indexes=(
        Index(name="all", values=lambda request: [()]),
        Index(name="status", values=lambda request: [(request.status,)]),
        Index(name="candidate", values=lambda request: [(request.candidate_id,)], overview=False),
        Index(name="user", values=lambda request: [(request.user_id,)], overview=False),
        Index(
            name="open",
            values=lambda request: [(request.user_id,)] if request.status in OPEN_REQUESTS else [],
            unique=True,
        ),
    ),
)
