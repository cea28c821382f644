"""What every blob store promises: the twin in memory and the real service's emulator. Links are tried over HTTP."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.storage.blob import BlobServiceClient, CorsRule
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.azure_blob import AzureBlobStore, attachment
from shared.adapters.azure_storage import API_VERSION
from shared.adapters.memory_blob import MemoryBlobStore
from shared.core.errors import NotFound, Unavailable
from shared.ports.blob import BlobInfo, BlobStore
from tests.azurite import StorageEmulator
from tests.contract.local_service import Answer, Request, local_service
from tests.contract.trouble import LostAnswer, Unreachable, nobody_listens, storage_at

HOUR = timedelta(hours=1)
UPLOAD = {"x-ms-blob-type": "BlockBlob"}


class Requests(SansIOHTTPPolicy[Any, Any]):
    """Notes every request that goes over the wire."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def on_request(self, request: PipelineRequest[Any]) -> None:
        self.seen.append(request.http_request)

    def take(self) -> list[str]:
        """The methods of the requests since the last call."""
        methods = [request.method for request in self.seen]
        self.seen.clear()
        return methods


@pytest.fixture(params=["memory", pytest.param("azurite", marks=pytest.mark.azurite)])
def store(request: pytest.FixtureRequest) -> BlobStore:
    if request.param == "memory":
        return MemoryBlobStore()
    return AzureBlobStore(request.getfixturevalue("azurite").new_account())


@pytest.fixture
def account(azurite: StorageEmulator) -> str:
    return azurite.new_account()


@pytest.fixture
def azure(account: str) -> AzureBlobStore:
    return AzureBlobStore(account)


NAMES = ["cv.pdf", "company/2030/cv.pdf", "Zoë 北京 🙂.pdf", "100% & more + #1?.txt", "a'b\"c"]


@pytest.mark.parametrize("name", NAMES)
def test_bytes_come_back_as_they_went(store: BlobStore, name: str) -> None:
    store.put("files", name, bytes(range(256)), content_type="application/pdf")
    assert store.get("files", name) == bytes(range(256))
    assert store.info("files", name) == BlobInfo("files", name, 256, "application/pdf", {})
    assert store.list_names("files", "") == [name]


def test_a_blob_of_no_known_type_is_just_bytes(store: BlobStore) -> None:
    store.put("files", "a", b"x")
    assert store.info("files", "a").content_type == "application/octet-stream"


def test_a_put_replaces_content_and_type(store: BlobStore) -> None:
    store.put("files", "a", b"a long first version", content_type="text/plain")
    store.put("files", "a", b"short", content_type="text/html")
    assert store.get("files", "a") == b"short"
    assert store.info("files", "a").content_type == "text/html"


def test_no_more_than_the_wanted_bytes_are_read(store: BlobStore) -> None:
    store.put("files", "a", b"0123456789")
    assert store.get("files", "a", max_bytes=4) == b"0123"
    assert store.get("files", "a", max_bytes=10) == b"0123456789"
    assert store.get("files", "a", max_bytes=11) == b"0123456789"


def test_an_empty_blob_is_a_blob(store: BlobStore) -> None:
    store.put("files", "a", b"")
    assert store.get("files", "a") == b""
    assert store.get("files", "a", max_bytes=4) == b""
    assert store.info("files", "a").size_bytes == 0


def test_a_large_blob_comes_back_whole(store: BlobStore) -> None:
    data = bytes(range(256)) * 4096 * 36  # 36 MiB: more than the client reads in one request
    store.put("files", "a", data)
    assert store.get("files", "a") == data
    assert store.get("files", "a", max_bytes=33 << 20) == data[: 33 << 20]


