"""What docs/operate.md tells an operator to do, done on the storage emulator."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.data.tables import TableClient
from pydantic import SecretStr

from shared.adapters.jwt_tokens import JwtSigner
from tests.app import SIGNING_KEY, Client
from tests.azurite import StorageEmulator
from tests.integration.stored_product import StoredProduct
from tests.tenant import PASSWORD, Tenant
from tools import rebuild, tenant

pytestmark = pytest.mark.azurite

KEYS = [SIGNING_KEY, *(f"signing-key-number-{number}-of-forty-characters" for number in (1, 2))]


class Place:
    """A deployment, a company that works there, and the storage under it."""

    def __init__(self, storage: str) -> None:
        self.storage = storage
        self.product = StoredProduct(storage, [])
        self.acme = Tenant(self.product)
        self.table = TableClient.from_connection_string(storage, "talenti")

    def rows(self) -> dict[str, dict[str, Any]]:
        """The company's rows."""
        found = self.table.query_entities(f"PartitionKey eq '{self.acme.id}'")
        return {row["RowKey"]: dict(row) for row in found}

    def lose_the_company(self) -> None:
        """Delete all of its rows."""
        for key in self.rows():
            self.table.delete_entity(self.acme.id, key)

    def everything(self) -> Any:
        """What its recruiter sees in lists."""
        return [self.acme.hr.ok("GET", f"/api/v1/{name}") for name in ("candidates", "jobs", "applications", "logs")]

    def run_with_keys(self, present: str, previous: str) -> None:
        """Restart with these signing keys."""
        keys = {"signing_key": SecretStr(present), "signing_key_previous": SecretStr(previous)}
        self.product.settings = self.product.settings.model_copy(update=keys)
        self.product.replace(signer=JwtSigner(present, self.product.clock, previous=previous))

    def as_before(self, client: Client) -> Client:
        """The same person's calls to what runs now."""
        return self.product.client(client.headers["Authorization"].removeprefix("Bearer "))


@pytest.fixture
def place(azurite: StorageEmulator) -> Iterator[Place]:
    made = Place(azurite.new_account())
    yield made
    made.table.close()
    made.product.close()


def test_a_company_whose_rows_are_gone_comes_back_from_its_copy(place: Place, tmp_path: Path) -> None:
    place.acme.scored_interview()
    place.acme.hr.ok("POST", "/api/v1/audit/verify")
    before, copy = place.everything(), str(tmp_path / "company.jsonl")
    assert tenant.main(["save", place.storage, place.acme.id, copy]) == 0
    place.lose_the_company()
    assert place.acme.hr.ok("GET", "/api/v1/candidates")["total"] == 0
    assert tenant.main(["restore", place.storage, place.acme.id, copy]) == 0
    assert place.everything() == before
    assert rebuild.main(["--account", place.storage, "--company", place.acme.id, "--check"]) == 0
    assert place.acme.hr.ok("GET", "/api/v1/audit/verify")["intact"] is True
    place.product.signed_in(place.acme.hr.user["email"], PASSWORD)


def test_a_copy_that_was_made_while_people_worked_is_mended_after_it_is_restored(place: Place, tmp_path: Path) -> None:
    place.acme.application()
    before, copy = place.everything(), tmp_path / "company.jsonl"
    tenant.main(["save", place.storage, place.acme.id, str(copy)])
    lines = copy.read_text().splitlines(keepends=True)
    torn = [line for line in lines if not json.loads(line)[0].startswith(("i!application!", "c!application!"))]
    assert len(torn) < len(lines)
    copy.write_text("".join(torn))
    place.lose_the_company()
    tenant.main(["restore", place.storage, place.acme.id, str(copy)])
    command = ["--account", place.storage, "--company", place.acme.id]
    assert rebuild.main([*command, "--check"]) == 1
    assert rebuild.main(command) == 0
    assert place.everything() == before


def test_a_copy_is_not_restored_over_a_company_that_lives(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = str(tmp_path / "company.jsonl")
    tenant.main(["save", place.storage, place.acme.id, copy])
    place.acme.candidate()
    before = place.rows()
    assert tenant.main(["restore", place.storage, place.acme.id, copy]) == 1
    assert "Nothing was written" in capsys.readouterr().err
    assert place.rows() == before


def test_a_new_signing_key_signs_nobody_out_and_the_second_one_those_of_before(place: Place) -> None:
    hr = place.acme.hr
    place.run_with_keys(KEYS[1], KEYS[0])
    place.product.app.housekeeping.seal_audit_logs()
    assert place.as_before(hr).get("/api/v1/candidates").status_code == 200
    fresh = place.product.signed_in(hr.user["email"], PASSWORD)
    place.run_with_keys(KEYS[2], KEYS[1])
    place.product.app.housekeeping.seal_audit_logs()
    assert place.as_before(hr).get("/api/v1/candidates").status_code == 401
    assert place.as_before(fresh).get("/api/v1/candidates").status_code == 200
    assert place.as_before(fresh).ok("GET", "/api/v1/audit/verify")["intact"] is True


def test_links_in_mails_and_webhook_secrets_outlive_one_new_signing_key(place: Place) -> None:
    hook = place.acme.hr.ok(
        "POST", "/api/v1/webhooks", json={"url": "https://hook.example/x", "events": ["report.generated"]}
    )
    answer = place.product.client().post("/api/v1/auth/forgot-password", json={"email": place.acme.hr.user["email"]})
    assert answer.is_success
    token = place.product.link_token(place.acme.hr.user["email"])
    place.run_with_keys(KEYS[1], KEYS[0])
    place.acme.hr = place.as_before(place.acme.hr)
    place.acme.hr.ok("POST", f"/api/v1/webhooks/{hook['id']}/rotate-secret")
    body = {"token": token, "new_password": "Another-password-9"}
    assert place.product.client().post("/api/v1/auth/reset-password", json=body).is_success
