"""Every adapter of Azure without a key: the storage emulator with Entra ID's tokens, services that check the token."""

import json
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import SansIOHTTPPolicy

from devhost.azurite import ACCOUNT, Azurite
from shared.adapters.azure_blob import AzureBlobStore
from shared.adapters.azure_queue import AzureQueueSender
from shared.adapters.azure_table import AzureTable
from shared.adapters.identity import Identity
from shared.adapters.web_pubsub import WebPubSubRealtime
from shared.bootstrap import ChosenAdapters
from shared.core.clock import utc_now
from shared.core.errors import NotFound, Unavailable
from shared.core.settings import BadSetting, Settings
from shared.ports.table import Delete, Insert
from tests.azurite import PROJECT
from tests.certificate import make_certificate
from tests.contract.local_service import Request, local_service

HOUR = timedelta(hours=1)
STORAGE_SCOPE = "https://storage.azure.com"
TENANT = "ab1f708d-50f6-404c-a006-d71b2ac7a606"
PRINCIPAL = "23657296-5cd5-45b0-a809-d972a7f4dfe1"
PUBSUB_SCOPE = "https://webpubsub.azure.com"
UPLOAD = {"x-ms-blob-type": "BlockBlob"}


class SignedIn:
    """A credential with a token of the kind that Entra ID makes; it keeps the scopes that were asked for."""

    def __init__(self, audience: str = STORAGE_SCOPE, valid_for_s: int = 3600) -> None:
        self.scopes: list[str] = []
        now = int(time.time())
        claims = {"aud": audience, "iss": f"https://sts.windows.net/{TENANT}/", "tid": TENANT, "oid": PRINCIPAL}
        times = {"iat": now - 60, "nbf": now - 60, "exp": now + valid_for_s}
        self.token = AccessToken(jwt.encode({**claims, **times}, "k" * 32, "HS256"), now + 3600)

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """The token."""
        self.scopes += scopes
        return self.token


class SignedOut:
    """A credential of a machine without an identity."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """There is none."""
        raise ClientAuthenticationError("no identity here")


class Calls(SansIOHTTPPolicy[Any, Any]):
    """Notes what goes over the wire: the operation, or the method."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def on_request(self, request: PipelineRequest[Any]) -> None:
        query = parse_qs(urlsplit(request.http_request.url).query)
        self.seen.append(query.get("comp", [request.http_request.method])[0])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(autouse=True)
def _trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))


@pytest.fixture(scope="module")
def addresses(certificate: tuple[Path, Path]) -> Iterator[dict[str, str]]:
    """Where an emulator that takes tokens has its services."""
    azurite = Azurite.start(PROJECT, None, certificate=certificate)
    ports = azurite.ports
    services = {"blob": ports.blob, "queue": ports.queue, "table": ports.table}
    yield {name: f"https://127.0.0.1:{port}/{ACCOUNT}" for name, port in services.items()}
    azurite.stop()


@pytest.mark.azurite
def test_the_table_is_made_written_and_read_with_a_token(addresses: dict[str, str]) -> None:
    credential = SignedIn()
    table = AzureTable(addresses["table"], "talenti", credential=credential)
    table.commit("p", [Insert("a", {"n": 1}), Insert("b", {"n": 2})])
    table.commit("p", [Delete("b")])
    assert [row.key for row in table.range("p", "a", "z", limit=10).rows] == ["a"]
    assert table.get("p", "b") is None
    assert set(credential.scopes) == {f"{STORAGE_SCOPE}/.default"}


@pytest.mark.azurite
def test_messages_are_queued_with_a_token(addresses: dict[str, str]) -> None:
    sender = AzureQueueSender(addresses["queue"], credential=SignedIn())
    sender.send("score-interview", "{}")
    sender.ping()


@pytest.mark.azurite
def test_files_are_kept_with_a_token(addresses: dict[str, str]) -> None:
    store = AzureBlobStore(addresses["blob"], credential=SignedIn())
    store.put("files", "a/b", b"text", content_type="text/plain")
    assert store.get("files", "a/b") == b"text"
    assert store.info("files", "a/b").content_type == "text/plain"
    assert store.list_names("files", "a/") == ["a/b"]
    store.remove("files", "a/b")
    with pytest.raises(NotFound):
        store.get("files", "a/b")


