"""Somebody with access to the storage account tampers with the audit log; the check names what they touched."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

import pytest
from azure.data.tables import TableClient
from pydantic import SecretStr

from shared.audit.chain import Chain
from shared.audit.models import AuditEvent, Seal
from tests.azurite import StorageEmulator
from tests.integration.stored_product import StoredProduct
from tests.tenant import Tenant

pytestmark = pytest.mark.azurite

Row = dict[str, Any]
FIELDS = {"first_name": "Zofia", "last_name": "Nowak"}


class Log:
    """A company's audit log of four events, and its rows as the storage account has them."""

    def __init__(self, storage: str) -> None:
        self.product = StoredProduct(storage, [])
        self.acme = Tenant(self.product)
        for _ in range(3):
            self.acme.candidate()
        self.table = TableClient.from_connection_string(storage, "talenti")

    def rows(self, start: str) -> list[Row]:
        """The rows whose key begins so, in order."""
        end = start[:-1] + chr(ord(start[-1]) + 1)
        query = f"PartitionKey eq '{self.acme.id}' and RowKey ge '{start}' and RowKey lt '{end}'"
        return [dict(row) for row in self.table.query_entities(query)]

    def events(self) -> list[Row]:
        """The rows of the events, the oldest first."""
        return self.rows("e!audit!")

    def rewrite(self, row: Row, change: Callable[[Row], None]) -> None:
        """Write a row's document again, changed."""
        document = json.loads(row["doc"])
        change(document)
        self.table.upsert_entity({**row, "doc": json.dumps(document)})

    def remove(self, row: Row) -> None:
        """Delete a row."""
        self.table.delete_entity(row["PartitionKey"], row["RowKey"])

    def seal(self) -> None:
        """What the timer does."""
        self.product.app.housekeeping.seal_audit_logs()

    def findings(self) -> set[tuple[str, str]]:
        """What the check finds: kinds and identifiers."""
        answer = self.acme.hr.ok("GET", "/api/v1/audit/verify")
        assert answer["intact"] is (not answer["findings"])
        return {(finding["kind"], finding["id"]) for finding in answer["findings"]}


@pytest.fixture
def log(azurite: StorageEmulator) -> Iterator[Log]:
    made = Log(azurite.new_account())
    yield made
    made.table.close()
    made.product.close()


@pytest.fixture(params=[True, False], ids=["sealed", "not sealed yet"])
def either_log(request: pytest.FixtureRequest, log: Log) -> Log:
    if request.param:
        log.seal()
    return log


def id_of(row: Row) -> str:
    return str(json.loads(row["doc"])["id"])


def test_a_log_that_nobody_touched_is_intact(log: Log) -> None:
    assert log.findings() == set()
    first = log.acme.hr.ok("POST", "/api/v1/audit/verify")
    assert (first["intact"], first["events"], first["sealed"], first["unsealed"], first["seals"]) == (True, 4, 4, 0, 1)
    log.acme.candidate()
    second = log.acme.hr.ok("POST", "/api/v1/audit/verify")
    assert (second["intact"], second["events"], second["sealed"], second["seals"]) == (True, 5, 5, 2)
    assert first["head"] != second["head"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("user_name", "Somebody Else"),
        ("action", "DELETE_CANDIDATE"),
        ("timestamp", "2020-01-01T00:00:00Z"),
        ("changes", {"source": "import"}),
        ("before", {"status": "hired"}),
    ],
)
def test_a_changed_event_is_named(either_log: Log, field: str, value: object) -> None:
    row = either_log.events()[1]
    either_log.rewrite(row, lambda document: document.update({field: value}))
    assert ("changed", id_of(row)) in either_log.findings()


def test_changed_personal_values_are_named(either_log: Log) -> None:
    row = either_log.events()[2]
    either_log.rewrite(row, lambda document: document["personal"]["changes"].update(email="other@mail.example"))
    assert ("changed", id_of(row)) in either_log.findings()


def test_a_removed_event_is_named(either_log: Log) -> None:
    row = either_log.events()[1]
    either_log.remove(row)
    assert ("removed", id_of(row)) in either_log.findings()


def test_an_event_that_was_removed_with_every_copy_is_named(log: Log) -> None:
    log.seal()
    row = log.events()[1]
    for copy in [row, *(one for one in log.rows("i!audit!") if id_of(one) == id_of(row))]:
        log.remove(copy)
    assert log.findings() == {("removed", id_of(row))}


