"""Companies: the tenants."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.core.resource import Input, Instant, Resource
from shared.store.kinds import Index, Kind

Domain = Annotated[str, Field(min_length=3, max_length=253, pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]


class Company(Resource):
    """A tenant: an employer, or an agency's client."""

    plural: ClassVar[str] = "companies"

    name: str
    email_domain: str
    description: str | None
    created_at: Instant
    updated_at: Instant


class CompanyDraft(Input):
    """A company to be made."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    email_domain: Domain
    description: Annotated[str | None, Field(max_length=4000)] = None


class CompanyChanges(Input):
    """What may change of a company; what is not sent stays."""

    name: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    email_domain: Domain | None = None
    description: Annotated[str | None, Field(max_length=4000)] = None


COMPANY: Kind[Company] = Kind(name="company", model=Company, indexes=(Index(name="all", values=lambda company: [()]),))