@pytest.mark.azurite
def test_links_are_signed_with_a_key_that_is_lent_once(
    addresses: dict[str, str], certificate: tuple[Path, Path]
) -> None:
    calls = Calls()
    store = AzureBlobStore(addresses["blob"], credential=SignedIn(), policies=[calls])
    up = store.upload_url("cvs", "acme/1", valid_for=HOUR)
    down = store.download_url("cvs", "acme/1", valid_for=HOUR, file_name="Zoë.pdf")
    assert calls.seen.count("userdelegationkey") == 1
    with httpx.Client(verify=ssl.create_default_context(cafile=certificate[0])) as browser:
        assert browser.put(up, content=b"a CV", headers=UPLOAD).status_code == 201
        answer = browser.get(down)
        assert (answer.status_code, answer.content) == (200, b"a CV")
        assert "Zo%C3%AB.pdf" in answer.headers["content-disposition"]
        assert browser.get(up).status_code == 403, "a link to upload reads nothing"
        other = down.replace("acme/1", "acme/2")
        assert browser.get(other).status_code == 403, "a link is for one file"


@pytest.mark.azurite
def test_a_lent_key_is_renewed_before_a_link_would_outlive_it(addresses: dict[str, str]) -> None:
    calls, clock = Calls(), [datetime.now(UTC)]
    store = AzureBlobStore(addresses["blob"], credential=SignedIn(), policies=[calls], now=lambda: clock[0])
    store.download_url("cvs", "a", valid_for=HOUR, file_name="a")
    clock[0] += timedelta(hours=22)
    store.download_url("cvs", "a", valid_for=HOUR, file_name="a")
    assert calls.seen.count("userdelegationkey") == 1
    clock[0] += timedelta(hours=2)
    store.download_url("cvs", "a", valid_for=HOUR, file_name="a")
    assert calls.seen.count("userdelegationkey") == 2


@pytest.mark.azurite
@pytest.mark.parametrize(
    "credential",
    [SignedIn("https://elsewhere.example"), SignedIn(valid_for_s=-10), SignedOut()],
    ids=["another audience", "expired", "no identity"],
)
def test_what_storage_does_not_take_is_unavailable_and_the_log_names_the_settings(
    addresses: dict[str, str], credential: Any, caplog: pytest.LogCaptureFixture
) -> None:
    table = AzureTable(addresses["table"], "talenti", credential=credential)
    store = AzureBlobStore(addresses["blob"], credential=credential, retries=0)
    sender = AzureQueueSender(addresses["queue"], credential=credential, retries=0)
    for call in (
        lambda: table.get("p", "a"),
        lambda: table.commit("p", [Insert("c", {}), Insert("d", {})]),
        lambda: store.get("files", "a"),
        lambda: store.upload_url("new-files", "a", valid_for=HOUR),
        lambda: sender.send("score-interview", "{}"),
        sender.ping,
    ):
        caplog.clear()
        with pytest.raises(Unavailable):
            call()
        assert "AzureWebJobsStorage__clientId" in caplog.text
        assert "no identity here" not in caplog.text


@pytest.mark.azurite
def test_the_settings_of_the_host_lead_to_the_identity(addresses: dict[str, str]) -> None:
    environment = {
        "AzureWebJobsStorage__tableServiceUri": addresses["table"],
        "AzureWebJobsStorage__queueServiceUri": addresses["queue"],
        "AzureWebJobsStorage__blobServiceUri": addresses["blob"],
        "AzureWebJobsStorage__credential": "managedidentity",
        "AzureWebJobsStorage__clientId": "2f0d3b6e-0000-4000-8000-000000000000",
        "TALENTI_REALTIME": "Endpoint=https://pubsub.example;Version=1.0;",
        "TALENTI_SIGNING_KEY": "k" * 32,
    }
    settings = Settings.read(environment)
    assert (settings.storage.get_secret_value(), settings.identity) == ("", "managedidentity")
    assert settings.identity_client_id == environment["AzureWebJobsStorage__clientId"]
    made = ChosenAdapters(settings, utc_now)
    with pytest.raises(Unavailable):  # a test machine has no managed identity
        made.table.get("p", "a")


class TokenPubSub:
    """Web PubSub that takes Entra ID's tokens and no keys."""

    def __init__(self, credential: SignedIn) -> None:
        self.expected = f"Bearer {credential.token.token}"
        self.sent: list[Any] = []

    def answer(self, request: Request) -> int | tuple[int, bytes]:
        """What the service would answer."""
        if request.headers.get("authorization") != self.expected:
            return 401
        address = urlsplit(request.url)
        if address.path == "/api/hubs/interview/:generateToken":
            asked = parse_qs(address.query)
            self.sent.append((asked["userId"], asked["group"], asked["minutesToExpire"]))
            return 200, b'{"token": "a.client.token"}'
        self.sent.append(json.loads(request.body))
        return 202


def test_the_live_socket_is_served_with_a_token(certificate: tuple[Path, Path]) -> None:
    credential = SignedIn(PUBSUB_SCOPE)
    service = TokenPubSub(credential)
    with local_service(service.answer, certificate) as address:
        realtime = WebPubSubRealtime(address, credential=credential)
        realtime.send_to_group("interview-1", {"n": 1})
        realtime.send_to_connection("c1", {"n": 2})
        link = realtime.client_url("u1", "interview-1", minutes=5)
    assert service.sent == [{"n": 1}, {"n": 2}, (["u1"], ["interview-1"], ["5"])]
    assert link == f"wss{address.removeprefix('https')}/client/hubs/interview?access_token=a.client.token"
    assert set(credential.scopes) == {f"{PUBSUB_SCOPE}/.default"}


