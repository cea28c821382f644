"""Prints how many of the documented operations answer verbatim."""

import pytest

from tests.contract.documents import operations, pending

_TEST = "test_the_documented_call_gets_the_documented_answer"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the operations whose test has passed."""
    reports = [report for report in terminalreporter.stats.get("passed", []) if _TEST in report.nodeid]
    expected = [report for report in terminalreporter.stats.get("xfailed", []) if _TEST in report.nodeid]
    failed = [report for report in terminalreporter.stats.get("failed", []) if _TEST in report.nodeid]
    if reports or expected or failed:
        passed = sum(1 for report in reports if report.when == "call")
        ran = passed + len(expected) + len(failed)
        part = f" ({ran} were run)" if ran < len(operations()) else ""
        terminalreporter.write_line(f"verbatim: {passed} of {len(operations())}{part}; pending: {len(pending())}")
