"""Random Dockerfiles, rewritten and built: whatever dfopt does, the image is the same.

Of what BuildKit makes, the abstract builder foretells the configuration, layers and history.
``DFOPT_ENGINE_FILES`` is the number of files per engine and mode (default 10, two or more builds
each, five times as many for BuildKit), ``DFOPT_ENGINE_SEED`` where their numbers begin.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

import dfopt
from dfopt.builder.portability import resolve
from dfopt.builds.errors import BuildsError
from dfopt.context.context import context_of
from dfopt.effects.effects import effects_of
from dfopt.effects.graph import predecessors
from dfopt.effects.order import predecessors_known
from dfopt.passes.proposal import Knowledge
from dfopt.syntax.edits import applied
from dfopt.syntax.stages import stages_of
from dfopt.terms import SAFETY_LEVELS
from tests.engines.differences import differences
from tests.engines.prediction import mispredictions
from tests.engines.random_files import fill, known_dockerfile, random_dockerfile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dfopt.builds.images import Image
    from dfopt.terms import Engine as Target
    from tests.engines.engine import Engine

    Rewriter = Callable[[str, Target, Random], list[str]]

pytestmark = pytest.mark.engine

FILES = int(os.environ.get("DFOPT_ENGINE_FILES", "10"))
SEED = int(os.environ.get("DFOPT_ENGINE_SEED", "0"))
#: How many files one test builds: enough for the workers to share the work evenly.
PORTION = 5


def optimized(text: str, target: Target, random: Random) -> list[str]:
    """Return what dfopt makes of a text at every level, for one builder and for all."""
    levels = SAFETY_LEVELS
    engines: tuple[Target, ...] = (target, "any")
    found = []
    for safety in levels:
        for engine in engines:
            result = dfopt.optimize(text, config=dfopt.Config(engine=engine, safety=safety))
            assert not result.refused, (text, result.diagnostics)
            assert not any(d.code == "internal-finding" for d in result.diagnostics), text
            found.append(result.text)
    return [rewrite for rewrite in dict.fromkeys(found) if rewrite != text]


def shuffled(text: str, target: Target, random: Random) -> list[str]:
    """Return a random order of the instructions that the predicate of commutation allows."""
    dockerfile = dfopt.parse(text)
    known = resolve(target, dockerfile)
    orders = []
    for stage in stages_of(dockerfile):
        effects = [effects_of(s, dockerfile.escape, known) for s in stage.statements]
        order = linear_extension(predecessors(effects, ()), random)
        orders.append([stage.statements[index] for index in order])
    rewrite = str(applied(dockerfile, {}, [order for order in orders if order])[0])
    return [rewrite] if rewrite != text else []


def shuffled_with_commands(text: str, target: Target, context: Path, random: Random) -> list[str]:
    """Return a random order that what is known of the commands allows."""
    dockerfile = dfopt.parse(text)
    known = resolve(target, dockerfile)
    found = context_of(str(context))
    knowledge = Knowledge(known, lambda _: True, lambda: found)
    (stage,) = stages_of(dockerfile)
    commands = knowledge.of(dockerfile, stage)
    if commands is None:
        return []
    statements = stage.statements
    effects = [effects_of(s, dockerfile.escape, known) for s in statements]
    masks = predecessors_known(statements, effects, set(), commands)
    order = [statements[index] for index in linear_extension(masks, random)]
    rewrite = str(applied(dockerfile, {}, [order])[0])
    return [rewrite] if rewrite != text else []


def linear_extension(masks: Sequence[int], random: Random) -> list[int]:
    """Return a random order in which each index follows those in its mask."""
    order: list[int] = []
    done = 0
    while len(order) < len(masks):
        ready = [i for i, mask in enumerate(masks) if not done >> i & 1 and not mask & ~done]
        choice = random.choice(ready)
        order.append(choice)
        done |= 1 << choice
    return order


def built(engine: Engine, text: str, context: Path, directory: Path) -> Image | None:
    """Build a text; None where the builder refuses it."""
    try:
        return engine.build(text, context, directory)
    except BuildsError:
        return None


@pytest.mark.parametrize("rewriter", [optimized, shuffled], ids=lambda f: f.__name__)
@pytest.mark.parametrize("portion", range(0, FILES, PORTION))
def test_a_rewrite_builds_the_same_image(
    engine: Engine, rewriter: Rewriter, portion: int, tmp_path: Path
) -> None:
    # BuildKit takes a second for what takes the others five.
    factor = 5 if engine.name == "buildkit" else 1
    first = SEED + portion * factor
    for number in range(first, SEED + min(portion + PORTION, FILES) * factor):
        text, rewrites, random = interesting(rewriter, engine.target, number)
        context = tmp_path / f"{number}"
        context.mkdir()
        fill(random, context)
        before = built(engine, text, context, tmp_path)
        for rewrite in rewrites:
            after = built(engine, rewrite, context, tmp_path)
            where = f"{number}:\n{text}\n--- becomes\n{rewrite}"
            assert (before is None) == (after is None), f"only one is built: {where}"
            if before is not None and after is not None:
                assert differences(before, after, text, rewrite) == [], where
                if engine.name == "buildkit":
                    assert mispredictions(engine, rewrite, after) == [], where
        if before is not None and engine.name == "buildkit":
            assert mispredictions(engine, text, before) == [], text


@pytest.mark.parametrize("portion", range(0, FILES, PORTION))
def test_what_commands_do_is_known(engine: Engine, portion: int, tmp_path: Path) -> None:
    factor = 5 if engine.name == "buildkit" else 1
    first = SEED + portion * factor
    for number in range(first, SEED + min(portion + PORTION, FILES) * factor):
        random = Random(f"commands {number}")
        context = tmp_path / f"{number}"
        context.mkdir()
        fill(random, context)
        rewrites: list[str] = []
        while not rewrites:
            text = known_dockerfile(random)
            rewrites = shuffled_with_commands(text, engine.target, context, random)
        before = built(engine, text, context, tmp_path)
        for rewrite in rewrites:
            after = built(engine, rewrite, context, tmp_path)
            where = f"{number}:\n{text}\n--- becomes\n{rewrite}"
            assert (before is None) == (after is None), f"only one is built: {where}"
            if before is not None and after is not None:
                assert differences(before, after, text, rewrite) == [], where


def interesting(rewriter: Rewriter, target: Target, number: int) -> tuple[str, list[str], Random]:
    """Return the first file of a sequence of its own that has something to rewrite."""
    random = Random(f"{rewriter.__name__} {number}")
    while True:
        text = random_dockerfile(random)
        rewrites = rewriter(text, target, random)
        if rewrites:
            return text, rewrites, random
