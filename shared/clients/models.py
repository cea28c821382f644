"""Clients: the customers for whom an agency hires."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource
from shared.store.kinds import Index, Kind

ClientName = Annotated[str, Field(min_length=1, max_length=200)]
Note = Annotated[str, Field(max_length=4000)]


class Client(Resource):
    """A customer of an agency. Its jobs are those that name it; its users see them, and who was put forward."""

    plural: ClassVar[str] = "clients"

    name: str
    industry: str | None
    website: str | None
    contact_name: str | None
    contact_email: str | None
    contact_phone: str | None
    notes: str | None
    is_active: bool
    created_at: Instant
    updated_at: Instant


class ClientDraft(Input):
    """A client to be made."""

    name: ClientName
    industry: Annotated[str | None, Field(max_length=120)] = None
    website: Annotated[str | None, Field(max_length=300)] = None
    contact_name: Annotated[str | None, Field(max_length=200)] = None
    contact_email: Annotated[str | None, Field(max_length=254)] = None
    contact_phone: Annotated[str | None, Field(max_length=40)] = None
    notes: Note | None = None
    is_active: bool = True


class ClientChanges(Input):
    """What may change of a client; what is not sent stays."""

    name: ClientName | None = None
    industry: Annotated[str | None, Field(max_length=120)] = None
    website: Annotated[str | None, Field(max_length=300)] = None
    contact_name: Annotated[str | None, Field(max_length=200)] = None
    contact_email: Annotated[str | None, Field(max_length=254)] = None
    contact_phone: Annotated[str | None, Field(max_length=40)] = None
    notes: Note | None = None
    is_active: bool | None = None


class ClientQuery(PageQuery):
    """Which clients are wanted. `search` finds the beginning of a name's words."""

    is_active: bool | None = None
    search: Annotated[str | None, Field(min_length=1, max_length=100)] = None


CLIENT: Kind[Client] = Kind(
    name="client",
    model=Client,
    indexes=(
        Index(name="all", values=lambda client: [()]),
        Index(name="active", values=lambda client: [("yes" if client.is_active else "no",)]),
        Index(
            name="search",
            values=lambda client: [(word,) for word in dict.fromkeys(client.name.casefold().split()[:8])],
            counted=False,
        ),
    ),
    brief=lambda client: client.model_copy(update={"notes": None}),
)
