"""The live socket through Azure Web PubSub; the local host speaks the same calls."""

from functools import cached_property

from azure.core.credentials import TokenCredential
from azure.core.exceptions import AzureError
from azure.messaging.webpubsubservice import WebPubSubServiceClient

from shared.core.errors import Unavailable
from shared.ports.realtime import Frame


class WebPubSubRealtime:
    """Implements `Realtime`. Opens no connection before the first call; thread-safe.

    `service` is a connection string; with a `credential` it is the https address of the service.
    """

    def __init__(self, service: str, hub: str = "interview", *, credential: TokenCredential | None = None) -> None:
        self._service = service
        self._credential = credential
        self._hub = hub

    def send_to_group(self, group: str, frame: Frame) -> None:
        """See `Realtime.send_to_group`."""
        try:
            self._client.send_to_group(group, dict(frame), content_type="application/json")
        except AzureError as error:
            raise _unavailable() from error

    def send_to_connection(self, connection_id: str, frame: Frame) -> None:
        """See `Realtime.send_to_connection`."""
        try:
            self._client.send_to_connection(connection_id, dict(frame), content_type="application/json")
        except AzureError as error:
            raise _unavailable() from error

    def is_open(self, connection_id: str) -> bool:
        """See `Realtime.is_open`."""
        try:
            return bool(self._client.connection_exists(connection_id))
        except AzureError as error:
            raise _unavailable() from error

    def client_url(self, user_id: str, group: str, *, minutes: int) -> str:
        """See `Realtime.client_url`. With a key the link is signed here; with an identity the service is asked."""
        try:
            token = self._client.get_client_access_token(user_id=user_id, groups=[group], minutes_to_expire=minutes)
        except AzureError as error:
            raise _unavailable() from error
        return str(token["url"])

    def ping(self) -> None:
        """Ask whether the service answers and lets us in. Raises Unavailable."""
        try:
            self._client.group_exists("ping")
        except AzureError as error:
            raise _unavailable() from error

    @cached_property
    def _client(self) -> WebPubSubServiceClient:
        # A frame is worth something now: one more try, where the SDK would go on for minutes.
        options = {"retry_total": 1, "connection_timeout": 3, "read_timeout": 10}
        if self._credential is None:
            return WebPubSubServiceClient.from_connection_string(self._service, self._hub, **options)
        return WebPubSubServiceClient(self._service, self._hub, self._credential, **options)


def _unavailable() -> Unavailable:
    return Unavailable("The live connection does not answer. Please try again.")
