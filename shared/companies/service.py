"""Companies."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shared.audit.service import AuditLog
from shared.companies.models import COMPANY, Company, CompanyChanges, CompanyDraft
from shared.core.caller import PLATFORM, Caller, Permission
from shared.core.clock import Clock
from shared.core.errors import Forbidden, NotFound
from shared.core.ids import new_id
from shared.core.page import Page, PageQuery
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class CompanyService:
    """The tenants. Their list belongs to the platform; each is visible to its own users."""

    store: Store
    audit: AuditLog
    now: Clock

    def create(self, caller: Caller, draft: CompanyDraft) -> Company:
        """Make a company."""
        now = self.now()
        company = Company(
            id=new_id(),
            name=draft.name,
            email_domain=draft.email_domain.lower(),
            description=draft.description,
            created_at=now,
            updated_at=now,
        )
        change = self.store.change(PLATFORM)
        change.add(COMPANY, company)
        self.audit.record(change, caller, "CREATE_COMPANY", "Company", company.id, changes={"name": company.name})
        change.commit()
        return company

    def get(self, caller: Caller, company_id: str) -> Company:
        """A company: anybody's own, any for the platform. Raises NotFound."""
        if company_id != caller.company_id and not caller.may(Permission.COMPANIES_MANAGE):
            raise NotFound("No such company.")
        return self.store.get(PLATFORM, COMPANY, company_id).entity

    def enter(self, caller: Caller, company_id: str, operation: str) -> Caller:
        """The platform's administrator, acting inside a company: its own log says so, and what for.

        Raises:
            Forbidden: somebody else names a company that is not theirs.
            NotFound: there is no such company.
        """
        if company_id == caller.company_id:
            return caller
        if caller.company_id != PLATFORM:
            raise Forbidden("You belong to another company.")
        self.store.get(PLATFORM, COMPANY, company_id)
        inside = replace(caller, company_id=company_id)
        change = self.store.change(company_id)
        self.audit.record(change, inside, "ENTER_COMPANY", "Company", company_id, changes={"operation": operation})
        change.commit()
        return inside

    def name_of(self, company_id: str) -> str:
        """The company's name, for mails and reports. Raises NotFound."""
        return "Talenti" if company_id == PLATFORM else self.store.get(PLATFORM, COMPANY, company_id).entity.name

    def ping(self) -> None:
        """Ask whether the database answers. Raises Unavailable."""
        self.store.find(PLATFORM, COMPANY, "ping")

    def page(self, query: PageQuery) -> Page[Company]:
        """All companies, newest first."""
        return self.store.page(PLATFORM, COMPANY, "all", (), query)

    def each(self) -> Iterator[Company]:
        """Every company, for what runs by itself."""
        return self.store.each(PLATFORM, COMPANY, "all", ())

    def update(self, caller: Caller, company_id: str, changes: CompanyChanges) -> Company:
        """Change a company; what was not sent stays.

        Raises:
            NotFound: there is no such company.
        """
        stored = self.store.get(PLATFORM, COMPANY, company_id)
        sent = changes.changes()
        company = stored.entity.model_copy(update={**sent, "updated_at": self.now()})
        change = self.store.change(PLATFORM)
        change.replace(COMPANY, stored, company)
        before = stored.entity.model_dump(mode="json", include=set(sent))
        self.audit.record(change, caller, "UPDATE_COMPANY", "Company", company_id, changes=sent, before=before)
        change.commit()
        return company
