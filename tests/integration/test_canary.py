"""A word that stands in everything about one person is found nowhere in storage after they are erased.

Every row, blob and queue is searched, in every encoding that a file may have, inside Word files and PDF text too.
"""

import base64
import contextlib
import io
import zipfile
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
import pytest
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient
from docx import Document
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.app import Client
from tests.azurite import StorageEmulator
from tests.integration.stored_product import StoredProduct
from tests.tenant import THOROUGH, Tenant

pytestmark = pytest.mark.azurite

CANARY = "Qwyxzelbron"
_VERSION = "2024-11-04"


def _pdf(text: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 700, text)
    canvas.save()
    return file.getvalue()


def _docx(text: str) -> bytes:
    file = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def _readings(data: bytes) -> Iterator[str]:
    """What a stored thing says, read in every way that it may have been written."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield data.decode(encoding, "ignore")
    with contextlib.suppress(ValueError):
        yield base64.b64decode(data, validate=True).decode("utf-8", "ignore")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from _readings(archive.read(name))
    if data.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(data)
        yield from (page.get_textpage().get_text_bounded() for page in document)
        yield str(document.get_metadata_dict())


def _stored(storage: str) -> Iterator[tuple[str, bytes]]:
    """Everything in the account, with the place where it is."""
    with TableServiceClient.from_connection_string(storage) as tables:
        for table in tables.list_tables():
            for row in tables.get_table_client(table.name).list_entities():
                yield f"row {row['RowKey']}", repr(dict(row)).encode()
    with BlobServiceClient.from_connection_string(storage, api_version=_VERSION) as blobs:
        for container in blobs.list_containers():
            client = blobs.get_container_client(container.name)
            for blob in client.list_blobs(include=["metadata"]):
                yield f"name of blob {blob.name}", f"{blob.name} {blob.metadata}".encode()
                yield f"blob {container.name}/{blob.name}", client.download_blob(blob.name).readall()
    with QueueServiceClient.from_connection_string(storage, api_version=_VERSION) as queues:
        for queue in queues.list_queues():
            for message in queues.get_queue_client(queue.name).peek_messages(max_messages=32):
                yield f"message in {queue.name}", message.content.encode()


def _places(storage: str, *words: str) -> list[str]:
    wanted = [word.casefold() for word in words]
    return [
        place
        for place, data in _stored(storage)
        if any(word in text.casefold() for text in _readings(data) for word in wanted)
    ]


def _person(acme: Tenant) -> Client:
    """Somebody of whom something of every kind is known."""
    known = {"first_name": CANARY, "last_name": CANARY, "location": CANARY}
    candidate = acme.candidate(**known, email=f"{CANARY.lower()}@mail.example")
    cv = f"{CANARY} {CANARY}\nSkills: Python\nEngineer, {CANARY} Ltd, 2019 - 2023"
    for name, data in (("cv.txt", cv.encode("utf-16")), ("cv.pdf", _pdf(cv)), ("cv.docx", _docx(cv))):
        form = {"files": {"file": (f"{CANARY}-{name}", data)}, "data": {"candidate_id": candidate["id"]}}
        acme.hr.ok("POST", "/api/v1/resumes", **form)
    acme.product.land_files()
    client, interview_id = acme.held(
        acme.invitation(job_id=acme.job()["id"], candidate_id=candidate["id"]), f"{THOROUGH} {CANARY}."
    )
    acme.product.run_queue()
    acme.hr.ok("POST", f"/api/v1/candidates/{candidate['id']}/notes", json={"content": f"{CANARY} thinks aloud."})
    judged = {"overall_score": 50, "reason": f"{CANARY} was nervous."}
    acme.hr.ok("POST", f"/api/v1/interviews/{interview_id}/score/override", json=judged)
    said = {"interview_id": interview_id, "rating": 4, "feedback": f"{CANARY} did well."}
    acme.hr.ok("POST", "/api/v1/scores", json=said)
    client.ok("POST", "/api/v1/auth/forgot-password", json={"email": client.user["email"]})
    return client


def test_the_search_finds_the_word_in_every_kind_of_file() -> None:
    for data in (
        CANARY.encode("utf-16"),
        base64.b64encode(CANARY.encode()),
        _pdf(CANARY),
        _docx(CANARY),
    ):
        assert any(CANARY in text for text in _readings(data))


def test_of_who_asked_to_be_erased_nothing_is_found_in_storage(azurite: StorageEmulator) -> None:
    storage = azurite.new_account()
    product = StoredProduct(storage, [])
    acme = Tenant(product)
    acme.hr.ok("POST", "/api/v1/webhooks", json={"url": "https://hooks.example/"})
    client = _person(acme)
    places = _places(storage, CANARY)
    assert {place.split(" ")[0] for place in places} >= {"row", "blob"}
    assert sum(".docx" in place or "resumes/" in place for place in places) >= 3
    request = client.ok("POST", "/api/v1/deletion-requests", json={"reason": f"{CANARY} is private."})
    done = acme.hr.ok("POST", f"/api/v1/deletion-requests/{request['id']}/process")
    product.run_queue()
    product.app.housekeeping.fold_counts()
    assert _places(storage, CANARY) == []
    assert done["certificate"]["erased"]["resume"] == 3
    product.close()
