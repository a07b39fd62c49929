"""Run dfopt over a corpus of Dockerfiles: ``python -m tests.corpus FILE.jsonl.gz``.

Each row is a JSON object with the Dockerfile in its field ``text`` or ``dockerfile``. Printed is
how many files pass each check, what changes by which rule, and what is refused; the exit code is 1
where anything is below 100 %.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import dfopt
from dfopt.terms import ENGINES
from tests import invariants

if TYPE_CHECKING:
    from dfopt.terms import Engine

CHECKS = {
    "round trip": "round trip byte for byte",
    "no crash": "no crash, and a refused file stays as it is",
    "account": "the reported changes and edits are those made",
    "buildkit": "BuildKit's parser reads the same instructions",
    "multiset": "multiset of instructions kept but for merges",
    "dockerfile-parse": "dockerfile-parse sees the same environment and labels",
    "second run": "a second run changes nothing",
}

#: How many failures of each check are shown.
_SHOWN = 5


class Row(NamedTuple):
    """One Dockerfile of a corpus."""

    name: str
    text: str


class Outcome(NamedTuple):
    """What came of one file: checks made, those that failed with the reason, and the result."""

    name: str
    checked: tuple[str, ...]
    failed: dict[str, str]
    rules: tuple[str, ...]
    blocked: tuple[str, ...]
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the Dockerfiles of a corpus; rows that hold none are left out."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            row = json.loads(line)
            text = row.get("text", row.get("dockerfile"))
            if isinstance(text, str):
                yield Row(str(row.get("id", f"row {number}")), text)


def check(row: Row, engine: Engine = "auto") -> Outcome:
    """Run all checks over one file."""
    config = dfopt.Config(engine=engine)
    try:
        return _check(row, config)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        return Outcome(row.name, ("no crash",), {"no crash": reason}, (), (), (), ())


def _check(row: Row, config: dfopt.Config) -> Outcome:
    text = row.text
    result = dfopt.optimize(text, config=config)
    problems = {
        "round trip": invariants.round_trip(text),
        "no crash": invariants.no_crash(result) or invariants.refused_is_untouched(result),
        "account": invariants.account_is_true(result) or invariants.edits_give(result),
        "buildkit": invariants.buildkit_reads(text, result.text),
        "multiset": invariants.instructions_kept(text, result.text),
        "second run": invariants.second_run(result, config),
    }
    if invariants.dockerfile_parse_can_read(text):
        problems["dockerfile-parse"] = invariants.dockerfile_parse_sees(text, result.text)
    by_severity: dict[str, set[str]] = {"error": set(), "warning": set(), "info": set()}
    for diagnostic in result.diagnostics:
        by_severity[diagnostic.severity].add(diagnostic.code)
    return Outcome(
        row.name,
        tuple(problems),
        {name: problem for name, problem in problems.items() if problem},
        tuple(sorted({change.rule for change in result.changes})),
        tuple(sorted({blocked.rule for blocked in result.blocked})),
        tuple(sorted(by_severity["error"])),
        tuple(sorted(by_severity["warning"])),
    )


def outcomes(rows: Iterable[Row], engine: Engine, jobs: int) -> list[Outcome]:
    """Check the rows with ``jobs`` processes; the order is that of the rows."""
    function = partial(check, engine=engine)
    if jobs <= 1:
        return [function(row) for row in rows]
    # BuildKit's parser brings Go's threads along, which a fork does not survive.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context) as pool:
        return list(pool.map(function, rows, chunksize=32))


def report(found: list[Outcome]) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"{len(found)} files"
    for name, title in CHECKS.items():
        made = [o for o in found if name in o.checked]
        failed = [o for o in made if name in o.failed]
        yield f"  {title:<54} {_share(len(made) - len(failed), len(made))}"
        for outcome in failed[:_SHOWN]:
            yield f"      {outcome.name}: {outcome.failed[name][:300]!a}"
        if len(failed) > _SHOWN:
            yield f"      and {len(failed) - _SHOWN} more"
    yield from _table("changed", [o.rules for o in found])
    yield from _table("an opportunity refused", [o.blocked for o in found])
    yield from _table("left alone because of an error", [o.errors for o in found])
    yield from _table("with a warning", [o.warnings for o in found])


def _table(title: str, names_per_file: list[tuple[str, ...]]) -> Iterator[str]:
    total = len(names_per_file)
    yield f"{title:<56} {_share(sum(map(bool, names_per_file)), total)}"
    counts = Counter(name for names in names_per_file for name in names)
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {name:<54} {_share(count, total)}"


def _share(count: int, total: int) -> str:
    # Cut, not rounded: 100 % is all of them.
    percentage = int(10_000 * count / total) / 100 if total else 100.0
    return f"{count:>6} of {total:<6} {percentage:6.2f} %"


def main(arguments: list[str] | None = None) -> int:
    """Print the report; return 1 where anything fails, or where there is nothing to check."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.corpus", description="Run dfopt over a corpus of Dockerfiles."
    )
    parser.add_argument("file", type=Path, help="JSON lines, compressed or not")
    parser.add_argument("--jobs", type=int, default=2, help="processes to use (2)")
    parser.add_argument("--engine", default="auto", choices=ENGINES)
    options = parser.parse_args(arguments)
    found = outcomes(read_rows(options.file), options.engine, options.jobs)
    for line in report(found):
        print(line)
    failed = sum(bool(outcome.failed) for outcome in found)
    print(f"{len(found) - failed} passed, {failed} failed")
    return 1 if failed or not found else 0


if __name__ == "__main__":
    sys.exit(main())
