"""The effects of instructions against the checker, which knows nothing of them.

Every swap of two neighbours that the effects allow has to come to the same build graph and the same
configuration. ``DFOPT_EXAMPLES`` scales the number of files; ``python -m
tests.properties.test_swaps N`` tries N swaps and prints the count.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings

from dfopt.builder.build import build_all
from dfopt.builder.errors import BuildError
from dfopt.builder.portability import Target, read_otherwise
from dfopt.effects.effects import Effects, commutes, effects_of
from dfopt.effects.graph import predecessors
from dfopt.proof.equivalence import compare
from dfopt.syntax.edits import applied
from dfopt.syntax.nodes import Dockerfile, Statement
from dfopt.syntax.parser import parse
from dfopt.syntax.stages import Stage, stages_of
from tests.properties.dockerfiles import dockerfiles
from tests.properties.swaps import dockerfile

EXAMPLES = int(os.environ.get("DFOPT_EXAMPLES", "60"))
TARGETS = (Target("buildkit"), Target("any"))


class Swap(NamedTuple):
    """Two neighbours in a file, and what the effects say of their exchange."""

    dockerfile: Dockerfile
    stage: Stage
    place: int
    target: Target

    @property
    def kinds(self) -> tuple[str, ...]:
        first, second = self.stage.statements[self.place : self.place + 2]
        return tuple(sorted((first.kind, second.kind)))

    def swapped(self) -> Dockerfile:
        first, second = self.stage.statements[self.place : self.place + 2]
        return applied(self.dockerfile, {}, [(second, first)])[0]


def effects(file: Dockerfile, statements: tuple[Statement, ...], target: Target) -> list[Effects]:
    return [effects_of(statement, file.escape, target) for statement in statements]


def allowed_swaps(file: Dockerfile, target: Target) -> Iterator[Swap]:
    """Yield the swaps that the effects allow for the target, in stages that can be built."""
    if read_otherwise(file, target):
        return
    try:
        built = build_all(file, symbolic=True)
    except BuildError:
        return
    for stage, outcome in zip(stages_of(file), built):
        if isinstance(outcome, BuildError):
            continue
        found = effects(file, stage.statements, target)
        for index in range(len(found) - 1):
            if commutes(found[index], found[index + 1]) is None:
                yield Swap(file, stage, index, target)


def complaint(swap: Swap) -> str | None:
    """Return what is wrong about an allowed swap."""
    after = swap.swapped()
    for one, other in ((swap.dockerfile, after), (after, swap.dockerfile)):
        result = compare(one, other, safety="exact", target=swap.target)
        if result.level != "exact":
            said = "\n".join(map(str, result.differences))
            return f"{swap.target.engine}, {result.level}: {said}\n{one}\n-----\n{other}"
    return None


def graph_complaint(file: Dockerfile, target: Target) -> str | None:
    """Return where the dependency graph is not what the pairs say."""
    for stage in stages_of(file):
        found = effects(file, stage.statements, target)
        masks = predecessors(found, ())
        for later, mask in enumerate(masks):
            for earlier in range(later):
                in_the_way = commutes(found[earlier], found[later]) is not None
                if in_the_way != bool(mask >> earlier & 1):
                    return f"{earlier} and {later} of stage {stage.index} in\n{file}"
    return None


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.engine)
@pytest.mark.parametrize("seed", range(8))
def test_allowed_swaps_are_exact(seed: int, target: Target) -> None:
    kinds: Counter[tuple[str, ...]] = Counter()
    for number in range(EXAMPLES // 2):
        file = parse(dockerfile(Random(f"{seed} {number}")))
        assert not file.has_errors, f"{file.diagnostics}\n{file}"
        assert graph_complaint(file, target) is None
        for swap in allowed_swaps(file, target):
            kinds[swap.kinds] += 1
            assert complaint(swap) is None
    assert sum(kinds.values()) >= EXAMPLES


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(dockerfiles())
def test_allowed_swaps_of_any_file_are_exact(text: str) -> None:
    file = parse(text)
    for target in TARGETS:
        assert graph_complaint(file, target) is None
        for swap in allowed_swaps(file, target):
            assert complaint(swap) is None


def main(wanted: int) -> int:
    """Try as many swaps; print the count of each pair of instructions; return an exit code."""
    kinds: Counter[tuple[str, ...]] = Counter()
    wrong = number = 0
    while sum(kinds.values()) < wanted and wrong < 20:
        number += 1
        file = parse(dockerfile(Random(f"long {number}")))
        for target in TARGETS:
            for swap in allowed_swaps(file, target):
                kinds[swap.kinds] += 1
                said = complaint(swap)
                if said:
                    wrong += 1
                    print(said)
    for pair, count in sorted(kinds.items()):
        print(f"{count:8} {' '.join(pair)}")
    print(f"{sum(kinds.values())} swaps in {number} files, {wrong} not shown to be exact")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
