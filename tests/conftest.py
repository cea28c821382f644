"""Fixtures for all tests. They may be run by several processes at once, which share nothing (`pytest -n`)."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.azurite import StorageEmulator, running_azurite
from tests.log_scan import LogScan

LOG_SCAN = LogScan()
DOCUMENTED_CALL = "test_the_documented_call_gets_the_documented_answer"

# How long an example takes says something about the machine, not about the product.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_configure() -> None:
    """Look through all that is logged from now on: nobody's name or address may be in it."""
    logging.getLogger().addHandler(LOG_SCAN)
    logging.getLogger().setLevel(logging.INFO)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Fail the test during which the log named somebody."""
    yield
    found, LOG_SCAN.found = LOG_SCAN.found, []
    if found:
        pytest.fail("the log names somebody: " + "; ".join(found[:20]), pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the documented operations that answer verbatim."""
    from tests.contract.documents import operations, pending

    passed, expected, failed = (
        sum(1 for report in terminalreporter.stats.get(outcome, []) if DOCUMENTED_CALL in report.nodeid)
        for outcome in ("passed", "xfailed", "failed")
    )
    if passed or expected or failed:
        ran = passed + expected + failed
        part = f" ({ran} were run)" if ran < len(operations()) else ""
        terminalreporter.write_line(f"verbatim: {passed} of {len(operations())}{part}; pending: {len(pending())}")


@pytest.fixture(scope="session")
def azurite() -> Iterator[StorageEmulator]:
    """The storage emulator: one for the process, started for the first test that asks for it."""
    with running_azurite() as emulator:
        yield emulator
