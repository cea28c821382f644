"""Large recordings that go straight to storage by an upload link: in blocks, interrupted, resumed."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobBlock, BlobClient

from shared.adapters.azure_storage import API_VERSION
from shared.answers.models import ANSWERS, MAX_MEDIA_BYTES, UPLOADS
from tests.app import Client
from tests.azurite import StorageEmulator
from tests.integration.stored_product import StoredProduct
from tests.tenant import Tenant

pytestmark = pytest.mark.azurite

BLOCK = 1 << 20
RECORDING = b"\x1aE\xdf\xa3" + bytes(range(256)) * 4096 * 5
WHOLE = {"x-ms-blob-type": "BlockBlob"}


@pytest.fixture
def acme(azurite: StorageEmulator) -> Iterator[Tenant]:
    product = StoredProduct(azurite.new_account(), [])
    yield Tenant(product)
    product.close()


def upload_of(client: Client, interview_id: str) -> tuple[str, str]:
    """The id and the link of an upload."""
    target = client.ok("POST", f"/api/v1/interviews/{interview_id}/answers/upload-url", json={"kind": "video"})
    return target["file_id"], target["upload_url"]


def answer(client: Client, interview_id: str, file_id: str, kind: str = "video") -> httpx.Response:
    return client.post(f"/api/v1/interviews/{interview_id}/answers", json={f"{kind}_file_id": file_id})


def fetched(client: Client, interview_id: str, given: dict[str, Any]) -> httpx.Response:
    path = f"/api/v1/interviews/{interview_id}/answers/{given['id']}/media"
    return httpx.get(client.ok("GET", path, params={"kind": "video"})["download_url"])


def blocks() -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(RECORDING), BLOCK):
        yield f"{start:012}", RECORDING[start : start + BLOCK]


def test_the_storage_client_sends_blocks_loses_its_connection_and_goes_on(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    file_id, link = upload_of(client, interview_id)
    with BlobClient.from_blob_url(link, api_version=API_VERSION) as first:
        for name, data in islice(blocks(), 2):
            first.stage_block(name, data)
    with BlobClient.from_blob_url(link, api_version=API_VERSION) as second:
        arrived = {block.id for block in second.get_block_list("uncommitted")[1]}
        assert len(arrived) == 2
        for name, data in blocks():
            if name not in arrived:
                second.stage_block(name, data)
        second.commit_block_list([BlobBlock(block_id=name) for name, _ in blocks()])
    given = answer(client, interview_id, file_id).json()["data"]
    assert given["video"]["size_bytes"] == len(RECORDING)
    got = fetched(acme.hr, interview_id, given)
    assert (got.content, got.headers["content-type"]) == (RECORDING, "video/webm")


def test_the_storage_clients_own_way_of_sending_large_files_works(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    file_id, link = upload_of(client, interview_id)
    with BlobClient.from_blob_url(
        link, api_version=API_VERSION, max_single_put_size=BLOCK, max_block_size=BLOCK
    ) as blob:
        blob.upload_blob(RECORDING, overwrite=True, max_concurrency=3)
    given = answer(client, interview_id, file_id).json()["data"]
    assert fetched(client, interview_id, given).content == RECORDING


def test_a_browser_needs_nothing_but_http(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    file_id, link = upload_of(client, interview_id)
    names = {b64encode(name.encode()).decode(): data for name, data in blocks()}
    for name, data in islice(names.items(), 3):
        assert httpx.put(link, params=query(link, comp="block", blockid=name), content=data).status_code == 201
    asked = httpx.get(link, params=query(link, comp="blocklist", blocklisttype="uncommitted"))
    arrived = {str(one.text) for one in ElementTree.fromstring(asked.content).iter("Name")}
    assert arrived == set(islice(names, 3))
    for name in names.keys() - arrived:
        httpx.put(link, params=query(link, comp="block", blockid=name), content=names[name]).raise_for_status()
    listed = "".join(f"<Latest>{name}</Latest>" for name in names)
    done = httpx.put(link, params=query(link, comp="blocklist"), content=f"<BlockList>{listed}</BlockList>")
    assert done.status_code == 201
    given = answer(client, interview_id, file_id).json()["data"]
    assert fetched(client, interview_id, given).content == RECORDING


def test_a_small_file_is_one_request(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    file_id, link = upload_of(client, interview_id)
    lies = {**WHOLE, "Content-Type": "text/html"}
    assert httpx.put(link, content=RECORDING[:100], headers=lies).status_code == 201
    given = answer(client, interview_id, file_id).json()["data"]
    assert given["video"]["content_type"] == "video/webm"
    assert fetched(client, interview_id, given).headers["content-type"] == "video/webm"


def test_what_was_not_finished_is_no_answer(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    file_id, link = upload_of(client, interview_id)
    with BlobClient.from_blob_url(link, api_version=API_VERSION) as blob:
        blob.stage_block("000000", RECORDING[:BLOCK])
    assert answer(client, interview_id, file_id).status_code == 404


def test_what_is_no_recording_is_refused_by_its_content_and_removed(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    file_id, link = upload_of(client, interview_id)
    httpx.put(link, content=b"MZ a program", headers={**WHOLE, "Content-Type": "video/webm"}).raise_for_status()
    assert answer(client, interview_id, file_id).status_code == 422
    assert acme.product.app.answers.blobs.list_names(UPLOADS, "") == []


def test_what_is_too_large_is_refused_and_removed(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    file_id, link = upload_of(client, interview_id)
    with BlobClient.from_blob_url(link, api_version=API_VERSION) as blob:
        blob.create_page_blob(MAX_MEDIA_BYTES + 512)
        blob.upload_page(RECORDING[:512], 0, 512)
    refused = answer(client, interview_id, file_id)
    assert (refused.status_code, "500 MiB" in refused.text) == (422, True)
    assert acme.product.app.answers.blobs.list_names(UPLOADS, "") == []


def test_the_link_changes_nothing_once_the_answer_is_given(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    file_id, link = upload_of(client, interview_id)
    httpx.put(link, content=RECORDING[:100], headers=WHOLE).raise_for_status()
    given = answer(client, interview_id, file_id).json()["data"]
    httpx.put(link, content=RECORDING[:50], headers=WHOLE).raise_for_status()
    assert fetched(acme.hr, interview_id, given).content == RECORDING[:100]


def test_a_link_opens_its_own_upload_alone(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    (mine, link), (_, other) = upload_of(client, interview_id), upload_of(client, interview_id)
    httpx.put(link, content=RECORDING[:100], headers=WHOLE).raise_for_status()
    stolen = other.partition("?")[0] + "?" + link.partition("?")[2]
    assert httpx.put(stolen, content=b"x", headers=WHOLE).status_code == 403
    assert httpx.delete(link).status_code == 403
    stranger, theirs = acme.interviewee()
    assert answer(stranger, theirs, mine).status_code == 404
    with BlobClient.from_blob_url(link, api_version=API_VERSION) as blob, pytest.raises(HttpResponseError):
        blob.set_blob_tags({"a": "b"})


def test_what_never_became_an_answer_goes_after_a_day(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    (_, forgotten), (used, link) = upload_of(client, interview_id), upload_of(client, interview_id)
    for one in (forgotten, link):
        httpx.put(one, content=RECORDING[:100], headers=WHOLE).raise_for_status()
    given = answer(client, interview_id, used).json()["data"]
    blobs, purge = acme.product.app.answers.blobs, acme.product.app.answers.purge
    with BlobClient.from_blob_url(upload_of(client, interview_id)[1], api_version=API_VERSION) as broken_off:
        broken_off.stage_block("000000", RECORDING[:BLOCK])
    acme.product.clock.time = datetime.now(UTC) + timedelta(hours=23)
    assert (purge(acme.id), len(blobs.list_names(UPLOADS, acme.id))) == (0, 1)
    acme.product.clock.turn(timedelta(hours=2))
    assert (purge(acme.id), blobs.list_names(UPLOADS, acme.id, unfinished=True)) == (2, [])
    assert blobs.list_names(ANSWERS, acme.id) == [f"{acme.id}/{interview_id}/{given['id']}/video"]


def query(link: str, **more: str) -> httpx.QueryParams:
    """The query of the link, and more."""
    return httpx.URL(link).params.merge(more)
