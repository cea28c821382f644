"""What each documented operation needs, by capability."""

from tests.contract.scenarios import (
    analytics,
    candidates,
    conversation,
    identity,
    interviews,
    jobs,
    mails,
    matching,
    resumes,
    scores,
    storage,
    users,
)

__all__ = [
    "analytics",
    "candidates",
    "conversation",
    "identity",
    "interviews",
    "jobs",
    "mails",
    "matching",
    "resumes",
    "scores",
    "storage",
    "users",
]
