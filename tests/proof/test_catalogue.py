"""The mutation test of the checker: what it refuses and why, what it accepts and how far."""

from __future__ import annotations

from typing import Any

import pytest

import dfopt
from tests.proof.catalogue import SOUND, UNSOUND
from tests.proof.pitfalls import DISAGREEMENTS
from tests.proof.rows import Sound, Unsound, full

#: Rows of which other builders are not the only ones that see a difference.
_NEVER = ("USER over WORKDIR", "chmod gained")


def judged(row: Sound | Unsound, engine: Any = None) -> dfopt.Equivalence:
    return dfopt.equivalent(
        full(row.before),
        full(row.after),
        safety="known-commands",
        engine=engine or row.engine,
        base_config=row.base_config,
        build_args=row.build_args,
    )


@pytest.mark.parametrize("row", UNSOUND, ids=lambda row: row.name)
def test_unsound_rewrites_are_refused_for_the_right_reason(row: Unsound) -> None:
    result = judged(row)
    assert result.level is None
    assert not result
    assert row.reason in "\n".join(map(str, result.differences))


@pytest.mark.parametrize("row", UNSOUND, ids=lambda row: row.name)
def test_unsound_rewrites_are_refused_backwards_too(row: Unsound) -> None:
    result = judged(row._replace(before=full(row.after), after=full(row.before)))
    one_way = (
        "second file needs BuildKit",
        "a new one about",
        "more layers than",
        "a package index",
    )
    assert result.level is None or any(words in row.reason for words in one_way)


@pytest.mark.parametrize("row", SOUND, ids=lambda row: row.name)
def test_sound_rewrites_are_accepted_at_their_level(row: Sound) -> None:
    result = judged(row)
    assert (result.level, result.differences if row.level == "exact" else ()) == (row.level, ())
    assert (not result.differences) == (row.level == "exact")


@pytest.mark.parametrize("row", SOUND, ids=lambda row: row.name)
def test_sound_rewrites_are_sound_backwards(row: Sound) -> None:
    back = row._replace(before=full(row.after), after=full(row.before), engine="buildkit")
    assert judged(back).level == row.level


@pytest.mark.parametrize("row", DISAGREEMENTS, ids=lambda row: row.name)
def test_disagreements_count_only_where_several_builders_do(row: Unsound) -> None:
    if row.name not in _NEVER:
        assert judged(row, "buildkit").level is not None


def test_the_catalogue_is_large_enough() -> None:
    assert len({(row.before, row.after, row.engine) for row in UNSOUND}) >= 150
    assert len({(row.before, row.after, row.engine) for row in SOUND}) >= 150
