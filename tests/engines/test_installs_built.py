"""Random Dockerfiles that install packages, rewritten and really built.

They need the larger images, and the registries of Debian, PyPI and npm: with ``DFOPT_IMAGES=all``,
under which ``make-base.sh`` makes those images. ``DFOPT_ENGINE_FILES`` is their number for each
image (default 10).
"""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

import pytest

import dfopt
from dfopt.builds.comparison import compare
from dfopt.builds.volatile import named_paths
from tests.engines.random_files import INSTALLED_ON, fill, fill_manifests, installing_dockerfile
from tests.engines.test_metamorphic import FILES, SEED, built, shuffled_with_commands

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.engine import Engine

pytestmark = pytest.mark.engine

BASES = INSTALLED_ON if os.environ.get("DFOPT_IMAGES") == "all" else ()


@pytest.mark.parametrize("number", range(SEED, SEED + FILES))
@pytest.mark.parametrize("base", BASES)
def test_installations(buildkit: Engine, base: str, number: int, tmp_path: Path) -> None:
    random = Random(f"{base} {number}")
    context = tmp_path / "context"
    context.mkdir()
    fill(random, context)
    fill_manifests(context)
    rewrites: set[str] = set()
    while not rewrites:
        text = installing_dockerfile(random, base)
        for engine in ("buildkit", "any"):
            config = dfopt.Config(engine=engine)
            rewrites.add(dfopt.optimize(text, config=config, context=context).text)
        rewrites.update(shuffled_with_commands(text, "buildkit", context, random))
        rewrites.discard(text)
    before = built(buildkit, text, context, tmp_path)
    again = built(buildkit, text, context, tmp_path)
    assert before is not None, text
    assert again is not None, text
    noise = compare(before, again).all
    for rewrite in sorted(rewrites):
        where = f"{text}\n--- becomes\n{rewrite}"
        after = built(buildkit, rewrite, context, tmp_path)
        assert after is not None, where
        found = compare(before, after, named=named_paths((text, rewrite)), noise=noise)
        assert found.equal, (where, found.differences)
