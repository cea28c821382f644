"""Clients."""

from dataclasses import dataclass

from shared.audit.service import AuditLog
from shared.clients.models import CLIENT, Client, ClientChanges, ClientDraft, ClientQuery
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Invalid
from shared.core.ids import new_id
from shared.core.page import Page
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class ClientService:
    """The clients of every company."""

    store: Store
    audit: AuditLog
    now: Clock

    def create(self, caller: Caller, draft: ClientDraft) -> Client:
        """Make a client of the caller's company."""
        now = self.now()
        client = Client(id=new_id(), **draft.model_dump(), created_at=now, updated_at=now)
        change = self.store.change(caller.company_id)
        change.add(CLIENT, client)
        self.audit.record(change, caller, "CREATE_CLIENT", "Client", client.id, changes={"name": client.name})
        change.commit()
        return client

    def get(self, caller: Caller, client_id: str) -> Client:
        """A client of the caller's company. Raises NotFound."""
        return self.store.get(caller.company_id, CLIENT, client_id).entity

    def page(self, caller: Caller, query: ClientQuery) -> Page[Client]:
        """Clients of the caller's company, newest first; those that are found, by the word.

        Raises:
            Invalid: search was combined with is_active.
        """
        if query.search:
            if query.is_active is not None:
                raise Invalid.field("search", "exclusive", "cannot be combined with is_active.")
            word = (query.search.casefold().split() or [""])[0]
            return self.store.page(caller.company_id, CLIENT, "search", (word,), query, prefix=True)
        if query.is_active is None:
            return self.store.page(caller.company_id, CLIENT, "all", (), query)
        return self.store.page(caller.company_id, CLIENT, "active", ("yes" if query.is_active else "no",), query)

    def update(self, caller: Caller, client_id: str, changes: ClientChanges) -> Client:
        """Change a client.

        Raises:
            NotFound: the caller's company has no such client.
        """
        stored = self.store.get(caller.company_id, CLIENT, client_id)
        sent = changes.changes()
        client = stored.entity.model_copy(update={**sent, "updated_at": self.now()})
        change = self.store.change(caller.company_id)
        change.replace(CLIENT, stored, client)
        self.audit.record(
            change,
            caller,
            "UPDATE_CLIENT",
            "Client",
            client_id,
            changes=client.model_dump(mode="json", include=set(sent)),
            before=stored.entity.model_dump(mode="json", include=set(sent)),
        )
        change.commit()
        return client
