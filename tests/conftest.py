"""What all tests share: one Hypothesis profile, and an environment without personal settings."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# A deadline for each example would fail on a loaded machine and not on a bug.
settings.register_profile("dfopt", deadline=None, print_blob=True)
if not os.environ.get("CI"):  # there, Hypothesis has a profile of its own: no deadline, one seed
    settings.load_profile("dfopt")


@pytest.fixture(scope="session", autouse=True)
def neutral_environment():
    """Keep colour settings and the git configuration of the machine out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_COLOR", "FORCE_COLOR", "PYTHONDONTWRITEBYTECODE"):
            patch.delenv(name, raising=False)
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was built for real."""
    totals: dict[str, int] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            # By then the fixtures have counted, too.
            if getattr(report, "when", "") == "teardown":
                for name, value in report.user_properties:
                    totals[name] = totals.get(name, 0) + value
    for name, value in totals.items():
        terminalreporter.write_line(f"{name}: {value}")
