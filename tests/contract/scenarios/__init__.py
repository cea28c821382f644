"""What each documented operation needs, by capability."""

from tests.contract.scenarios import (
    analytics,
    candidates,
    communication,
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
    "communication",
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
