"""The cache models against every recorded case."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import cache_cases
from tests.conformance.__main__ import rows

ROWS = list(rows(Path(__file__).parent / "data" / "cache_cases.jsonl.gz"))


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_every_model_reproduces_its_column(row):
    assert cache_cases.check(row) is None


def test_all_rows_are_there():
    assert len(ROWS) == 71
    assert {len(row["following_step"]) for row in ROWS} == {4}


def test_a_wrong_model_would_be_found():
    engines = ("classic", "buildkit-20.10", "buildah-1.28")
    for name, other in zip(engines, (*engines[1:], engines[0]), strict=True):
        swapped = [{**row, "following_step": {name: row["following_step"][other]}} for row in ROWS]
        assert sum(cache_cases.check(row) is not None for row in swapped) > 5
