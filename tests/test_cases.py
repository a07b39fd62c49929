"""Every rewrite before and after, and everything that must stay as it is."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from dfopt import Config, optimize
from dfopt.passes import ORDER
from tests.cases_reader import Case, read_cases, selected

CASES = read_cases()
NEGATIVE = [case for case in CASES if case.after is None]


def config_of(case: Case) -> Config:
    options: Any = {"select": selected(case.rule), **case.options}
    return Config(**options)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}/{case.name}")
def test_case(case: Case) -> None:
    config = config_of(case)
    result = optimize(case.before, config=config, context=case.tree())
    expected = case.before if case.after is None else case.after
    assert result.text == expected
    assert result.changed == (case.after is not None)
    assert bool(result.changes) == result.changed
    assert not [each for each in result.diagnostics if each.code.startswith("internal")]
    if case.is_silent:
        assert result.blocked == ()
    else:
        said = [each.reason for each in result.blocked]
        said += [each.message for each in result.diagnostics]
        for reason in case.blocked:
            assert any(reason in each for each in said), said
    again = optimize(result.text, config=config, context=case.tree())
    assert again.text == result.text


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: f"{case.rule}/{case.name}")
def test_every_negative_case_names_its_reason(case: Case) -> None:
    assert case.blocked, "a section `blocked` says why; `nothing` where there is no candidate"


def test_every_known_counterexample_is_a_negative_case() -> None:
    """Their numbers stand behind a ``B`` in what the cases show."""
    lists = [re.search(r"\(B ([\d, ]+)\)", case.shows) for case in NEGATIVE]
    found = {int(number) for each in lists if each for number in each[1].split(",")}
    assert found == set(range(1, 34))


@pytest.mark.parametrize("rule", ORDER, ids=lambda rule: rule.name)
def test_every_rule_has_more_negative_cases_than_positive_ones(rule) -> None:
    counts = Counter(case.after is not None for case in CASES if case.rule == rule.name)
    assert counts[False] > counts[True]
    assert sum(counts.values()) >= 12
