"""Calls through Azure Communication Services."""

import base64
import hashlib
import hmac
from collections.abc import Generator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from azure.core import PipelineClient
from azure.core.credentials import AzureKeyCredential, TokenCredential
from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.core.pipeline.policies import RetryPolicy
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest import HttpRequest, HttpResponse

from shared.core.clock import Clock
from shared.core.errors import Forbidden, NotFound, Unavailable
from shared.ports.calls import CallToken

if TYPE_CHECKING:
    from azure.communication.identity import CommunicationIdentityClient

_SCOPE = "https://communication.azure.com//.default"
_PATIENCE_S = {"connection_timeout": 5, "read_timeout": 30}
_RECORDINGS = (".asm.skype.com", ".asyncgw.teams.microsoft.com", ".communication.azure.com")
"""Hosts that hold recordings. Nothing else is sent our signature."""
_READ_AT_ONCE = 256 * 1024
"""Bytes of a recording that are read at a time."""


class AcsCalls:
    """Implements `Calls`. Opens no connection before the first call.

    `credential` is the resource's access key, or an identity. Recordings are read as Microsoft documents in "Call
    recording": signed for the resource's own host, wherever they are held.
    """

    def __init__(self, endpoint: str, credential: str | TokenCredential, now: Clock) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._credential = credential
        self._now = now

    def token(self, identity: str | None, scopes: Sequence[str]) -> CallToken:
        """See `Calls.token`."""
        from azure.communication.identity import CommunicationUserIdentifier

        try:
            if identity is None:
                user, token = self._identities.create_user_and_token(list(scopes))
                identity = str(user.properties["id"])
            else:
                token = self._identities.get_token(CommunicationUserIdentifier(identity), list(scopes))
        except AzureError as error:
            raise _unavailable() from error
        return CallToken.model_validate({"identity": identity, "token": token.token, "expires_on": token.expires_on})

    def forget(self, identity: str) -> None:
        """See `Calls.forget`."""
        from azure.communication.identity import CommunicationUserIdentifier

        try:
            self._identities.delete_user(CommunicationUserIdentifier(identity))
        except ResourceNotFoundError:
            return
        except AzureError as error:
            raise _unavailable() from error

    def recording(self, location: str, *, start: int = 0) -> Generator[bytes, None, None]:
        """See `Calls.recording`."""
        self._check_host(location)
        headers = {"Range": f"bytes={start}-", "x-ms-host": urlsplit(self._endpoint).hostname or ""}
        try:
            request = HttpRequest("GET", location, headers={**headers, **self._signature(location)})
            with self._client.send_request(request, stream=True, **_PATIENCE_S) as response:
                if response.status_code in {404, 410}:
                    raise NotFound("There is no such recording any more.")
                if response.status_code == 416:  # it ends at `start`
                    return
                response.raise_for_status()
                to_skip = start if response.status_code == 200 else 0  # the whole, from one that knows no ranges
                for piece in response.iter_bytes():
                    yield piece[to_skip:]
                    to_skip = max(to_skip - len(piece), 0)
        except AzureError as error:
            raise _unavailable() from error

    @cached_property
    def _identities(self) -> "CommunicationIdentityClient":
        from azure.communication.identity import CommunicationIdentityClient

        key = AzureKeyCredential(self._credential) if isinstance(self._credential, str) else self._credential
        return CommunicationIdentityClient(self._endpoint, key, retry_total=2, **_PATIENCE_S)

    @cached_property
    def _client(self) -> PipelineClient[HttpRequest, HttpResponse]:
        transport = RequestsTransport(connection_data_block_size=_READ_AT_ONCE)
        return PipelineClient(self._endpoint, policies=[RetryPolicy(retry_total=2)], transport=transport)

    def _check_host(self, location: str) -> None:
        parts, own = urlsplit(location), urlsplit(self._endpoint)
        held = parts.scheme == "https" and (parts.hostname or "").endswith(_RECORDINGS)
        if not held and (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            raise Forbidden("This is no place where recordings are held.")

    def _signature(self, location: str) -> dict[str, str]:
        if not isinstance(self._credential, str):
            return {"Authorization": f"Bearer {self._credential.get_token(_SCOPE).token}"}
        parts = urlsplit(location)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        date = self._now().strftime("%a, %d %b %Y %H:%M:%S GMT")
        content = base64.b64encode(hashlib.sha256(b"").digest()).decode()
        signed = f"GET\n{path}\n{date};{urlsplit(self._endpoint).netloc};{content}".encode()
        made = hmac.new(base64.b64decode(self._credential), signed, hashlib.sha256).digest()
        names = "x-ms-date;host;x-ms-content-sha256"
        return {
            "x-ms-date": date,
            "x-ms-content-sha256": content,
            "Authorization": f"HMAC-SHA256 SignedHeaders={names}&Signature={base64.b64encode(made).decode()}",
        }


def _unavailable() -> Unavailable:
    return Unavailable("The calling service does not answer. Please try again.")
