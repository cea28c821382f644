"""Dashboards and analytics cost the same however many candidates there are, for however long, in many departments."""

from datetime import timedelta
from itertools import islice, repeat

import pytest

from shared.candidates.models import CANDIDATE, Candidate, Stage, StageEntry
from tests.app import Client, Product
from tests.faults import Fault
from tests.tenant import Tenant

DEPARTMENTS, MONTHS, LONGEST_DAYS = 20, 36, 200
WAYS = (
    (Stage.APPLIED,),
    (Stage.APPLIED, Stage.SCREENING, Stage.REJECTED),
    (Stage.APPLIED, Stage.SCREENING, Stage.INTERVIEW),
    (Stage.APPLIED, Stage.INTERVIEW, Stage.REJECTED),
    (Stage.APPLIED, Stage.OFFER, Stage.ACCEPTED, Stage.HIRED),
)
REQUESTS = (
    "/api/v1/dashboard",
    "/api/v1/candidates/dashboard/stats",
    "/api/dashboard/stats",
    "/api/v1/users/statistics",
    "/api/v1/analytics/funnel",
    "/api/v1/analytics/funnel?department=Area%207&period=2024-05",
    "/api/v1/analytics/drop-offs",
    "/api/v1/analytics/time-to-hire",
    "/api/v1/analytics/time-to-hire?department=Area%204&period=2025-01",
    "/api/v1/candidates/analytics/funnel",
    "/api/v1/candidates/analytics/time-to-hire",
)


@pytest.fixture(scope="module", params=[100, 10_000], ids="{:,} candidates".format)
def hr(request: pytest.FixtureRequest) -> tuple[Product, Client, int]:
    product = Product()
    tenant = Tenant(product)
    fill(product, tenant, request.param)
    return product, tenant.hr, request.param


def fill(product: Product, tenant: Tenant, number: int) -> None:
    """Candidates who came in the months before now; counts are folded as by the timer."""
    store = product.app.store
    people = (person(product, tenant, serial) for serial in range(number))
    while batch := list(islice(people, 6)):
        change = store.change(tenant.id)
        for candidate in batch:
            change.add(CANDIDATE, candidate)
        change.commit()
    store.fold_counts(tenant.id)


def person(product: Product, tenant: Tenant, serial: int) -> Candidate:
    way = WAYS[serial % len(WAYS)]
    came = product.clock() - timedelta(days=30 * (serial % MONTHS) + LONGEST_DAYS)
    days = timedelta(days=serial * 7 % LONGEST_DAYS) / len(way)
    made = product.app.candidates.new(
        tenant.id,
        source="manual",
        email=f"person{serial}@mail.example",
        full_name=f"Person {serial}",
        domain=f"Area {serial % DEPARTMENTS}",
    )
    history = [
        StageEntry(stage=stage, entered_at=came + days * at, by_user_id=tenant.hr.user["id"])
        for at, stage in enumerate(way)
    ]
    return made.model_copy(update={"status": way[-1], "stage_history": history, "created_at": came})


@pytest.mark.parametrize("path", REQUESTS)
def test_numbers_cost_three_round_trips_at_any_size(hr: tuple[Product, Client, int], path: str) -> None:
    product, client, number = hr
    planned = 100
    product.faults.plan(repeat(Fault.NONE, planned))
    client.ok("GET", path)
    spent = planned - product.faults.left
    product.faults.plan([])
    assert spent <= 3
    assert client.ok("GET", "/api/v1/analytics/funnel")["total"] == number
