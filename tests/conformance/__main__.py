"""Compare with recorded results: ``python -m tests.conformance DIR``.

Runs every file of a known name in DIR, names those it does not know, and ends with a count.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.conformance import (
    cache_cases,
    ignore_fuzz,
    lex_fuzz,
    llb,
    match_fuzz,
    syntax_tree,
)

Check = Callable[[dict[str, Any]], str | None]

CHECKS: dict[str, Check] = {
    "ast_cases": syntax_tree.check,
    "ast_fuzz": syntax_tree.check,
    "ast_fuzz_valid": syntax_tree.check,
    "cache_cases": cache_cases.check,
    "ignore_fuzz": ignore_fuzz.check,
    "lex_fuzz": lex_fuzz.check,
    "llb_fuzz": llb.check,
    "llb_more": llb.check,
    "match_fuzz": match_fuzz.check,
}

_SHOWN = 5


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of JSON lines, compressed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def failures(path: Path, check: Check) -> tuple[int, list[str]]:
    """Return how many rows are reproduced, and what is wrong with the others."""
    passed = 0
    wrong = []
    for number, row in enumerate(rows(path), 1):
        try:
            problem = check(row)
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        if problem is None:
            passed += 1
        else:
            wrong.append(f"row {number}: {problem}")
    return passed, wrong


def main(directory: str) -> int:
    """Run the files in a directory; return the exit code."""
    passed = failed = 0
    paths = sorted(p for p in Path(directory).iterdir() if ".jsonl" in p.name)
    for path in paths:
        name = path.name.partition(".")[0]
        if name not in CHECKS:
            print(f"{path.name}: skipped, nothing here reproduces it yet")
            continue
        right, wrong = failures(path, CHECKS[name])
        print(f"{path.name}: {right} of {right + len(wrong)} reproduced")
        for line in wrong[:_SHOWN]:
            print(f"  {line[:500]}")
        passed += right
        failed += len(wrong)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
