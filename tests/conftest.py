"""Fixtures for all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.azurite import StorageEmulator, running_azurite

# How long an example takes says something about the machine, not about the product.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def azurite() -> Iterator[StorageEmulator]:
    """The storage emulator: one for the session, started for the first test that asks for it."""
    with running_azurite() as emulator:
        yield emulator