def test_a_socket_that_refuses_the_token_is_unavailable(certificate: tuple[Path, Path]) -> None:
    with local_service(lambda _: 403, certificate) as address:
        realtime = WebPubSubRealtime(address, credential=SignedIn(PUBSUB_SCOPE))
        with pytest.raises(Unavailable):
            realtime.send_to_group("g", {})
        with pytest.raises(Unavailable):
            realtime.client_url("u1", "g", minutes=5)


def test_the_identity_is_imported_by_its_first_token() -> None:
    code = (
        "import sys; from shared.adapters.identity import Identity; Identity(); print('azure.identity' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_the_managed_identity_is_asked_for_by_its_client_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a function app does it: an address and a secret of the platform's in the environment."""
    asked: list[Request] = []

    def answer(request: Request) -> tuple[int, bytes]:
        asked.append(request)
        return 200, json.dumps(
            {"access_token": "a-token", "expires_on": str(int(time.time()) + 3600), "resource": STORAGE_SCOPE}
        ).encode()

    with local_service(answer) as address:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{address}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", "the-platforms-secret")
        identity = Identity(managed=True, client_id="my-client-id")
        tokens = {identity.get_token(f"{STORAGE_SCOPE}/.default").token for _ in range(3)}
    assert tokens == {"a-token"}
    (request,) = asked
    assert request.headers["x-identity-header"] == "the-platforms-secret"
    query = parse_qs(urlsplit(request.url).query)
    assert (query["client_id"], query["resource"]) == (["my-client-id"], [STORAGE_SCOPE])


KEY = {"TALENTI_SIGNING_KEY": "k" * 32}
ACCOUNT_SETTINGS = {"AzureWebJobsStorage__accountName": "talenti"}


def test_the_name_of_an_account_gives_the_addresses_of_its_services() -> None:
    settings = Settings.read(KEY | ACCOUNT_SETTINGS)
    assert settings.blobs_url == "https://talenti.blob.core.windows.net"
    assert settings.tables_url == "https://talenti.table.core.windows.net"
    assert settings.storage.get_secret_value() == ""


def test_a_connection_string_goes_before_addresses() -> None:
    settings = Settings.read(KEY | ACCOUNT_SETTINGS | {"AzureWebJobsStorage": "UseDevelopmentStorage=true"})
    assert settings.storage.get_secret_value() == "UseDevelopmentStorage=true"


def test_nothing_said_is_the_emulator() -> None:
    assert Settings.read(KEY).storage.get_secret_value() == "UseDevelopmentStorage=true"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "TALENTI_SIGNING_KEY: .*32 characters.*openssl"),
        ({"TALENTI_SIGNING_KEY": "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/a)"}, "Secrets User"),
        ({"TALENTI_ADMIN_PASSWORD": "@Microsoft.KeyVault(SecretUri=https://v/secrets/a)"}, "TALENTI_ADMIN_PASSWORD"),
        ({"TALENTI_EVENT_SECRET": "@Microsoft.KeyVault(SecretUri=https://v/secrets/a)"}, "TALENTI_EVENT_SECRET"),
        (KEY | {"TALENTI_SIGNING_KEY_PREVIOUS": "short"}, "TALENTI_SIGNING_KEY_PREVIOUS: "),
        (KEY | {"AzureWebJobsStorage__blobServiceUri": "https://a"}, "AzureWebJobsStorage__queueServiceUri: .*address"),
        (KEY | ACCOUNT_SETTINGS | {"AzureWebJobsStorage__tableServiceUri": "http://a"}, "tableServiceUri: .*https"),
        (KEY | {"AzureWebJobsStorage__credential": "password"}, "AzureWebJobsStorage__credential: .*managedidentity"),
        (KEY | {"TALENTI_COMMUNICATION": "accesskey=x"}, "TALENTI_COMMUNICATION: .*endpoint"),
        (KEY | {"TALENTI_SPEECH_REGION": "westeurope"}, "TALENTI_SPEECH_KEY: .*TALENTI_SPEECH_ENDPOINT"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_the_way_out(environment: dict[str, str], told: str) -> None:
    with pytest.raises(BadSetting, match=told):
        Settings.read(environment)


def test_a_realtime_setting_without_an_address_is_named() -> None:
    with pytest.raises(BadSetting, match=r"TALENTI_REALTIME: .*Endpoint"):
        Settings.read(KEY | {"TALENTI_REALTIME": "AccessKey=x;"})
