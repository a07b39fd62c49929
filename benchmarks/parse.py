"""How fast dfopt parses and optimizes: files a second over a corpus, and growth with the lines.

    python -m benchmarks.parse [FILE.jsonl.gz] [--profile]

Without a file it takes ``dockerfiles.jsonl.gz`` in the directory that ``DFOPT_CORPUS`` names, and
measures growth alone where that is not set. One core is used. Times are CPU time; those of the
growth table are medians. The goals: 300 files a second through ``optimize``, and a line of a file
of 5,000 lines costs what a line of one of 50 lines does.
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import json
import os
import pstats
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import dfopt
from benchmarks.startup import dockerfile

SIZES = (50, 500, 5_000)
GOAL = 300

ACTIONS: dict[str, Callable[[str], object]] = {"parse": dfopt.parse, "optimize": dfopt.optimize}


def shop(lines: int) -> str:
    """Return a Dockerfile of this many lines, most of which dfopt has something to do with."""
    block = (
        "ENV OPTION_{0}=1",
        "ENV LEVEL_{0}=2",
        "",
        "# The sources of part {0}",
        "COPY part{0} /app/part{0}",
        "RUN make -C /app/part{0} && \\",
        "    make -C /app/part{0} install",
        "LABEL part.{0}=done",
        'CMD ["run", "{0}"]',
        "FROM base AS stage{0}",
    )
    rest = (block[i % len(block)].format(i // len(block)) for i in range(lines - 1))
    return "\n".join(["FROM alpine AS base", *rest]) + "\n"


def one_stage(lines: int) -> str:
    """Return a Dockerfile of one stage alone, of instructions that dfopt may merge and move."""
    block = ("ENV A_{0}=1", "ENV B_{0}=2", "COPY {0} /app/{0}", "LABEL l.{0}=1", "RUN make {0}")
    rest = (block[i % len(block)].format(i // len(block)) for i in range(lines - 1))
    return "\n".join(["FROM alpine", *rest]) + "\n"


SHAPES: dict[str, Callable[[int], str]] = {
    "typical": dockerfile,
    "many stages": shop,
    "one stage": one_stage,
}


def read(path: Path) -> list[str]:
    """Return the Dockerfiles of a corpus: rows with a field ``text`` or ``dockerfile``."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [row.get("text", row.get("dockerfile")) for row in rows]


def seconds(action: Callable[[str], object], texts: list[str]) -> float:
    """Return the CPU seconds that an action takes over all texts."""
    start = time.process_time()
    for text in texts:
        action(text)
    return time.process_time() - start


def measure_corpus(texts: list[str], runs: int) -> float:
    """Print files a second for each action, best of the runs; return that of ``optimize``."""
    rate = 0.0
    lines = sum(text.count("\n") for text in texts)
    for name, action in ACTIONS.items():
        action(texts[0])
        best = min(seconds(action, texts) for _ in range(runs))
        rate = len(texts) / best
        print(f"{name:<10} {rate:8.0f} files/s {lines / best:9.0f} lines/s   ({len(texts)} files)")
    each = sorted(seconds(dfopt.optimize, [text]) for text in texts)
    print(
        f"optimize   median {each[len(each) // 2] * 1000:.2f} ms, "
        f"p99 {each[len(each) * 99 // 100] * 1000:.2f} ms, worst {each[-1] * 1000:.2f} ms a file"
    )
    return rate


def measure_growth(runs: int) -> None:
    """Print what files of growing size cost, and a line of them against one of the smallest."""
    for shape, make in SHAPES.items():
        for name, action in ACTIONS.items():
            per_line = []
            for size in SIZES:
                text = make(size)
                # A small file is done many times over: the clock is too coarse for one.
                repeat = max(1, SIZES[-1] // size // 5)
                times = [seconds(action, [text] * repeat) / repeat for _ in range(runs)]
                per_line.append(statistics.median(times) / size)
            cells = "  ".join(
                f"{size:>5} lines {cost * size * 1000:9.2f} ms ({cost / per_line[0]:5.2f} x)"
                for size, cost in zip(SIZES, per_line)
            )
            print(f"{shape:<12} {name:<9} {cells}")


def print_profile(texts: list[str]) -> None:
    """Print where ``optimize`` spends its time."""
    profile = cProfile.Profile()
    profile.enable()
    seconds(dfopt.optimize, texts)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)


def main() -> int:
    """Print the tables; return 1 if the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, help="JSON lines, gzip")
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement (5)")
    parser.add_argument("--profile", action="store_true", help="profile optimize over the corpus")
    options = parser.parse_args()
    directory = os.environ.get("DFOPT_CORPUS")
    corpus = options.corpus or (Path(directory, "dockerfiles.jsonl.gz") if directory else None)
    if options.profile:
        print_profile(read(corpus) if corpus else [make(500) for make in SHAPES.values()])
        return 0
    rate = float(GOAL)
    if corpus is None:
        print("no corpus: DFOPT_CORPUS is not set and no file is named")
    else:
        rate = measure_corpus(read(corpus), max(1, options.runs // 2))
    measure_growth(options.runs)
    if corpus is not None:
        print(f"goal: at least {GOAL} files/s, is {rate:.0f}")
    return int(rate < GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
