"""The application as benchmarks call it: on adapters in memory, or on storage with its requests counted."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import azure.functions as func

from functions.capabilities import ENDPOINTS
from shared.adapters.argon2_passwords import Argon2Hasher
from shared.adapters.azure_blob import AzureBlobStore
from shared.adapters.azure_queue import AzureQueueSender
from shared.adapters.azure_storage import Policies
from shared.adapters.azure_table import AzureTable
from shared.adapters.memory_blob import MemoryBlobStore
from shared.adapters.memory_queue import MemoryQueue
from shared.adapters.memory_table import MemoryTable
from shared.app import App
from shared.bootstrap import ChosenAdapters
from shared.core.caller import Role
from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.core.settings import Settings
from shared.identity.models import Membership

ORIGIN = "https://talenti.example"
PASSWORD = "A-password-of-a-benchmark"
SIGNING_KEY = "a-signing-key-for-benchmarks-only"
_BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}


def in_memory() -> App:
    """The application without storage, and with rate limits that nothing reaches."""
    limits = dict.fromkeys(("rate_standard", "rate_sign_in", "rate_bulk", "rate_upload"), 1_000_000_000)
    return _build(limits, table=MemoryTable(), blobs=MemoryBlobStore(), queue=MemoryQueue())


def on_storage(connection_string: str, table: str, policies: Policies) -> App:
    """The application on an emulator, with the rate limits of production. `policies` see every request."""
    return _build(
        {},
        table=AzureTable(connection_string, table, policies=policies),
        blobs=AzureBlobStore(connection_string, policies=policies),
        queue=AzureQueueSender(connection_string, policies=policies),
    )


def sign_in_new_user(app: App, company_id: str, role: Role, *, candidate_id: str | None = None) -> "Client":
    """Somebody with an account, a password and a session in a company."""
    user_id = new_id()
    email = f"{user_id}@talenti.example"
    membership = Membership(
        company_id=company_id,
        user_id=user_id,
        role=role,
        name="Nobody In Particular",
        candidate_id=candidate_id,
        active=True,
    )
    account = app.accounts.open_account(email, PASSWORD, membership, verified=True)
    tokens = app.sessions.begin(account, membership)
    return Client(app, email, tokens.access_token, tokens.refresh_token)


class Client:
    """Calls operations by their names, as the host would."""

    def __init__(self, app: App, email: str, access_token: str, refresh_token: str) -> None:
        self.app = app
        self.email = email
        self.access_token = access_token
        self.refresh_token = refresh_token

    def call(
        self,
        operation: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: object = None,
        form: tuple[bytes, str] | None = None,
    ) -> Any:
        """The answer's content. `form` is a body that is sent as it is, and its content type.

        Raises:
            RuntimeError: the answer was a refusal.
        """
        endpoint = _BY_NAME[operation]
        route = endpoint.routes[0]
        data, content_type = form or (b"" if body is None else json.dumps(body).encode(), "application/json")
        request = func.HttpRequest(
            route.method,
            f"{ORIGIN}{route.path.format(**path or {})}?{urlencode(query or {})}",
            headers={"authorization": f"Bearer {self.access_token}", "content-type": content_type},
            params=query or {},
            route_params=path or {},
            body=data,
        )
        answer = endpoint.handle(self.app, request, route)
        content = answer.get_body()
        if answer.status_code >= 300:
            raise RuntimeError(f"{operation}: {answer.status_code} {content.decode()}")
        return json.loads(content) if content else None


def _build(limits: Mapping[str, int], **storage: Any) -> App:
    """The application as it is put together for production, on this storage, and with hashes that take no time."""
    settings = Settings.model_validate({"signing_key": SIGNING_KEY, **limits})
    hasher = Argon2Hasher(memory_kib=64, passes=1)
    adapters = ChosenAdapters(settings, utc_now)
    for port, adapter in {"hasher": hasher, **storage}.items():
        setattr(adapters, port, adapter)
    return App(settings, adapters, utc_now)
