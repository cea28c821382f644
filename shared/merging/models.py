"""Merging two candidates who are one person."""

from typing import ClassVar

from shared.core.resource import Input, Instant, Resource
from shared.store.kinds import Kind
from shared.store.tasks import Task


class MergeRequest(Input):
    """Who is the same person. `other_id` becomes another name for the candidate who stays."""

    other_id: str


class Merge(Resource):
    """That a candidate, whose id it has, became part of another one; enough to take it apart again.

    Ids of everything that was theirs, and the fields that the other one took over. Their own document stays as it was.
    """

    survivor_id: str
    application_ids: list[str]
    interview_ids: list[str]
    resume_ids: list[str]
    note_ids: list[str]
    filled: list[str]
    by_user_id: str
    at: Instant


class MoveBelongings(Task):
    """Let everything of a merged candidate refer to the one who stays."""

    queue: ClassVar[str] = "move-belongings"

    survivor_id: str
    other_id: str


MERGE: Kind[Merge] = Kind(name="merge", model=Merge)
