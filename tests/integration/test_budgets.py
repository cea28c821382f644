"""Storage round trips of the operations, counted under the SDK. `make bench` shows that they stay as data grows."""

import pytest

from bench.application import on_storage
from bench.round_trips import OPERATIONS, Operation, Tenant, cost, load
from tests.azurite import StorageEmulator
from tests.strict_storage import RoundTrips, StrictPolicy

pytestmark = pytest.mark.azurite

CANDIDATES = 100


@pytest.fixture(scope="module")
def round_trips() -> RoundTrips:
    return RoundTrips()


@pytest.fixture(scope="module")
def tenant(azurite: StorageEmulator, round_trips: RoundTrips) -> Tenant:
    app = on_storage(azurite.new_account(), azurite.new_table(), [StrictPolicy(), round_trips])
    tenant = Tenant.found(app)
    load(app.store, tenant, CANDIDATES - 1)
    return tenant


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_operation_keeps_within_its_budget(tenant: Tenant, round_trips: RoundTrips, operation: Operation) -> None:
    assert cost(operation, tenant, round_trips) <= operation.budget
