"""Openings: what candidates may know of a company's jobs."""

from typing import ClassVar

from shared.core.page import Page
from shared.core.resource import Instant, Resource
from shared.jobs.models import Job


class Opening(Resource):
    """A job that is hired for. Neither its client nor its pay, its rubric nor its questions are shown."""

    plural: ClassVar[str] = "openings"

    title: str
    company: str | None
    department: str | None
    location: str | None
    job_type: str | None
    experience_level: str | None
    description: str
    created_at: Instant

    @classmethod
    def of(cls, job: Job) -> "Opening":
        """The job as candidates see it."""
        return cls(**{name: getattr(job, name) for name in cls.model_fields})


def openings_of(jobs: Page[Job]) -> Page[Opening]:
    """The page as candidates see it."""
    items = tuple(Opening.of(job) for job in jobs.items)
    return Page(items, jobs.total, jobs.skip, jobs.limit, jobs.next_cursor, Opening.plural)
