"""Registering oneself: a company of one's own, and its first user."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import AliasChoices, Field

from shared.companies.models import CompanyDraft
from shared.companies.service import CompanyService
from shared.core.caller import PLATFORM, Role, system_caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden
from shared.core.ids import derived_from, made_at_ms, new_id
from shared.core.resource import Input, Instant, Resource
from shared.identity.accounts import AccountService
from shared.identity.models import EmailAddress, Password, RegisteredUser, UserDraft, account_partition
from shared.identity.users import UserService
from shared.store.kinds import Kind
from shared.store.store import Store, Stored

REPEATED_WITHIN = timedelta(hours=1)
"""A registration that was not answered goes on where it stopped, if it is sent again so soon."""


class Registration(Input):
    """Who registers. A company that is not named has the person's name."""

    email: EmailAddress
    password: Password
    full_name: Annotated[str | None, Field(max_length=200)] = None
    company_name: Annotated[
        str | None, Field(max_length=200, validation_alias=AliasChoices("company_name", "organisation_name"))
    ] = None


class Begun(Resource):
    """A registration that is under way. What it makes has identifiers that derive from its own."""

    begun_at: Instant


BEGUN: Kind[Begun] = Kind(name="registration", model=Begun, key=lambda begun: ("registration",))


@dataclass(frozen=True, slots=True)
class RegistrationService:
    """Registration by anybody, where the deployment is open to it."""

    store: Store
    companies: CompanyService
    users: UserService
    accounts: AccountService
    now: Clock
    is_open: bool

    def register(self, registration: Registration) -> RegisteredUser:
        """Make a company and its first HR user, who cannot sign in before the address is confirmed.

        Raises:
            Forbidden: this deployment makes its companies itself.
            Conflict: the address has an account.
        """
        if not self.is_open:
            raise Forbidden("Ask the administrator for an account: nobody registers here.", code="registration_closed")
        if self.accounts.has_account(registration.email):
            raise Conflict("This address is already registered.", code="account_exists")
        local, _, domain = registration.email.rpartition("@")
        name = registration.full_name or local
        draft = CompanyDraft(name=registration.company_name or name, email_domain=domain)
        user = UserDraft(name=name, email=registration.email, password=registration.password, role=Role.HR)
        partition = account_partition(registration.email)
        earlier = self.store.find(partition, BEGUN, "registration")
        begun = self._begin(partition, earlier)
        seed = f"registration|{begun.entity.id}|{registration.model_dump_json()}"
        with derived_from(seed, made_at_ms(begun.entity.id), repeated=begun == earlier):
            company = self.companies.create(system_caller(PLATFORM), draft)
            registered = self.users.register(system_caller(company.id), company.id, company.name, user)
        self._end(partition, begun)
        return registered

    def _begin(self, partition: str, earlier: Stored[Begun] | None) -> Stored[Begun]:
        """The registration that goes on, or a new one."""
        now = self.now()
        if earlier is not None and earlier.entity.begun_at > now - REPEATED_WITHIN:
            return earlier
        change = self.store.change(partition)
        change.put(BEGUN, Begun(id=new_id(), begun_at=now))
        change.commit()
        return self.store.get(partition, BEGUN, "registration")

    def _end(self, partition: str, begun: Stored[Begun]) -> None:
        change = self.store.change(partition)
        change.remove(BEGUN, begun)
        change.commit()
