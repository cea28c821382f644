"""Fixtures for all tests."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.azurite import StorageEmulator, running_azurite
from tests.log_scan import LogScan

LOG_SCAN = LogScan()

# How long an example takes says something about the machine, not about the product.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_configure() -> None:
    """Look through all that is logged from now on: nobody's name or address may be in it."""
    logging.getLogger().addHandler(LOG_SCAN)
    logging.getLogger().setLevel(logging.INFO)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run whose log names somebody."""
    if LOG_SCAN.found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say who was named, and by which test."""
    for line in LOG_SCAN.found[:20]:
        terminalreporter.write_line(f"the log names somebody: {line}", red=True)


@pytest.fixture(scope="session")
def azurite() -> Iterator[StorageEmulator]:
    """The storage emulator: one for the session, started for the first test that asks for it."""
    with running_azurite() as emulator:
        yield emulator
