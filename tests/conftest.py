"""What all tests share: where a skip is not allowed, it is a failure."""

import os

import pytest

from tests.emptying import kept_rows_can_be_emptied_between_tests  # noqa: F401


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _without_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _without_skips((yield))


def _without_skips(report):
    """CLEARANCE_NO_SKIPS=1 says that everything a test may need is there."""
    if report.skipped and os.environ.get("CLEARANCE_NO_SKIPS") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report
