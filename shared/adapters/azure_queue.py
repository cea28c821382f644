"""Work handed on through Azure Queue Storage, or its emulator."""

import math
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from azure.core.credentials import TokenCredential
from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError

from shared.adapters.azure_storage import Policies, client_options, is_refusal, retry_options
from shared.core.errors import Unavailable
from shared.core.made_once import made_once
from shared.ports.queue import check_message

if TYPE_CHECKING:
    from azure.storage.queue import QueueClient, QueueServiceClient


class AzureQueueSender:
    """Implements `QueueSender`. Imports the SDK with the first call, and opens no connection before; thread-safe.

    `account` is a connection string; with a `credential` it is the https address of the queue service.
    Messages are base64 text, as the Functions host expects them. A request that fails in passing is repeated up to
    `retries` times: after an answer that got lost the message is there twice, which at-least-once delivery allows.
    """

    def __init__(
        self, account: str, *, credential: TokenCredential | None = None, policies: Policies = (), retries: int = 3
    ) -> None:
        self._account = account
        self._credential = credential
        self._policies = policies
        self._retries = retries

    def send(self, queue: str, body: str, *, delay: timedelta = timedelta(0)) -> None:
        """See `QueueSender.send`."""
        from azure.storage.queue import TextBase64EncodePolicy

        check_message(body, delay)
        client = self._service.get_queue_client(queue, message_encode_policy=TextBase64EncodePolicy())
        wait_s = math.ceil(delay.total_seconds())
        try:
            try:
                client.send_message(body, visibility_timeout=wait_s)
            except ResourceNotFoundError:
                _create(client)
                client.send_message(body, visibility_timeout=wait_s)
        except AzureError as error:
            is_refusal(error)
            raise Unavailable("The work could not be queued. Please try again.") from error

    def ping(self) -> None:
        """See `QueueSender.ping`."""
        try:
            next(iter(self._service.list_queues(results_per_page=1)), None)
        except AzureError as error:
            is_refusal(error)
            raise Unavailable("The queues do not answer.") from error

    @made_once
    def _service(self) -> "QueueServiceClient":
        from azure.storage.queue import ExponentialRetry, QueueServiceClient

        retry = ExponentialRetry(**retry_options(self._retries))
        options = client_options(self._policies) | {"retry_policy": retry}
        if self._credential is None:
            return QueueServiceClient.from_connection_string(self._account, **options)
        return QueueServiceClient(self._account, credential=self._credential, **options)


def _create(client: "QueueClient") -> None:
    with suppress(ResourceExistsError):  # another sender was first
        client.create_queue()