@pytest.mark.parametrize(
    "read",
    [
        lambda store: store.get("files", "a"),
        lambda store: store.get("files", "a", max_bytes=1),
        lambda store: store.info("files", "a"),
    ],
)
def test_what_is_not_there_is_not_found(store: BlobStore, read: Callable[[BlobStore], object]) -> None:
    with pytest.raises(NotFound):
        read(store)
    store.put("files", "other", b"x")
    with pytest.raises(NotFound):
        read(store)


def test_removing_is_quiet_when_there_is_nothing(store: BlobStore) -> None:
    store.remove("files", "a")
    store.put("files", "a", b"x")
    store.put("files", "b", b"x")
    store.remove("files", "a")
    store.remove("files", "a")
    assert store.list_names("files", "") == ["b"]


def test_names_are_listed_by_prefix_in_ascending_order(store: BlobStore) -> None:
    assert store.list_names("files", "") == []
    for name in ["b/1", "a/2", "a/10", "a/1", "ab"]:
        store.put("files", name, b"")
    store.put("others", "a/3", b"")
    assert store.list_names("files", "a/") == ["a/1", "a/10", "a/2"]
    assert store.list_names("files", "a") == ["a/1", "a/10", "a/2", "ab"]
    assert store.list_names("files", "c") == []


def test_a_blob_is_written_in_blocks_by_whoever_goes_on(store: BlobStore) -> None:
    assert store.begun("files", "a") == []
    store.put_block("files", "a", 0, b"one ")
    store.put_block("files", "a", 1, b"?")
    store.put_block("files", "a", 1, b"two ")
    store.put_block("files", "a", 3, b"four")
    assert store.begun("files", "a") == [4, 4]
    with pytest.raises(NotFound):
        store.info("files", "a")
    store.put_block("files", "a", 2, b"three ")
    store.finish("files", "a", 4, content_type="video/mp4")
    assert store.get("files", "a") == b"one two three four"
    assert store.info("files", "a").content_type == "video/mp4"
    assert store.begun("files", "a") == []


def test_a_blob_of_no_blocks_is_empty(store: BlobStore) -> None:
    store.finish("files", "a", 0, content_type="video/mp4")
    assert store.get("files", "a") == b""


def test_a_copy_is_a_blob_of_its_own(store: BlobStore) -> None:
    store.put("files", "Zoë/1 a", b"first", content_type="text/html")
    store.copy("files", "Zoë/1 a", "others", "b", content_type="video/webm")
    store.put("files", "Zoë/1 a", b"second")
    assert store.get("others", "b") == b"first"
    assert store.info("others", "b").content_type == "video/webm"
    with pytest.raises(NotFound):
        store.copy("files", "gone", "others", "b", content_type="video/webm")
    assert store.get("others", "b") == b"first"


def test_what_is_discarded_leaves_nothing_behind(store: BlobStore) -> None:
    store.put("files", "a/whole", b"1")
    store.put("files", "a/changing", b"2")
    for name in ("a/changing", "a/never-ended"):
        store.put_block("files", name, 0, b"3")
    store.put_block("files", "b", 0, b"4")
    assert store.list_names("files", "a/") == ["a/changing", "a/whole"]
    found = store.list_names("files", "a/", unfinished=True)
    assert found == ["a/changing", "a/never-ended", "a/whole"]
    for name in [*found, "a/never-was"]:
        store.discard("files", name)
    assert store.list_names("files", "", unfinished=True) == ["b"]
    assert all(store.begun("files", name) == [] for name in found)
    assert store.begun("files", "b") == [1]
    store.discard("nowhere", "a")


@pytest.mark.azurite
def test_snapshots_are_discarded_with_their_blob(account: str, azure: AzureBlobStore) -> None:
    azure.put("files", "a", b"1")
    with BlobServiceClient.from_connection_string(account, api_version=API_VERSION) as service:
        container = service.get_container_client("files")
        container.get_blob_client("a").create_snapshot()
        azure.discard("files", "a")
        assert list(container.list_blobs(include=["snapshots", "uncommittedblobs"])) == []


