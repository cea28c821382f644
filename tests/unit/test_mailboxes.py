"""Names of mailboxes: the same for ever, and nobody's to guess who has the table alone."""

import hashlib

import pytest

from shared.adapters.memory_queue import MemoryQueue
from shared.adapters.memory_table import MemoryTable
from shared.core.clock import utc_now
from shared.core.errors import Unavailable
from shared.mail.mailboxes import MAILBOX_KEY, Mailboxes
from shared.store.store import Store

ADDRESS = "zofia@mail.example"
OLD, NEW, NEWEST = b"the-old-signing-key", b"the-new-signing-key", b"the-newest-signing-key"


@pytest.fixture
def store() -> Store:
    return Store(MemoryTable(), MemoryQueue(), utc_now)


def test_a_mailbox_has_one_name_however_its_address_is_written(store: Store) -> None:
    mailboxes = Mailboxes(store, [OLD])
    assert mailboxes.name("acme", ADDRESS) == mailboxes.name("acme", f" {ADDRESS.upper()} ")
    assert mailboxes.name("acme", ADDRESS) != mailboxes.name("acme", f"x{ADDRESS}")
    assert Mailboxes(store, [OLD]).name("acme", ADDRESS) == mailboxes.name("acme", ADDRESS)


def test_companies_cannot_compare_their_names_and_no_plain_digest_is_one(store: Store) -> None:
    names = {Mailboxes(store, [OLD]).name(company, ADDRESS) for company in ("acme", "other")}
    assert len(names) == 2
    assert hashlib.sha256(ADDRESS.encode()).hexdigest()[:40] not in names


def test_a_name_outlives_the_signing_key(store: Store) -> None:
    name = Mailboxes(store, [OLD]).name("acme", ADDRESS)
    assert Mailboxes(store, [NEW, OLD]).name("acme", ADDRESS) == name
    assert [Mailboxes(store, [NEW, OLD]).renew("acme") for _ in range(2)] == [1, 0]
    assert Mailboxes(store, [NEWEST, NEW]).name("acme", ADDRESS) == name
    assert Mailboxes(store, [NEW]).renew("nobody") == 0


def test_without_its_signing_key_the_row_names_nobody(store: Store) -> None:
    Mailboxes(store, [OLD]).name("acme", ADDRESS)
    with pytest.raises(Unavailable):
        Mailboxes(store, [NEW]).name("acme", ADDRESS)
    with pytest.raises(Unavailable):
        Mailboxes(store, [NEW]).renew("acme")
    assert len(store.children("acme", MAILBOX_KEY)) == 1, "no other key takes its place: nobody would be unsubscribed"
