"""Searching a storage account for words: every row, blob and message, in every form that could hide them."""

import base64
import binascii
import contextlib
import io
import re
import zipfile
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

API_VERSION = "2024-11-04"
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")


def readings(data: bytes) -> Iterator[str]:
    """What a stored thing says, read in every way that it may have been written."""
    for encoding in _ENCODINGS:
        yield data.decode(encoding, "ignore")
    for run in _BASE64.findall(data):
        with contextlib.suppress(binascii.Error):
            plain = base64.b64decode(run.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=") + b"==")
            yield from (plain.decode(encoding, "ignore") for encoding in _ENCODINGS)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from readings(archive.read(name))
    if data.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(data)
        yield from (page.get_textpage().get_text_bounded() for page in document)
        yield str(document.get_metadata_dict())


def stored(storage: str) -> Iterator[tuple[str, bytes]]:
    """Everything in the account, with its place: also snapshots of blobs, and blocks that are no blob yet."""
    with TableServiceClient.from_connection_string(storage) as tables:
        for table in tables.list_tables():
            for row in tables.get_table_client(table.name).list_entities():
                yield f"row {row['PartitionKey']} {row['RowKey']}", repr(dict(row)).encode()
    with BlobServiceClient.from_connection_string(storage, api_version=API_VERSION) as blobs:
        for container in blobs.list_containers():
            client = blobs.get_container_client(container.name)
            for blob in client.list_blobs(include=["metadata", "snapshots", "uncommittedblobs"]):
                place = f"{container.name}/{blob.name}"
                yield f"name {place}", f"{blob.name} {blob.metadata} {blob.content_settings}".encode()
                try:
                    yield f"blob {place}", client.download_blob(blob.name, snapshot=blob.snapshot).readall()
                except ResourceNotFoundError:
                    yield f"blocks {place}", b""
    with QueueServiceClient.from_connection_string(storage, api_version=API_VERSION) as queues:
        for queue in queues.list_queues():
            for message in queues.get_queue_client(queue.name).peek_messages(max_messages=32):
                yield f"message in {queue.name}", message.content.encode()


def places(storage: str, *words: str) -> list[str]:
    """Where one of these words stands, in letters of any size."""
    wanted = [word.casefold() for word in words]
    return [
        place
        for place, data in stored(storage)
        if any(word in text.casefold() for text in readings(data) for word in wanted)
    ]
