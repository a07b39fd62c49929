"""Builds against results recorded from BuildKit's ``dockerfile2llb``."""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import llb

DATA = Path(__file__).parent / "data"

FILE = """\
FROM base AS a
ENV A=1
RUN --mount=type=cache,target=/c make
FROM a
WORKDIR /w
COPY --chown=1:app --link f ./
CMD ["x"]
"""


def rows(name: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", ["llb_fuzz", "llb_more"])
def test_every_recorded_build_is_reproduced(name):
    recorded = rows(name)
    assert len(recorded) > 1000
    differences = [(row["dockerfile"], found) for row in recorded if (found := llb.check(row))]
    assert differences == []


@pytest.fixture
def row() -> dict[str, Any]:
    path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    cache = {"input": "-1", "dest": "/c", "output": "-1", "mountType": "CACHE"}
    ops = [
        {"source": {"identifier": f"docker-image://docker.io/library/base:latest@{llb.DIGEST}"}},
        {
            "exec": {
                "meta": {"args": ["/bin/sh", "-c", "make"], "env": [path, "A=1"], "cwd": "/"},
                "mounts": [{"dest": "/"}, cache | {"cacheOpt": {"ID": "//c"}}],
            }
        },
        {"file": {"actions": [{"secondaryInput": "-1", "mkdir": _directory()}]}},
        {"source": {"identifier": "local://context", "attrs": {"local.followpaths": '["f"]'}}},
        {"file": {"actions": [{"input": "-1", "copy": _copied()}]}},
        {"merge": {"inputs": [{}, {"input": "1"}]}},
        {},
    ]
    inputs = [[], ["#0:0"], ["#1:0"], [], ["#3:0"], ["#2:0", "#4:0"], ["#5:0"]]
    return {
        "dockerfile": FILE,
        "base_config": {},
        "build_args": {},
        "error": None,
        "config": {"Env": [path, "A=1"], "WorkingDir": "/w", "Cmd": ["x"], "ArgsEscaped": True},
        "author": None,
        "history": [
            "empty | ENV A=1",
            "layer | RUN /bin/sh -c make # buildkit",
            "layer | WORKDIR /w",
            "layer | COPY --chown=1:app f ./ # buildkit",
            'empty | CMD ["x"]',
        ],
        "ops": [{"inputs": i, "op": op} for i, op in zip(inputs, ops)],
    }


def _directory() -> dict[str, Any]:
    return {"path": "/w", "mode": 0o755, "makeParents": True, "timestamp": "-1"}


def _copied() -> dict[str, Any]:
    flags = ("followSymlink", "dirCopyContents", "allowWildcard", "allowEmptyWildcard")
    owner = {"user": {"byID": 1}, "group": {"byName": {"name": "app"}}}
    copied = {"src": "/f", "dest": "/w/", "mode": -1, "createDestPath": True, "timestamp": "-1"}
    return copied | dict.fromkeys(flags, True) | {"owner": owner}


def test_a_build_written_by_hand_is_reproduced(row):
    assert llb.check(row) is None


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in _leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for key, item in enumerate(value) for leaf in _leaves(item, (*path, key))]
    return [path]


def test_the_comparison_sees_every_difference(row):
    compared = {key: row[key] for key in ("config", "author", "history", "ops")}
    leaves = [leaf for leaf in _leaves(compared) if "local.followpaths" not in leaf]
    assert len(leaves) > 40
    for leaf in leaves:
        changed = copy.deepcopy(row)
        place = changed
        for key in leaf[:-1]:
            place = place[key]
        place[leaf[-1]] = "something else"
        assert llb.check(changed), leaf


def test_the_comparison_sees_a_missing_error(row):
    assert llb.check(row | {"error": "refused"})
    assert llb.check(row | {"dockerfile": FILE + "EXPOSE x\n"})
    expected = {"dockerfile": FILE + "EXPOSE x\n", "error": "refused"}
    assert llb.check(row | expected) is None
    assert llb.check(row | expected | {"error_layer": "convert"}) is None
    assert llb.check(row | expected | {"error_layer": "parse"})
