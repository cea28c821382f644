"""Talenti's words for requests to be erased."""

from pydantic import RootModel

from shared.core.resource import Instant, Resource
from shared.retention.models import DeletionRequest


class TalentiDeletionRequest(Resource):
    """A request to be erased."""

    user_id: str
    request_type: str
    status: str
    reason: str | None
    notes: str | None
    requested_at: Instant
    processed_at: Instant | None
    processed_by: str | None

    @classmethod
    def of(cls, request: DeletionRequest) -> "TalentiDeletionRequest":
        """The request in Talenti's words."""
        return cls(**{name: getattr(request, name) for name in cls.model_fields})


class TalentiDeletionRequests(RootModel[list[TalentiDeletionRequest]]):
    """A bare list."""
