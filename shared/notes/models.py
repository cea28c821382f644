"""Notes: what colleagues write down about a candidate."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.core.resource import Input, Instant, Resource
from shared.store.kinds import Index, Kind


class Note(Resource):
    """What somebody wrote about a candidate. The author's name is that at the time of writing."""

    plural: ClassVar[str] = "notes"

    candidate_id: str
    author_id: str
    author_name: str
    content: str
    created_at: Instant


class NoteDraft(Input):
    """A note to be added."""

    content: Annotated[str, Field(min_length=1, max_length=10_000)]


NOTE: Kind[Note] = Kind(
    name="note",
    model=Note,
    indexes=(Index(name="candidate", values=lambda note: [(note.candidate_id,)], overview=False),),
)
