"""Recruiter's words."""

from shared.core.resource import Instant, Resource
from shared.notes.models import Note


class RecruiterNote(Resource):
    """A note about a candidate; `author` is the recruiter who wrote it."""

    candidate: str
    author: str
    author_name: str
    content: str
    created_at: Instant

    @classmethod
    def of(cls, note: Note) -> "RecruiterNote":
        """A note in these words."""
        return cls(
            id=note.id,
            candidate=note.candidate_id,
            author=note.author_id,
            author_name=note.author_name,
            content=note.content,
            created_at=note.created_at,
        )
