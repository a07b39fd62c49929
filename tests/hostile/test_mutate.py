"""A few hundred damaged Dockerfiles; ``python -m tests.mutate`` runs as many as one likes."""

from __future__ import annotations

import random

import pytest

from tests import mutate


def test_damaged_files_are_survived():
    rewritten, failed = mutate.check(range(500), seed=1)
    assert failed == []
    assert rewritten > 15


@pytest.mark.parametrize("fault", mutate.FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_damages(fault):
    text = "FROM a\nENV A=1\nRUN x\nCOPY . .\n"
    assert any(fault(text, random.Random(seed)) != text for seed in range(5))
    assert isinstance(fault("", random.Random(0)), str)


def test_mutants_are_reproducible():
    assert mutate.mutant(7, 1) == mutate.mutant(7, 1)
    assert len({mutate.mutant(number, 1) for number in range(50)}) > 40


def test_a_crash_is_told(monkeypatch):
    def fail(text):
        raise ValueError("broken")

    monkeypatch.setattr(mutate, "problem", fail)
    assert mutate.check(range(2), seed=1)[1] == [
        (0, "ValueError: broken"),
        (1, "ValueError: broken"),
    ]