def test_links_name_the_blob(store: BlobStore) -> None:
    assert "/files/a%20b?" in store.upload_url("files", "a b", valid_for=HOUR)
    assert "/files/a%20b?" in store.download_url("files", "a b", valid_for=HOUR, file_name="c")


@pytest.mark.azurite
def test_a_container_is_made_once_and_costs_nothing_afterwards(account: str) -> None:
    requests = Requests()
    store = AzureBlobStore(account, policies=[requests])
    store.put("files", "a", b"x")
    assert requests.take() == ["PUT", "PUT", "PUT"]  # refused, container, blob
    store.put("files", "b", b"x")
    assert requests.take() == ["PUT"]
    store.upload_url("files", "c", valid_for=HOUR)
    store.download_url("files", "a", valid_for=HOUR, file_name="a")
    assert requests.take() == []
    store.upload_url("others", "c", valid_for=HOUR)
    store.upload_url("others", "d", valid_for=HOUR)
    assert requests.take() == ["PUT"]


@pytest.mark.azurite
def test_each_call_is_one_request(account: str) -> None:
    requests = Requests()
    store = AzureBlobStore(account, policies=[requests])
    store.put("files", "a", b"0123456789")
    requests.take()
    store.get("files", "a", max_bytes=4)
    assert requests.seen[0].headers["x-ms-range"] == "bytes=0-3"
    store.get("files", "a")
    store.info("files", "a")
    store.list_names("files", "a")
    store.remove("files", "a")
    assert requests.take() == ["GET", "GET", "HEAD", "GET", "DELETE"]


@pytest.mark.azurite
def test_two_processes_may_make_the_same_container(account: str) -> None:
    first, second = AzureBlobStore(account), AzureBlobStore(account)
    first.upload_url("files", "a", valid_for=HOUR)
    second.upload_url("files", "a", valid_for=HOUR)
    second.put("files", "a", b"x")
    assert first.get("files", "a") == b"x"


@pytest.mark.azurite
def test_a_browser_uploads_through_a_link(account: str, azure: AzureBlobStore) -> None:
    console = "https://console.example"
    rule = CorsRule([console], ["PUT"], allowed_headers=["x-ms-*", "content-type"], max_age_in_seconds=60)
    with BlobServiceClient.from_connection_string(account, api_version=API_VERSION) as client:
        client.set_service_properties(cors=[rule])
    link = azure.upload_url("files", "Zoë/cv 1.pdf", valid_for=HOUR)
    asking = {"Origin": console, "Access-Control-Request-Method": "PUT"}
    asking["Access-Control-Request-Headers"] = "x-ms-blob-type,x-ms-meta-owner,content-type"
    assert httpx.options(link, headers=asking).headers["access-control-allow-origin"] == console
    assert httpx.options(link, headers=asking | {"Origin": "https://elsewhere.example"}).status_code == 403
    sent = UPLOAD | {"Origin": console, "Content-Type": "application/pdf", "x-ms-meta-owner": "c1"}
    answer = httpx.put(link, content=b"%PDF-", headers=sent)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (201, console)
    assert azure.get("files", "Zoë/cv 1.pdf") == b"%PDF-"
    assert azure.info("files", "Zoë/cv 1.pdf").metadata == {"owner": "c1"}
    assert azure.info("files", "Zoë/cv 1.pdf").content_type == "application/pdf"


@pytest.mark.azurite
def test_an_upload_may_be_repeated(azure: AzureBlobStore) -> None:
    link = azure.upload_url("files", "a", valid_for=HOUR)
    assert [httpx.put(link, content=data, headers=UPLOAD).status_code for data in (b"1", b"2")] == [201, 201]
    assert azure.get("files", "a") == b"2"


