"""Time ``replay`` on a large repository: 5,000 files, and more and more commits of ten files each.

Run with ``python -m benchmarks.replay``. The goal is 300 commits in a second, and a time that grows
no faster than the commits.
"""

from __future__ import annotations

import random
import time

import dfopt
from dfopt.context.tree import Tree
from dfopt.cost.links import links_of
from dfopt.cost.replay import replay
from dfopt.evidence.git import PathChange
from dfopt.evidence.timeline import Event, Timeline

FILES = 5_000
CHANGED = 10
TEXT = """\
FROM debian:12
WORKDIR /app
COPY d1 d1
RUN make -C d1
COPY d2/*.py d2/
COPY --chown=1000 d3 d4 d5/
RUN make -C d2
COPY . .
RUN make
"""


def main() -> None:
    """Print the table."""
    paths = [f"d{number % 50}/f{number}.py" for number in range(FILES)]
    tree = Tree.of_files(dict.fromkeys(paths, ""))
    dockerfile = dfopt.parse(TEXT)
    links = links_of(dockerfile, "buildkit")
    for commits in (75, 150, 300, 600, 1200):
        source = random.Random(commits)
        events = [
            Event(
                tuple(
                    PathChange(path, f"{number}", f"{number + 1}")
                    for path in source.sample(paths, CHANGED)
                )
            )
            for number in range(commits)
        ]
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            timeline = Timeline(dockerfile, events, tree, lambda path: path.endswith(".md"))
            start, changes = timeline.replayed(dockerfile)
            replay(links, start, changes)
            seconds.append(time.perf_counter() - began)
        best = min(seconds)
        print(f"{commits:5} commits {best:8.3f} s   {1000 * best / commits:6.3f} ms each")


if __name__ == "__main__":
    main()
