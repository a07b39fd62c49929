"""Which change makes the step behind it run again: measured anew on the engines at hand.

The recorded results are from Docker 20.10, its BuildKit, BuildKit 0.32 and buildah 1.28. The
measurement builds a file, applies the change, builds again and looks at the last step.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import secrets
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dfopt.builds.builders import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engines.engine import Engine

pytestmark = pytest.mark.engine

DATA = Path(__file__).parent / "data" / "cache_cases.jsonl.gz"
COLUMNS = {"classic": "classic", "buildkit": "buildkit-20.10", "buildah": "buildah-1.28"}
#: One case in so many is measured; 1 measures all.
STRIDE = int(os.environ.get("DFOPT_ENGINE_CACHE_STRIDE", "3"))
PORTION = 6


@cache
def cases() -> list[dict[str, Any]]:
    with gzip.open(DATA, "rt") as lines:
        return [json.loads(line) for line in lines]


def fill(context: Path) -> None:
    """Make the context of the recorded cases."""
    (context / "d").mkdir(parents=True)
    texts = {"src.txt": "same", "src2.txt": "same", "probe.txt": "probe", "d/one": "one"}
    for name, text in {**texts, "other.txt": "other", "ignored.txt": "ignored"}.items():
        (context / name).write_text(f"{text}\n")
        (context / name).chmod(0o644)
    (context / ".dockerignore").write_text("ignored.txt\n")


def _owner(context: Path) -> None:
    os.chown(context / "src.txt", 1234, 1234)


CHANGES: dict[str | None, Callable[[Path], object]] = {
    None: lambda context: None,
    "content": lambda context: (context / "src.txt").write_text("changed\n"),
    "mtime": lambda context: os.utime(context / "src.txt", (1, 1)),
    "mode": lambda context: (context / "src.txt").chmod(0o755),
    "owner": _owner,
    "dirfile": lambda context: (context / "d" / "two").write_text("two\n"),
    "dirmtime": lambda context: os.utime(context / "d", (1, 1)),
    "unrelated": lambda context: (context / "other.txt").write_text("changed\n"),
    "dockerignore": lambda context: (context / ".dockerignore").write_text("ignored.txt\nx\n"),
    "ignored": lambda context: (context / "ignored.txt").write_text("changed\n"),
}


def measured(engine: Engine, case: dict[str, Any], kind: str, directory: Path) -> str:
    """Build before and after; tell whether the last step was ``cached`` or a ``BUST``."""
    context = directory / "context"
    fill(context)
    # A name of its own keeps the step out of the cache of any other measurement.
    token = secrets.token_hex(6)
    builder = engine.builder

    def request(side: str) -> Request:
        text = case[side][kind].replace("probe-N", f"probe-{token}")
        text = re.sub(r"(?m)^# syntax=.*\n", "", text)
        (context / "Dockerfile").write_text(text)
        return Request(
            str(context / "Dockerfile"),
            str(context),
            build_args=tuple(case[f"build_args_{side}"][1::2]),
            options=engine.options,
            use_cache=True,
        )

    lines: list[str] = []
    with builder.built(request("before"), lambda _: None):
        CHANGES[case["context_change"]](context)
        with builder.built(request("after"), lines.append):
            return "cached" if is_cached(lines, token) else "BUST"


def is_cached(lines: list[str], token: str) -> bool:
    """Look for the step that names the token, and for what the builder says of it."""
    at = max(i for i, line in enumerate(lines) if token in line and "LABEL" not in line
             and re.match(r"#\d+ \[|Step |(?:\[\d+/\d+\] )?STEP ", line))  # fmt: skip
    if lines[at].startswith("#"):
        return f"{lines[at].split()[0]} CACHED" in lines
    after = [line for line in lines[at + 1 :] if line.strip()]
    return after[0].lstrip().startswith(("---> Using cache", "--> Using cache"))


@pytest.mark.parametrize("kind", ["run", "copy"])
@pytest.mark.parametrize("portion", range(STRIDE * PORTION))
def test_the_cache_does_as_recorded(
    engine: Engine, portion: int, kind: str, tmp_path: Path
) -> None:
    wrong = []
    for number, case in enumerate(cases()):
        if number % (STRIDE * PORTION) != portion or portion % STRIDE:
            continue
        expected = case["following_step"][COLUMNS[engine.name]][kind]
        with engine.alone(use_cache=True):
            found = measured(engine, case, kind, tmp_path / f"{number}")
        if found != expected:
            wrong.append(f"{case['case']}: {found}, recorded {expected}")
    assert wrong == []
