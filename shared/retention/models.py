"""Retention: how long a company keeps what it knows about people."""

from typing import Annotated

from pydantic import Field

from shared.core.resource import Input, Instant, Resource, Value
from shared.store.kinds import Kind

DEFAULT_DAYS = 365


class RetentionPolicy(Resource):
    """A company's rule. People without any change for `retention_days` are erased, unless they were hired."""

    retention_days: int
    updated_by: str
    updated_at: Instant


class RetentionChange(Input):
    """A new rule, in days."""

    retention_days: Annotated[int, Field(ge=1, le=3650)]


class CleanupRequest(Input):
    """A clean-up now. Without `retention_days` the company's policy counts; `dry_run` only counts."""

    retention_days: Annotated[int | None, Field(ge=1, le=3650)] = None
    dry_run: bool = False


class CleanupReport(Value):
    """What was erased, or would be."""

    dry_run: bool
    retention_days: int
    candidates_removed: int
    interviews_removed: int
    resumes_removed: int
    recordings_removed: int
    applications_anonymized: int


RETENTION: Kind[RetentionPolicy] = Kind(name="retention_policy", model=RetentionPolicy, key=lambda policy: ("policy",))
