"""One company for all attacks of a session: each is an interview or a candidate of its own."""

from typing import Any

import pytest

from tests.app import Product
from tests.hostile.interviews import Held, backend_job, hold, honest
from tests.tenant import Tenant


@pytest.fixture(scope="session")
def acme() -> Tenant:
    return Tenant(Product())


@pytest.fixture(scope="session")
def job(acme: Tenant) -> dict[str, Any]:
    return backend_job(acme)


@pytest.fixture(scope="session")
def honest_interview(acme: Tenant, job: dict[str, Any]) -> Held:
    """What the honest text alone earns."""
    return hold(acme, job, honest)


@pytest.fixture(scope="session")
def unknowing_interview(acme: Tenant, job: dict[str, Any]) -> Held:
    """What somebody earns who knows nothing and says so."""
    return hold(acme, job, lambda _: "I don't know.")
