"""Damage Dockerfiles and see whether dfopt survives: ``python -m tests.mutate --count N --seed S``.

The texts are the examples, the cases and the recorded ones of ``tests/conformance``. Each mutant
gets one to four faults. It must be kept byte for byte by the parser, must not make ``optimize``
fail, and a second run must change nothing. Mutant number I of seed S is always the same text.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import random
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import dfopt
from tests import invariants
from tests.cases_reader import read_cases

ROOT = Path(__file__).parent.parent
RECORDED = ("ast_cases", "ast_fuzz", "ast_fuzz_valid")

TOKENS = (
    "FROM a\n", "ENV A=1\n", "ENV A b\n", "ENV B=$A\n", "LABEL a=b\n", "COPY . .\n", "CMD x\n",
    "RUN <<EOF\n", "EOF\n", "ONBUILD ", "\\\n", "`\n", "\\", "'", '"', "$", "${A", "}", "=", "#",
    "# check=skip=all\n", "# escape=`\n", "# dfopt: pin\n", "--from=x ", "[", '["a"]', "\r", "\r\n",
    "\n", "\n\n", "\t", " ", "\ufeff", "\x00", "\ud800", "\u00a0", "\x85", "🐳", "<<", "AS b",
)  # fmt: skip

_SHOWN = 5


def _place(text: str, source: random.Random) -> int:
    return source.randint(0, len(text))


def flip_byte(text: str, source: random.Random) -> str:
    """Change a bit of a byte; what is no UTF-8 any more becomes lone surrogates."""
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    if raw:
        raw[source.randrange(len(raw))] ^= 1 << source.randrange(8)
    return raw.decode("utf-8", "surrogateescape")


def swap_lines(text: str, source: random.Random) -> str:
    """Let two lines change places."""
    lines = text.splitlines(keepends=True)
    if len(lines) > 1:
        one, other = source.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def duplicate(text: str, source: random.Random) -> str:
    """Repeat a stretch of lines somewhere else."""
    lines = text.splitlines(keepends=True)
    start = source.randint(0, len(lines))
    target = source.randint(0, len(lines))
    return "".join(lines[:target] + lines[start : start + source.randint(1, 4)] + lines[target:])


def truncate(text: str, source: random.Random) -> str:
    """Cut the end or the beginning off."""
    place = _place(text, source)
    return text[:place] if source.random() < 0.7 else text[place:]


def delete(text: str, source: random.Random) -> str:
    """Take a few characters out."""
    place = _place(text, source)
    return text[:place] + text[place + source.randint(1, 12) :]


def insert(text: str, source: random.Random) -> str:
    """Put a token in anywhere."""
    place = _place(text, source)
    return text[:place] + source.choice(TOKENS) + text[place:]


def insert_line(text: str, source: random.Random) -> str:
    """Put a token in at the start of a line."""
    lines = text.splitlines(keepends=True)
    lines.insert(source.randint(0, len(lines)), source.choice(TOKENS))
    return "".join(lines)


FAULTS: tuple[Callable[[str, random.Random], str], ...] = (
    flip_byte, swap_lines, duplicate, truncate, delete, insert, insert_line,
)  # fmt: skip


@cache
def seeds() -> tuple[str, ...]:
    """Return the texts to damage."""
    texts = [path.read_bytes().decode() for path in sorted(ROOT.glob("examples/*/Dockerfile"))]
    texts += [case.before for case in read_cases()]
    for name in RECORDED:
        path = ROOT / f"tests/conformance/data/{name}.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            texts += [json.loads(line)["dockerfile"] for line in file]
    return tuple(texts)


def mutant(number: int, seed: int) -> str:
    """Return one damaged text."""
    source = random.Random(f"{seed}/{number}")
    # The examples and cases are few, but there is something to rewrite in them.
    text = source.choice(seeds()[:100] if source.random() < 0.5 else seeds())
    for _ in range(source.choice((1, 1, 2, 4))):
        text = source.choice(FAULTS)(text, source)
    return text


def problem(text: str) -> str | None:
    """Return what is wrong with how dfopt treats a text."""
    found = invariants.round_trip(text)
    if found:
        return found
    result = dfopt.optimize(text)
    found = (
        invariants.no_crash(result)
        or invariants.refused_is_untouched(result)
        or invariants.account_is_true(result)
    )
    if found or not result.changed:
        return found
    return (
        invariants.second_run(result)
        or invariants.instructions_kept(text, result.text)
        or invariants.buildkit_reads(text, result.text)
    )


def check(numbers: range, seed: int) -> tuple[int, list[tuple[int, str]]]:
    """Return how many mutants were rewritten, and the numbers of those that fail with why."""
    failed = []
    rewritten = 0
    for number in numbers:
        text = mutant(number, seed)
        try:
            found = problem(text)
            rewritten += dfopt.optimize(text).changed
        except Exception as error:
            found = f"{type(error).__name__}: {error}"
        if found:
            failed.append((number, found))
    return rewritten, failed


def run(count: int, seed: int, jobs: int) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Check ``count`` mutants in ``jobs`` processes, in order."""
    chunks = [range(start, min(start + 500, count)) for start in range(0, count, 500)]
    # BuildKit's parser brings Go's threads along, which a fork does not survive.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context) as pool:
        yield from pool.map(check, chunks, [seed] * len(chunks))


def main(arguments: list[str] | None = None) -> int:
    """Print what failed; return 1 where anything did."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutate", description="Damage Dockerfiles and see what breaks."
    )
    parser.add_argument("--count", type=int, default=100_000, help="mutants to make (100000)")
    parser.add_argument("--seed", type=int, default=0, help="which mutants (0)")
    parser.add_argument("--jobs", type=int, default=2, help="processes to use (2)")
    parser.add_argument("--show", type=int, metavar="N", help="print mutant N of the seed, escaped")
    options = parser.parse_args(arguments)
    if options.show is not None:
        print(ascii(mutant(options.show, options.seed)))
        return 0
    failed: list[tuple[int, str]] = []
    rewritten = 0
    for changed, wrong in run(options.count, options.seed, options.jobs):
        rewritten += changed
        failed += wrong
    for number, reason in failed[:_SHOWN]:
        print(f"mutant {number}: {reason[:300]!a}")
    print(f"{rewritten} of {options.count} mutants were rewritten")
    print(f"{options.count - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
