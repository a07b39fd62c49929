"""A real ``npm ci`` with the mount that dfopt adds: from an empty cache, and from an old one."""

from __future__ import annotations

import json
import shutil
import subprocess
import uuid
from typing import TYPE_CHECKING

import pytest

import dfopt
from dfopt.builds import processes
from tests.engines.differences import differences

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.engine import Engine

pytestmark = pytest.mark.engine

TEXT = """\
FROM node:18 AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM busybox:latest
COPY --from=build /app /app
"""


def write_project(context: Path, **dependencies: str) -> None:
    """Write a project with a lock file made by npm; skip where npm cannot make one."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here")
    scripts = {"build": "mkdir -p dist && ls node_modules > dist/list"}
    # No builder has seen it, so its steps run; --no-cache would empty the mounts as well.
    name = f"app-{uuid.uuid4().hex}"
    package = {"name": name, "version": "1.0.0", "scripts": scripts, "dependencies": dependencies}
    (context / "package.json").write_text(json.dumps(package))
    (context / ".dockerignore").write_text("**/node_modules\n")
    done = subprocess.run(
        [npm, "install", "--package-lock-only", "--no-audit", "--no-fund"],
        cwd=context, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip("npm does not reach its registry")


def test_a_cache_mount_changes_no_image(buildkit: Engine, tmp_path: Path) -> None:
    inspect = [buildkit.program, "inspect", "node:18"]
    if not processes.succeeds(inspect, environment=buildkit.builder.environment):
        pytest.skip("no node image (tests/engines/make-base.sh, as root)")
    context = tmp_path / "context"
    context.mkdir()
    write_project(context, **{"is-number": "7.0.0"})
    result = dfopt.optimize(
        TEXT, config=dfopt.Config(engine="buildkit", select=("cache-mount",)), context=context
    )
    assert "RUN --mount=type=cache,target=/root/.npm/_cacache npm ci" in result.text
    # The second build finds what the first one has left in the cache, and a part of that is old.
    for dependencies in ({"is-number": "7.0.0"}, {"is-number": "6.0.0", "is-even": "1.0.0"}):
        write_project(context, **dependencies)
        before, after = (
            buildkit.build(text, context, tmp_path, use_cache=True) for text in (TEXT, result.text)
        )
        found = differences(before, after, TEXT, result.text)
        # Images that are built with the cache carry their tag.
        assert [each for each in found if "dfopt.verify" not in each] == []
