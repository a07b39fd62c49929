"""``kill -9`` at random points of ``dfopt --write``: the file is the old or the new one, whole.

``DFOPT_KILLS`` is the number of points (100); they lie between the start of the process and the
time that a whole run takes.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.samples import CHANGED, CHANGES

KILLS = int(os.environ.get("DFOPT_KILLS", "100"))
ROOT = Path(__file__).resolve().parents[2]

# Long enough that writing takes a while, and quickly read.
PADDING = "# " + "x" * 1000 + "\n"
OLD = CHANGES + "\n" + PADDING * 1000
NEW = CHANGED + "\n" + PADDING * 1000


def start(path):
    return subprocess.Popen(
        [sys.executable, "-m", "dfopt", "--write", str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_kill(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text(OLD)
    begin = time.monotonic()
    with start(path) as run:
        assert run.wait() == 0
    duration = time.monotonic() - begin
    assert path.read_text() == NEW

    chance = random.Random(4)
    seen = set()
    for _ in range(KILLS):
        path.write_text(OLD)
        with start(path) as run:
            # Most of a run goes by before the file is touched.
            time.sleep(duration * chance.uniform(0.3, 1.1))
            run.kill()
        content = path.read_text()
        assert content in (OLD, NEW)
        seen.add(content)
    assert len(seen) == 2

    # What a killed run has left behind disturbs no later one.
    path.write_text(OLD)
    with start(tmp_path) as run:
        assert run.wait() == 0
    assert path.read_text() == NEW
