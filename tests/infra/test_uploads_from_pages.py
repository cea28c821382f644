"""Pages may send files to storage, and ask what has arrived: at home as in the cloud."""

import asyncio

import httpx
import pytest

from devhost.storage import Storage
from shared.adapters.azure_blob import AzureBlobStore
from shared.answers.models import UPLOADS
from shared.answers.service import UPLOAD_WINDOW
from tests.azurite import StorageEmulator
from tests.infra.test_infrastructure_fits_the_code import BICEP
from tools.bicep.source import Source, literal, properties, walk

pytestmark = pytest.mark.azurite

PAGE = "http://127.0.0.1:7071"


def _deployed(name: str) -> set[str]:
    """What the rule of the account's module allows."""
    for node in walk(Source.read(BICEP / "modules" / "storage.bicep").root):
        if node.type == "object" and name in (found := properties(node)):
            return {str(literal(one)) for one in found[name][1].named_children if one.type == "string"}
    raise LookupError(name)


@pytest.fixture
def account(azurite: StorageEmulator) -> str:
    """An account as the local host sets it up."""
    connection = azurite.new_account()

    async def set_up() -> None:
        async with Storage(connection) as storage:
            await storage.let_browsers_upload([PAGE])

    asyncio.run(set_up())
    return connection


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
def test_a_page_may_do_at_home_what_it_may_in_the_cloud(account: str, method: str) -> None:
    link = AzureBlobStore(account).upload_url(UPLOADS, "a", valid_for=UPLOAD_WINDOW, resumable=True)
    asking = {"Origin": PAGE, "Access-Control-Request-Method": method}
    asking["Access-Control-Request-Headers"] = ",".join(sorted(_deployed("allowedHeaders")))
    answer = httpx.options(link, headers=asking)
    assert (answer.status_code == 200) is (method in _deployed("allowedMethods"))
    assert httpx.options(link, headers={**asking, "Origin": "https://elsewhere.example"}).status_code == 403


def test_a_page_can_send_blocks_and_ask_for_them() -> None:
    assert {"GET", "PUT"} <= _deployed("allowedMethods")
    assert {"content-type", "x-ms-blob-type", "x-ms-blob-content-type"} <= _deployed("allowedHeaders")
