"""What the checker costs: files a second through ``optimize``, with and without it.

    python -m benchmarks.prove [FILE.jsonl.gz] [--profile] [--runs N]

Without a file it takes ``dockerfiles.jsonl.gz`` in the directory that ``DFOPT_CORPUS`` names. One
core is used, times are CPU time, the best of the runs. The goal: over the files that change, which
are those that are checked, the checker takes less than the rest of ``optimize``.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import sys
from pathlib import Path
from unittest import mock

import dfopt
from benchmarks.parse import read, seconds
from dfopt.proof import equivalence

CHECKER = "dfopt.proof.equivalence.compare"


def checked(texts: list[str]) -> list[str]:
    """Return the texts for which ``optimize`` asks the checker."""
    found = []
    with mock.patch(CHECKER, wraps=equivalence.compare) as compare:
        for text in texts:
            compare.reset_mock()
            dfopt.optimize(text)
            if compare.called:
                found.append(text)
    return found


def times(texts: list[str], runs: int) -> tuple[float, float]:
    """Return the seconds that ``optimize`` takes over the texts, with the checker and without."""
    taken = min(seconds(dfopt.optimize, texts) for _ in range(runs))
    with mock.patch(CHECKER, return_value=True):
        spared = min(seconds(dfopt.optimize, texts) for _ in range(runs))
    return taken, spared


def measure(texts: list[str], runs: int) -> bool:
    """Print the table; return whether the goal is met."""
    asked = checked(texts)
    print(f"{len(asked)} of {len(texts)} files change and are checked\n")
    print(f"{'':<14} {'with':>14} {'without':>14} {'share of the checker':>22}")
    share = 0.0
    for name, chosen in (("all files", texts), ("files checked", asked)):
        taken, spared = times(chosen, runs)
        share = 1 - spared / taken
        with_, without = f"{len(chosen) / taken:.0f} files/s", f"{len(chosen) / spared:.0f} files/s"
        print(f"{name:<14} {with_:>14} {without:>14} {share:>21.0%}")
    met = share < 0.5
    print(f"\nless than half of the time: {'yes' if met else 'NO'}")
    return met


def profile(texts: list[str]) -> None:
    """Print where the checker spends its time."""
    asked = checked(texts)
    profiler = cProfile.Profile()
    profiler.runcall(seconds, dfopt.optimize, asked)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(r"dfopt.(proof|builder)", 45)


def main(arguments: list[str]) -> int:
    """Run the benchmark; return 1 where the goal is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks.prove", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", nargs="?", type=Path, metavar="FILE.jsonl.gz")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args(arguments)
    path = options.corpus
    if path is None and "DFOPT_CORPUS" in os.environ:
        path = Path(os.environ["DFOPT_CORPUS"], "dockerfiles.jsonl.gz")
    if path is None:
        parser.error("give a corpus, or its directory in DFOPT_CORPUS")
    texts = read(path)
    if options.profile:
        profile(texts)
        return 0
    return 0 if measure(texts, options.runs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
