"""What each documented operation needs, by capability."""

from tests.contract.scenarios import candidates, identity, interviews, jobs, matching, resumes, scores, storage, users

__all__ = ["candidates", "identity", "interviews", "jobs", "matching", "resumes", "scores", "storage", "users"]
