"""Which file events count."""

from __future__ import annotations

import pytest

from dfopt.server.contexts import Contexts
from dfopt.server.listings import Listings


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("/w/dfopt.toml", True),
        ("/w/a/pyproject.toml", True),
        ("/w/dfopt.profile.json", True),
        ("/w/.dockerignore", True),
        ("/w/Dockerfile.dockerignore", True),
        ("/w/.git/index", True),
        ("/w/.git/HEAD", False),
        ("/w/compose.yaml", True),
        ("/w/.github/workflows/build.yml", True),
        ("/w/Makefile", True),
        ("/w/src/main.c", False),
    ],
)
def test_a_change_of_content_counts_where_it_may_have_been_read(path, counts):
    assert Contexts(Listings()).depends_on(path, changed=True) is counts


def test_what_comes_and_goes_counts():
    assert Contexts(Listings()).depends_on("/w/src/main.c", changed=False)
