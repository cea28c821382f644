"""Fixtures for all tests."""

from collections.abc import Iterator

import pytest

from tests.azurite import StorageEmulator, running_azurite


@pytest.fixture(scope="session")
def azurite() -> Iterator[StorageEmulator]:
    """The storage emulator: one for the session, started for the first test that asks for it."""
    with running_azurite() as emulator:
        yield emulator
