"""``kill -9`` at random points of a write: the file is the old or the new one, whole.

``DFOPT_KILLS`` is the number of points (100).
"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

KILLS = int(os.environ.get("DFOPT_KILLS", "100"))
OLD = b"# old\n" * 200_000
NEW = b"# new!\n" * 190_000

# Write the two texts in turn, for ever; the first line of output says that it has begun.
WRITER = """
import sys
from dfopt.workspace import files
path, texts = sys.argv[1], ["# old\\n" * 200_000, "# new!\\n" * 190_000]
print("ready", flush=True)
while True:
    source = files.read(path)
    files.replace(source, texts[source.text == texts[0]])
"""


def kill_while_writing(path, delay):
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(delay)
        assert writer.poll() is None
        os.kill(writer.pid, signal.SIGKILL)


def leftovers(path):
    return [entry for entry in path.parent.iterdir() if entry.name.endswith(".tmp")]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_bytes(OLD)
    return path


def test_file_is_whole_after_kill(path):
    chance = random.Random(1)
    interrupted = 0
    seen = set()
    for _ in range(KILLS):
        kill_while_writing(path, chance.uniform(0, 0.03))
        content = path.read_bytes()
        assert content in (OLD, NEW)
        seen.add(content)
        interrupted += bool(leftovers(path))
        for leftover in leftovers(path):
            leftover.unlink()
    # The test is worth something only if it hit writes in the middle, and both texts.
    assert interrupted > KILLS // 20
    assert len(seen) == 2


def test_written_in_place_the_file_or_its_side_copy_is_whole(path, tmp_path):
    os.link(path, tmp_path / "second-link")
    chance = random.Random(2)
    for _ in range(KILLS // 4):
        kill_while_writing(path, chance.uniform(0, 0.03))
        copies = [leftover.read_bytes() for leftover in leftovers(path)]
        whole = [content for content in (path.read_bytes(), *copies) if content in (OLD, NEW)]
        assert whole
        path.write_bytes(whole[0])
        for leftover in leftovers(path):
            leftover.unlink()
