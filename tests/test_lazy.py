"""Regular expressions that are compiled late: all of them can be."""

from __future__ import annotations

import importlib
import pkgutil

import dfopt
from dfopt import lazy


def test_every_late_pattern_compiles() -> None:
    found = 0
    for module in pkgutil.walk_packages(dfopt.__path__, "dfopt."):
        if module.name.startswith("dfopt.server") or module.name == "dfopt.__main__":
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, lazy._Pattern):
                assert value.pattern
                found += 1
    assert found > 50


def test_a_late_pattern_behaves_as_one_of_re() -> None:
    late = lazy.regex(r"b+")
    assert late.sub("-", "abba") == "a-a"
    match = late.search("abba")
    assert match is not None
    assert match.span() == (1, 3)
    assert late.pattern == "b+"