@pytest.mark.parametrize("marked", [False, True])
def test_an_inserted_event_is_named(either_log: Log, marked: bool) -> None:
    row = either_log.events()[1]
    forged = "0199d2f5-0000-7000-8000-000000000001"
    document = {**json.loads(row["doc"]), "id": forged, "action": "UPDATE_SCORE"}
    forged_row = {**row, "RowKey": f"e!audit!{forged}", "doc": json.dumps(document)}
    either_log.table.create_entity(forged_row)
    if marked:
        mark = {"id": forged, "mac": document["mac"]}
        either_log.table.create_entity(
            {"PartitionKey": row["PartitionKey"], "RowKey": f"e!unsealed_audit!{forged}", "doc": json.dumps(mark)}
        )
    assert {kind for kind, identifier in either_log.findings() if identifier == forged} >= {
        "changed" if marked else "inserted"
    }


def test_a_forged_key_does_not_pass_for_an_earlier_one(log: Log) -> None:
    row = log.events()[1]
    log.rewrite(row, lambda document: document.update(action="FORGED", mac="00000000.1234"))
    assert ("changed", id_of(row)) in log.findings()


def test_a_copy_that_lists_show_is_checked_too(log: Log) -> None:
    log.seal()
    copy = log.rows("i!audit!all!")[0]
    log.rewrite(copy, lambda document: document.update(user_name="Somebody Else"))
    assert log.findings() == {("list_changed", id_of(copy))}


def test_a_changed_and_a_removed_seal_are_named(log: Log) -> None:
    for _ in range(3):
        log.acme.candidate()
        log.seal()
    last, middle, first = log.rows("e!audit_seal!")
    log.rewrite(first, lambda document: document["entries"].pop())
    assert ("seal_changed", "1") in log.findings()
    log.remove(middle)
    assert ("seal_removed", "2") in log.findings()
    log.remove(last)
    assert {kind for kind, _ in log.findings()} >= {"inserted"}


KEYS = [f"signing-key-number-{number}-of-forty-characters" for number in range(3)]


def rotate(log: Log, number: int, *, sealed: bool = True) -> None:
    """Change the signing key, as infra/rotate-secret.sh does; then the timer seals."""
    previous = log.product.settings.signing_key
    log.product.settings = log.product.settings.model_copy(
        update={"signing_key": SecretStr(KEYS[number]), "signing_key_previous": previous}
    )
    log.product.app = log.product.new_instance()
    log.acme.hr = log.product.client(log.acme.hr.headers["Authorization"].removeprefix("Bearer "))
    if sealed:
        log.seal()


@pytest.fixture
def old_log(log: Log) -> Log:
    """A log whose signing key was changed twice since its events were written, and is known to nobody any more."""
    log.seal()
    rotate(log, 0)
    rotate(log, 1)
    return log


def test_what_was_written_two_signing_keys_ago_is_still_proven(old_log: Log) -> None:
    answer = old_log.acme.hr.ok("GET", "/api/v1/audit/verify")
    assert (answer["intact"], answer["events"], answer["sealed"]) == (True, 4, 4)
    assert (answer["seals"], answer["earlier_keys"]) == (3, 1)
    old_log.acme.candidate()
    rotate(old_log, 2)
    answer = old_log.acme.hr.ok("GET", "/api/v1/audit/verify")
    assert (answer["intact"], answer["events"], answer["sealed"], answer["earlier_keys"]) == (True, 5, 5, 2)


def test_what_was_written_before_a_change_of_keys_is_sealed_after_it(log: Log) -> None:
    rotate(log, 0)
    answer = log.acme.hr.ok("GET", "/api/v1/audit/verify")
    assert (answer["intact"], answer["sealed"], answer["earlier_keys"]) == (True, 4, 0)


def reproved(company_id: str, document: dict[str, Any]) -> dict[str, Any]:
    """An event or a seal that somebody changed and proved again, as well as one can who has no key that counts."""
    forger = Chain.of("what somebody else signs with")
    if "entries" in document:
        return {**document, "digest": forger.prove_seal(company_id, Seal.model_validate(document))}
    return {**document, "mac": forger.prove_event(company_id, AuditEvent.model_validate(document))}


@pytest.mark.parametrize("again", [False, True], ids=["as it is", "proved again"])
def test_an_event_of_a_forgotten_key_that_was_changed_is_named(old_log: Log, again: bool) -> None:
    def change(document: Row) -> None:
        document["action"] = "DELETE_CANDIDATE"
        if again:
            document.update(reproved(old_log.acme.id, document))

    row = old_log.events()[1]
    old_log.rewrite(row, change)
    assert ("changed", id_of(row)) in old_log.findings()


