"""The storage account that triggers and bindings use."""

from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import CorsRule
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from shared.adapters.azure_storage import API_VERSION

HOSTS_CONTAINER = "azure-webjobs-hosts"
"""Where the host keeps its own state, as in the cloud."""
HOST_ID = "local"


class Storage:
    """Blobs and queues of one account; an async context manager that closes its connections."""

    def __init__(self, connection_string: str) -> None:
        self.connection_string = connection_string
        self.blobs = BlobServiceClient.from_connection_string(connection_string, api_version=API_VERSION)
        self.queues = QueueServiceClient.from_connection_string(connection_string, api_version=API_VERSION)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.blobs.close()
        await self.queues.close()

    @property
    def blob_origin(self) -> str:
        """Where pages send files: scheme, host and port."""
        address = urlsplit(self.blobs.url)
        return f"{address.scheme}://{address.netloc}"

    async def let_browsers_upload(self, origins: list[str]) -> None:
        """Let pages of these origins use upload links, as the cloud's account is set up."""
        headers = ["content-type", "x-ms-blob-type", "x-ms-blob-content-type", "x-ms-version", "x-ms-client-request-id"]
        rule = CorsRule(origins, ["GET", "PUT", "OPTIONS"], allowed_headers=headers, max_age_in_seconds=3600)
        await self.blobs.set_service_properties(cors=[rule])

    def queue(self, name: str) -> QueueClient:
        """The queue of that name, whether or not it exists."""
        return self.queues.get_queue_client(name)

    async def send(self, queue: str, content: str) -> None:
        """Put one message into a queue, which is made if it is missing."""
        try:
            await self.queue(queue).send_message(content, time_to_live=-1)
        except ResourceNotFoundError:
            await self.make_queue(queue)
            await self.queue(queue).send_message(content, time_to_live=-1)

    async def make_queue(self, name: str) -> None:
        """Make the queue; quiet if it exists."""
        try:
            await self.queues.create_queue(name)
        except ResourceExistsError:
            return

    async def put_blob(self, container: str, name: str, data: bytes) -> None:
        """Write a blob in place of one of that name; its container is made if it is missing."""
        client = self.blobs.get_blob_client(container, name)
        try:
            await client.upload_blob(data, overwrite=True)
        except ResourceNotFoundError:
            await self.make_container(container)
            await client.upload_blob(data, overwrite=True)

    async def make_container(self, name: str) -> None:
        """Make the container; quiet if it exists."""
        try:
            await self.blobs.create_container(name)
        except ResourceExistsError:
            return
