"""Of somebody who was erased no word is found in storage: not a name, a number, an address, or what they said."""

import base64
import hashlib
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared.adapters.acs_calls import AcsCalls
from shared.adapters.azure_blob import AzureBlobStore
from shared.adapters.outbox_mailer import CONTAINER as OUTBOX
from shared.adapters.outbox_mailer import OutboxMailer
from shared.candidates.models import CANDIDATE
from shared.identity.models import account_partition
from shared.ports.mailer import Mail
from tests.app import Product
from tests.azurite import StorageEmulator
from tests.contract.communication_service import KEY, CommunicationService, communication_service
from tests.http.test_calls import SECRET
from tests.integration.canary import places, readings, stored
from tests.integration.kept_kinds import ERASED, STAYS, all_kinds
from tests.integration.stored_product import StoredProduct
from tests.integration.well_known import ADDRESS, CANARY, WORDS, docx, pdf, person_of, table_of_two
from tests.tenant import PASSWORD, Tenant

pytestmark = pytest.mark.azurite


class Outbox(OutboxMailer):
    """The local outbox, which also shows what was sent to a test."""

    def __init__(self, product: Product, files: AzureBlobStore) -> None:
        super().__init__(files, product.clock)
        self.product = product

    def send(self, mail: Mail) -> None:
        self.product.mailer.send(mail)
        super().send(mail)


@pytest.fixture
def service() -> Iterator[CommunicationService]:
    with communication_service() as running:
        yield running


@pytest.fixture
def storage(azurite: StorageEmulator) -> str:
    return azurite.new_account()


@pytest.fixture
def files(storage: str) -> AzureBlobStore:
    return AzureBlobStore(storage)


@pytest.fixture
def product(storage: str, files: AzureBlobStore, service: CommunicationService) -> Iterator[StoredProduct]:
    product = StoredProduct(storage, [], event_secret=SECRET)
    product.replace(mailer=Outbox(product, files), calls=AcsCalls(service.address, KEY, product.clock))
    yield product
    product.close()


@pytest.mark.parametrize(
    "data",
    [
        CANARY.encode("utf-16"),
        base64.b64encode(CANARY.encode()),
        b'{"body": "' + base64.b64encode(f"about {CANARY}".encode("utf-16-le")) + b'"}',
        base64.urlsafe_b64encode(f"??>>{CANARY}".encode()).rstrip(b"="),
        pdf(CANARY),
        docx(CANARY),
    ],
)
def test_the_search_finds_the_word_in_every_form(data: bytes) -> None:
    assert any(CANARY in text for text in readings(data))


def test_of_every_kind_of_entity_it_is_known_what_becomes_of_it() -> None:
    assert all_kinds() == ERASED | STAYS.keys()
    assert not ERASED & STAYS.keys()


def test_of_who_asked_to_be_erased_nothing_is_found_in_storage(
    product: StoredProduct,
    storage: str,
    files: AzureBlobStore,
    service: CommunicationService,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="talenti")
    acme = Tenant(product)
    person = person_of(acme, service, files)
    before = places(storage, *WORDS)
    assert {place.split(" ")[0] for place in before} == {"row", "blob"}
    assert {key.split("!")[1] for key in _keys(storage) if key.startswith("e!")} >= ERASED
    containers = {place.split(" ")[1].split("/")[0] for place in before if place.startswith("blob ")}
    assert containers >= {"answers", "imports", "recordings", "reports", "resumes", "resume-texts", OUTBOX}
    acme.hr.ok("POST", "/api/v1/candidates/bulk/import/file", files={"file": ("b.csv", table_of_two())})

    request = person.client.ok("POST", "/api/v1/deletion-requests", json={"reason": f"{CANARY} is private."})
    done = acme.hr.ok("POST", f"/api/v1/deletion-requests/{request['id']}/process")
    product.run_queue()
    told = [mail for mail in product.mails_to(ADDRESS) if "erased your data" in mail.subject]
    assert len(told) == 1
    assert done["certificate"]["signature"] in told[0].attachments[0].data.decode()
    (left,) = {place.split(" ")[1] for place in places(storage, *WORDS)}
    assert left.startswith(OUTBOX), "what was sent is with its receiver, whose mailbox the outbox stands for"

    product.clock.turn(timedelta(days=8))
    product.app.retention.tidy(acme.id)
    product.run_queue()
    assert places(storage, *WORDS) == []
    assert not [place for place, _ in stored(storage) if place.startswith("blocks ")]
    digests = {hashlib.sha256(ADDRESS.encode()).hexdigest()[:40], account_partition(ADDRESS)}
    assert places(storage, *digests) == []
    assert product.app.mail.is_unsubscribed(acme.id, ADDRESS), "the wish stays, and not the address"
    assert service.identities == []
    assert CANARY.casefold() not in caplog.text.casefold()
    found = product.app.store.children(acme.id, CANDIDATE)
    assert [candidate.email for candidate in found] == ["b@mail.example"]
    _sign_in_again(acme)
    assert acme.hr.ok("GET", "/api/v1/audit/verify")["intact"]


def _keys(storage: str) -> list[str]:
    """The keys of all rows."""
    return [place.split(" ")[2] for place, _ in stored(storage) if place.startswith("row ")]


def _sign_in_again(acme: Tenant) -> None:
    acme.hr.sign_in(acme.hr.user["email"], PASSWORD)
