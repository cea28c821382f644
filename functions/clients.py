"""Clients: the customers for whom an agency hires."""

from urllib.parse import unquote

from shared.bootstrap import get_app
from shared.clients.models import Client, ClientChanges, ClientDraft, ClientQuery
from shared.core.caller import Permission
from shared.core.errors import Conflict
from shared.core.page import Page, PageQuery
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.portal.models import ClientUser, ClientUserChanges, ClientUserDraft

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


@bp.http(
    "DELETE /api/v1/clients/{client_id}", access=requires(Permission.CLIENTS_MANAGE), status=204, raises=(Conflict,)
)
def delete_client(call: Call, client_id: str) -> None:
    """Delete a client that has neither users nor jobs."""
    call.app.client_view.remove_client(call.caller, client_id)


@bp.http(
    "POST /api/v1/clients/{client_id}/users",
    access=requires(Permission.CLIENTS_MANAGE),
    status=201,
    also=["POST /api/clients/{client_id}/users"],
    raises=(Conflict,),
)
def create_client_user(call: Call, client_id: str, body: ClientUserDraft) -> ClientUser:
    """Make a user of a client. A link to set a password is mailed; a password that is sent works until then."""
    return call.app.outside_accounts.add_client_user(call.caller, client_id, body)


@bp.http("GET /api/v1/clients/{client_id}/users", access=requires(Permission.CLIENTS_VIEW))
def list_client_users(call: Call, client_id: str, query: PageQuery) -> Page[ClientUser]:
    """List the users of a client, newest first."""
    return call.app.outside_accounts.client_users(call.caller, client_id, query)


@bp.http(
    "PUT /api/v1/clients/{client_id}/users/{user_email}",
    access=requires(Permission.CLIENTS_MANAGE),
    also=["PUT /api/clients/{client_id}/users/{user_email}"],
    raises=(Conflict,),
)
def update_client_user(call: Call, client_id: str, user_email: str, body: ClientUserChanges) -> ClientUser:
    """Change a client's user; what is not sent stays. A new address signs them out and is mailed a link."""
    return call.app.outside_accounts.change_client_user(call.caller, client_id, unquote(user_email), body)
