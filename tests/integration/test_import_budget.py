"""Bulk import on the storage emulator: round trips a row, and counts that stay cheap to read."""

import pytest

from bench.application import on_storage
from bench.bulk_import import import_people, new_recruiter, people
from shared.candidates.models import CANDIDATE
from tests.azurite import StorageEmulator
from tests.strict_storage import RoundTrips, StrictPolicy

pytestmark = pytest.mark.azurite

ROWS = 1000
MOST_ROUND_TRIPS_A_ROW = 0.2


def test_an_import_keeps_within_its_budget_and_leaves_counts_that_are_one_read(azurite: StorageEmulator) -> None:
    round_trips = RoundTrips()
    storage = azurite.new_account()
    app = on_storage(storage, azurite.new_table(), [StrictPolicy(), round_trips])
    caller = new_recruiter(app)
    for expected in ((ROWS, 0), (0, ROWS)):
        with round_trips.counted() as counted:
            job = import_people(app, caller, people(ROWS), storage)
        assert (job.status, job.created_count, job.skipped_count) == ("completed", *expected)
        assert counted.total / ROWS <= MOST_ROUND_TRIPS_A_ROW
    with round_trips.counted() as counted:
        assert app.store.counts(caller.company_id, CANDIDATE, "all") == {(): ROWS}
    assert counted.total == 1
