"""The running product, and people who use it."""

from collections.abc import Generator, Iterator

import pytest

from tests.azurite import StorageEmulator
from tests.end_to_end.journey import Journey
from tests.end_to_end.local_host import LocalHost, running_host

GENEROUS = {
    "TALENTI_RATE_STANDARD": "100000",
    "TALENTI_RATE_SIGN_IN": "1000",
    "TALENTI_RATE_UPLOAD": "1000",
    "TALENTI_RATE_BULK": "1000",
}
"""Rate limits that tests do not reach; another test proves the documented ones."""

_LOG_LINES = 80


@pytest.fixture(scope="session")
def host(azurite: StorageEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    """The local host with an empty storage account of its own: one for the session."""
    with running_host(tmp_path_factory.mktemp("host"), azurite.new_account(), **GENEROUS) as running:
        yield running
        assert running.stop() == 0, running.said()


@pytest.fixture(scope="session")
def journey(host: LocalHost) -> Iterator[Journey]:
    """The way in: the platform's administrator, who makes a company for each test."""
    with Journey.begin(host.url) as begun:
        yield begun


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the host said when a test failed."""
    report = yield
    host = getattr(item, "funcargs", {}).get("host")
    if report.failed and isinstance(host, LocalHost):
        report.sections.append(("Log of the local host", "\n".join(host.said().splitlines()[-_LOG_LINES:])))
    return report
