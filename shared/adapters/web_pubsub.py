"""The live socket through Azure Web PubSub; the local host speaks the same calls."""

from functools import cached_property

from azure.core.exceptions import AzureError
from azure.messaging.webpubsubservice import WebPubSubServiceClient

from shared.core.errors import Unavailable
from shared.ports.realtime import Frame


class WebPubSubRealtime:
    """Implements `Realtime`. Opens no connection before the first call; thread-safe."""

    def __init__(self, connection_string: str, hub: str = "interview") -> None:
        self._connection_string = connection_string
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

    def client_url(self, user_id: str, group: str, *, minutes: int) -> str:
        """See `Realtime.client_url`. The link is signed here: no call is made."""
        token = self._client.get_client_access_token(user_id=user_id, groups=[group], minutes_to_expire=minutes)
        return str(token["url"])

    @cached_property
    def _client(self) -> WebPubSubServiceClient:
        # A frame is worth something now: one more try, where the SDK would go on for minutes.
        return WebPubSubServiceClient.from_connection_string(
            self._connection_string, self._hub, retry_total=1, connection_timeout=3, read_timeout=10
        )


def _unavailable() -> Unavailable:
    return Unavailable("The live connection does not answer. Please try again.")