@pytest.mark.parametrize("again", [False, True], ids=["as it is", "proved again"])
def test_a_seal_of_a_forgotten_key_that_was_changed_is_named(old_log: Log, again: bool) -> None:
    def change(document: Row) -> None:
        document["entries"].pop()
        if again:
            document.update(reproved(old_log.acme.id, document))

    old_log.rewrite(old_log.rows("e!audit_seal!")[-1], change)
    assert ("seal_changed", "2" if again else "1") in old_log.findings()


def test_a_log_that_somebody_else_proved_from_end_to_end_is_not_proven(log: Log) -> None:
    log.seal()
    forger = log.product.new_instance(signing_key=SecretStr("what somebody else signs with, forty letters"))
    for row in log.rows("e!audit_seal!"):
        log.remove(row)
    for row in log.events():
        event = AuditEvent.model_validate_json(row["doc"])
        mac = forger.audit.chain.prove_event(log.acme.id, event)
        copies = [copy for copy in log.rows("i!audit!") if id_of(copy) == event.id]
        for one in (row, *copies):
            log.rewrite(one, lambda document, mac=mac: document.update(mac=mac))  # type: ignore[misc]  # its default
        mark = {"PartitionKey": log.acme.id, "RowKey": f"e!unsealed_audit!{event.id}"}
        log.table.create_entity({**mark, "doc": json.dumps({"id": event.id, "mac": mac})})
    assert forger.audit_sealer.seal(log.acme.id) == 4
    assert log.findings() == {("unproven", "1")}


def test_a_chain_that_no_set_key_proves_goes_on_after_an_hour_and_stays_unproven_before(log: Log) -> None:
    log.seal()
    rotate(log, 0, sealed=False)
    rotate(log, 1)
    assert log.findings() == {("unproven", "1")}
    log.product.clock.turn(timedelta(hours=2))
    log.seal()
    found = log.product.app.audit_sealer.verify(log.acme.id).findings
    assert [(finding.kind, finding.id) for finding in found] == [("unproven", "1")]
    assert [json.loads(row["doc"])["follows"] for row in log.rows("e!audit_seal!")] == [False, True]


def test_an_instance_that_has_not_the_new_key_yet_adds_nothing_to_a_chain_that_has(log: Log) -> None:
    late = log.product.app
    rotate(log, 0)
    log.acme.candidate()
    assert late.audit_sealer.seal(log.acme.id) == 0
    log.seal()
    answer = log.acme.hr.ok("GET", "/api/v1/audit/verify")
    assert (answer["intact"], answer["sealed"]) == (True, 5)


def test_a_mark_that_is_not_ours_is_not_sealed(log: Log) -> None:
    (mark, *_) = log.rows("e!unsealed_audit!")
    log.rewrite(mark, lambda document: document.update(mac="00000000" + document["mac"][8:]))
    assert log.product.app.audit_sealer.seal(log.acme.id) == 3
    assert ("changed", id_of(mark)) in log.findings()


def test_two_sealers_at_once_seal_each_event_once(log: Log) -> None:
    sealer = log.product.app.audit_sealer
    assert sealer.seal(log.acme.id) == 4
    assert sealer.seal(log.acme.id) == 0


def test_more_events_than_a_seal_holds_are_a_chain_of_seals(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.audit.sealing.EVENTS_OF_A_SEAL", 2)
    log.seal()
    answer = log.acme.hr.ok("GET", "/api/v1/audit/verify")
    assert (answer["intact"], answer["seals"], answer["sealed"]) == (True, 2, 4)


def test_writers_sealers_and_checks_at_the_same_time_keep_the_chain_whole(log: Log) -> None:
    sealer, company = log.product.app.audit_sealer, log.acme.id

    def write(serial: int) -> None:
        log.acme.hr.ok("POST", "/api/v1/candidates", json=FIELDS | {"email": f"writer.{serial}@mail.example"})

    with ThreadPoolExecutor(6) as pool:
        writing = [pool.submit(write, serial) for serial in range(24)]
        sealing = [pool.submit(sealer.seal, company) for _ in range(8)]
        checking = [pool.submit(sealer.verify, company) for _ in range(8)]
        assert [check.result().findings for check in checking] == [[]] * 8
        sealed = sum(one.result() for one in sealing)
        wait(writing)
    left = sealer.seal(company)
    assert sealed + left == 28
    answer = log.acme.hr.ok("GET", "/api/v1/audit/verify")
    assert (answer["intact"], answer["events"], answer["sealed"], answer["unsealed"]) == (True, 28, 28, 0)


def test_many_removed_events_are_all_named(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.audit.sealing._LOOKED_UP_SINGLY", 1)
    removed = log.events()[1:]
    for row in removed:
        log.remove(row)
    assert {("removed", id_of(row)) for row in removed} <= log.findings()
