"""``.dockerignore`` and COPY against results recorded from BuildKit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import ignore_fuzz, match_fuzz
from tests.conformance.__main__ import failures, rows

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(
    ("name", "check", "count"),
    [("ignore_fuzz", ignore_fuzz.check, 1016), ("match_fuzz", match_fuzz.check, 415)],
)
def test_every_recorded_row_is_reproduced(name, check, count):
    assert failures(DATA / f"{name}.jsonl.gz", check) == (count, [])


def test_the_comparison_of_ignore_rules_sees_a_difference():
    row = next(r for r in rows(DATA / "ignore_fuzz.jsonl.gz") if r["text"] == "*")
    assert ignore_fuzz.check(row) is None
    assert ignore_fuzz.check(row | {"read": []})
    assert ignore_fuzz.check(row | {"synced": ["a"]})
    assert ignore_fuzz.check(row | {"paths": row["paths"] | {"a": False}})
    assert ignore_fuzz.check(row | {"error": "refused"})
    assert ignore_fuzz.check(row | {"text": "[", "read": ["["]})


def test_the_comparison_of_copies_sees_a_difference():
    row = next(iter(rows(DATA / "match_fuzz.jsonl.gz")))
    assert match_fuzz.check(row) is None
    for field in ("followpaths", "synced", "matched"):
        assert match_fuzz.check(row | {field: ["b.txt"]})
    assert match_fuzz.check(row | {"dest_tree": {}})
    assert match_fuzz.check(row | {"error": "refused"})
    assert match_fuzz.check(row | {"dockerfile": "FROM base\nCOPY nope /d/\n"})
