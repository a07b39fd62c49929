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
