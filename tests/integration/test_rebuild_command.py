"""The command that compares lists and counts with what they are of, and mends them, on the storage emulator."""

import importlib
import pkgutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from azure.data.tables import TableClient

import shared
from shared.store.kinds import Kind
from tests.azurite import StorageEmulator
from tests.integration.stored_product import StoredProduct
from tests.tenant import Tenant
from tools import rebuild

FIELDS = {"first_name": "Zofia", "last_name": "Nowak"}


class Place:
    """A deployment with two companies on an account of its own."""

    def __init__(self, storage: str) -> None:
        self.storage = storage
        self.product = StoredProduct(storage, [])
        self.acme = Tenant(self.product)
        self.other = Tenant(self.product, "Other")
        for company in (self.acme, self.other):
            company.application()
            company.candidate()
        self.product.run_queue()
        self.table = TableClient.from_connection_string(storage, "talenti")

    def run(self, *arguments: str) -> int:
        """The exit code of the command."""
        return rebuild.main([*arguments, "--account", self.storage])

    def rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Everything in the table, by key."""
        found = self.table.list_entities()
        return {(row["PartitionKey"], row["RowKey"]): dict(row) for row in found}

    def lose(self, start: str) -> int:
        """Delete the rows whose key begins so, of every company. Gives how many."""
        lost = [key for key in self.rows() if key[1].startswith(start)]
        for partition, key in lost:
            self.table.delete_entity(partition, key)
        return len(lost)


@pytest.fixture
def place(azurite: StorageEmulator) -> Iterator[Place]:
    made = Place(azurite.new_account())
    yield made
    made.table.close()
    made.product.close()


def test_the_command_knows_every_kind_that_is_listed_or_counted() -> None:
    declared: dict[str, Kind[Any]] = {}
    for module in pkgutil.walk_packages(shared.__path__, "shared."):
        if not module.name.startswith(("shared.adapters", "shared.bootstrap")):
            found = vars(importlib.import_module(module.name)).values()
            declared |= {one.name: one for one in found if isinstance(one, Kind)}
    assert {name for name, kind in declared.items() if kind.indexes or kind.sums} == {
        kind.name for kind in rebuild.KINDS
    }


@pytest.mark.azurite
def test_data_from_before_a_list_was_there_gets_it(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    before = place.acme.hr.ok("GET", "/api/v1/candidates")
    assert place.run("--all", "--check") == 0
    assert place.lose("i!candidate!") + place.lose("c!candidate!") + place.lose("n!candidate!") > 10
    assert place.acme.hr.ok("GET", "/api/v1/candidates")["total"] == 0
    lost = place.rows()
    assert place.run("--all", "--check") == 1
    assert place.rows() == lost, "a check changes nothing"
    told = capsys.readouterr()
    assert f"{place.acme.id} candidate: " in told.out
    assert "[3/3]" in told.err
    assert "Zofia" not in told.out + told.err
    assert place.run("--company", place.acme.id) == 0
    after = place.acme.hr.ok("GET", "/api/v1/candidates")
    assert (after["total"], after["candidates"]) == (before["total"], before["candidates"])
    assert place.run("--all", "--check") == 1, "the other company is as it was"
    assert place.run("--all") == 0
    assert place.run("--all", "--check") == 0
    assert "in order" in capsys.readouterr().out


@pytest.mark.azurite
def test_what_was_stopped_goes_on_where_it_stopped(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place.lose("i!candidate!")
    *_, last, platform = sorted([place.acme.id, place.other.id, "platform"])
    known = rebuild.rebuild

    def stops(store: Any, company_id: str, *others: Any, **options: Any) -> Iterator[rebuild.Finding]:
        if company_id == last:
            raise KeyboardInterrupt
        return known(store, company_id, *others, **options)

    monkeypatch.setattr(rebuild, "rebuild", stops)
    assert place.run("--all") == 1
    assert f"--all --from {last}" in capsys.readouterr().err
    monkeypatch.setattr(rebuild, "rebuild", known)
    assert place.run("--all", "--from", last) == 0
    assert "[2/2] " + platform in capsys.readouterr().err
    assert place.run("--all", "--check") == 0


def insist(company: Tenant, method: str, candidate_id: str, **request: Any) -> None:
    """Change a candidate; again, where the command wrote the same row in that moment."""
    for _ in range(20):
        answer = company.hr.request(method, f"/api/v1/candidates/{candidate_id}", **request)
        if answer.status_code != 409:
            assert answer.is_success, answer.text
            return
    raise AssertionError(answer.text)


@pytest.mark.azurite
def test_people_work_while_it_mends(place: Place) -> None:
    place.lose("i!candidate!")
    place.lose("c!candidate!")
    enough = threading.Event()

    def work(company: Tenant, name: str) -> int:
        written = 0
        while not enough.is_set() or not written:
            body = FIELDS | {"email": f"{name}.{written}@mail.example"}
            made = company.hr.ok("POST", "/api/v1/candidates", json=body)
            insist(company, "PATCH", made["id"], json={"status": "screening"})
            if written % 3 == 2:
                insist(company, "DELETE", made["id"])
            written += 1
        return written - written // 3

    with ThreadPoolExecutor(4) as pool:
        working = [
            pool.submit(work, company, f"{company.id}-{number}")
            for company in (place.acme, place.other)
            for number in (1, 2)
        ]
        try:
            place.run("--all", "--kind", "candidate")
            place.run("--all", "--kind", "candidate", "--check")
        finally:
            enough.set()
        written = [one.result() for one in working]
    place.product.run_queue()
    place.run("--all")
    assert place.run("--all", "--check") == 0
    total = sum(company.hr.ok("GET", "/api/v1/candidates")["total"] for company in (place.acme, place.other))
    assert total == sum(written) + 4


@pytest.mark.azurite
def test_a_company_that_is_not_there_is_said_so(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.run("--company", "0199d2f5-0000-7000-8000-000000000001") == 1
    assert "no such company" in capsys.readouterr().err