@pytest.mark.azurite
def test_an_upload_link_opens_nothing_else(azure: AzureBlobStore) -> None:
    azure.put("files", "mine", b"old")
    azure.put("files", "others", b"secret")
    link = azure.upload_url("files", "mine", valid_for=HOUR)
    elsewhere = link.replace("/mine?", "/others?")
    assert httpx.put(elsewhere, content=b"x", headers=UPLOAD).status_code == 403
    assert httpx.get(elsewhere).status_code == 403
    assert httpx.get(link).status_code == 403
    assert httpx.delete(link).status_code == 403
    assert httpx.put(link.replace("sp=cw", "sp=racwd"), content=b"x", headers=UPLOAD).status_code == 403
    assert (azure.get("files", "mine"), azure.get("files", "others")) == (b"old", b"secret")


@pytest.mark.azurite
def test_a_resumable_link_tells_what_has_arrived(azure: AzureBlobStore) -> None:
    azure.put("files", "others", b"secret")
    link = azure.upload_url("files", "mine", valid_for=HOUR, resumable=True)
    block = httpx.URL(link).copy_merge_params({"comp": "block", "blockid": "MDAwMDAw"})
    assert httpx.put(block, content=b"arrived").status_code == 201
    asked = httpx.URL(link).copy_merge_params({"comp": "blocklist", "blocklisttype": "uncommitted"})
    assert "<Name>MDAwMDAw</Name><Size>7</Size>" in httpx.get(asked).text
    assert httpx.get(link.replace("/mine?", "/others?")).status_code == 403
    assert httpx.delete(link).status_code == 403
    once = azure.upload_url("files", "mine", valid_for=HOUR)
    assert httpx.get(httpx.URL(once).copy_merge_params({"comp": "blocklist"})).status_code == 403


@pytest.mark.parametrize(("looks", "outcome"), [(["pending", "success"], "copied"), (["pending", "failed"], "busy")])
def test_a_copy_that_takes_its_time_is_waited_for(looks: list[str], outcome: str) -> None:
    waiting = iter(looks)

    def answer(request: Request) -> Answer:
        if "x-ms-copy-source" in request.headers:
            return 202, b"", {"x-ms-copy-id": "1", "x-ms-copy-status": "pending"}
        if request.method == "HEAD":
            return 200, b"", {"x-ms-copy-id": "1", "x-ms-copy-status": next(waiting), "x-ms-blob-type": "BlockBlob"}
        return 200

    with local_service(answer) as address:
        store = AzureBlobStore(storage_at(address), retries=0)
        if outcome == "copied":
            store.copy("files", "a", "files", "b", content_type="video/webm")
        else:
            with pytest.raises(Unavailable):
                store.copy("files", "a", "files", "b", content_type="video/webm")
    assert list(waiting) == []


@pytest.mark.azurite
def test_a_link_expires(account: str) -> None:
    yesterday = AzureBlobStore(account, now=lambda: datetime.now(UTC) - timedelta(days=1))
    link = yesterday.upload_url("files", "a", valid_for=HOUR)
    assert httpx.put(link, content=b"x", headers=UPLOAD).status_code == 403
    yesterday.put("files", "a", b"x")
    assert httpx.get(yesterday.download_url("files", "a", valid_for=HOUR, file_name="a")).status_code == 403
    assert httpx.get(yesterday.download_url("files", "a", valid_for=25 * HOUR, file_name="a")).status_code == 200


@pytest.mark.azurite
def test_a_link_works_at_a_service_whose_clock_is_behind(account: str) -> None:
    ahead = AzureBlobStore(account, now=lambda: datetime.now(UTC) + timedelta(minutes=4))
    assert httpx.put(ahead.upload_url("files", "a", valid_for=HOUR), content=b"x", headers=UPLOAD).status_code == 201


@pytest.mark.azurite
def test_a_download_is_offered_under_its_name(azure: AzureBlobStore) -> None:
    azure.put("files", "a", b"x", content_type="text/html")
    answer = httpx.get(azure.download_url("files", "a", valid_for=HOUR, file_name="Müller 履歴書.pdf"))
    assert answer.content == b"x"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Muller .pdf\"; filename*=UTF-8''M%C3%BCller%20%E5%B1%A5%E6%AD%B4%E6%9B%B8.pdf"
    )


