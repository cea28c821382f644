"""Who there is: accounts, their sessions and what they may do, companies, and companies' clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.app.foundation import Foundation
from shared.core.made_once import made_once

if TYPE_CHECKING:
    from shared.clients.service import ClientService
    from shared.companies.registration import RegistrationService
    from shared.companies.service import CompanyService
    from shared.identity.access import AccessService
    from shared.identity.accounts import AccountService
    from shared.identity.sessions import SessionService
    from shared.identity.users import UserService
    from shared.retention.holds import HoldService


class Accounts(Foundation):
    """The foundation, and the services of people and companies."""

    @made_once
    def sessions(self) -> SessionService:
        from shared.identity.sessions import SessionService

        return SessionService(self.store, self._adapters.signer, self.now)

    @made_once
    def accounts(self) -> AccountService:
        from shared.identity.accounts import AccountService, FirstAdministrator

        settings = self.settings
        administrator = FirstAdministrator(settings.admin_email, settings.admin_password.get_secret_value())
        return AccountService(
            self.store,
            self.audit,
            self.mail,
            self._links,
            self.sessions,
            self._adapters.hasher,
            self.now,
            administrator,
        )

    @made_once
    def access(self) -> AccessService:
        from shared.identity.access import AccessService

        return AccessService(self.store, self.audit, self.accounts, self.now)

    @made_once
    def holds(self) -> HoldService:
        from shared.retention.holds import HoldService

        return HoldService(self.store, self.audit, self.now)

    @made_once
    def users(self) -> UserService:
        from shared.identity.users import UserService
        from shared.retention.leaving import Leave

        shows_tokens = self.settings.mail_outbox_visible
        return UserService(
            self.store,
            self.audit,
            self.mail,
            self.accounts,
            self.access,
            self._links,
            self.now,
            shows_tokens,
            self.holds,
            Leave(self.store),
        )

    @made_once
    def companies(self) -> CompanyService:
        from shared.companies.service import CompanyService

        return CompanyService(self.store, self.audit, self.now)

    @made_once
    def registration(self) -> RegistrationService:
        from shared.companies.registration import RegistrationService

        return RegistrationService(
            self.store, self.companies, self.users, self.accounts, self.now, self.settings.registration == "open"
        )

    @made_once
    def clients(self) -> ClientService:
        from shared.clients.service import ClientService

        return ClientService(self.store, self.audit, self.now)
