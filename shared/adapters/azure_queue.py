"""Work handed on through Azure Queue Storage, or its emulator."""

import math
from contextlib import suppress
from datetime import timedelta
from functools import cached_property

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import ExponentialRetry, QueueClient, QueueServiceClient, TextBase64EncodePolicy

from shared.adapters.azure_storage import Policies, client_options, retry_options
from shared.core.errors import Unavailable
from shared.ports.queue import check_message


class AzureQueueSender:
    """Implements `QueueSender`. Opens no connection before the first call; thread-safe.

    Messages are base64 text, as the Functions host expects them. A request that fails in passing is repeated up to
    `retries` times: after an answer that got lost the message is there twice, which at-least-once delivery allows.
    """

    def __init__(self, connection_string: str, *, policies: Policies = (), retries: int = 3) -> None:
        self._connection_string = connection_string
        self._policies = policies
        self._retries = retries

    def send(self, queue: str, body: str, *, delay: timedelta = timedelta(0)) -> None:
        """See `QueueSender.send`."""
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
            raise Unavailable("The work could not be queued. Please try again.") from error

    def ping(self) -> None:
        """See `QueueSender.ping`."""
        try:
            next(iter(self._service.list_queues(results_per_page=1)), None)
        except AzureError as error:
            raise Unavailable("The queues do not answer.") from error

    @cached_property
    def _service(self) -> QueueServiceClient:
        return QueueServiceClient.from_connection_string(
            self._connection_string,
            retry_policy=ExponentialRetry(**retry_options(self._retries)),
            **client_options(self._policies),
        )


def _create(client: QueueClient) -> None:
    with suppress(ResourceExistsError):  # another sender was first
        client.create_queue()
