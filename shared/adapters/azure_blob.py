"""Files in Azure Blob Storage, or its emulator."""

import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property
from itertools import count, takewhile
from typing import Any, TypeVar
from urllib.parse import quote

from azure.core.credentials import TokenCredential
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import (
    BlobBlock,
    BlobClient,
    BlobSasPermissions,
    BlobServiceClient,
    ContentSettings,
    ExponentialRetry,
    UserDelegationKey,
    generate_blob_sas,
)

from shared.adapters.azure_storage import Policies, client_options, domain_errors, retry_options
from shared.core.clock import Clock, utc_now
from shared.core.errors import Unavailable
from shared.ports.blob import BlobInfo

T = TypeVar("T")
CLOCK_SKEW = timedelta(minutes=5)
"""Links begin to be valid this long before now: the service's clock may be behind ours."""

DELEGATION = timedelta(days=1)
"""How long a lent key is asked for; the service lends none for more than seven days."""

_READ = BlobSasPermissions(read=True)
_LOOKS = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between looks at a copy that is not done yet."""


class AzureBlobStore:
    """Implements `BlobStore`. Opens no connection before the first call; thread-safe.

    `account` is a connection string; with a `credential` it is the https address of the blob service. Links are then
    signed with a key that the service lends to the identity for a day: one more call a day.
    A request that fails in passing is repeated up to `retries` times. That is safe after an answer that got lost,
    too: a put writes the same bytes again, and a removal that finds nothing is content.
    """

    def __init__(
        self,
        account: str,
        *,
        credential: TokenCredential | None = None,
        policies: Policies = (),
        retries: int = 3,
        now: Clock = utc_now,
    ) -> None:
        self._account = account
        self._credential = credential
        self._policies = policies
        self._retries = retries
        self._now = now
        self._existing: set[str] = set()
        """Containers that are known to exist."""
        self._lent: tuple[UserDelegationKey, datetime] | None = None
        """The key that links are signed with under an identity, and its expiry."""

    def put(self, container: str, name: str, data: bytes, *, content_type: str = "application/octet-stream") -> None:
        """See `BlobStore.put`."""
        blob = self._blob(container, name)
        settings = ContentSettings(content_type=content_type)

        def upload() -> None:
            blob.upload_blob(data, overwrite=True, content_settings=settings)

        with domain_errors("file"):
            self._with_container(container, upload)

    def get(self, container: str, name: str, *, max_bytes: int | None = None) -> bytes:
        """See `BlobStore.get`. No more than the wanted bytes are transferred."""
        start = None if max_bytes is None else 0
        with domain_errors("file"):
            try:
                return self._blob(container, name).download_blob(offset=start, length=max_bytes).readall()
            except HttpResponseError as error:
                if error.status_code == 416:  # a range of an empty blob
                    return b""
                raise

    def info(self, container: str, name: str) -> BlobInfo:
        """See `BlobStore.info`."""
        with domain_errors("file"):
            found = self._blob(container, name).get_blob_properties()
        return BlobInfo(
            container=container,
            name=name,
            size_bytes=found.size,
            content_type=found.content_settings.content_type or "application/octet-stream",
            metadata=dict(found.metadata),
        )

    def remove(self, container: str, name: str) -> None:
        """See `BlobStore.remove`."""
        with domain_errors("file"), suppress(ResourceNotFoundError):
            self._blob(container, name).delete_blob()

    def discard(self, container: str, name: str) -> None:
        """See `BlobStore.discard`. The service forgets blocks when a whole blob is put in their place."""
        blob = self._blob(container, name)
        with domain_errors("file"), suppress(ResourceNotFoundError):
            _, put = blob.get_block_list("uncommitted")
            if put:
                blob.upload_blob(b"", overwrite=True)
            blob.delete_blob(delete_snapshots="include")

    def list_names(self, container: str, prefix: str, *, unfinished: bool = False) -> list[str]:
        """See `BlobStore.list_names`."""
        with domain_errors("container"):
            try:
                client = self._service.get_container_client(container)
                if not unfinished:
                    return sorted(client.list_blob_names(name_starts_with=prefix))
                found = client.list_blobs(name_starts_with=prefix, include=["uncommittedblobs"])
                return sorted(blob.name for blob in found)
            except ResourceNotFoundError:
                return []

    def begun(self, container: str, name: str) -> list[int]:
        """See `BlobStore.begun`."""
        with domain_errors("file"):
            try:
                _, put = self._blob(container, name).get_block_list("uncommitted")
            except ResourceNotFoundError:
                return []
        sizes = {str(block.id): int(block.size or 0) for block in put}
        return [sizes[_block_id(index)] for index in takewhile(lambda index: _block_id(index) in sizes, count())]

    def put_block(self, container: str, name: str, index: int, data: bytes) -> None:
        """See `BlobStore.put_block`."""
        blob = self._blob(container, name)
        with domain_errors("file"):
            self._with_container(container, lambda: blob.stage_block(_block_id(index), data))

    def finish(self, container: str, name: str, blocks: int, *, content_type: str) -> None:
        """See `BlobStore.finish`."""
        listed = [BlobBlock(block_id=_block_id(index)) for index in range(blocks)]
        blob, settings = self._blob(container, name), ContentSettings(content_type=content_type)
        with domain_errors("file"):
            self._with_container(container, lambda: blob.commit_block_list(listed, content_settings=settings))

    def copy(self, container: str, name: str, to_container: str, to_name: str, *, content_type: str) -> None:
        """See `BlobStore.copy`. The service copies within the account, mostly at once."""
        blob, source = self._blob(to_container, to_name), self._link(container, name, CLOCK_SKEW, _READ)
        with domain_errors("file"):
            started = self._with_container(to_container, lambda: blob.start_copy_from_url(source))
            status = str(started["copy_status"])
            for pause in _LOOKS:
                if status != "pending":
                    break
                time.sleep(pause)
                status = str(blob.get_blob_properties().copy.status)
            if status != "success":
                raise Unavailable("Storage is still busy with this file. Please try again.")
            blob.set_http_headers(ContentSettings(content_type=content_type))

    def upload_url(self, container: str, name: str, *, valid_for: timedelta, resumable: bool = False) -> str:
        """See `BlobStore.upload_url`. The first link into a container makes sure that there is one to upload to."""
        if container not in self._existing:
            with domain_errors("container"):
                self._create(container)
        permission = BlobSasPermissions(create=True, write=True, read=resumable)
        return self._link(container, name, valid_for, permission)

    def download_url(self, container: str, name: str, *, valid_for: timedelta, file_name: str) -> str:
        """See `BlobStore.download_url`."""
        return self._link(container, name, valid_for, _READ, attachment(file_name))

    @cached_property
    def _service(self) -> BlobServiceClient:
        retry = ExponentialRetry(**retry_options(self._retries))
        options = client_options(self._policies) | {"retry_policy": retry}
        if self._credential is None:
            return BlobServiceClient.from_connection_string(self._account, **options)
        return BlobServiceClient(self._account, credential=self._credential, **options)

    def _blob(self, container: str, name: str) -> BlobClient:
        return self._service.get_blob_client(container, name)

    def _with_container(self, container: str, action: Callable[[], T]) -> T:
        """Do the action; if the service misses the container, make it and do the action again."""
        try:
            done = action()
        except ResourceNotFoundError:
            self._create(container)
            done = action()
        self._existing.add(container)
        return done

    def _create(self, container: str) -> None:
        with suppress(ResourceExistsError):  # another process was first
            self._service.create_container(container)
        self._existing.add(container)

    def _link(
        self, container: str, name: str, valid_for: timedelta, permission: BlobSasPermissions, disposition: str = ""
    ) -> str:
        blob, now = self._blob(container, name), self._now()
        signature = generate_blob_sas(
            blob.account_name or "",
            container,
            name,
            **self._signing(now + valid_for),
            permission=permission,
            start=now - CLOCK_SKEW,
            expiry=now + valid_for,
            protocol="https" if blob.url.startswith("https:") else None,
            content_disposition=disposition or None,
        )
        return f"{blob.url}?{signature}"

    def _signing(self, until: datetime) -> dict[str, Any]:
        """What signs a link that is valid until then: the account's key, or the one that is lent to the identity."""
        if self._credential is None:
            return {"account_key": self._service.credential.account_key}
        now = self._now()
        if self._lent is None or self._lent[1] < until:
            expiry = max(until, now + DELEGATION)
            with domain_errors("file"):
                self._lent = (self._service.get_user_delegation_key(now - CLOCK_SKEW, expiry), expiry)
        return {"user_delegation_key": self._lent[0]}


def _block_id(index: int) -> str:
    """The ids of a blob's blocks have one length."""
    return f"{index:06}"


def attachment(file_name: str) -> str:
    """A Content-Disposition (RFC 6266) that offers a download under this name, whatever its script.

    Old clients get the name's ASCII letters; nothing in a name can end the header or point into a folder.
    """
    name = "".join("_" if mark in '/\\"' or unicodedata.category(mark) in ("Cc", "Cs") else mark for mark in file_name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace("%", "_")
    return f"attachment; filename=\"{plain or 'file'}\"; filename*=UTF-8''{quote(name, safe='')}"
