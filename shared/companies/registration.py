"""Registering oneself: a company of one's own, and its first user."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AliasChoices, Field

from shared.companies.models import CompanyDraft
from shared.companies.service import CompanyService
from shared.core.caller import PLATFORM, Role, system_caller
from shared.core.errors import Conflict, Forbidden
from shared.core.resource import Input
from shared.identity.accounts import AccountService
from shared.identity.models import EmailAddress, Password, RegisteredUser, UserDraft
from shared.identity.users import UserService


class Registration(Input):
    """Who registers. A company that is not named has the person's name."""

    email: EmailAddress
    password: Password
    full_name: Annotated[str | None, Field(max_length=200)] = None
    company_name: Annotated[
        str | None, Field(max_length=200, validation_alias=AliasChoices("company_name", "organisation_name"))
    ] = None


@dataclass(frozen=True, slots=True)
class RegistrationService:
    """Registration by anybody, where the deployment is open to it."""

    companies: CompanyService
    users: UserService
    accounts: AccountService
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
        company = self.companies.create(system_caller(PLATFORM), draft)
        user = UserDraft(name=name, email=registration.email, password=registration.password, role=Role.HR)
        return self.users.register(system_caller(company.id), company.id, company.name, user)
