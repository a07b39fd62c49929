"""Engine tests run where the engines are, and say why where they are not."""

from __future__ import annotations

import os
from functools import cache
from itertools import zip_longest

import pytest

from tests.engines.engine import ENGINES, Engine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What needs the larger images is no test where they were not asked for.
collect_ignore = [
    "test_counterexamples_installed.py",
    "test_environments_built.py",
    "test_installs_built.py",
]
if os.environ.get("DFOPT_IMAGES") == "all":
    collect_ignore = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the engines take turns: two workers with buildah would wait for each other."""
    by_engine: dict[str, list[pytest.Item]] = {}
    places = []
    for place, item in enumerate(items):
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        if isinstance(parameters.get("engine"), Engine):
            places.append(place)
            by_engine.setdefault(parameters["engine"].name, []).append(item)
    turns = [item for turn in zip_longest(*by_engine.values()) for item in turn if item is not None]
    for place, item in zip(places, turns):
        items[place] = item


@cache
def missing(name: str) -> str:
    return next(engine for engine in ENGINES if engine.name == name).missing()


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def engine(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Iterator[Engine]:
    """Each engine in turn; with ``DFOPT_REQUIRE_ENGINES=1`` a missing one is a failure."""
    found: Engine = request.param
    require(found)
    before = found.built, found.failed
    yield found
    record_property("images built", found.built - before[0])
    record_property("builds refused by the builder", found.failed - before[1])


def require(engine: Engine) -> None:
    reason = missing(engine.name)
    if reason and os.environ.get("DFOPT_REQUIRE_ENGINES") == "1":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@pytest.fixture
def buildkit() -> Engine:
    """BuildKit alone."""
    found = next(engine for engine in ENGINES if engine.name == "buildkit")
    require(found)
    return found