@pytest.mark.azurite
def test_a_download_link_opens_nothing_else(azure: AzureBlobStore) -> None:
    azure.put("files", "mine", b"old")
    azure.put("files", "others", b"secret")
    link = azure.download_url("files", "mine", valid_for=HOUR, file_name="a")
    assert httpx.get(link.replace("/mine?", "/others?")).status_code == 403
    assert httpx.put(link, content=b"x", headers=UPLOAD).status_code == 403
    assert httpx.get(link.replace("attachment", "inline")).status_code == 403
    assert azure.get("files", "mine") == b"old"


@given(name=st.text(st.characters(), max_size=40))
def test_no_file_name_breaks_out_of_its_header(name: str) -> None:
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    plain, encoded = header.removeprefix('attachment; filename="').split("\"; filename*=UTF-8''")
    assert plain
    assert not set('"\\/') & set(plain + encoded)
    assert not set("; ") & set(encoded)


def test_links_to_the_real_service_demand_https() -> None:
    store = AzureBlobStore(
        "DefaultEndpointsProtocol=https;AccountName=talenti;AccountKey=a2V5;EndpointSuffix=core.windows.net"
    )
    link = store.download_url("files", "a", valid_for=HOUR, file_name="a")
    assert link.startswith("https://talenti.blob.core.windows.net/files/a?")
    assert "&spr=https&" in link


@pytest.mark.azurite
def test_a_write_whose_answer_got_lost_counts_once(account: str) -> None:
    trouble = LostAnswer()
    store = AzureBlobStore(account, policies=[trouble])
    store.put("files", "a", b"old")
    trouble.strikes = 1
    store.put("files", "a", b"new")
    assert store.get("files", "a") == b"new"
    trouble.strikes = 1
    store.remove("files", "a")
    assert store.list_names("files", "") == []


@pytest.mark.azurite
def test_a_short_interruption_goes_unnoticed(account: str) -> None:
    AzureBlobStore(account).put("files", "a", b"x")
    assert AzureBlobStore(account, policies=[Unreachable(1)], retries=1).get("files", "a") == b"x"


CALLS: list[Callable[[BlobStore], object]] = [
    lambda store: store.put("files", "a", b"x"),
    lambda store: store.get("files", "a"),
    lambda store: store.info("files", "a"),
    lambda store: store.remove("files", "a"),
    lambda store: store.list_names("files", ""),
    lambda store: store.upload_url("files", "a", valid_for=HOUR),
    lambda store: store.begun("files", "a"),
    lambda store: store.put_block("files", "a", 0, b"x"),
    lambda store: store.finish("files", "a", 1, content_type="text/plain"),
    lambda store: store.copy("files", "a", "files", "b", content_type="text/plain"),
]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_in_trouble_is_unavailable(status: int) -> None:
    with local_service(lambda request: status) as address:
        store = AzureBlobStore(storage_at(address), retries=0)
        for call in CALLS:
            with pytest.raises(Unavailable):
                call(store)


def test_a_service_that_nobody_runs_is_unavailable() -> None:
    store = AzureBlobStore(storage_at(nobody_listens()), retries=0)
    for call in CALLS:
        with pytest.raises(Unavailable):
            call(store)


@pytest.mark.azurite
def test_with_a_wrong_key_the_log_names_the_setting_to_put_right(
    account: str, caplog: pytest.LogCaptureFixture
) -> None:
    key = account.partition("AccountKey=")[2].partition(";")[0]
    with pytest.raises(Unavailable):
        AzureBlobStore(account.replace(key, "d3Jvbmc=")).get("files", "a")
    assert "AuthorizationFailure" in caplog.text
    assert "AzureWebJobsStorage" in caplog.text
