"""The product in one process, on the storage emulator."""

import base64
from dataclasses import replace
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueServiceClient

from shared.adapters.azure_blob import AzureBlobStore
from shared.adapters.azure_queue import AzureQueueSender
from shared.adapters.azure_storage import Policies
from shared.adapters.azure_table import AzureTable
from shared.answers.models import TranscribeAnswer
from shared.calls.models import CopyRecording, ForgetCaller, TranscribeRecording
from shared.candidates.models import NotifyRecruiters
from shared.imports.models import InviteImported, RunImport
from shared.interviews.models import ScoreInterview
from shared.mail.models import SendMail
from shared.mailings.models import SpreadMailing
from shared.merging.models import MoveBelongings
from shared.resumes.models import CONTAINER
from shared.retention.models import EraseOnRequest
from shared.webhooks.models import DeliverWebhook, PublishEvent
from tests.adapters import GivenAdapters
from tests.app import Product

QUEUES = (
    SendMail.queue,
    SpreadMailing.queue,
    NotifyRecruiters.queue,
    RunImport.queue,
    InviteImported.queue,
    MoveBelongings.queue,
    ScoreInterview.queue,
    CopyRecording.queue,
    TranscribeRecording.queue,
    ForgetCaller.queue,
    EraseOnRequest.queue,
    PublishEvent.queue,
    DeliverWebhook.queue,
    TranscribeAnswer.queue,
)


class StoredProduct(Product):
    """The application on the storage emulator, reached through these policies."""

    def __init__(self, storage: str, policies: Policies, **settings: Any) -> None:
        self._storage = storage
        self._policies = policies
        self._files = AzureBlobStore(storage)
        self._queues = QueueServiceClient.from_connection_string(storage, api_version="2024-11-04")
        super().__init__(**settings)

    def adapters(self) -> GivenAdapters:
        """What the application stands on."""
        return replace(
            super().adapters(),
            table=AzureTable(self._storage, "talenti", policies=self._policies),
            blobs=AzureBlobStore(self._storage, policies=self._policies),
            queue=AzureQueueSender(self._storage, policies=self._policies),
        )

    def run_queue(self) -> None:
        """Deliver every message that was sent, and those that this leads to."""
        while sum(self._deliver_all(queue) for queue in QUEUES):
            pass

    def land_files(self) -> None:
        """Tell the application of every file that has come to storage since the last time."""
        for name in self._files.list_names(CONTAINER, ""):
            if name not in self._landed:
                company_id, resume_id = name.split("/")
                self.app.resumes.parse(company_id, resume_id)
                self._landed.add(name)

    def close(self) -> None:
        """Close the connections."""
        self._queues.close()

    def _deliver_all(self, queue: str) -> int:
        client = self._queues.get_queue_client(queue)
        delivered = 0
        try:
            for message in client.receive_messages(max_messages=32):
                self.deliver(queue, base64.b64decode(message.content).decode())
                client.delete_message(message)
                delivered += 1
        except ResourceNotFoundError:
            return 0
        return delivered
