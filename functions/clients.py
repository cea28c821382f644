"""Clients: the customers for whom an agency hires."""

from shared.bootstrap import get_app
from shared.clients.models import Client, ClientChanges, ClientDraft, ClientQuery
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.core.page import Page
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call

bp = Blueprint("Clients", get_app)


@bp.http("POST /api/v1/clients", access=requires(Permission.CLIENTS_MANAGE), status=201)
def create_client(call: Call, body: ClientDraft) -> Client:
    """Make a client. Jobs and users name it as theirs."""
    return call.app.clients.create(call.caller, body)


@bp.http("GET /api/v1/clients", access=requires(Permission.CLIENTS_VIEW))
def list_clients(call: Call, query: ClientQuery) -> Page[Client]:
    """List clients, newest first: all, by whether they are active, or by the beginning of a word of the name."""
    return call.app.clients.page(call.caller, query)


@bp.http("GET /api/v1/clients/{client_id}", access=requires(Permission.CLIENTS_VIEW))
def get_client(call: Call, client_id: str) -> Client:
    """Read a client."""
    return call.app.clients.get(call.caller, client_id)


@bp.http("PATCH /api/v1/clients/{client_id}", access=requires(Permission.CLIENTS_MANAGE), raises=(Conflict,))
def update_client(call: Call, client_id: str, body: ClientChanges) -> Client:
    """Change a client; what is not sent stays."""
    return call.app.clients.update(call.caller, client_id, body)
